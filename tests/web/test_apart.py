"""Parts of a page that are put in after it was rendered: all of it arrives, in its place, with its scripts."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask
from markupsafe import Markup

from board.compressing import Piece
from board.models import User
from board.web import apart
from board.web.scripts import MARKS, called_for, marked_in
from tests.support.cast import Cast
from tests.support.client import Client


def part(html: str, *scripts: str) -> apart.Part:
    return apart.Part(Piece(html.encode()), frozenset(scripts))


def whole(html: str) -> str:
    """Return a page with all its parts."""
    return b"".join(piece.html for piece in apart.put_in(html)).decode()


THREAD = "/f/social-economy/thread/{}"


def test_parts_stand_where_their_stand_ins_stood(app: Flask) -> None:
    with app.test_request_context():
        first, second = apart.set_apart(part("<p>1</p>", "reply.js")), apart.set_apart(part("<p>2</p>", "jump.js"))
        assert isinstance(first, Markup)
        assert "<p>" not in first
        assert whole(f"a{second}b{first}c{second}") == "a<p>2</p>b<p>1</p>c<p>2</p>"
        assert apart.scripts_apart() == {"reply.js", "jump.js"}


def test_nothing_stands_in_for_nothing(app: Flask) -> None:
    with app.test_request_context():
        assert apart.set_apart() == ""
        assert whole("as it is") == "as it is"
        assert apart.scripts_apart() == frozenset()


def test_what_somebody_typed_is_no_stand_in(app: Flask) -> None:
    """The mark is a secret of the process, so nobody can ask for another part, or for one that is not there."""
    with app.test_request_context():
        apart.set_apart(part("<p>1</p>"))
        assert whole("\ufffc0\ufffc and \ufffc\ufffc") == "\ufffc0\ufffc and \ufffc\ufffc"


def test_several_parts_stand_one_after_another(app: Flask) -> None:
    with app.test_request_context():
        assert whole(f"a{apart.set_apart(part('1'), part('2'))}b") == "a12b"


def test_a_part_calls_for_its_scripts(app: Flask) -> None:
    with app.test_request_context():
        apart.set_apart(part("a part", "voices.js"))
        assert called_for(' class="jump"') == [name for name in MARKS if name in {"voices.js", "jump.js"}]
        assert marked_in(' class="jump"') == {"jump.js"}


def test_a_thread_shows_its_posts_and_no_stand_in(cast: Cast, sign_in: Callable[[User], Client]) -> None:
    page = sign_in(cast.ana).get(THREAD.format(cast.thread.key)).text
    assert page.count("<article") >= 1
    assert apart.MARK not in page
    scripts = {name for name in marked_in(page) if f"/{name}" not in page}
    assert scripts == set()
