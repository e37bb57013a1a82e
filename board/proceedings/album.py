"""The pictures and files in the texts of a forum, while the contents of an edition are taken."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from functools import partial
from html import escape

from board.actions.attaching import IMAGE
from board.models import Attachment
from board.proceedings.document import Picture
from board.text import Quote, Stretch, cut, reading_words
from board.text.attached import Place, places_in, put_in
from board.text.quoting import letter_count

MOST_BYTES = 20_000_000
"""Of all pictures in a file of an edition; those for which no room is left are links with their words."""


class Album:
    """Says where pictures stand that are a text's own, and remembers them; anything else becomes its words."""

    def __init__(self, address: str = "", attachments: Iterable[Attachment] = ()) -> None:
        """``address`` is that of the forum, which those of its pictures and files begin with."""
        self.address = address
        self.own = {(found.text_id, found.key): found for found in attachments}
        self.placed: list[Attachment] = []

    def shown(self, text_id: int, html: str) -> str:
        """Return a paragraph of a text with its own pictures, and links to its own files."""
        return put_in(html, partial(self._shown, text_id))

    def _shown(self, text_id: int, place: Place) -> str:
        found = self.own.get((text_id, place.key))
        if found is None or (found.kind == IMAGE) != (place.kind == IMAGE):
            return f"[{place.html}]"
        if place.kind != IMAGE:
            words = escape(place.words or found.name)
            return f'<a href="{escape(self.address)}/file/{found.key}">{words}</a> ({found.kind.upper()})'
        self.placed.append(found)
        return place.whole

    def quoted(self, text_id: int, quote: Quote, html: str) -> str:
        """Return the words of a passage as HTML. A picture or a file of its paragraph is in it if all its words are."""
        return self.shown(text_id, "".join(_passage(quote, html)))

    def pictures(self) -> tuple[Picture, ...]:
        """Return the pictures that were placed, the first ones to be printed; each place is room that is taken."""
        places, room, found = Counter(each.key for each in self.placed), MOST_BYTES, []
        for each in {each.key: each for each in self.placed}.values():
            needed = each.size * places[each.key]
            fits = needed <= room
            room -= needed if fits else 0
            found.append(Picture(each.key, f"{self.address}/picture/{each.key}", each.width, each.height, fits))
        return tuple(found)


def _passage(quote: Quote, html: str) -> Iterator[str]:
    rest, at = quote.words, letter_count(quote.before)
    for place, before in places_in(html):
        start = letter_count(reading_words(before)) - at
        here = Stretch(start, start + letter_count(place.words))
        if 0 <= here.start < here.end <= letter_count(rest):
            said = cut(rest, here)
            yield escape(said.before) + place._replace(html=escape(said.words)).whole
            rest, at = said.after, at + here.end
    yield escape(rest)
