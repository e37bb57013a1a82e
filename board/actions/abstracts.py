"""Summaries: what admins say of a thread or of a week in a few sentences, citing posts."""

from __future__ import annotations

from board.actions.acts import note_act
from board.actions.readying import ready_words
from board.actions.titled import Titled, write_or_take_away
from board.actions.unsent import forget_unsent
from board.extensions import db
from board.models import Thread, User, Week
from board.rules import synthesis
from board.rules.permissions import check
from board.rules.unsent import UnsentPlace
from board.visible.gate import Sight


def column_of(row: Thread | Week) -> str:
    """Return the column that refers to the summary's text."""
    return "abstract_id" if isinstance(row, Thread) else "summary_id"


def abstract_place(sight: Sight, row: Thread | Week) -> str:
    """Return the place of unsent words: the forum, and the thread's key or the week's number."""
    return UnsentPlace.ABSTRACT.at(sight.forum.slug, row.key if isinstance(row, Thread) else row.number)


def write_abstract(sight: Sight, row: Thread | Week, words: Titled, editor: User) -> None:
    """Write or change the summary of a thread or a week; empty words take it away."""
    check(synthesis.write_abstract(sight.viewer))
    ready_words(getattr(row, column_of(row)), words.body, words.language)
    write_or_take_away(sight, row, column_of(row), words, editor)
    if isinstance(row, Thread):
        note_act(sight, "abstract.thread", week=sight.week(row.week_id))
    else:
        note_act(sight, "abstract.week", week=row)
    forget_unsent(editor, abstract_place(sight, row))
    db.session.commit()
