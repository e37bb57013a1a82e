"""Applying to take part: the form, and the private page on which an application is confirmed, changed, withdrawn.

Whatever address is typed, the answer is the same, and nothing about that address is looked up.
"""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, request, url_for
from flask import session as cookie_session
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from board.actions import applying
from board.extensions import limiter
from board.models import Application, Week
from board.pages.texts import titles
from board.rules import applications as rule
from board.rules.permissions import Refusal, Refused
from board.rules.selection import is_told
from board.text import word_count
from board.visible import Sight
from board.web.call.application_words import in_words
from board.web.call.apply_forms import MAX_EXPERIENCE, ApplicationForm, NewApplicationForm, as_sent, words_left
from board.web.call.call_words import STATE_WORDS
from board.web.forms import showable, typed_email
from board.web.frame.credits import in_my_language
from board.web.frame.render import forum_page
from board.web.security import rate_key
from board.web.viewer import access, choose_locale, not_found, one_or_404, settings

blueprint = Blueprint("applying", __name__)

LINKS_TO_ONE_ADDRESS = "10 per day"
SENT_TO = "applied-with"


def sent(response: Response) -> bool:
    """Only what was sent is counted: who corrects a form is not slowed down."""
    return response.status_code == 303


def typed_address() -> str:
    """The address that a link is to go to: nobody's mailbox is filled from here."""
    return f"application to {typed_email()}"


@blueprint.get("/f/<forum>/apply")
@access("public")
def form(sight: Sight) -> Response:
    """The form; after the deadline it says so."""
    return _apply_page(sight, NewApplicationForm(sight.forum, _weeks(sight), formdata=None))


def _weeks(sight: Sight) -> list[tuple[Week, str]]:
    """The weeks with their titles, in the reader's language where there is a translation."""
    named = titles(sight, [week.title_id for week in sight.weeks])
    return [(week, in_my_language(named[week.title_id], choose_locale())) for week in sight.weeks]


def _apply_page(sight: Sight, form: NewApplicationForm, status: int = 200) -> Response:
    if (refusal := rule.apply(sight.forum, sight.now)) is Refusal.CALL_NOT_OUT:
        not_found()
    words = word_count((form.experience.data or "")[:MAX_EXPERIENCE])
    return forum_page(
        sight,
        "call/apply.html",
        status=status,
        form=form,
        over=refusal,
        typed=in_words(form.said(form.email.data or ""), _weeks(sight)) if status == 403 else None,
        count=words_left(words) if words else "",
    )


@blueprint.post("/f/<forum>/apply")
@limiter.limit(lambda: settings().rate_sign_in, deduct_when=sent)
@limiter.limit(LINKS_TO_ONE_ADDRESS, key_func=typed_address, deduct_when=sent)
@access("public")
def send(sight: Sight) -> Response | BaseResponse:
    """Keep the application, and mail a link to its address; too late, what was typed comes back."""
    form = NewApplicationForm(sight.forum, _weeks(sight))
    if rule.apply(sight.forum, sight.now):
        return _apply_page(sight, form, 403)
    if not form.validate():
        return _apply_page(sight, form, 422)
    email = form.email.data or ""
    applying.apply(sight.forum, form.said(email), sight.now, form.once.data)
    cookie_session[SENT_TO] = email
    return redirect(url_for("applying.done", forum=sight.forum.slug), 303)


@blueprint.get("/f/<forum>/apply/sent")
@access("public")
def done(sight: Sight) -> Response:
    """What comes next: the mail."""
    if rule.apply(sight.forum, sight.now) is Refusal.CALL_NOT_OUT:
        not_found()
    return forum_page(sight, "call/apply_sent.html", email=cookie_session.get(SENT_TO, ""))


@blueprint.post("/f/<forum>/apply/words")
@limiter.limit("120 per minute", key_func=rate_key)
@access("public")
def count(sight: Sight) -> str:
    """How many words the fuller description has: the count that decides when it is sent."""
    if rule.apply(sight.forum, sight.now) is Refusal.CALL_NOT_OUT:
        not_found()
    typed = showable(request.form.get("experience", ""))
    return words_left(word_count(typed[:MAX_EXPERIENCE]))


# ---- the private page


@blueprint.after_request
def _tell_nobody(response: Response) -> Response:
    """The address of a private page opens it: no search engine keeps it, and no request carries it on."""
    if request.view_args and "token" in request.view_args:
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["X-Robots-Tag"] = "noindex"
    return response


@blueprint.get("/f/<forum>/application/<token>")
@access("public")
def mine(sight: Sight, token: str) -> Response:
    """An application as its applicant sees it. Looking changes nothing: mail programs open links by themselves."""
    application = _found(sight, token)
    weeks = _weeks(sight)
    form = ApplicationForm(sight.forum, weeks, current=application.region, formdata=None, **as_sent(application, weeks))
    return _page(sight, application, token, form)


def _found(sight: Sight, token: str) -> Application:
    found: Application = one_or_404(applying.application_with(sight.forum, token))
    return found


def _page(
    sight: Sight, application: Application, token: str, form: ApplicationForm, status: int = 200, refused: str = ""
) -> Response:
    is_verified = application.verified_at is not None
    can_change = is_verified and rule.change(application.state, sight.forum, sight.now) is None
    return forum_page(
        sight,
        "call/application.html",
        status=status,
        application=application,
        token=token,
        form=form,
        refused=refused,
        can_change=can_change,
        shows_form=can_change and not refused,
        can_withdraw=is_verified and rule.withdraw(application.state) is None,
        decision=STATE_WORDS.get(application.state) if is_told(application.decided_at, sight.now) else None,
        is_decided=application.state in rule.DECIDED,
        sent=in_words(application, _weeks(sight)),
        typed=in_words(form.said(application.email), _weeks(sight)) if refused else None,
        count=words_left(word_count((form.experience.data or "")[:MAX_EXPERIENCE])),
    )


@blueprint.post("/f/<forum>/application/<token>/confirm")
@access("public")
def confirm(sight: Sight, token: str) -> BaseResponse:
    """The address is the applicant's."""
    found = one_or_404(applying.confirm(sight.forum, token, sight.now))
    tells = found.state in rule.DECIDED and is_told(found.decided_at, sight.now)
    flash(STATE_WORDS[found.state] if tells else _("Your application is confirmed."))
    return _back(sight, token)


def _back(sight: Sight, token: str) -> BaseResponse:
    return redirect(url_for("applying.mine", forum=sight.forum.slug, token=token), 303)


@blueprint.post("/f/<forum>/application/<token>")
@access("public")
def change(sight: Sight, token: str) -> Response | BaseResponse:
    """Say something else; refused, everything typed is still there."""
    application = _found(sight, token)
    if application.verified_at is None:
        return _back(sight, token)
    form = ApplicationForm(sight.forum, _weeks(sight), current=application.region)
    if rule.change(application.state, sight.forum, sight.now) is None and not form.validate():
        return _page(sight, application, token, form, 422)
    try:
        applying.change(sight.forum, application, form.said(application.email), sight.now)
    except Refused as refused:
        return _page(sight, application, token, form, 403, refused.reason)
    flash(_("Your application is saved."))
    return _back(sight, token)


@blueprint.post("/f/<forum>/application/<token>/withdraw")
@access("public")
def withdraw(sight: Sight, token: str) -> BaseResponse:
    """Take the application back."""
    application = _found(sight, token)
    if application.verified_at is not None and rule.withdraw(application.state) is None:
        applying.withdraw(application, sight.now)
        flash(_("Your application is withdrawn."))
    return _back(sight, token)
