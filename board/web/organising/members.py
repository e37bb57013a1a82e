"""Add people to a forum, change their roles and weeks, and remove them."""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response as BaseResponse

from board.actions import enrolling
from board.actions.holding import let_go
from board.extensions import db
from board.models import Membership, User
from board.pages.people import badges, count_willing, members
from board.rules.roles import ADMIN, PARTICIPANT
from board.visible import Sight, forum_memberships
from board.visible.weekly import unreachable_members
from board.web.field_rules import whole_number
from board.web.frame.edit_conflicts import prints
from board.web.frame.lookup import membership_by_key, week_numbered
from board.web.frame.render import forum_page
from board.web.mail_words import and_mailed
from board.web.organising.forms import ROLE_HINTS, AssignForm, NewMemberForm, RolesForm
from board.web.viewer import access

blueprint = Blueprint("members", __name__)

_LAST_ADMIN = _l("A forum needs at least one admin. Make somebody else an admin first.")


@blueprint.get("/f/<forum>/admin/people")
@access("caretaker")
def people(sight: Sight) -> Response:
    """List the members with their roles, and show the form to add a person."""
    form = NewMemberForm(sight.forum, formdata=None, roles=[PARTICIPANT])
    return _people_page(sight, form)


def _people_page(sight: Sight, form: NewMemberForm, status: int = 200) -> Response:
    return forum_page(
        sight,
        "organising/people.html",
        status=status,
        form=form,
        members=members(sight),
        willing=count_willing(sight),
        unreachable=db.session.execute(unreachable_members(sight)).all(),
        hints=ROLE_HINTS,
    )


@blueprint.post("/f/<forum>/admin/people")
@access("caretaker")
def add_person(sight: Sight) -> Response | BaseResponse:
    """Add a person to the forum."""
    form = NewMemberForm(sight.forum)
    if not form.validate():
        return _people_page(sight, form, 422)
    typed = form.data
    query = forum_memberships(sight).where(User.email == enrolling.normal_email(typed["email"]))
    if (member := db.session.scalar(query)) is not None:
        words = _("%(name)s is in this forum already: choose the name in the list to change the roles.")
        form.email.errors = [words % {"name": member.shown.name}]
        return _people_page(sight, form, 422)
    roles = frozenset(typed["roles"])
    added = enrolling.add_person(sight, typed["email"], typed["name"], roles, typed["region"], typed["interface"])
    key = added.added_key or db.session.get_one(User, added.user_id).key
    flash(_added_words(typed["name"]))
    return redirect(url_for("members.person", forum=sight.forum.slug, key=key), 303)


def _added_words(name: str) -> str:
    return and_mailed(_("%(name)s was added.", name=name), _("They get an e-mail that explains how to sign in."))


@blueprint.get("/f/<forum>/admin/people/<key>")
@access("caretaker")
def person(sight: Sight, key: str) -> Response:
    """Show the roles, region and weeks of a member."""
    return _person_page(sight, membership_by_key(sight, key))


def _person_page(
    sight: Sight,
    membership: Membership,
    roles: RolesForm | None = None,
    assign: AssignForm | None = None,
    status: int = 200,
) -> Response:
    standing = _standing(membership)
    return forum_page(
        sight,
        "organising/person.html",
        status=status,
        membership=membership,
        badges=badges(sight).get(membership.user_id, ()),
        form=roles
        or RolesForm(sight.forum, current=membership.region, formdata=None, base=prints(standing), **standing),
        assign=assign or _assign_form(sight, membership, formdata=None, week_region=membership.region),
        hints=ROLE_HINTS,
    )


def _standing(membership: Membership) -> dict[str, object]:
    return {"roles": sorted(membership.roles), "region": membership.region}


def _assign_form(sight: Sight, membership: Membership, **given: object) -> AssignForm:
    return AssignForm(sight.forum, sight.weeks, current=membership.region, **given)


@blueprint.post("/f/<forum>/admin/people/<key>")
@access("caretaker")
def save_person(sight: Sight, key: str) -> Response | BaseResponse:
    """Change the roles and region of a member."""
    membership = membership_by_key(sight, key)
    form = RolesForm(sight.forum, current=membership.region)
    if not form.validate():
        return _person_page(sight, membership, roles=form, status=422)
    enrolling.hold_membership(sight, membership)
    if form.is_behind(_standing(membership)):
        let_go()
        return _person_page(sight, membership, roles=form, status=409)
    try:
        enrolling.set_roles(sight, membership, frozenset(form.data["roles"]), form.data["region"])
    except enrolling.LastAdmin:
        form.roles.errors = [_LAST_ADMIN]
        return _person_page(sight, membership, roles=form, status=422)
    flash(_("Saved."))
    return _back(sight, membership.user_id, membership.roles, key)


def _back(sight: Sight, user_id: int, roles: frozenset[str], key: str | None) -> BaseResponse:
    """Lead to the person or the list, or to the programme if the viewer has just removed their own admin role."""
    forum, viewer = sight.forum.slug, sight.viewer
    if user_id == viewer.user_id and ADMIN not in roles and not viewer.is_owner:
        return redirect(url_for("forums.programme", forum=forum), 303)
    address = url_for("members.person", forum=forum, key=key) if key else url_for("members.people", forum=forum)
    return redirect(address, 303)


@blueprint.post("/f/<forum>/admin/people/<key>/assign")
@access("caretaker")
def assign(sight: Sight, key: str) -> Response | BaseResponse:
    """Make a member a key respondent of a week."""
    membership = membership_by_key(sight, key)
    form = _assign_form(sight, membership)
    if not form.validate():
        return _person_page(sight, membership, assign=form, status=422)
    enrolling.assign(sight, membership, week_numbered(sight, form.week.data), form.week_region.data)
    words = _("%(name)s is a key respondent of week %(number)s.", name=membership.shown.name, number=form.week.data)
    flash(words)
    return redirect(url_for("members.person", forum=sight.forum.slug, key=key), 303)


@blueprint.post("/f/<forum>/admin/people/<key>/unassign")
@access("caretaker")
def unassign(sight: Sight, key: str) -> BaseResponse:
    """Remove a key respondent from a week."""
    membership = membership_by_key(sight, key)
    week = week_numbered(sight, whole_number(request.form.get("week")))
    enrolling.unassign(sight, membership, week)
    flash(_("The assignment to week %(number)s was removed.", number=week.number))
    return redirect(url_for("members.person", forum=sight.forum.slug, key=key), 303)


@blueprint.post("/f/<forum>/admin/people/<key>/remove")
@access("caretaker")
def remove(sight: Sight, key: str) -> Response | BaseResponse:
    """End a membership. The account and what the person wrote stay."""
    membership = membership_by_key(sight, key)
    user_id, name = membership.user_id, membership.shown.name
    try:
        enrolling.remove_person(sight, membership)
    except enrolling.LastAdmin:
        form = RolesForm(sight.forum, formdata=None, roles=sorted(membership.roles), region=membership.region)
        form.roles.errors = [_LAST_ADMIN]
        return _person_page(sight, membership, roles=form, status=422)
    flash(_("%(name)s is no longer in this forum. What they wrote stays.", name=name))
    return _back(sight, user_id, frozenset(), None)
