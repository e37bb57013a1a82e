"""Sign in and out, set up an account, and change one's own password, profile and preferences."""

from __future__ import annotations

from flask import Blueprint, current_app, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from board.actions import enrolling, links, profiles
from board.actions.sessions import EndedMeanwhile
from board.actions.unsent import unsent_at
from board.extensions import db, limiter
from board.models import User
from board.pages.mail_choices import own_places
from board.rules.languages import ENDONYMS, INTERFACE
from board.rules.panes import MODES
from board.rules.unsent import UnsentPlace
from board.web.account.agreeing import SetupForm, memberships_of
from board.web.account.portrait_form import take_picture
from board.web.account.sessions import end, failed, own_words_of, start
from board.web.account.sign_in_limits import count_try, note_failure, too_many
from board.web.account.through_sign_in import carried, keep
from board.web.forms import ChangePasswordForm, ProfileForm, SignInForm, typed_email
from board.web.frame.edit_forms import Editing, again
from board.web.frame.errors import error_page
from board.web.frame.reads import offered, typed_reads
from board.web.frame.typed import carries_too_much
from board.web.security import rate_key, safe_path
from board.web.viewer import access, me, myself, now, one_or_404, settings, wants_part

blueprint = Blueprint("accounts", __name__)

YEAR = 365 * 24 * 3600


@blueprint.get("/sign-in")
@access("public")
def sign_in() -> str:
    form = SignInForm(formdata=None, next=safe_path(request.args.get("next"), "/"))
    return render_template("frame/sign_in.html", form=form)


@blueprint.post("/sign-in")
@access("public")
def start_session() -> BaseResponse | tuple[str, int] | tuple[str, int, dict[str, str]]:
    if carries_too_much():
        return error_page(413)
    form = SignInForm()
    if not form.validate():
        return _no_such_account(form)
    attempt = count_try(typed_email())
    if attempt.wait:
        form.email.errors = [too_many(attempt.wait)]
        return _sign_in_again(form), 429, {"Retry-After": str(attempt.wait)}
    user = enrolling.authenticate(form.email.data or "", form.password.data or "")
    if user is None:
        note_failure(typed_email())
        return _no_such_account(form)
    try:
        start(user)
    except EndedMeanwhile:
        return _no_such_account(form)
    attempt.take_back()
    keep(user, carried(), now())
    return redirect(safe_path(form.next.data, "/"), 303)


def _no_such_account(form: SignInForm) -> tuple[str, int]:
    form.email.errors = [_("No account has this address with this password.")]
    return _sign_in_again(form), 422


def _sign_in_again(form: SignInForm) -> str:
    return render_template("frame/sign_in.html", form=form, paragraphs=carried().paragraphs)


@blueprint.post("/sign-out")
@access("signed_in")
def sign_out() -> BaseResponse:
    end()
    return redirect("/", 303)


@blueprint.get("/password")
@access("signed_in")
def password() -> str:
    return render_template("account/password.html", form=ChangePasswordForm((), formdata=None))


@blueprint.post("/password")
@limiter.limit(lambda: settings().rate_sign_in, key_func=rate_key)
@access("signed_in")
def change_password() -> BaseResponse | tuple[str, int]:
    user = myself()
    form = ChangePasswordForm(own_words_of(user))
    if not form.validate():
        return render_template("account/password.html", form=form), 422
    enrolling.change_password(user, form.new_password.data or "")
    start(user)
    flash(_("Your password is changed. Everywhere else you are signed out."))
    return redirect(url_for("accounts.profile"), 303)


@blueprint.get("/set-up/<token>")
@access("public")
def setup(token: str) -> str:
    link = one_or_404(links.find_setup(token, now()))
    return _setup_page(link.user_id, SetupForm((), formdata=None))


def _setup_page(user_id: int, form: SetupForm) -> str:
    places = [forum for membership, forum in memberships_of(user_id) if membership.agreed_at is None]
    account = db.session.get_one(User, user_id)
    return render_template("account/setup.html", form=form, account=account, places=places)


