"""What somebody was writing when their session ended goes with them through the sign-in, and back to its place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import flash, request
from flask_babel import gettext as _

from board.actions.translating import has_been_saved
from board.actions.unsent import Draft, flag_place, keep_beside, translation_place
from board.models import User
from board.web.forms import showable
from board.web.frame.typed import NONE_KNOWN, NOTE, PARAGRAPH
from board.web.lengths import MAX_UNSENT

KEPT, KEPT_FIELD = "kept-", "kept_"
PLACES = {PARAGRAPH: translation_place, NOTE: flag_place}
MAX_PARAGRAPHS = 100


@dataclass(frozen=True, slots=True)
class Carried:
    """One text with the place that it was meant for, or the fields of a form with one for each paragraph."""

    draft: Draft | None
    paragraphs: list[tuple[str, str]]
    """Names and words."""

    def __bool__(self) -> bool:
        return self.draft is not None or bool(self.paragraphs)


def carried(paragraph: str = KEPT, field: str = KEPT_FIELD) -> Carried:
    """What came along; the names of its fields begin so."""
    typed = {name: showable(request.form.get(field + name)) for name in ("place", "body", "title", "language")}
    body, title, language = typed["body"][:MAX_UNSENT], typed["title"][:300], typed["language"][:8]
    known = request.form.get(f"{field}known")
    since = "" if known == NONE_KNOWN else known
    draft = Draft(typed["place"][:120], body, title, language, since) if typed["place"] else None
    return Carried(draft, _paragraphs(paragraph))


def _paragraphs(beginning: str) -> list[tuple[str, str]]:
    begin = tuple(beginning + kind for kind in PLACES)
    found = [(name.removeprefix(beginning), words) for name, words in request.form.items() if name.startswith(begin)]
    return [(showable(name)[:20], showable(words)[:MAX_UNSENT]) for name, words in found[:MAX_PARAGRAPHS]]


def keep(user: User, words: Carried, now: datetime) -> None:
    """Put it back where it was being written."""
    if words.draft is not None:
        keep_beside(user, words.draft, now)
    for name, typed in words.paragraphs:
        kind, dash, lineage = name.partition("-")
        if not typed.strip() or (kind + dash == PARAGRAPH and has_been_saved(lineage, typed)):
            continue  # the form has a field for every paragraph: nothing was written in this one
        keep_beside(user, Draft(PLACES[kind + dash](lineage), typed, "", ""), now)
    if words:
        flash(_("What you were writing is kept, and back in its place."))
