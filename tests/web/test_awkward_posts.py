"""Posts that are hard to split, render or pair survive the whole way: form, page, desk, both versions side by side."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from board.actions.writing import revise_text
from board.extensions import db
from board.models import Post, Text, User
from board.text import plain
from tests.support.cast import START, Cast, segments_of, text_of
from tests.support.client import Client
from tests.support.shown import Form, Shown, shown, words_of
from tests.text import awkward
from tests.text.awkward import Awkward

SignIn = Callable[[User], Client]
NAMES = [sample.name for sample in awkward.ALL]
FORUM = "/f/social-economy"


@pytest.fixture(params=awkward.ALL, ids=NAMES)
def sample(request: pytest.FixtureRequest) -> Awkward:
    found: Awkward = request.param
    return found


def send(client: Client, cast: Cast, source: str) -> Post:
    """Post through the form, as a browser without JavaScript does."""
    form = shown(client.get(f"{FORUM}/thread/{cast.thread.key}")).form("/reply")
    response = form.send(client, body=source.replace("\r\n", "\n").replace("\n", "\r\n"), language="es")
    assert response.status_code == 303
    return db.session.scalars(select(Post).order_by(Post.id.desc()).limit(1)).one()


def translate_all(client: Client, text: Text, translation: str) -> None:
    """Translate and approve a text in the editor. If the translation has fewer paragraphs, fill up the last ones."""
    parts = re.split(r"\n{2,}", translation.strip())
    padded = parts + ["(see above)"] * len(segments_of(text))
    typed = {f"body-{segment.lineage}": body for segment, body in zip(segments_of(text), padded, strict=False)}
    response = desk_form(client, text).send(client, verb="approve", **typed)
    if response.status_code == 422:  # a warning is given once
        form = shown(response).form(f"/translate/{text.key}")
        response = form.send(client, verb="approve", **typed)
    assert response.status_code == 303, words_of(shown(response).one("main"))


def desk_form(client: Client, text: Text) -> Form:
    page = shown(client.get(f"{FORUM}/translate/{text.key}"))
    [form] = [form for form in page.forms if form.element.get("id") == "desk"]
    return form


def read(client: Client, cast: Cast, post: Post) -> tuple[Shown, Any]:
    page = shown(client.get(f"{FORUM}/thread/{cast.thread.key}"))  # the client refuses invalid HTML and ids used twice
    return page, page.one(f"article[@id='p-{post.key}']")


def words(source: str) -> list[str]:
    """Return the words and numbers, which have to survive whatever the markup is."""
    return re.findall(r"\w+", plain(source))


def test_nothing_is_lost_between_the_form_and_the_page(cast: Cast, sign_in: SignIn, sample: Awkward) -> None:
    client = sign_in(cast.ana)
    post = send(client, cast, sample.source)
    _, article = read(client, cast, post)
    said = words_of(article)
    assert [word for word in words(sample.source) if word not in said] == []


@pytest.mark.once
def test_every_paragraph_is_beside_its_translation(cast: Cast, sign_in: SignIn, sample: Awkward) -> None:
    post = send(sign_in(cast.ana), cast, sample.source)
    text = text_of(post)
    translate_all(sign_in(cast.tess), text, sample.translation)
    page, article = read(sign_in(cast.jorge), cast, post)
    originals = [e for e in article.iter("div") if e.get("class") == "original" and e.get("lang") == "es"]
    translations = [e for e in article.iter("div") if e.get("class") == "translation" and e.get("lang") == "en"]
    assert len(originals) == len(translations) == len(segments_of(text))
    assert "translated by Tess · approved" in words_of(article)
    assert page.all("script[@type='x']") == []
    for link in article.iter("a"):  # every footnote and its link back have a target on this page
        href = link.get("href") or ""
        if href.startswith("#"):
            assert page.all(f"*[@id='{href[1:]}']"), href


@pytest.mark.once
def test_the_desk_shows_every_segment_and_what_was_written(cast: Cast, sign_in: SignIn, sample: Awkward) -> None:
    text = text_of(send(sign_in(cast.ana), cast, sample.source))
    client = sign_in(cast.tess)
    translate_all(client, text, sample.translation)
    fields = desk_form(client, text).fields
    filled = [str(value) for name, value in fields.items() if name.startswith("body-")]
    assert len(filled) == len(segments_of(text))
    assert "" not in filled


@pytest.mark.once
def test_editing_without_a_change_changes_nothing(cast: Cast, sign_in: SignIn, sample: Awkward) -> None:
    client = sign_in(cast.ana)
    post = send(client, cast, sample.source)
    before = [(segment.lineage, segment.html) for segment in segments_of(text_of(post))]
    form = shown(client.get(f"{FORUM}/post/{post.key}/edit")).form("/edit")
    assert form.send(client).status_code == 303
    assert [(segment.lineage, segment.html) for segment in segments_of(text_of(post))] == before
    assert db.session.get_one(Post, post.id).edited_at is None


@pytest.mark.once
def test_a_quoted_post_can_be_posted(cast: Cast, sign_in: SignIn, sample: Awkward) -> None:
    post = send(sign_in(cast.ana), cast, sample.source)
    client = sign_in(cast.jorge)
    form = shown(client.get(f"{FORUM}/thread/{cast.thread.key}?quote={post.key}")).form("/reply")
    assert form.send(client).status_code == 303
    quoting = db.session.scalars(select(Post).order_by(Post.id.desc()).limit(1)).one()
    _, article = read(client, cast, quoting)
    assert list(article.iter("blockquote"))


@pytest.mark.once
def test_a_preview_looks_like_the_post(cast: Cast, sign_in: SignIn, sample: Awkward) -> None:
    client = sign_in(cast.ana)
    preview = words_of(shown(client.post("/preview", data={"body": sample.source})).one("main"))
    post = send(client, cast, sample.source)
    _, article = read(client, cast, post)
    assert [word for word in words(sample.source) if (word in preview) != (word in words_of(article))] == []


@pytest.mark.parametrize("both", [False, True], ids=["original", "translated"])
def test_footnotes_of_two_posts_do_not_clash(cast: Cast, sign_in: SignIn, both: bool) -> None:
    """Two posts and their translations use the same names of footnotes on one page."""
    sample = awkward.FOOTNOTES
    posts = [send(sign_in(cast.ana), cast, sample.source) for _ in range(2)]
    if both:
        for post in posts:
            translate_all(sign_in(cast.tess), text_of(post), sample.translation)
    page, _ = read(sign_in(cast.jorge), cast, posts[0])  # the client refuses an id that is used twice
    for post in posts:
        article = page.one(f"article[@id='p-{post.key}']")
        ids = {element.get("id") for element in article.iter()}
        notes = [link.get("href") or "" for link in article.iter("a") if (link.get("href") or "").startswith("#")]
        assert len(notes) >= 4
        assert [note for note in notes if note[1:] not in ids and not note.startswith("#p-")] == []


def test_addresses_with_parentheses_are_kept_whole(cast: Cast, sign_in: SignIn) -> None:
    post = send(sign_in(cast.ana), cast, awkward.PARENTHESES_IN_ADDRESS.source)
    _, article = read(sign_in(cast.jorge), cast, post)
    links = [link.get("href") for link in article.iter("a")]
    assert "https://es.example.org/wiki/Compra_(derecho)" in links
    assert "https://example.org/a_b_c?x=1&y=2" in links


def test_a_reference_link_works_in_its_translation(cast: Cast, sign_in: SignIn) -> None:
    sample = awkward.REFERENCE_LINKS
    post = send(sign_in(cast.ana), cast, sample.source)
    translate_all(sign_in(cast.tess), text_of(post), sample.translation)
    _, article = read(sign_in(cast.jorge), cast, post)
    links = [link.get("href") for link in article.iter("a")]
    for address in ("https://example.org/informe_2005.pdf", "https://example.org/anexo", "https://ana.example.org/"):
        assert links.count(address) == 2


@pytest.mark.once
def test_all_awkward_posts_fit_into_one_thread(cast: Cast, sign_in: SignIn) -> None:
    ana, tess = sign_in(cast.ana), sign_in(cast.tess)
    for sample in awkward.ALL:
        translate_all(tess, text_of(send(ana, cast, sample.source)), sample.translation)
    for person in ("jorge", "tess", "alma"):
        page = shown(sign_in(getattr(cast, person)).get(f"{FORUM}/thread/{cast.thread.key}"))
        assert len(page.all("article")) == 2 + len(awkward.ALL)


def test_a_post_of_link_definitions_alone_still_has_a_page(cast: Cast, sign_in: SignIn) -> None:
    """Such posts are refused now, but older ones can be in a database."""
    client = sign_in(cast.ana)
    post = send(client, cast, "Una palabra.")
    revise_text(text_of(post), "[a]: https://example.org", cast.ana, START)
    db.session.commit()
    read(client, cast, post)
    assert client.get(f"{FORUM}/translate/{text_of(post).key}").status_code == 403
    assert sign_in(cast.tess).get(f"{FORUM}/translate/{text_of(post).key}").status_code == 200
    assert shown(client.get(f"{FORUM}/post/{post.key}/edit")).form("/edit").fields["body"] == "[a]: https://example.org"
