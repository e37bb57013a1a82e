"""A title and what stands below it: two texts that are written, changed and compared together."""

from __future__ import annotations

from dataclasses import dataclass

from board.actions.once import has_said
from board.actions.readying import ready_revision, ready_text
from board.actions.writing import revise_text, set_language, write_text
from board.extensions import db
from board.models import Base, Text, User
from board.visible.gate import Sight


@dataclass(frozen=True, slots=True)
class Titled:
    """A title with its body, in one language, as a form holds them after it was checked."""

    title: str
    body: str
    language: str


def ready_titled(words: Titled) -> None:
    """Prepare new texts of these words before anything is written."""
    ready_text(words.title, words.language, inline=True)
    ready_text(words.body, words.language)


def ready_new_words(title: Text, body: Text, words: Titled) -> None:
    """Prepare a change of both texts before anything is held or written."""
    ready_revision(title, words.title, words.language)
    ready_revision(body, words.body, words.language)


def revise_titled(sight: Sight, title: Text, body: Text, words: Titled, editor: User) -> None:
    """Change both texts; paragraphs that stay the same keep their translations. Raises EmptyText.

    Part of the caller's transaction.
    """
    revise_text(title, words.title, editor, sight.now)
    revise_text(body, words.body, editor, sight.now)
    for text in (title, body):
        correct_language(sight, text, words.language)


def correct_language(sight: Sight, text: Text, language: str) -> None:
    """Set the language of a text if it is another one. Part of the caller's transaction."""
    if text.language != language:
        set_language(text, sight.forum, language, sight.now)


def write_or_take_away(sight: Sight, row: Base, column: str, words: Titled, editor: User) -> None:
    """Write a text that a row can have or not; without words it is taken away, and loses its place and so every reader.

    Part of the caller's transaction, which has prepared the words (`ready_words`).
    """
    standing = db.session.get(Text, getattr(row, column) or 0)
    if not words.body.strip():
        setattr(row, column, None)
    elif standing is None:
        setattr(row, column, write_text(sight.forum, words.body, words.language, editor, sight.now).id)
    else:
        revise_text(standing, words.body, editor, sight.now)
        correct_language(sight, standing, words.language)


def has_said_both(title_id: int, body_id: int | None, words: Titled) -> bool:
    """Return whether one version of each text is equal to these words."""
    return has_said(title_id, words.title) and has_said(body_id, words.body)
