"""Conflicts: what somebody else saved after a form was filled is shown beside the form's fields."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from wtforms.fields.choices import SelectFieldBase


def prints(standing: Mapping[str, Any]) -> str:
    """Return a digest of each field's initial value, in the order of the fields, joined by dots."""
    return ".".join(hashlib.sha256(str(value).encode()).hexdigest()[:8] for value in standing.values())


def tell_changed(form: Any, before: str, standing: Mapping[str, Any], typed: Mapping[str, Any] | None = None) -> None:
    """Put an error beside each field that somebody else changed meanwhile to another value than the form has.

    ``before`` is the `prints` of the values that the form was filled with; if it does not fit the fields, any of them
    may have changed. ``typed`` gives the form's values, for fields that can express one value in several ways.
    """
    were, are = before.split("."), prints(standing).split(".")
    for index, (name, value) in enumerate(standing.items()):
        untouched = len(were) == len(are) and were[index] == are[index]
        if not untouched and (form[name].data if typed is None else typed[name]) != value:
            shown = {"field": form[name].label.text, "value": _in_words(form[name], value) or "–"}
            words = _(
                "Somebody else has changed “%(field)s” to %(value)s meanwhile. If you save again, yours replaces it."
            )
            form[name].errors = [words % shown]


def is_behind(form: Any, standing: Mapping[str, Any], typed: Mapping[str, Any] | None = None) -> bool:
    """Return whether somebody else changed what a form was filled with; the form's errors then say what.

    The form's ``base``, the `prints` of those values, moves on to the present ones: sent again, the form wins.
    """
    before, form.base.data = form.base.data or "", prints(standing)
    tell_changed(form, before, standing, typed)
    return bool(form.errors)


def _in_words(field: Any, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(field, SelectFieldBase):
        chosen = [value] if isinstance(value, str) else value
        return ", ".join(str(option.label.text) for option in field if option.data in chosen)
    return ", ".join(str(value).splitlines())
