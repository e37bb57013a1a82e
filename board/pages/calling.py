"""The call in further languages: which there are, and which may be written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from board.extensions import db
from board.models import CallVersion
from board.pages.texts import Pair
from board.rules.languages import INTERFACE
from board.visible import Sight
from board.visible.programme import visible_call_versions


def call_versions(sight: Sight) -> Sequence[CallVersion]:
    """Return the call in further languages, by language."""
    return db.session.scalars(visible_call_versions(sight)).all()


def languages_to_write(sight: Sight, texts: Iterable[Pair]) -> dict[str, bool]:
    """Return the languages of the interface in which the call is not, and the ones in which admins wrote it.

    With each comes whether it is written. ``texts`` are those of the call: they tell into which language it is
    translated.
    """
    written = {version.language for version in call_versions(sight)}
    there = {sight.forum.languages[0], *(pair.text.target for pair in texts)} - written
    return {language: language in written for language in INTERFACE if language not in there}
