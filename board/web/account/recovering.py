"""Who cannot sign in with a password: a link by mail. No page here tells whether an address has an account."""

from __future__ import annotations

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from board.actions import recovering
from board.actions.links import find_link
from board.actions.recovering import RESET, SIGN_IN
from board.extensions import db, limiter
from board.models import OneTimeLink, User
from board.web.account.forms import AddressForm, NextForm
from board.web.account.sessions import failed, own_words_of, start
from board.web.account.through_sign_in import Carried, carried, keep
from board.web.forms import PasswordForm, SignInForm, typed_email
from board.web.frame.errors import error_page, sign_in_with_words
from board.web.frame.typed import carries_too_much, typed
from board.web.security import safe_path
from board.web.viewer import access, me, myself, not_found, now, settings

blueprint = Blueprint("recovering", __name__)

PER_ADDRESS = "5 per hour"
"""Nobody's mailbox is filled from here."""
FROM_ONE_VISITOR = "30 per minute"
"""Behind one network address there may be a whole village."""


@blueprint.get("/forgotten")
@access("public")
def forgotten() -> str:
    """Where to ask for a new password."""
    form = AddressForm(formdata=None, next=safe_path(request.args.get("next"), "/"))
    return render_template("account/forgotten.html", form=form)


@blueprint.post("/forgotten")
@limiter.limit(FROM_ONE_VISITOR)
@limiter.limit(PER_ADDRESS, key_func=typed_email)
@access("public")
def ask_for_reset() -> Response | BaseResponse:
    """Have a link mailed with which a new password is chosen."""
    return _asked(RESET)


@blueprint.post("/sign-in/link")
@limiter.limit(FROM_ONE_VISITOR)
@limiter.limit(PER_ADDRESS, key_func=typed_email)
@access("public")
def ask_for_link() -> Response | BaseResponse:
    """Have a link mailed that signs in."""
    return _asked(SIGN_IN)


def _asked(kind: str) -> Response | BaseResponse:
    """The same answer for every address. Words that came along from the sign-in stay on the page."""
    if carries_too_much():
        return error_page(413)
    form = AddressForm()
    if not form.validate():
        return make_response(_again(kind, form), 422)
    recovering.ask_for_link(kind, form.email.data or "", safe_path(form.next.data, "/"), now())
    if words := carried():
        return make_response(_sent(kind, words, safe_path(form.next.data, "/")))
    return redirect(url_for("recovering.reset_sent" if kind == RESET else "recovering.link_sent"), 303)


def _again(kind: str, refused: AddressForm) -> str:
    if kind == RESET and not carried():
        return render_template("account/forgotten.html", form=refused)
    form = SignInForm()
    form.email.errors = refused.email.errors
    return render_template("frame/sign_in.html", form=form, paragraphs=carried().paragraphs)


@blueprint.get("/forgotten/sent")
@access("public")
def reset_sent() -> str:
    """What happens next, whoever asked for whichever address."""
    return _sent(RESET, None, "/")


@blueprint.get("/sign-in/link/sent")
@access("public")
def link_sent() -> str:
    """What happens next, whoever asked for whichever address."""
    return _sent(SIGN_IN, None, "/")


def _sent(kind: str, words: Carried | None, leads_to: str) -> str:
    return render_template("account/link_sent.html", kind=kind, words=words, next=leads_to)


@blueprint.post("/sign-in/kept")
@access("public")
def keep_words() -> BaseResponse:
    """Who signed in by a link in another window gets back what this one held."""
    back = safe_path(request.form.get("back"), "/")
    if me() is None:
        return sign_in_with_words(typed(), back)
    keep(myself(), carried("", ""), now())
    return redirect(back, 303)


def _link(kind: str, token: str) -> tuple[OneTimeLink, User]:
    link: OneTimeLink = find_link(kind, token, now()) or not_found()
    return link, db.session.get_one(User, link.user_id)


@blueprint.get("/reset/<token>")
@access("public")
def reset(token: str) -> str:
    """Choose a new password."""
    account = _link(RESET, token)[1]
    return render_template("account/reset.html", form=PasswordForm((), formdata=None), account=account)


@blueprint.post("/reset/<token>")
@limiter.limit(lambda: settings().rate_sign_in, deduct_when=failed)
@access("public")
def finish_reset(token: str) -> BaseResponse | tuple[str, int]:
    """Set it, sign in here, sign out everywhere else."""
    link, account = _link(RESET, token)
    form = PasswordForm(own_words_of(account))
    if not form.validate():
        return render_template("account/reset.html", form=form, account=account), 422
    start(recovering.reset_password(link, form.new_password.data or "", now()))
    flash(_("Your password is changed. Everywhere else you are signed out."))
    return redirect("/", 303)


@blueprint.get("/sign-in/link/<token>")
@access("public")
def confirm_sign_in(token: str) -> str:
    """A button: programs that look at mails open links, and must use none up."""
    account = _link(SIGN_IN, token)[1]
    form = NextForm(formdata=None, next=safe_path(request.args.get("next"), "/"))
    return render_template("account/sign_in_link.html", form=form, account=account)


@blueprint.post("/sign-in/link/<token>")
@limiter.limit(lambda: settings().rate_sign_in, deduct_when=failed)
@access("public")
def finish_sign_in(token: str) -> BaseResponse:
    """Sign in."""
    start(recovering.use_sign_in(_link(SIGN_IN, token)[0], now()))
    return redirect(safe_path(request.form.get("next"), "/"), 303)
