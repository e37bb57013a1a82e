"""What a refused form held, so that it can be shown again, carried through the sign-in, and sent again."""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app, g, request
from markupsafe import escape
from werkzeug.exceptions import HTTPException

from board.web.forms import showable
from board.web.viewer import me

WRITTEN = ("title", "body", "outline", "reason", "note", "description", "experience", "kept_title", "kept_body")
PARAGRAPH, NOTE = "body-", "note-"
"""Begin the names of fields for the translation of one paragraph, and for what its author says is wrong with it."""
MAX_CARRIED = 600_000
"""Characters, as a page writes them: more does not come back on one, and nothing that can be posted is that long."""
NONE_KNOWN = "none"
"""Of a form that knew of no kept words: an empty field does not come along."""
UNTOUCHED = ("csrf_token", "password", "new_password", "again")


@dataclass(frozen=True, slots=True)
class Typed:
    """What a refused form held: shown, and sent again with a fresh token when the person says so."""

    action: str
    fields: list[tuple[str, str]]
    too_much: bool = False
    """It was more than a page that needs no account gives back."""

    @property
    def words(self) -> list[tuple[str, str]]:
        """The fields that hold what somebody wrote."""
        return [(name, value) for name, value in self.fields if _is_written(name) and value.strip()]

    @property
    def goes_through_sign_in(self) -> bool:
        """Its words are kept with the account as soon as there is one; other forms are sent again by hand."""
        return bool(self.paragraphs) or any(name == "place" and value for name, value in self.fields)

    @property
    def paragraphs(self) -> list[tuple[str, str]]:
        """Of a form with a field for each paragraph: their names and words."""
        return [(name, value) for name, value in self.words if name.startswith((PARAGRAPH, NOTE))]


def _is_written(name: str) -> bool:
    return name in WRITTEN or name.startswith((PARAGRAPH, NOTE))


def typed() -> Typed | None:
    """What the refused request tried to send, without passwords and tokens."""
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
    """Whether a form that comes back, come what may, would weigh more than a page should."""
    return _weight(list(request.form.items(multi=True))) > MAX_CARRIED


def _weight(fields: list[tuple[str, str]]) -> int:
    return sum(len(escape(value)) for pair in fields for value in pair)


def needs_sign_in() -> bool:
    view = current_app.view_functions.get(request.endpoint or "")
    return getattr(view, "access", "public") != "public"
