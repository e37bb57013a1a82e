"""Pages for when the site cannot do its work. They are made without any query, also in their templates.

The proxy in front has the same page as a file (`deploy/unavailable.html`), for when this server does not answer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from flask import Flask, Response, current_app, g, make_response, request
from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.wrappers import Request as WerkzeugRequest

from board import schema
from board.extensions import db
from board.faults import is_database_away, kind, new_id, story
from board.rules.languages import INTERFACE, interface_for
from board.web.viewer import wants_part

RETRY_AFTER = "30"
UNCHECKED = ("static", "health.")
"""The endpoints that answer even before the database has been reached for the first time."""


@dataclass(frozen=True, slots=True)
class Section:
    """The words of the page in one language."""

    language: str
    title: str
    paragraphs: tuple[str, ...]


def away(language: str) -> Section:
    """Say that the site will be back, and where the words are that the reader was writing."""
    with force_locale(language):
        told = _("The site is being restarted, or something is wrong with it. Please try again in a minute.")
        return Section(language, _("We will be back in a moment"), (told, _where_words_are()))


def busy(language: str) -> Section:
    """Say that the site is overloaded."""
    with force_locale(language):
        told = _(
            "The site has more to do at this moment than it can manage, and nothing was changed. Please try again in a "
            "few seconds."
        )
        return Section(language, _("One moment, please"), (told, _where_words_are()))


def late(language: str) -> Section:
    """Say that a form or a file arrived too slowly."""
    with force_locale(language):
        told = _("What your browser sent did not arrive in time, and nothing was changed. Please send it again.")
        return Section(language, _("That took too long"), (told, _where_words_are()))


def _where_words_are() -> str:
    told: str = _(
        "Were you writing a post, a translation or another text of a forum? If your browser runs JavaScript, your "
        "words are kept on this device, and come back when you open that page again. If it does not, go back one page: "
        "most browsers still have your words there."
    )
    return told


def broken(language: str) -> Section:
    """Say that the site has a fault."""
    with force_locale(language):
        return Section(language, _("Something broke"), (_("The fault is ours. Please try again in a minute."),))


def page(sections: Sequence[Section], **context: Any) -> str:
    """Render the page in one or several languages, from its arguments alone."""
    template = current_app.jinja_env.get_template("outage.html")
    with force_locale(sections[0].language):
        return template.render({"typed": None, "error_id": "", "style": ""} | context, sections=sections)


def language(asking: WerkzeugRequest | None = None) -> str:
    """Return the language that the browser tells, by cookie or header; the account may be out of reach."""
    asking = asking or request
    chosen = asking.cookies.get("interface")
    return chosen if chosen in INTERFACE else interface_for(asking.accept_languages.values())


def answer(section: Section, status: int, words: Sequence[tuple[str, str]] = ()) -> Response:
    """Make the page the response to this request; ``words`` are the fields of a form that was sent, to be shown."""
    response = make_response(page([section], words=words, error_id=g.get("error_id", "")), status)
    if status == 503:
        response.headers["Retry-After"] = RETRY_AFTER
    return response


BY_THE_SERVER = {408: late, 500: away, 503: busy}


def server_pages(app: Flask) -> Callable[[int, Mapping[str, Any]], bytes]:
    """Render all pages for requests that do not reach the application; return a function that chooses one."""
    with app.test_request_context(base_url=f"http://{app.config['KNOWN_HOSTS'][0]}"):  # any other name gets a 400
        made = {
            (status, spoken): _page_and_part(section(spoken))
            for status, section in BY_THE_SERVER.items()
            for spoken in INTERFACE
        }

    def choose(status: int, environ: Mapping[str, Any]) -> bytes:
        asking = WerkzeugRequest(dict(environ))
        return made[status, language(asking)][wants_part(asking.headers)]

    return choose


def _page_and_part(section: Section) -> tuple[bytes, bytes]:
    """Render the whole page, and the sentence that htmx puts above a page which stays as it is."""
    part = current_app.jinja_env.get_template("_refused.html").render(message=section.paragraphs[0])
    return page([section]).encode(), part.encode()


def note_outage(reason: str) -> None:
    """Log one line, with the id that the page shows."""
    g.error_id = new_id()
    current_app.logger.error("error %s: %s (%s %s)", g.error_id, reason, request.method, request.endpoint)


def note_fault(error: BaseException | None) -> None:
    """Log a fault, with the id that the page shows, and without anybody's words, name or address."""
    if error is not None and is_database_away(error):
        return note_outage(f"the database does not answer, {kind(error)}")
    g.error_id = new_id()
    told = story(error) if error else "unknown"
    current_app.logger.error("error %s: %s %s\n%s", g.error_id, request.method, request.endpoint, told)
    return None


def connect(app: Flask) -> None:
    """Log faults as above, and answer 503 until the database has been reached once and its schema fits the code."""
    app.extensions["server_pages"] = partial(server_pages, app)
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
    """Roll back, or drop the session if its connection is lost."""
    try:
        db.session.rollback()
    except SQLAlchemyError:
        db.session.remove()
