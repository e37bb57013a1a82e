"""A theme, and passages of the cast's posts placed under it."""

from __future__ import annotations

from datetime import datetime

from board.actions import codebook, coding, elements, excerpting
from board.actions.excerpting import Cell
from board.actions.titled import Titled
from board.models import Excerpt, Membership, PolicyElement, Post, Theme, User
from board.models.base import new_key
from board.pages.choosing import chosen
from board.pages.texts import load_pairs
from tests.support.cast import START, Cast, membership_of, sight_for, text_of


def add_theme(cast: Cast, name: str = "Access to capital", person: User | None = None, language: str = "en") -> Theme:
    """Add a theme: in use if an admin adds it (the cast's, if nobody is named), else proposed."""
    author = person or cast.alma
    words = Titled(name, "Loans, grants and savings.", language)
    return codebook.add_theme(sight_for(cast, author), words, author, new_key())


def place(
    cast: Cast, theme: Theme, words: str = "", post: Post | None = None, *, region: str = "Brazil",
    person: User | None = None, once: str | None = None, why: str = "It shows who pays.", now: datetime = START,
) -> Excerpt:  # fmt: skip
    """Place words of a post (the cast's first, if none is named), or its first paragraph, as Jorge or somebody else."""
    author = person or cast.jorge
    sight = sight_for(cast, author, now)
    text = text_of(post or cast.post)
    pair = load_pairs(sight, [text])[text.id]
    spans = chosen(pair, () if words else [pair.rows[0].segment.lineage], words)
    return excerpting.place_excerpt(sight, text, spans, Cell(theme, region, why), author, once)


def let_code(cast: Cast, *people: User) -> list[Membership]:
    """Ask people to code, as the cast's admin; return their memberships."""
    members = [member for person in people if (member := membership_of(person, cast.forum)) is not None]
    for member in members:
        coding.ask_to_code(sight_for(cast, cast.alma), member, True)
    return members


def cites(cast: Cast, excerpt: Excerpt, words: str = "1") -> str:
    """Return a citation of a passage."""
    return f"[{words}](/f/{cast.forum.slug}/excerpt/{excerpt.key})"


def write_element(
    cast: Cast, theme: Theme, words: str = "Pay within 30 days.", *, region: str = "Brazil", language: str = "en",
    person: User | None = None, once: str | None = None, now: datetime = START,
) -> PolicyElement:  # fmt: skip
    """Write a policy element, as Jorge or somebody else."""
    author = person or cast.jorge
    return elements.write_element(
        sight_for(cast, author, now), theme, region, Titled("", words, language), author, once
    )


def change_element(
    cast: Cast, element: PolicyElement, words: str, region: str = "Brazil", language: str = "en",
    person: User | None = None,
) -> None:  # fmt: skip
    """Change a policy element, as Jorge or somebody else."""
    editor = person or cast.jorge
    elements.edit_element(sight_for(cast, editor), element, region, Titled("", words, language), editor)
