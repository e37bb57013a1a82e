"""Excerpts: members place passages of posts and readings in a cell *region × theme*."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from board.actions.acts import note_act
from board.actions.holding import check_held, hold, hold_member
from board.actions.once import made_once
from board.actions.unsent import forget_unsent
from board.extensions import db
from board.faults import Gone
from board.models import Excerpt, ExcerptSpan, Text, Theme, User
from board.models.base import new_key
from board.rules import synthesis
from board.rules.permissions import Refusal, check
from board.rules.unsent import UnsentPlace
from board.text import guess_language
from board.visible.gate import Sight
from board.visible.synthesis import quotable_texts


@dataclass(frozen=True, slots=True)
class Cell:
    """Where a passage is placed, and why it belongs there."""

    theme: Theme
    region: str
    why: str


def excerpt_place(text: Text) -> str:
    """Return the place of the unsent reason for placing a passage of this text."""
    return UnsentPlace.EXCERPT.at(text.key)


def place_excerpt(
    sight: Sight, text: Text, spans: Sequence[ExcerptSpan], cell: Cell, author: User, once: str | None = None
) -> Excerpt:
    """Place a passage. ``once`` becomes its key: the same form sent twice places one passage; with another cell, reason
    or passage in it, it places another.
    """
    check(synthesis.place_excerpt(sight.viewer, is_closed=sight.is_closed))
    placed = _of(sight, cell)
    where = [_place_of(span) for span in spans]
    hold_member(sight, author)
    hold_theme(cell.theme)
    if db.session.scalar(quotable_texts(sight).where(Text.id == text.id).with_only_columns(Text.id)) is None:
        raise Gone

    def find(key: str) -> Excerpt | None:
        return db.session.scalar(select(Excerpt).where(Excerpt.key == key))

    def make(key: str) -> Excerpt:
        excerpt = Excerpt(
            key=key, forum_id=sight.forum.id, text_id=text.id, author_id=author.id, created_at=sight.now, **placed
        )
        db.session.add(excerpt)
        db.session.flush()
        for position, span in enumerate(spans):
            span.excerpt_id, span.position = excerpt.id, position
        db.session.add_all(spans)
        return excerpt

    def says_it(excerpt: Excerpt) -> bool:
        same = {"text_id": text.id, "author_id": author.id, **placed}
        return all(getattr(excerpt, name) == value for name, value in same.items()) and _places(excerpt) == where

    words = (text.key, cell.theme.key, cell.region, cell.why, repr(where))
    excerpt, _is_new = made_once(once or new_key(), words, find, make, says_it)
    forget_unsent(author, excerpt_place(text))
    db.session.commit()
    return excerpt


Where = tuple[int, int | None, int, int]
"""A span without the excerpt that it belongs to."""


def _place_of(span: ExcerptSpan) -> Where:
    return span.segment_id, span.translation_id, span.start, span.end


def _places(excerpt: Excerpt) -> list[Where]:
    spans = select(ExcerptSpan).where(ExcerptSpan.excerpt_id == excerpt.id).order_by(ExcerptSpan.position)
    return [_place_of(span) for span in db.session.scalars(spans)]


def hold_theme(theme: Theme) -> None:
    """Hold a theme, so that nobody retires or merges it before the passage is under it. Raises Refused."""
    hold(theme, ["state"])
    check_held(None if synthesis.takes_excerpts(theme.state) else Refusal.THEME_RETIRED)


def _of(sight: Sight, cell: Cell) -> dict[str, Any]:
    """Return the columns of a cell. Guessing the language of the reason takes long, so nothing may be held yet."""
    language = guess_language(cell.why) or sight.forum.languages[0]
    return {"theme_id": cell.theme.id, "region": cell.region, "why": cell.why, "language": language}


def move_excerpt(sight: Sight, excerpt: Excerpt, cell: Cell) -> None:
    """Place a passage in another cell, or give another reason."""
    _check_change(sight, excerpt)
    placed = _of(sight, cell)
    hold_theme(cell.theme)
    for name, value in placed.items():
        setattr(excerpt, name, value)
    db.session.commit()


def remove_excerpt(sight: Sight, excerpt: Excerpt) -> None:
    """Take a passage out of the synthesis. The post that it comes from stays as it is."""
    _check_change(sight, excerpt)
    excerpt.removed_at, excerpt.removed_by_id = sight.now, sight.viewer.user_id
    if sight.viewer.user_id != excerpt.author_id:
        note_act(sight, "excerpt.removed")
    db.session.commit()


def _check_change(sight: Sight, excerpt: Excerpt) -> None:
    check(synthesis.change_excerpt(sight.viewer, excerpt.author_id, is_closed=sight.is_closed))
