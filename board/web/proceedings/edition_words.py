"""Words for the formats and layouts of an edition, and for what could not be made."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from flask import Flask
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from board.models import Edition, Forum
from board.rules.languages import endonym
from board.rules.proceedings import BOTH, FULL_DISCUSSION, NO_DISCUSSION, SELECTED_THREADS, file_name
from board.web.words import day

FORMAT_WORDS = {"html": _l("Web page"), "pdf": "PDF", "epub": "EPUB", "md": "Markdown"}
FORMAT_TYPES = {"html": "text/html", "pdf": "application/pdf", "epub": "application/epub+zip", "md": "text/markdown"}
DISCUSSION_WORDS = {
    NO_DISCUSSION: _l("without the discussion, but with its summaries and the passages quoted"),
    SELECTED_THREADS: _l("with the threads that you choose"),
    FULL_DISCUSSION: _l("with the whole discussion"),
}


def layout_words(layout: str) -> str:
    """Return the layout of a file: "side by side", or the language's own name."""
    return str(_("side by side")) if layout == BOTH else endonym(layout)


def day_in(instant: datetime, forum: Forum) -> str:
    """Return the day of an instant in the forum's zone: it is cited the same everywhere."""
    return day(instant.astimezone(ZoneInfo(forum.zone)).date())


def failure_words(edition: Edition) -> str:
    """Return what of an edition could not be made, and why, as a sentence."""
    kind, layout, reason = (*edition.error.split(" ", 2), "", "")[:3]
    if kind not in FORMAT_WORDS:
        return str(_("The contents could not be put together: %(reason)s.", reason=reason))
    file = f"{FORMAT_WORDS[kind]}, {layout_words(layout)}"
    return str(_("A file could not be made (%(file)s): %(reason)s.", file=file, reason=reason))


def connect(app: Flask) -> None:
    """Give templates these words."""
    app.jinja_env.globals.update(FORMAT_WORDS=FORMAT_WORDS, FORMAT_TYPES=FORMAT_TYPES, file_name=file_name)
    app.jinja_env.filters.update(layout_words=layout_words, failure_words=failure_words, day_in=day_in)
