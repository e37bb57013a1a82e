"""Signing in and out, one's own password, profile and choices."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, flash, make_response, redirect, render_template, request, url_for
from flask import session as cookie_session
from flask_babel import gettext as _
from flask_login import login_user, logout_user
from werkzeug.wrappers import Response as BaseResponse

from board.actions import enrolling, links
from board.actions.unsent import Draft, flag_place, keep_unsent, translation_place
from board.extensions import db, limiter
from board.models import User
from board.rules.languages import ENDONYMS, INTERFACE
from board.web.agreeing import SetupForm, forums_of
from board.web.errors import NOTE, PARAGRAPH
from board.web.forms import MAX_UNSENT, ChangePasswordForm, ProfileForm, SignInForm, showable
from board.web.security import rate_key, safe_path
from board.web.viewer import MODES, Account, access, me, myself, not_found, now, settings, wants_part

blueprint = Blueprint("accounts", __name__)

KEPT = "kept-"
PLACES = {PARAGRAPH: translation_place, NOTE: flag_place}
MAX_PARAGRAPHS = 100
YEAR = 365 * 24 * 3600


def failed(response: Response) -> bool:
    """Only attempts that fail are counted: a whole class may sign in at once from behind one address."""
    return response.status_code >= 400


@blueprint.get("/sign-in")
@access("public")
def sign_in() -> str:
    form = SignInForm(formdata=None, next=safe_path(request.args.get("next"), "/"))
    return render_template("accounts/sign_in.html", form=form)


@blueprint.post("/sign-in")
@limiter.limit(lambda: settings().rate_sign_in, deduct_when=failed)
@access("public")
def start_session() -> BaseResponse | tuple[str, int]:
    form = SignInForm()
    user = enrolling.authenticate(form.email.data or "", form.password.data or "") if form.validate() else None
    if user is None:
        form.email.errors = [_("No account has this address with this password.")]
        return render_template("accounts/sign_in.html", form=form, paragraphs=_kept_paragraphs()), 422
    start(user)
    if form.kept_place.data:
        body, title, language = (field.data or "" for field in (form.kept_body, form.kept_title, form.kept_language))
        keep_unsent(user, Draft(form.kept_place.data[:120], body[:MAX_UNSENT], title[:300], language[:8]), now())
        flash(_("What you were writing is kept, and back in its place."))
    _keep_paragraphs(user)
    return redirect(safe_path(form.next.data, "/"), 303)


def _kept_paragraphs() -> list[tuple[str, str]]:
    """A form with a field for each paragraph that came along to the sign-in: their names and words."""
    begin = tuple(KEPT + kind for kind in PLACES)
    found = [(name.removeprefix(KEPT), value) for name, value in request.form.items() if name.startswith(begin)]
    return [(showable(name)[:20], showable(words)[:MAX_UNSENT]) for name, words in found[:MAX_PARAGRAPHS]]


def _keep_paragraphs(user: User) -> None:
    for name, words in (paragraphs := _kept_paragraphs()):
        kind, dash, lineage = name.partition("-")
        keep_unsent(user, Draft(PLACES[kind + dash](lineage), words, "", ""), now())
    if paragraphs:
        flash(_("What you were writing is kept, and back in its place."))


def start(user: User) -> None:
    """Begin a session that lasts."""
    cookie_session.clear()
    cookie_session.permanent = True
    login_user(Account(user))


@blueprint.post("/sign-out")
@access("signed_in")
def sign_out() -> BaseResponse:
    logout_user()
    cookie_session.clear()
    return redirect("/", 303)


@blueprint.get("/password")
@access("signed_in")
def password() -> str:
    return render_template("accounts/password.html", form=ChangePasswordForm(formdata=None))


@blueprint.post("/password")
@limiter.limit(lambda: settings().rate_sign_in, key_func=rate_key, deduct_when=failed)
@access("signed_in")
def change_password() -> BaseResponse | tuple[str, int]:
    form = ChangePasswordForm()
    user = myself()
    if form.validate() and enrolling.authenticate(user.email, form.password.data or "") is None:
        form.password.errors = [_("This is not your current password.")]
    if form.errors or form.password.errors:
        return render_template("accounts/password.html", form=form), 422
    enrolling.change_password(user, form.new_password.data or "")
    start(user)
    flash(_("Your password is changed. Everywhere else you are signed out."))
    return redirect(url_for("accounts.profile"), 303)


@blueprint.get("/set-up/<token>")
@access("public")
def setup(token: str) -> str:
    link = links.find_setup(token, now()) or not_found()
    return _setup_page(link.user_id, SetupForm(formdata=None))


def _setup_page(user_id: int, form: SetupForm) -> str:
    places = [forum for place, forum in forums_of(user_id) if place.agreed_at is None]
    account = db.session.get_one(User, user_id)
    return render_template("accounts/setup.html", form=form, account=account, places=places)


@blueprint.post("/set-up/<token>")
@limiter.limit(lambda: settings().rate_sign_in, deduct_when=failed)
@access("public")
def finish_setup(token: str) -> BaseResponse | tuple[str, int]:
    link = links.find_setup(token, now()) or not_found()
    form = SetupForm()
    if not form.validate():
        return _setup_page(link.user_id, form), 422
    user = links.use_setup(link, form.new_password.data or "", now())
    start(user)
    flash(_("Welcome. Your account is ready."))
    new = [forum.slug for place, forum in forums_of(user.id) if place.welcomed_at is None]
    return redirect(url_for("welcome.welcome", forum=new[0]) if new else "/", 303)


@blueprint.get("/profile")
@access("signed_in")
def profile() -> str:
    return render_template("accounts/profile.html", form=ProfileForm(obj=myself()), chosen=myself().languages)


@blueprint.post("/profile")
@access("signed_in")
def save_profile() -> BaseResponse | tuple[str, int]:
    form = ProfileForm()
    chosen = tuple(code for code in request.form.getlist("languages") if code in ENDONYMS)
    if not form.validate():
        return render_template("accounts/profile.html", form=form, chosen=chosen), 422
    profile = enrolling.Profile(
        name=form.name.data or "",
        place=form.place.data or "",
        affiliation=form.affiliation.data or "",
        languages=chosen,
        zone=form.zone.data or None,
        interface=form.interface.data or None,
    )
    enrolling.save_profile(myself(), profile)
    flash(_("Your profile is saved."))
    return redirect(url_for("accounts.profile"), 303)


@blueprint.post("/interface")
@access("public")
def choose_interface() -> BaseResponse:
    """The language of the pages: remembered with the account, and in this browser."""
    chosen = request.form.get("interface", "")
    response = redirect(safe_path(request.form.get("back"), "/"), 303)
    if chosen in INTERFACE:
        enrolling.choose_interface(me(), chosen)
        _remember(response, "interface", chosen)
    return response


@blueprint.post("/reading-mode")
@access("public")
def choose_mode() -> BaseResponse:
    """Both, original or translation: remembered likewise. htmx has shown it already."""
    chosen = request.form.get("show", "")
    response = make_response("", 204) if wants_part() else redirect(safe_path(request.form.get("back"), "/"), 303)
    if chosen in MODES:
        enrolling.choose_reading_mode(me(), chosen)
        _remember(response, "mode", chosen)
    return response


def _remember(response: BaseResponse, name: str, value: str) -> None:
    secure = bool(current_app.config["SESSION_COOKIE_SECURE"])
    response.set_cookie(name, value, max_age=YEAR, httponly=True, samesite="Lax", secure=secure)
