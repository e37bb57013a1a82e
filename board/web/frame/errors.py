"""Error pages: they say clearly, in the reader's language, what could not be done, and still show what was typed."""

from __future__ import annotations

from flask import Flask, Response, g, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import logout_user
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError, DBAPIError, TimeoutError
from werkzeug.exceptions import HTTPException, InternalServerError, SecurityError
from werkzeug.wrappers import Response as BaseResponse

from board.actions.links import LinkUsed
from board.actions.sessions import EndedMeanwhile
from board.actions.unsent import UnsentWords, keep_beside
from board.extensions import db
from board.faults import Gone, is_database_away
from board.rules.permissions import Refusal, Refused
from board.rules.unsent import kind_of
from board.web import outage
from board.web.field_rules import showable
from board.web.forms import SignInForm
from board.web.frame.suspended import refusal_words
from board.web.frame.typed import NONE_KNOWN, Typed, needs_sign_in, typed
from board.web.lengths import MAX_UNSENT
from board.web.security import safe_path
from board.web.viewer import has_closed_account, me, now, wants_part

NOTHING_HERE = (_l("Nothing here"), _l("There is no page at this address, or none that you can see."))
MESSAGES = {
    400: (_l("We could not read that request"), _l("The browser sent something that this page cannot understand.")),
    401: (
        _l("You are signed out"),
        _l(
            "Your session had ended, and nothing was changed. Sign in in another window, then come back to this page "
            "and send it again."
        ),
    ),
    403: (_l("Not allowed"), _l("You are not allowed to do this.")),
    404: NOTHING_HERE,
    405: NOTHING_HERE,
    413: (
        _l("Too large"),
        _l("What you sent is larger than 10 MB, and nothing was changed. Go back, and send less or a smaller file."),
    ),
    429: (
        _l("A little slower, please"),
        _l("You did this many times in a short while. Wait a minute, then try again."),
    ),
    500: (_l("Something broke"), _l("The fault is ours. Please try again in a minute.")),
}


def error_page(status: int, message: str | None = None, *, resend: bool = False, onward: str = "") -> Response:
    """Return the page for a status. ``resend`` offers to send the form again; ``onward`` is a page to visit first."""
    title, standard = MESSAGES.get(status, MESSAGES[500] if status >= 500 else MESSAGES[400])
    if wants_part():
        return refused_part(status, message or str(standard))
    words = typed()
    html = render_template(
        "frame/error.html",
        status=status,
        title=title,
        message=_too_much_words() if words and words.too_much else message or standard,
        typed=words,
        resend=resend,
        onward=onward,
        error_id=g.get("error_id", "") if status >= 500 else "",
    )
    return make_response(html, status)


def _too_much_words() -> str:
    return str(_("You sent more than this page can show. Go back in your browser: what you typed is still there."))


def refused_part(status: int, message: str) -> Response:
    """Return a refusal for htmx: a sentence above the page, which otherwise stays as it is, with what was typed."""
    response = make_response(render_template("_refused.html", message=message), status)
    response.headers["HX-Reswap"] = "none"
    return response


def sign_in_page() -> Response:
    """Lead a person to the sign-in page, and carry what they typed through it."""
    if request.method in ("GET", "HEAD"):
        response = make_response("", 401 if wants_part() else 302)
        address = url_for("accounts.sign_in", next=request.full_path.rstrip("?"))
        response.headers["HX-Redirect" if wants_part() else "Location"] = address
        return response
    if wants_part():  # the browser keeps what was typed until the person is back
        response = make_response("", 401)
        response.headers["HX-Redirect"] = url_for("accounts.sign_in", next=safe_path(request.form.get("back"), "/"))
        return response
    words = typed()
    if words and (words.too_much or (words.words and not words.goes_through_sign_in)):
        return error_page(401, resend=True)
    return sign_in_with_words(words, back=safe_path(request.form.get("back"), "/"))


def sign_in_with_words(words: Typed | None, back: str) -> Response:
    """Return the sign-in page for a person whose session ended while they typed, with their words in its form."""
    form = SignInForm(formdata=None, next=back)
    fields = dict(words.fields) if words else {}
    if kind_of(fields.get("place", "")):
        form.kept_place.data, form.kept_body.data = fields["place"], fields.get("body", "")
        form.kept_title.data, form.kept_language.data = fields.get("title", ""), fields.get("language", "")
        form.kept_reply_to.data = fields.get("reply_to", "")
        form.kept_known.data = fields["known"] or NONE_KNOWN if "known" in fields else ""
    paragraphs = words.paragraphs if words else []
    return make_response(render_template("frame/sign_in.html", form=form, paragraphs=paragraphs), 401)


