"""Write out an application for its applicant to read again."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from flask_babel import gettext as _

from board.actions.applying import Applied
from board.models import Application, Week
from board.rules.languages import endonym
from board.web.call.call_words import CHARACTERISTIC_WORDS
from board.web.words import ROLE_WORDS


class ApplicationInWords(NamedTuple):
    """An application as pairs of label and content: short facts, and longer texts."""

    facts: list[tuple[str, str]]
    texts: list[tuple[str, str]]


def in_words(application: Application | Applied, weeks: Iterable[tuple[Week, str]]) -> ApplicationInWords:
    """Return everything that an application says, without its empty fields."""
    characteristics = [
        str(words) for name, words in CHARACTERISTIC_WORDS.items() if name in application.characteristics
    ]
    facts = [
        (_("To take part as"), str(ROLE_WORDS.get(application.kind, application.kind))),
        (_("Name"), application.name),
        (_("E-mail"), application.email),
        (_("Region"), application.region),
        (_("Languages"), ", ".join(map(endonym, application.languages))),
        (_("What you bring"), "; ".join(characteristics)),
        (_("The week you would rather have"), _title(application, weeks)),
    ]
    texts = [(_("Your work, in short"), application.description), (_("Your work, more fully"), application.experience)]
    return ApplicationInWords([fact for fact in facts if fact[1]], [text for text in texts if text[1]])


def _title(application: Application | Applied, weeks: Iterable[tuple[Week, str]]) -> str:
    """Return the title of the preferred week, or an empty string."""
    if isinstance(application, Application):
        return next((title for week, title in weeks if week.id == application.week_id), "")
    return next((title for week, title in weeks if application.week is week), "")
