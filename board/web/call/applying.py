"""Applying to take part: the form, and the private page on which an application is confirmed, changed and withdrawn.

The answer is the same for every address that is typed, and nothing about that address is looked up.
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
from board.web.field_rules import showable
from board.web.forms import typed_email
from board.web.frame.credits import in_my_language
from board.web.frame.render import forum_page
from board.web.security import keep_address_secret, rate_key
from board.web.viewer import access, choose_locale, not_found, one_or_404, settings

blueprint = Blueprint("applying", __name__)
blueprint.after_request(keep_address_secret)

LINKS_PER_ADDRESS = "10 per day"
SENT_TO = "applied-with"
"""The name in the cookie session under which the typed address goes to the next page."""


def sent(response: Response) -> bool:
    """Return whether the form was accepted. Only then is it counted, so that corrections are not limited."""
    return response.status_code == 303


def typed_address() -> str:
    """Return the key by which links to one address are limited, so that a stranger cannot fill its mailbox."""
    return f"application to {typed_email()}"


@blueprint.get("/f/<forum>/apply")
@access("public")
def form(sight: Sight) -> Response:
    """Show the form of an application. After the deadline the page says that it is too late."""
    return _apply_page(sight, NewApplicationForm(sight.forum, _weeks(sight), formdata=None))


def _weeks(sight: Sight) -> list[tuple[Week, str]]:
    """Return the weeks with their titles, translated into the reader's language where that exists."""
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
@limiter.limit(LINKS_PER_ADDRESS, key_func=typed_address, deduct_when=sent)
@access("public")
def send(sight: Sight) -> Response | BaseResponse:
    """Store the application, and mail a link to its address. After the deadline, only show what was typed."""
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
    """Say that a mail with a link is on its way."""
    if rule.apply(sight.forum, sight.now) is Refusal.CALL_NOT_OUT:
        not_found()
    return forum_page(sight, "call/apply_sent.html", email=cookie_session.get(SENT_TO, ""))


@blueprint.post("/f/<forum>/apply/words")
@limiter.limit("120 per minute", key_func=rate_key)
@access("public")
def count(sight: Sight) -> str:
    """Count the words of the fuller description in the same way as the form does when it is sent."""
    if rule.apply(sight.forum, sight.now) is Refusal.CALL_NOT_OUT:
        not_found()
    typed = showable(request.form.get("experience", ""))
    return words_left(word_count(typed[:MAX_EXPERIENCE]))


# ---- the private page


@blueprint.get("/f/<forum>/application/<token>")
@access("public")
def mine(sight: Sight, token: str) -> Response:
    """Show an application to its applicant. Opening the page changes nothing, because mail programs open links."""
    application = _application(sight, token)
    weeks = _weeks(sight)
    form = ApplicationForm(sight.forum, weeks, current=application.region, formdata=None, **as_sent(application, weeks))
    return _page(sight, application, token, form)


def _application(sight: Sight, token: str) -> Application:
    return one_or_404(applying.application_with(sight.forum, token))


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
    """Confirm the applicant's address."""
    application = one_or_404(applying.confirm(sight.forum, token, sight.now))
    has_answer = application.state in rule.DECIDED and is_told(application.decided_at, sight.now)
    flash(STATE_WORDS[application.state] if has_answer else _("Your application is confirmed."))
    return _back(sight, token)


def _back(sight: Sight, token: str) -> BaseResponse:
    return redirect(url_for("applying.mine", forum=sight.forum.slug, token=token), 303)


@blueprint.post("/f/<forum>/application/<token>")
@access("public")
def change(sight: Sight, token: str) -> Response | BaseResponse:
    """Change the application. If it is refused, the page still holds everything that was typed."""
    application = _application(sight, token)
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
    """Withdraw the application."""
    application = _application(sight, token)
    if application.verified_at is not None and rule.withdraw(application.state) is None:
        applying.withdraw(application, sight.now)
        flash(_("Your application is withdrawn."))
    return _back(sight, token)