def _keep_words() -> None:
    """Keep the text of a refused form, so that the person finds it under "My unsent texts"."""
    fields, user = {name: showable(value) for name, value in request.form.items()}, me()
    place, body, title = (fields.get(name, "") for name in ("place", "body", "title"))
    if user is None or not 0 < len(place) <= 120 or kind_of(place) is None or not body.strip():
        return
    about = fields.get("language", "")[:8], fields.get("known"), fields.get("reply_to", "")
    keep_beside(user, UnsentWords(place, body[:MAX_UNSENT], title[:300], *about), now())


def _first_visit(reason: Refusal) -> str:
    """Return the address where a person agrees to the code of conduct, if the refusal demands that, else ""."""
    forum = (request.view_args or {}).get("forum", "")
    return url_for("welcome.welcome", forum=forum) if reason is Refusal.AGREE_FIRST and forum else ""


def connect(app: Flask) -> None:
    """Register a page for every kind of error."""

    @app.errorhandler(Refused)
    def _refused(error: Refused) -> Response:
        db.session.rollback()
        if has_closed_account():
            logout_user()
            return sign_in_page()
        words, onward = refusal_words(error.reason), _first_visit(error.reason)
        _keep_words()
        return error_page(403, words, onward=onward)

    @app.errorhandler(CSRFError)
    def _forged(_error: CSRFError) -> Response:
        db.session.rollback()
        if me() is None and needs_sign_in():
            return sign_in_page()
        message = _("This form was not sent from a page of this site, or your session had ended. Nothing was changed.")
        return error_page(400, message, resend=True)

    @app.errorhandler(LinkUsed)
    @app.errorhandler(Gone)
    def _used_meanwhile(_error: LinkUsed | Gone) -> Response:
        """Answer 404 when somebody else used or removed the thing at the same moment, as if it had long been gone."""
        db.session.rollback()
        return error_page(404)

    @app.errorhandler(EndedMeanwhile)
    def _ended_meanwhile(_error: EndedMeanwhile) -> BaseResponse:
        """Ask to sign in when the password was changed from elsewhere at the same moment, which ended this session."""
        db.session.rollback()
        return redirect(url_for("accounts.sign_in"), 303)

    @app.errorhandler(SecurityError)
    def _other_name(_error: SecurityError) -> Response:
        """Answer in plain text and in two languages under a foreign host name: pages are made under our own only."""
        url = app.extensions["settings"].site_url
        words = f"This site has another address: {url}\nEste sitio tiene otra dirección: {url}\n"
        return Response(words, 400, content_type="text/plain; charset=utf-8")

    @app.errorhandler(401)
    def _unauthorized(_error: HTTPException) -> Response:
        return sign_in_page()

    @app.errorhandler(HTTPException)
    def _http(error: HTTPException) -> Response:
        db.session.rollback()
        if error.code is not None and error.code < 400:
            return make_response(error.get_response())
        response = error_page(error.code or 500, resend=error.code == 429)
        if error.code == 405 and (allowed := getattr(error, "valid_methods", None)):
            response.headers["Allow"] = ", ".join(allowed)
        return response

    @app.errorhandler(DataError)
    def _unkeepable(_error: DataError) -> Response:
        """Blame the request when PostgreSQL refuses a value, such as a NUL byte, even in a query that only reads."""
        db.session.rollback()
        return error_page(404 if request.method in ("GET", "HEAD") else 400)

    @app.errorhandler(TimeoutError)
    @app.errorhandler(DBAPIError)
    def _database(error: DBAPIError | TimeoutError) -> Response:
        """Answer 503 when the database cannot be reached; any other of its errors is a fault of the code."""
        if not is_database_away(error):
            raise error
        outage.note_fault(error)
        return _away()

    @app.errorhandler(500)
    def _broken(error: InternalServerError) -> Response:
        if is_database_away(error.original_exception):
            return _away()
        try:
            outage.roll_back()
            return error_page(500, resend=True)
        except Exception:  # the usual page fails too; this one makes no query
            outage.roll_back()
            return outage.answer(outage.broken(outage.language()), 500, _own_words())


def _away() -> Response:
    outage.roll_back()
    return outage.answer(outage.away(outage.language()), 503, _own_words())


def _own_words() -> list[tuple[str, str]]:
    held = typed()
    return held.words if held else []
