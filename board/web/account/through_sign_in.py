"""Carry what a person was writing when their session ended through the sign-in form, and put it back in its place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import flash, request
from flask_babel import gettext as _

from board.actions.translating import has_been_saved
from board.actions.unsent import UnsentWords, flag_place, keep_beside, translation_place
from board.models import User
from board.web.field_rules import showable
from board.web.frame.typed import NONE_KNOWN, NOTE, PARAGRAPH
from board.web.lengths import MAX_UNSENT

KEPT, KEPT_FIELD = "kept-", "kept_"
PLACES = {PARAGRAPH: translation_place, NOTE: flag_place}
MAX_PARAGRAPHS = 100


@dataclass(frozen=True, slots=True)
class Carried:
    """One text with the place that it was written for, or the fields of a form that has one for each paragraph."""

    unsent: UnsentWords | None
    paragraphs: list[tuple[str, str]]
    """Names of fields, without their prefix, and what was typed into them."""

    def __bool__(self) -> bool:
        return self.unsent is not None or bool(self.paragraphs)


def carried(paragraph: str = KEPT, field: str = KEPT_FIELD) -> Carried:
    """Read what the form carries. The names of its fields begin with ``paragraph`` or ``field``."""
    names = ("place", "body", "title", "language", "reply_to")
    typed = {name: showable(request.form.get(field + name)) for name in names}
    body, title, language = typed["body"][:MAX_UNSENT], typed["title"][:300], typed["language"][:8]
    known = request.form.get(f"{field}known")
    since = "" if known == NONE_KNOWN else known
    words = UnsentWords(typed["place"][:120], body, title, language, since, typed["reply_to"])
    return Carried(words if words.place else None, _paragraphs(paragraph))


def _paragraphs(prefix: str) -> list[tuple[str, str]]:
    prefixes = tuple(prefix + kind for kind in PLACES)
    fields = [(name.removeprefix(prefix), words) for name, words in request.form.items() if name.startswith(prefixes)]
    return [(showable(name)[:20], showable(words)[:MAX_UNSENT]) for name, words in fields[:MAX_PARAGRAPHS]]


def keep(user: User, kept: Carried, now: datetime) -> None:
    """Put each text back in its place as unsent, and tell the person."""
    if kept.unsent is not None:
        keep_beside(user, kept.unsent, now)
    for name, typed in kept.paragraphs:
        kind, dash, lineage = name.partition("-")
        if not typed.strip() or (kind + dash == PARAGRAPH and has_been_saved(lineage, typed)):
            continue  # the form has a field for every paragraph, and nothing new was written in this one
        keep_beside(user, UnsentWords(PLACES[kind + dash](lineage), typed, "", ""), now)
    if kept:
        flash(_("What you were writing is kept, and back in its place."))
