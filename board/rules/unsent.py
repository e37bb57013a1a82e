"""Where somebody is writing: each kind of place under which unsent words are kept is spelled here, and nowhere else."""

from __future__ import annotations

from enum import StrEnum

NEW = "new"
"""Stands for what does not exist yet."""
NEW_FORUM = "+new"
"""Stands for a forum that does not exist yet; no short name contains a plus sign."""


class UnsentPlace(StrEnum):
    """A kind of place. The names after it say which one: a key, or a forum's short name and a number or key."""

    REPLY = "reply"
    THREAD = "thread"
    QUESTIONS = "questions"
    EDIT = "edit"
    TRANSLATION = "translation"
    FLAG = "flag"
    READING = "reading"
    CASE_STUDY = "case"
    NOTE = "note"
    WEEK = "week"
    PROGRAMME = "programme"
    FORUM = "forum"
    CALL = "call"
    ANNOUNCEMENT = "announcement"
    THEME = "theme"
    EXCERPT = "excerpt"
    ABSTRACT = "abstract"
    ELEMENT = "element"
    PROFILE = "profile"

    def at(self, *names: object) -> str:
        """Return the place that is kept beside the words: "reply:x7…", "week:social-economy:3"."""
        return ":".join((self, *map(str, names)))


def kind_of(place: str) -> UnsentPlace | None:
    """Return the kind of a place, or None if there is none of this name."""
    name = place.partition(":")[0]
    return next((kind for kind in UnsentPlace if kind == name), None)
