"""Admins suspend a member, and lift the suspension."""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from board.actions import suspending
from board.actions.suspending import MAX_REASON
from board.models import Membership
from board.rules import moderating
from board.rules.permissions import check
from board.text import clean
from board.visible import Sight
from board.web.frame.lookup import membership_by_key
from board.web.frame.refusals import already_so_is_fine
from board.web.frame.render import forum_page
from board.web.mail_words import and_mailed
from board.web.viewer import access

blueprint = Blueprint("suspending", __name__)


@blueprint.get("/f/<forum>/admin/people/<key>/suspend")
@access("admin")
def form(sight: Sight, key: str) -> Response:
    """Explain what a suspension means, and ask for its reason."""
    membership = membership_by_key(sight, key)
    check(moderating.suspend(sight.viewer, membership, owns_site=membership.shown.is_owner))
    return _page(sight, membership)


def _page(sight: Sight, membership: Membership, typed: str = "", trouble: str = "") -> Response:
    status = 422 if trouble else 200
    return forum_page(
        sight, "organising/suspend.html", status=status, membership=membership, typed=typed, trouble=trouble
    )


@blueprint.post("/f/<forum>/admin/people/<key>/suspend")
@access("admin")
def suspend(sight: Sight, key: str) -> Response | BaseResponse:
    """Suspend a member, so that they can read and not write."""
    membership = membership_by_key(sight, key)
    reason = " ".join(clean(request.form.get("reason", "")).split())
    if not reason:
        return _page(sight, membership, reason, _("Say why: the person will read it."))
    if len(reason) > MAX_REASON:
        words = _("A reason can have at most %(number)s characters.", number=MAX_REASON)
        return _page(sight, membership, reason, words)
    with already_so_is_fine():
        suspending.suspend(sight, membership, reason)
        flash(_with_mail(_("%(name)s is suspended.", name=membership.shown.name)))
    return _back(sight, key)


@blueprint.post("/f/<forum>/admin/people/<key>/lift")
@access("admin")
def lift(sight: Sight, key: str) -> BaseResponse:
    """Lift the suspension of a member."""
    membership = membership_by_key(sight, key)
    with already_so_is_fine():
        suspending.lift(sight, membership)
        flash(_with_mail(_("%(name)s can write again.", name=membership.shown.name)))
    return _back(sight, key)


def _with_mail(done: str) -> str:
    return and_mailed(done, _("They get an e-mail about it."))


def _back(sight: Sight, key: str) -> BaseResponse:
    return redirect(url_for("members.person", forum=sight.forum.slug, key=key), 303)
