"""Download one's own data, leave a forum, and close the account."""

from __future__ import annotations

from typing import IO

from flask import Blueprint, Response, flash, redirect, render_template, send_file, url_for
from flask_babel import force_locale
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from board.actions import enrolling, leaving
from board.actions.handing_over import forums_of
from board.actions.leaving import Attribution
from board.extensions import db, limiter
from board.models import Forum
from board.pages.own_data import own_data
from board.pages.own_files import own_files, portrait
from board.rules.languages import INTERFACE
from board.rules.leaving import CHOICE, NAME, NOBODY, TYPED
from board.text import fold
from board.visible import Sight
from board.web.account.forms import CloseForm, LeaveForm
from board.web.account.own_data import packed, packed_files
from board.web.account.sessions import end
from board.web.frame.render import forum_page
from board.web.security import rate_key
from board.web.viewer import access, myself, not_found, now, settings, sight_of

blueprint = Blueprint("leaving", __name__)


def unnamed_label(forum: Forum | None) -> str:
    """Return what stands in place of the name of a person who left without one.

    It is stored, so it is in the forum's main language and not in that of the person who leaves.
    """
    languages = [code for code in (forum.languages if forum else ()) if code in INTERFACE]
    with force_locale(languages[0] if languages else INTERFACE[0]):
        return str(_("A former participant"))


def _attribution(form: LeaveForm, forum: Forum) -> Attribution:
    return Attribution(form.how.data or "", form.typed.data or "", unnamed_label(forum))


def _name_is_taken(form: LeaveForm, forums: list[Forum]) -> bool:
    """Return whether the typed name is that of another member, and say so beside its field.

    Otherwise a person who leaves could make their posts look like somebody else's.
    """
    user, typed = myself(), form.typed.data or ""
    if form.how.data != TYPED or fold(typed) == fold(user.name):
        return False
    if not any(forum.leaving == CHOICE and leaving.is_name_of_another(forum, user, typed) for forum in forums):
        return False
    form.typed.errors = [_("Somebody else here has this name. Choose another one.")]
    return True


@blueprint.get("/profile/data")
@limiter.limit("20 per hour", key_func=rate_key)
@access("signed_in")
def data() -> Response:
    """Send a zip file with everything that is stored about the signed-in person, and everything that they wrote."""
    return _zip(packed(own_data(myself(), now()), portrait(myself()), now()), "")


@blueprint.get("/profile/data/<int:part>")
@limiter.limit("60 per hour", key_func=rate_key)
@access("signed_in")
def more_data(part: int) -> Response:
    """Send a zip file with more of the signed-in person's pictures and files than fit into the first."""
    files = own_files(myself())
    if part not in {file.part for file in files if file.part > 1}:
        not_found()
    return _zip(packed_files(files, part, now()), f"-{part}")


@blueprint.app_template_global("parts_of_own_data")
def parts_of_own_data() -> int:
    """Return in how many downloads the signed-in person gets their data."""
    return max((file.part for file in own_files(myself())), default=1)


def _zip(file: IO[bytes], ending: str) -> Response:
    name = f"{settings().site_name}-{now():%Y-%m-%d}{ending}.zip".replace(" ", "-").lower()
    return send_file(file, mimetype="application/zip", as_attachment=True, download_name=name, etag=False)


@blueprint.get("/f/<forum>/leave")
@access("member")
def leave(sight: Sight) -> Response:
    """Say what stays and what is deleted, and ask under which name."""
    return _leave_page(sight, LeaveForm(myself(), unnamed_label(sight.forum), formdata=None, how=NAME))


def _leave_page(sight: Sight, form: LeaveForm, status: int = 200) -> Response:
    return forum_page(
        sight,
        "account/leave.html",
        status=status,
        form=form,
        last=leaving.is_last_admin(sight.forum, myself()),
        chooses=sight.forum.leaving != NOBODY,
        nobody=unnamed_label(sight.forum),
    )


@blueprint.post("/f/<forum>/leave")
@access("member")
def leave_now(sight: Sight) -> Response | BaseResponse:
    """End the membership for good. The last admin is refused."""
    form = LeaveForm(myself(), unnamed_label(sight.forum))
    chooses = sight.forum.leaving != NOBODY
    if chooses and (not form.validate() or _name_is_taken(form, [sight.forum])):
        return _leave_page(sight, form, 422)
    try:
        leaving.leave_forum(sight, myself(), _attribution(form, sight.forum))
    except enrolling.LastAdmin:
        db.session.rollback()
        return _leave_page(sight, form, 422)
    flash(_("You have left “%(forum)s”.", forum=sight.forum.name))
    return redirect(url_for("forums.programme", forum=sight.forum.slug), 303)


@blueprint.get("/profile/close")
@access("signed_in")
def close() -> str:
    """Say what stays and what is deleted, and ask under which name."""
    return _close_page(CloseForm(myself(), unnamed_label(None), formdata=None, how=NAME), forums_of(myself()))


def _close_page(form: CloseForm, forums: list[Forum]) -> str:
    user = myself()
    return render_template(
        "account/close.html",
        form=form,
        forums=forums,
        unsigned=[forum for forum in forums if forum.leaving == NOBODY],
        sole_admin_of=[forum for forum in forums if leaving.is_last_admin(forum, user)],
        last_owner=leaving.is_last_owner(user),
    )


@blueprint.post("/profile/close")
@limiter.limit(
    lambda: settings().rate_sign_in, key_func=rate_key, deduct_when=lambda response: response.status_code >= 400
)
@access("signed_in")
def close_now() -> BaseResponse | tuple[str, int]:
    """Close the account for good. The last admin of a forum and the last owner are refused."""
    user, form = myself(), CloseForm(myself(), unnamed_label(None))
    forums = forums_of(user)
    if not form.validate() or _name_is_taken(form, forums):
        return _close_page(form, forums), 422
    farewells = [(sight_of(forum.slug), _attribution(form, forum)) for forum in forums]
    try:
        leaving.close_account(user, farewells, unnamed_label(None))
    except (enrolling.LastAdmin, leaving.LastOwner):
        db.session.rollback()  # undoes what was already done in other forums, too
        return _close_page(form, forums), 422
    end()
    flash(_("Your account is closed. Thank you for having taken part."))
    return redirect("/", 303)
