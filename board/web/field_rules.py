"""What a field does with what was typed, and what it requires: one filter and one rule for each, for all forms."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from flask_wtf import FlaskForm
from wtforms.validators import StopValidation, ValidationError

from board.rules.languages import ENDONYMS
from board.rules.weeks import is_zone
from board.text import clean, is_shown
from board.web.lengths import MAX_BODY

UNSHOWABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
"""Characters that no page can show; PostgreSQL cannot store some of them."""
EARLIEST, LATEST = 1990, 2199
"""The years that a programme may have; any other is taken for a typing error."""


def showable(value: str | None) -> str:
    """Return typed text with LF line ends, and without characters that no page can show."""
    return UNSHOWABLE.sub("", (value or "").replace("\r\n", "\n"))


def stripped(value: str | None) -> str:
    """Strip white space; None becomes ""."""
    return (value or "").strip()


def one_line(value: str | None) -> str:
    """Return one line with single spaces, or "" if no visible character is left."""
    return " ".join((value or "").split()) if clean(value or "").strip() else ""


def written(value: str | None) -> str:
    """Return Markdown as it will be stored, without invisible characters."""
    cleaned = clean(value or "")
    return cleaned if cleaned.strip() else ""


def whole_number(value: str | None) -> int:
    """Read a number of at most 15 digits; return 0 for anything else."""
    return int(value) if value and value.isascii() and value.isdigit() and len(value) < 16 else 0


def visible_only(_form: FlaskForm, field: Any) -> None:
    """Require one line without control characters. They are taken out, so that submitting again is enough."""
    typed = field.data or ""
    field.data = " ".join(showable(typed).split())
    if UNSHOWABLE.search(typed):
        raise ValidationError(_("This contained characters that cannot be shown. They were removed; please check it."))


def says_something(message: Any) -> Callable[[FlaskForm, Any], None]:
    """Require at least one visible character."""

    def check(_form: FlaskForm, field: Any) -> None:
        if not clean(field.data or "").strip():
            raise StopValidation(str(message))

    return check


def shows_something(message: Any) -> Callable[[FlaskForm, Any], None]:
    """Require Markdown that shows something: the definition of a link alone, for example, shows nothing."""

    def check(_form: FlaskForm, field: Any) -> None:
        if not is_shown(clean((field.data or "")[:MAX_BODY])):
            raise StopValidation(str(message))

    return check


def known_zone(_form: FlaskForm, field: Any) -> None:
    """Require a name of the time zone database, or nothing."""
    if field.data and not is_zone(field.data):
        raise ValidationError(_("There is no time zone of this name. Try one like America/La_Paz."))


def offered(form: FlaskForm, field: Any) -> None:
    """Require a language of the list, or "" for detection; any other value is reset to ""."""
    if field.data and field.data not in ENDONYMS:
        field.data = ""
        raise ValidationError(_("Choose the language from the list, or leave it to be guessed."))


def sensible_year(_form: FlaskForm, field: Any) -> None:
    """Require a year between EARLIEST and LATEST."""
    value: date | datetime | None = field.data
    if value is not None and not EARLIEST <= value.year <= LATEST:
        raise ValidationError(_("Check the year: it must be between %(a)s and %(b)s.", a=EARLIEST, b=LATEST))
