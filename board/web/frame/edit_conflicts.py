"""What somebody else saved since a form was filled, told beside the form's fields."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from wtforms.fields.choices import SelectFieldBase


def prints(standing: Mapping[str, Any]) -> str:
    """Names what each field of a form was filled with, in their order."""
    return ".".join(hashlib.sha256(str(value).encode()).hexdigest()[:8] for value in standing.values())


def tell_changed(form: Any, before: str, standing: Mapping[str, Any], typed: Mapping[str, Any] | None = None) -> None:
    """Beside each field, what somebody else made of it meanwhile, where the form says otherwise.

    ``before`` is the `prints` of what it was filled with; where it names something else, every field may have changed.
    ``typed`` is what the form says, where its fields can say one thing in several ways.
    """
    were, are = before.split("."), prints(standing).split(".")
    for place, (name, value) in enumerate(standing.items()):
        untouched = len(were) == len(are) and were[place] == are[place]
        if not untouched and (form[name].data if typed is None else typed[name]) != value:
            shown = {"field": form[name].label.text, "value": _in_words(form[name], value) or "–"}
            words = _("Somebody else changed “%(field)s” meanwhile, to %(value)s. Saved again, yours replaces it.")
            form[name].errors = [words % shown]


def is_behind(form: Any, standing: Mapping[str, Any], typed: Mapping[str, Any] | None = None) -> bool:
    """Whether somebody else changed what a form was filled with. It says what, and moves on to it: sent again, it wins.

    Its ``base`` holds the `prints` of that.
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
