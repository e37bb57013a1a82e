"""The contents of a refused form: to be shown again, carried through the sign-in, or sent again."""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app, g, request
from markupsafe import escape
from werkzeug.exceptions import HTTPException

from board.rules.unsent import kind_of
from board.web.field_rules import showable
from board.web.viewer import me

WRITTEN = (
    "title",
    "body",
    "outline",
    "reason",
    "note",
    "description",
    "experience",
    "about",
    "kept_title",
    "kept_body",
)
PARAGRAPH, NOTE = "body-", "note-"
"""Prefixes of field names: the translation of one paragraph, and its author's note about what is wrong with it."""
MAX_CARRIED = 600_000
"""The most characters, HTML-escaped, that a page gives back; nothing that can be posted is longer."""
NONE_KNOWN = "none"
"""Stands for an empty ``known`` (the form knew of no kept words), since an empty field would not be carried along."""
UNTOUCHED = ("csrf_token", "password", "new_password", "again")


@dataclass(frozen=True, slots=True)
class Typed:
    """The contents of a refused form: shown, and sent again with a fresh token if the person wants to."""

    action: str
    fields: list[tuple[str, str]]
    too_much: bool = False
    """Whether it was too much to be given back; ``fields`` is then empty."""

    @property
    def words(self) -> list[tuple[str, str]]:
        """The fields with words that the person wrote."""
        return [(name, value) for name, value in self.fields if _is_written(name) and value.strip()]

    @property
    def goes_through_sign_in(self) -> bool:
        """Whether its words are kept with the account after signing in; other forms have to be sent again by hand."""
        return bool(self.paragraphs) or any(name == "place" and kind_of(value) for name, value in self.fields)

    @property
    def paragraphs(self) -> list[tuple[str, str]]:
        """The names and values of fields for single paragraphs."""
        return [(name, value) for name, value in self.words if name.startswith((PARAGRAPH, NOTE))]


def _is_written(name: str) -> bool:
    return name in WRITTEN or name.startswith((PARAGRAPH, NOTE))


def typed() -> Typed | None:
    """Return what the refused request tried to send, without passwords and tokens; None if there is nothing."""
    if request.method != "POST":
        return None
    try:
        fields = [(name, showable(value)) for name, value in request.form.items(multi=True) if name not in UNTOUCHED]
    except HTTPException:  # too large to be read at all
        return None
    g.echoes = True
    if _weight(fields) > MAX_CARRIED and (not needs_sign_in() or me() is None):
        return Typed("", [], too_much=True)
    return Typed(request.full_path.rstrip("?"), fields) if fields else None


def carries_too_much() -> bool:
    """Return whether the request's form is larger than a page may give back."""
    return _weight(list(request.form.items(multi=True))) > MAX_CARRIED


def _weight(fields: list[tuple[str, str]]) -> int:
    return sum(len(escape(value)) for pair in fields for value in pair)


def needs_sign_in() -> bool:
    view = current_app.view_functions.get(request.endpoint or "")
    return getattr(view, "access", "public") != "public"
