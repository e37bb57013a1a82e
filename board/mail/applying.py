"""Applying by e-mail: the address, and the form that a mail to it begins with, in each language of the interface."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from urllib.parse import quote

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from board.mail.links import reply_address, token
from board.mail.readers import in_language
from board.models import Forum, Week
from board.rules.applications import MAX_EXPERIENCE_WORDS
from board.rules.languages import INTERFACE, endonym
from board.rules.mail_tokens import APPLY, EPOCH
from board.text import fold

CALL = "call."
"""Before the short name of a forum, in the address to which applications are mailed."""
MAX_LOCAL_PART = 64
FOR_GOOD = datetime(EPOCH.year, EPOCH.month, EPOCH.day, tzinfo=UTC)
"""An address of the call is printed and passed on, so it is the same on every day."""

NAME, REGION, LANGUAGES, KIND = "name", "region", "languages", "kind"
DESCRIPTION, EXPERIENCE, CHARACTERISTICS, WEEK = "description", "experience", "characteristics", "week"
NOTHING = "nothing"
"""What stands below a heading within the form, where nobody is asked anything."""
LABELS = {
    NAME: _l("Name"),
    REGION: _l("Region"),
    LANGUAGES: _l("Languages you read or write"),
    KIND: _l("I want to take part as"),
    DESCRIPTION: _l("Your work, in short"),
    EXPERIENCE: _l("Your work, more fully"),
    CHARACTERISTICS: _l("What you bring"),
    WEEK: _l("The week you would rather have"),
}
"""The labels of the form, which are those of the page."""


def apply_address(forum: Forum) -> str | None:
    """Return the address to which an application can be mailed; None where the site takes no mail."""
    address = reply_address(f"{CALL}{forum.slug}")
    if address is None or len(address.rpartition("@")[0]) <= MAX_LOCAL_PART:
        return address
    return reply_address(token(APPLY, 0, forum.id, FOR_GOOD))


def apply_link(forum: Forum, weeks: Iterable[Week]) -> str | None:
    """Return a link that opens a mail to that address, with the form in it."""
    where = apply_address(forum)
    if where is None:
        return None
    subject, body = blank_form(forum, weeks)
    return f"mailto:{where}?subject={quote(subject, safe='')}&body={quote(body, safe='')}"


def blank_form(forum: Forum, weeks: Iterable[Week]) -> tuple[str, str]:
    """Return the subject and the body of an application that is yet to be filled in, in the reader's language."""
    numbers = [str(week.number) for week in weeks]
    fields = [
        (NAME, ""),
        (REGION, "; ".join(forum.regions)),
        (LANGUAGES, ", ".join(map(endonym, forum.languages))),
        (KIND, _("participant, or key respondent")),
        (DESCRIPTION, _("a few sentences")),
    ]
    only = [
        (EXPERIENCE, _("at most %(max)s words", max=MAX_EXPERIENCE_WORDS)),
        (CHARACTERISTICS, _("research, on the ground, advocacy")),
        (WEEK, f"{numbers[0]}–{numbers[-1]}" if numbers else ""),
    ]
    body = [*(_line(*field) for field in fields), "", f"{_only_for_key_respondents()}:", ""]
    return _("Application: “%(forum)s”", forum=forum.name), "\r\n".join([*body, *(_line(*field) for field in only)])


def _line(field: str, hint: str) -> str:
    return f"{LABELS[field]} ({hint}): " if hint else f"{LABELS[field]}: "


def labels_in_all_languages() -> dict[str, str]:
    """Return the field that each label names, by the folded label in every language of the interface."""
    found: dict[str, str] = {}
    for language in INTERFACE:
        with in_language(language):
            found |= {fold(str(label)): field for field, label in LABELS.items()}
            found[fold(_only_for_key_respondents())] = NOTHING
    return found


def _only_for_key_respondents() -> str:
    return str(_("Key respondents also answer this"))
