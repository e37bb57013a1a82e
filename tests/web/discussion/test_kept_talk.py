"""Posts of a thread are kept for everyone who is shown the same; what is the viewer's own is never kept for others."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from backports import zstd
from flask import Flask, render_template_string
from sqlalchemy import select

from board.actions import posting, speaking
from board.actions.once import Writing
from board.clock import FixedClock
from board.extensions import db
from board.models import Post, Text, User
from board.models.base import new_key
from board.web.apart import for_everyone
from board.web.frame import posts, render, talk
from tests.support.cast import Cast, sight_for
from tests.support.client import Client

SignIn = Callable[[User], Client]
TOKEN = re.compile(r"[\w-]{16}~[0-9a-f]{32}")
EVERYBODY = ("jorge", "ana", "rosa", "bento", "tess", "alma")


@pytest.fixture(autouse=True)
def empty() -> Iterator[None]:
    """Begin with nothing kept, and leave nothing."""
    forget()
    yield
    forget()


def forget() -> None:
    for kept in (talk.kept, posts.kept, render.kept):
        kept.clear()


def page(client: Client, cast: Cast, query: str = "") -> str:
    """Return the page of the thread, without what is fresh in each answer."""
    text = client.get(f"/f/social-economy/thread/{cast.thread.key}{query}").text
    return re.sub(r'name="once" value="\w+"', "", TOKEN.sub("TOKEN", text))


def write(cast: Cast, author: User, words: str, to: Post | None = None) -> Post:
    sight = sight_for(cast, author)
    return posting.reply(sight, cast.thread, author, Writing(words, "en", new_key()), to=to)


def test_two_people_of_one_role_share_what_is_kept(cast: Cast, sign_in: SignIn) -> None:
    """Neither wrote in the thread, and both have seen all of it."""
    first, second = sign_in(cast.rosa), sign_in(cast.bento)
    for client in (first, second):
        page(client, cast)
    forget()
    page(first, cast)
    assert len(talk.kept) == 1
    page(second, cast)
    assert len(talk.kept) == 1


def test_the_author_of_a_post_gets_another(cast: Cast, sign_in: SignIn) -> None:
    """Only the author may edit the post."""
    reader, author = sign_in(cast.rosa), sign_in(cast.ana)
    edit = f"/post/{cast.post.key}/edit"
    assert edit not in page(reader, cast)
    assert edit in page(author, cast)
    assert edit not in page(reader, cast)


def changes(cast: Cast, clock: FixedClock) -> Iterator[str]:
    """Change what the thread shows, in one way after another."""
    yield "nothing"
    answer = write(cast, cast.bento, "One answer, @Rosa.")
    yield "a post"
    clock.move_to(clock.now() + timedelta(minutes=3))
    speaking.speak(sight_for(cast, cast.rosa), cast.thread, cast.post, "tried", on=True)
    yield "a voice"
    write(cast, cast.rosa, "A reply to it.", to=answer)
    yield "a reply"
    text = db.session.get_one(Text, answer.text_id)
    posting.edit_post(sight_for(cast, cast.bento), cast.thread, answer, text, "Another wording.", text.version)
    yield "an edit"
    posting.hide_post(sight_for(cast, cast.alma), answer, "Not here")
    yield "a hidden post"


def test_what_is_kept_is_what_would_be_made_anew(cast: Cast, sign_in: SignIn, clock: FixedClock) -> None:
    """After each change, everyone is given the same from what is kept, in any order, as from nothing kept."""
    clients = {name: sign_in(getattr(cast, name)) for name in EVERYBODY}
    for change in changes(cast, clock):
        db.session.commit()
        for client in clients.values():
            page(client, cast)  # notes the visit
        anew = {}
        for name, client in clients.items():
            forget()
            anew[name] = page(client, cast)
        forget()
        for name in (*EVERYBODY, *reversed(EVERYBODY)):
            assert page(clients[name], cast) == anew[name], (change, name)


def test_folded_posts_are_not_kept(cast: Cast, sign_in: SignIn) -> None:
    page(sign_in(cast.rosa), cast, "?fold=all")
    assert len(talk.kept) == 0


def test_what_is_kept_holds_no_token(app: Flask, cast: Cast, sign_in: SignIn) -> None:
    """The voices below a post are buttons; the form with the token stands once on the page, outside of what is kept."""
    text = sign_in(cast.rosa).get(f"/f/social-economy/thread/{cast.thread.key}").text
    assert 'formaction="' in text
    assert TOKEN.search(text)
    [part] = talk.kept._values.values()
    assert not TOKEN.search(part.piece.html.decode())
    assert b"csrf" not in part.piece.html
    with app.test_request_context(), for_everyone(), pytest.raises(RuntimeError, match="nobody"):
        render_template_string("{{ csrf_token() }}")


def test_an_answer_of_several_frames_is_the_same_page(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.rosa)
    client.careful = False  # it reads no compressed page
    url = f"/f/social-economy/thread/{cast.thread.key}"
    client.get(url)
    plain = client.get(url, headers={"Accept-Encoding": "identity"})
    assert "Content-Encoding" not in plain.headers
    for _ in range(2):
        answer = client.get(url, headers={"Accept-Encoding": "zstd, br"})
        assert answer.headers["Content-Encoding"] == "zstd"
        assert int(answer.headers["Content-Length"]) == len(answer.data)
        assert answer.data.count(b"\x28\xb5\x2f\xfd") >= 3  # a frame for the posts, and one on each side
        text = zstd.decompress(answer.data).decode()
        assert TOKEN.sub("", re.sub(r'once" value="\w+"', "", text)) == TOKEN.sub(
            "", re.sub(r'once" value="\w+"', "", plain.text)
        )
    assert client.get(url, headers={"Accept-Encoding": "br"}).headers["Content-Encoding"] == "br"
    preferred = client.get(url, headers={"Accept-Encoding": "br, zstd;q=0.5"})
    assert preferred.headers["Content-Encoding"] == "br"


def test_threads_that_make_the_same_part_at_once_agree(app: Flask, cast: Cast, sign_in: SignIn) -> None:
    """A part is complete before another thread can find it."""
    client = sign_in(cast.rosa)
    before, interval = page(client, cast), sys.getswitchinterval()
    [(key, part)] = talk.kept._values.items()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(8) as pool:
            made = list(pool.map(lambda _: (talk.kept.put(key, part), talk.kept.get(key))[1], range(400)))
    finally:
        sys.setswitchinterval(interval)
    assert all(each is not None and each.piece.frame for each in made)
    assert page(client, cast) == before


def test_a_page_without_voices_has_no_form_for_them(cast: Cast, sign_in: SignIn) -> None:
    """An empty form would be one that nobody can send."""
    client = sign_in(cast.rosa)
    assert 'id="voice"' in page(client, cast)
    posting.hide_post(sight_for(cast, cast.alma), cast.post, "Not here")
    db.session.commit()
    others = [each for each in db.session.scalars(select(Post)) if each.thread_id == cast.thread.id]
    for each in others:
        if not each.removed:
            posting.hide_post(sight_for(cast, cast.alma), each, "Not here")
    db.session.commit()
    assert 'id="voice"' not in page(client, cast)