@blueprint.post("/set-up/<token>")
@limiter.limit(lambda: settings().rate_sign_in, deduct_when=failed)
@access("public")
def finish_setup(token: str) -> BaseResponse | tuple[str, int]:
    link = one_or_404(links.find_setup(token, now()))
    form = SetupForm(own_words_of(db.session.get_one(User, link.user_id)))
    if not form.validate():
        return _setup_page(link.user_id, form), 422
    user = links.use_setup(link, form.new_password.data or "", now())
    start(user)
    flash(_("Welcome. Your account is ready."))
    new = [forum.slug for membership, forum in memberships_of(user.id) if membership.welcomed_at is None]
    return redirect(url_for("welcome.welcome", forum=new[0]) if new else "/", 303)


@blueprint.get("/profile")
@access("signed_in")
def profile() -> str:
    form, kept = ProfileForm(obj=myself()), unsent_at(myself(), UnsentPlace.PROFILE)
    if kept is not None:
        form.about.data = kept.body
    editing = Editing(form, UnsentPlace.PROFILE, kept, brought_back=kept is not None)
    return _profile_page(editing, myself().languages, myself().reads, kept.kept_at.isoformat() if kept else "")


def _profile_page(editing: Editing, chosen: tuple[str, ...], reads: tuple[str, ...], known: str) -> str:
    return render_template(
        "account/profile.html",
        form=editing.form,
        editing=editing,
        known=known,
        chosen=chosen,
        reads=reads,
        offered=offered(INTERFACE, reads),
        places=own_places(myself()),
    )


@blueprint.post("/profile")
@access("signed_in")
def save_profile() -> BaseResponse | tuple[str, int]:
    form = ProfileForm()
    chosen = tuple(code for code in request.form.getlist("languages") if code in ENDONYMS)
    trouble, is_valid = take_picture(form), form.validate()
    if trouble:
        form.portrait.errors, is_valid = [trouble], False
    if not is_valid:
        editing = again(form, UnsentPlace.PROFILE)
        return _profile_page(editing, chosen, typed_reads(), request.form.get("known", "")), 422
    profile = profiles.Profile(
        name=form.name.data or "",
        place=form.place.data or "",
        affiliation=form.affiliation.data or "",
        languages=chosen,
        zone=form.zone.data or None,
        interface=form.interface.data or None,
        reads=typed_reads(),
        about=form.about.data or "",
        low_data=bool(form.low_data.data),
    )
    profiles.save_profile(myself(), profile, request.form.get("known"))
    flash(_("Your profile is saved."), f"sent {UnsentPlace.PROFILE}")
    return redirect(url_for("accounts.profile"), 303)


@blueprint.post("/interface")
@access("public")
def choose_interface() -> BaseResponse:
    """Remember the interface language with the account and in this browser."""
    chosen = request.form.get("interface", "")
    response = redirect(safe_path(request.form.get("back"), "/"), 303)
    if chosen in INTERFACE:
        profiles.choose_interface(me(), chosen)
        _remember(response, "interface", chosen)
    return response


@blueprint.post("/reading-mode")
@access("public")
def choose_mode() -> BaseResponse:
    """Remember whether to show both versions, originals or translations. htmx has switched the page already."""
    chosen = request.form.get("show", "")
    response = make_response("", 204) if wants_part() else redirect(safe_path(request.form.get("back"), "/"), 303)
    if chosen in MODES:
        profiles.choose_reading_mode(me(), chosen)
        _remember(response, "mode", chosen)
    return response


@blueprint.post("/pictures")
@access("public")
def choose_pictures() -> BaseResponse:
    """Remember with the account, or else in this browser, whether pictures are loaded before a tap.

    The cookie says nothing but that; whoever loads pictures has none.
    """
    response, saves = redirect(f"{url_for('welcome.privacy')}#pictures", 303), request.form.get("pictures") == "none"
    if user := me():
        profiles.choose_low_data(user, saves)
    elif saves:
        _remember(response, "pictures", "none")
    else:
        response.delete_cookie("pictures")
    return response


def _remember(response: BaseResponse, name: str, value: str) -> None:
    secure = bool(current_app.config["SESSION_COOKIE_SECURE"])
    response.set_cookie(name, value, max_age=YEAR, httponly=True, samesite="Lax", secure=secure)
