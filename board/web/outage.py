"""Pages for when the site cannot do its work: made without the database, and without a template that asks it.

The same page is a file for the proxy in front (`deploy/unavailable.html`), for when nothing of ours answers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import Flask, Response, current_app, g, make_response, request
from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy.exc import SQLAlchemyError

from board import schema
from board.extensions import db
from board.faults import is_database_away, kind, new_id, story
from board.rules.languages import INTERFACE

RETRY_AFTER = "30"
UNCHECKED = ("static", "health.")
"""What is answered before the database was there for the first time."""


@dataclass(frozen=True, slots=True)
class Section:
    """What the page says, in one language."""

    language: str
    title: str
    paragraphs: tuple[str, ...]


def away(language: str) -> Section:
    """That the site will be back, and where the words are that somebody was writing."""
    with force_locale(language):
        return Section(
            language,
            _("We will be back in a moment"),
            (
                _("The site is being restarted, or its database does not answer. Please try again in a minute."),
                _(
                    "If you were writing: where your browser runs the scripts of this site, what you wrote is kept on "
                    "this device and comes back when you open that page again. Otherwise go back one page: most "
                    "browsers still have your words there."
                ),
            ),
        )


def broken(language: str) -> Section:
    """That the fault is ours."""
    with force_locale(language):
        return Section(
            language,
            _("Something broke"),
            (_("The fault is ours. What you typed is below, if you were sending something."),),
        )


def page(sections: Sequence[Section], **context: Any) -> str:
    """The page in one language or several; it looks at nothing but what it is given."""
    template = current_app.jinja_env.get_template("outage.html")
    with force_locale(sections[0].language):
        return template.render({"typed": None, "error_id": "", "style": ""} | context, sections=sections)


def language() -> str:
    """The reader's language as their browser tells it: their account cannot be asked."""
    chosen = request.cookies.get("interface")
    return chosen if chosen in INTERFACE else request.accept_languages.best_match(INTERFACE) or INTERFACE[0]


def answer(section: Section, status: int, words: Sequence[tuple[str, str]] = ()) -> Response:
    """The page as an answer to this request. ``words`` are what a form of theirs held."""
    response = make_response(page([section], words=words, error_id=g.get("error_id", "")), status)
    if status == 503:
        response.headers["Retry-After"] = RETRY_AFTER
    return response


def note_outage(reason: str) -> None:
    """One line in the log, with the id that the page shows."""
    g.error_id = new_id()
    current_app.logger.error("error %s: %s (%s %s)", g.error_id, reason, request.method, request.endpoint)


def note_fault(error: BaseException | None) -> None:
    """A fault of ours in the log, with the id that the page shows; without words, names or addresses of anybody."""
    if error is not None and is_database_away(error):
        return note_outage(f"the database does not answer, {kind(error)}")
    g.error_id = new_id()
    told = story(error) if error else "unknown"
    current_app.logger.error("error %s: %s %s\n%s", g.error_id, request.method, request.endpoint, told)
    return None


def connect(app: Flask) -> None:
    """Tell faults to the log in our way, and answer nothing before the database was once there and fits the code."""
    app.log_exception = lambda exc_info: note_fault(exc_info[1])  # type: ignore[method-assign]

    @app.before_request
    def _wait_for_the_database() -> Response | None:
        if (request.endpoint or "").startswith(UNCHECKED):
            return None
        try:
            schema.ensure_checked(app)
        except schema.SchemaMismatch as wrong:
            note_outage(str(wrong))
            return answer(away(language()), 503)
        return None


def roll_back() -> None:
    """Leave the transaction, where the connection is still there to leave it."""
    try:
        db.session.rollback()
    except SQLAlchemyError:
        db.session.remove()
