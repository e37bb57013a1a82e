"""Forms that are sent again: by a double click, or where the answer was lost and somebody tries once more.

A form carries a mark that makes one thing, however often it is sent. What counts are the words: a form whose first
sending arrived unnoticed may have been gone on with, or a page gone back to and filled in anew.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from board.extensions import db
from board.models import Post, Revision, User
from board.models.base import key_from
from board.text import clean


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
    """The post that this mark of a form already made."""
    return db.session.scalar(select(Post).where(Post.author_id == author.id, Post.once == once))


def has_said(text_id: int | None, source: str, *, so_far: bool = False) -> bool:
    """Whether a text says just this in one of its versions; ``so_far``: or begins with it. No text says nothing."""
    words = _in_one_line(source)
    versions = db.session.scalars(select(Revision.source).where(Revision.text_id == text_id))
    said = [_in_one_line(version) for version in versions] or [""]
    return words in said or (so_far and any(one.startswith(words) for one in said))


def other_mark(once: str | None, *words: str | None) -> str:
    """The mark of other words from a form whose mark made something already: for the same words, the same."""
    return key_from("\n".join([once or "", *(word or "" for word in words)]))


def goes_on(source: str, before: str) -> bool:
    """Whether words begin with those of before."""
    return _in_one_line(source).startswith(_in_one_line(before))


def _in_one_line(source: str) -> str:
    return " ".join(clean(source).split())
