"""Forms that are sent again: by a double click, or because the answer was lost and somebody tried once more.

Each form carries a mark, and a mark makes one row, however often the form is sent. The words decide: somebody may have
written on in a form that had arrived unnoticed, or may have gone back to a page and filled in its form again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from board.extensions import db
from board.models import Base, Post, Revision, User
from board.models.base import key_from
from board.text import clean

Row = TypeVar("Row", bound=Base)


@dataclass(frozen=True, slots=True)
class Writing:
    """What somebody typed into a form: Markdown, its language ("" = guess it), the form's once-only mark.

    ``known`` says when those unsent words were kept that the form knows of ("" = none, None = it does not say).
    """

    body: str
    language: str
    once: str
    title: str = ""
    known: str | None = None


def posted_already(author: User, once: str) -> Post | None:
    """Return the post that a form with this mark has already made."""
    return db.session.scalar(select(Post).where(Post.author_id == author.id, Post.once == once))


def first_or_existing(find: Callable[[], Row | None], make: Callable[[], Row]) -> tuple[Row, bool]:
    """Return the row that exists, or make it; and whether it was made by this call.

    The database refuses a second row with the same mark. If another request makes the row at the same moment, this one
    waits for it, drops everything that ``make`` wrote, and returns that row.
    """
    if (existing := find()) is not None:
        return existing, False
    try:
        with db.session.begin_nested():
            return make(), True
    except IntegrityError:
        if (existing := find()) is None:
            raise
        return existing, False


def post_once(author: User, typed: Writing, make: Callable[[str], Post], says_it: Callable[[Post], bool]) -> Post:
    """Return the post that a form makes, or has made before. Other words in a form that was used make another post."""
    post, is_new = first_or_existing(partial(posted_already, author, typed.once), partial(make, typed.once))
    if is_new or says_it(post):
        return post
    once = other_mark(typed.once, typed.title, typed.body)
    return first_or_existing(partial(posted_already, author, once), partial(make, once))[0]


def has_said(text_id: int | None, source: str, *, so_far: bool = False) -> bool:
    """Return whether one version of a text is equal to ``source``, or only begins with it (``so_far``).

    A text that does not exist is equal to no words.
    """
    words = _in_one_line(source)
    sources = db.session.scalars(select(Revision.source).where(Revision.text_id == text_id))
    versions = [_in_one_line(version) for version in sources] or [""]
    return words in versions or (so_far and any(version.startswith(words) for version in versions))


def other_mark(once: str | None, *words: str | None) -> str:
    """Return a second mark for a form whose own mark is used up by other words. The same words give the same mark."""
    return key_from("\n".join([once or "", *(word or "" for word in words)]))


def goes_on(source: str, before: str) -> bool:
    """Return whether the words begin with the earlier ones."""
    return _in_one_line(source).startswith(_in_one_line(before))


def _in_one_line(source: str) -> str:
    return " ".join(clean(source).split())
