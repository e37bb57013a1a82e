"""An edition of the proceedings with pictures, and what lends their bytes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from io import BytesIO

from PIL import Image

from board.media.pictures import made_small
from board.models.base import KEY_ALPHABET as ALPHABET
from board.proceedings.document import Contribution, Document, Picture, Words
from board.proceedings.figures import Pictures
from tests.support.proceedings import FORUM, approved, es, key, said, small_document

KEYS = ("market22222222", "tree2222222222", "seed2222222222")
WIDE, TALL, SMALL = KEYS
SIZES = {WIDE: (1000, 750), TALL: (600, 1500), SMALL: (120, 90)}
LARGE = "gate2222222222"
"""One for which no room is left."""


def address(picture: str) -> str:
    return f"{FORUM}/picture/{picture}"


def shows(picture: str, words: str) -> str:
    """Return a picture as it stands in a document."""
    return f'<span data-image="{picture}">{words}</span>'


def pictured(*numbered: str, printed: bool = True) -> tuple[Picture, ...]:
    return tuple(Picture(each, address(each), *SIZES.get(each, (1000, 750)), printed) for each in numbered)


def with_posts(*posts: Words, pictures: Sequence[Picture]) -> Document:
    """Return the small edition with these posts in the thread of its first week."""
    document = small_document()
    week, *others = document.weeks
    thread, *more = week.threads
    printed = tuple(Contribution(key("s", number), words, None) for number, words in enumerate(posts, 1))
    week = replace(week, threads=(replace(thread, posts=printed), *more))
    return replace(document, weeks=(week, *others), pictures=tuple(pictures))


def illustrated() -> Document:
    """An edition with pictures alone, among words, in both languages, in one, small, tall, and without room for it."""
    alone = es(
        said("<p>Miren lo que hay:</p>", "<p>See what there is:</p>", "approved"),
        said(
            f"<p>{shows(WIDE, 'El mercado &amp; <em>su</em> gente')}</p>",
            f"<p>{shows(WIDE, 'The market')}</p>",
            "approved",
        ),
        said(f"<p>{shows(TALL, 'Un árbol')}<br>{shows(SMALL, 'Una semilla')}</p>", None),
    )
    among = approved(
        f"<p>En {shows(WIDE, 'la plaza')} se vende, y aquí {shows(LARGE, 'se compra')}.</p>",
        f"<p>They sell in {shows(WIDE, 'the square')}, and buy {shows(LARGE, 'here')}.</p>",
    )
    in_a_list = es(said(f"<ul><li>uno {shows(SMALL, 'un grano')}</li></ul>", "<ul><li>one</li></ul>", "in review"))
    bare = Words("en", None, (said(f"<p>{shows(SMALL, '')}</p>"),))
    document = with_posts(alone, among, in_a_list, bare, pictures=(*pictured(*KEYS), *pictured(LARGE, printed=False)))
    first, *others = document.themes
    quoted = approved(f"<p>{shows(SMALL, 'Una semilla')}</p>", f"<p>{shows(SMALL, 'A seed')}</p>")
    first = replace(first, quotes=(replace(first.quotes[0], words=quoted), *first.quotes[1:]))
    return replace(document, themes=(first, *others))


@cache
def webp(width: int, height: int, shade: int = 0) -> bytes:
    """Return a picture as it is kept for a text."""
    out = BytesIO()
    grain = Image.effect_noise((width // 4 or 1, height // 4 or 1), 20 + shade).resize((width, height))
    grain.convert("RGB").save(out, "PNG")
    return made_small(out.getvalue()).small.data


class Lender:
    """Lends the bytes of pictures, and counts them."""

    def __init__(self) -> None:
        self.lent: Counter[str] = Counter()

    def __call__(self, picture: str) -> bytes:
        self.lent[picture] += 1
        return webp(*SIZES[picture])


def gallery(number: int) -> tuple[Document, Pictures]:
    """Return an edition with so many pictures as large as a picture may be, one a post, and what lends their bytes."""
    numbered = [
        f"{KEYS[0][:10]}{ALPHABET[at // 29**2]}{ALPHABET[at // 29 % 29]}{ALPHABET[at % 29]}2" for at in range(number)
    ]
    posts = [
        es(
            said(f"<p>{shows(each, 'Una foto')}</p>", f"<p>{shows(each, 'A photo')}</p>", "approved"),
            said("<p>Unas palabras.</p>", "<p>Some words.</p>", "approved"),
        )
        for each in numbered
    ]
    data = webp(1000, 750, 80)
    return with_posts(*posts, pictures=pictured(*numbered)), lambda _key: data
