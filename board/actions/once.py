"""Forms that are sent again: by a double click, or because the answer was lost and somebody tried once more.

Each form carries a mark, and a mark makes one row, however often the form is sent. The words decide: somebody may have
written on in a form that had arrived unnoticed, or may have gone back to a page and filled in its form again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
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
    find = partial(posted_already, author)
    return made_once(typed.once, (typed.title, typed.body), find, make, says_it)[0]


def made_once(
    once: str,
    words: Iterable[str],
    find: Callable[[str], Row | None],
    make: Callable[[str], Row],
    says_it: Callable[[Row], bool],
) -> tuple[Row, bool]:
    """Return the row that a form with this mark makes, or has made before; and whether it was made by this call.

    If the mark was used up by other words than these, they make a row with another mark.
    """
    row, is_new = first_or_existing(partial(find, once), partial(make, once))
    if is_new or says_it(row):
        return row, is_new
    other = other_mark(once, *words)
    return first_or_existing(partial(find, other), partial(make, other))


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
