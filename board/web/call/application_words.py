"""An application in words, as its applicant reads it again."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from flask_babel import gettext as _

from board.actions.applying import Applied
from board.models import Application, Week
from board.rules.languages import endonym
from board.web.call.call_words import CHARACTERISTIC_WORDS
from board.web.words import ROLE_WORDS


class Shown(NamedTuple):
    """What is short, and what is long; each with its name."""

    facts: list[tuple[str, str]]
    texts: list[tuple[str, str]]


def in_words(said: Application | Applied, weeks: Iterable[tuple[Week, str]]) -> Shown:
    """All that an application says; what is empty is left out."""
    characteristics = [str(words) for name, words in CHARACTERISTIC_WORDS.items() if name in said.characteristics]
    facts = [
        (_("To take part as"), str(ROLE_WORDS.get(said.kind, said.kind))),
        (_("Name"), said.name),
        (_("E-mail"), said.email),
        (_("Region"), said.region),
        (_("Languages"), ", ".join(map(endonym, said.languages))),
        (_("What you bring"), "; ".join(characteristics)),
        (_("The week you would rather have"), _title(said, weeks)),
    ]
    texts = [(_("Your work, in short"), said.description), (_("Your work, more fully"), said.experience)]
    return Shown([fact for fact in facts if fact[1]], [text for text in texts if text[1]])


def _title(said: Application | Applied, weeks: Iterable[tuple[Week, str]]) -> str:
    """The title of the week that is preferred."""
    if isinstance(said, Application):
        return next((title for week, title in weeks if week.id == said.week_id), "")
    return next((title for week, title in weeks if said.week is week), "")
