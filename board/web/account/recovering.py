"""Mail a link to a person who cannot sign in with a password: one that signs in, or one that sets a new password.

No page here tells whether an address has an account.
"""

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
from board.web.viewer import access, me, myself, now, one_or_404, settings

blueprint = Blueprint("recovering", __name__)

PER_ADDRESS = "5 per hour"
"""Links to one e-mail address, so that a stranger cannot fill its mailbox."""
FROM_ONE_VISITOR = "30 per minute"
"""Requests from one network address. It is generous, because a whole village may share one."""


@blueprint.get("/forgotten")
@access("public")
def forgotten() -> str:
    """Show the form that asks for a new password."""
    form = AddressForm(formdata=None, next=safe_path(request.args.get("next"), "/"))
    return render_template("account/forgotten.html", form=form)


@blueprint.post("/forgotten")
@limiter.limit(FROM_ONE_VISITOR)
@limiter.limit(PER_ADDRESS, key_func=typed_email)
@access("public")
def ask_for_reset() -> Response | BaseResponse:
    """Mail a link with which the person chooses a new password."""
    return _mail_link(RESET)


@blueprint.post("/sign-in/link")
@limiter.limit(FROM_ONE_VISITOR)
@limiter.limit(PER_ADDRESS, key_func=typed_email)
@access("public")
def ask_for_link() -> Response | BaseResponse:
    """Mail a link that signs in."""
    return _mail_link(SIGN_IN)


def _mail_link(kind: str) -> Response | BaseResponse:
    """Mail a link, and answer in the same way for every address. Unsent words of the sign-in form stay on the page."""
    if carries_too_much():
        return error_page(413)
    form = AddressForm()
    if not form.validate():
        return make_response(_form_again(kind, form), 422)
    recovering.ask_for_link(kind, form.email.data or "", safe_path(form.next.data, "/"), now())
    if words := carried():
        return make_response(_sent_page(kind, words, safe_path(form.next.data, "/")))
    return redirect(url_for("recovering.reset_sent" if kind == RESET else "recovering.link_sent"), 303)


def _form_again(kind: str, refused: AddressForm) -> str:
    if kind == RESET and not carried():
        return render_template("account/forgotten.html", form=refused)
    form = SignInForm()
    form.email.errors = refused.email.errors
    return render_template("frame/sign_in.html", form=form, paragraphs=carried().paragraphs)


@blueprint.get("/forgotten/sent")
@access("public")
def reset_sent() -> str:
    """Say what happens next; the page is the same for every address."""
    return _sent_page(RESET, None, "/")


@blueprint.get("/sign-in/link/sent")
@access("public")
def link_sent() -> str:
    """Say what happens next; the page is the same for every address."""
    return _sent_page(SIGN_IN, None, "/")


def _sent_page(kind: str, words: Carried | None, leads_to: str) -> str:
    return render_template("account/link_sent.html", kind=kind, words=words, next=leads_to)


@blueprint.post("/sign-in/kept")
@access("public")
def keep_words() -> BaseResponse:
    """Keep the unsent words of this window for a person who signed in by a link in another window."""
    back = safe_path(request.form.get("back"), "/")
    if me() is None:
        return sign_in_with_words(typed(), back)
    keep(myself(), carried("", ""), now())
    return redirect(back, 303)


def _link(kind: str, token: str) -> tuple[OneTimeLink, User]:
    link = one_or_404(find_link(kind, token, now()))
    return link, db.session.get_one(User, link.user_id)


@blueprint.get("/reset/<token>")
@access("public")
def reset(token: str) -> str:
    """Show the form for a new password."""
    account = _link(RESET, token)[1]
    return render_template("account/reset.html", form=PasswordForm((), formdata=None), account=account)


@blueprint.post("/reset/<token>")
@limiter.limit(lambda: settings().rate_sign_in, deduct_when=failed)
@access("public")
def finish_reset(token: str) -> BaseResponse | tuple[str, int]:
    """Set the new password, sign in here, and sign out everywhere else."""
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
    """Show a button instead of signing in at once: mail programs open links by themselves, and must not use one up."""
    account = _link(SIGN_IN, token)[1]
    form = NextForm(formdata=None, next=safe_path(request.args.get("next"), "/"))
    return render_template("account/sign_in_link.html", form=form, account=account)


@blueprint.post("/sign-in/link/<token>")
@limiter.limit(lambda: settings().rate_sign_in, deduct_when=failed)
@access("public")
def finish_sign_in(token: str) -> BaseResponse:
    """Sign in with the link, and lead to the page that the person wanted to open."""
    start(recovering.use_sign_in(_link(SIGN_IN, token)[0], now()))
    return redirect(safe_path(request.form.get("next"), "/"), 303)
