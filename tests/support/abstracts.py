"""Summaries of the cast's threads and weeks."""

from __future__ import annotations

from board.actions.abstracts import write_abstract
from board.actions.titled import Titled
from board.models import Post, Thread, User, Week
from tests.support.cast import Cast, sight_for


def citation(cast: Cast, post: Post, words: str = "1") -> str:
    return f"[{words}](/f/{cast.forum.slug}/post/{post.key})"


def summarise(cast: Cast, row: Thread | Week, words: str, language: str = "en", person: User | None = None) -> None:
    """Write a summary as the cast's admin, or as somebody else."""
    author = person or cast.alma
    write_abstract(sight_for(cast, author), row, Titled("", words, language), author)
