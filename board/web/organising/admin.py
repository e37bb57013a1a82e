"""The organisers' schedule: weeks and when they open, the admin's hand on them, and who is in the forum as what."""

from __future__ import annotations

from flask import Blueprint, Response, abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response as BaseResponse

from board.actions import enrolling, scheduling
from board.actions.holding import let_go
from board.extensions import db
from board.models import Membership, User
from board.pages.people import badges, members
from board.pages.preparing import reading_counts, submitted_by_week
from board.pages.texts import titles
from board.rules.permissions import Refusal, Refused
from board.rules.roles import ADMIN, PARTICIPANT
from board.rules.weeks import HELD, LOCKED, OPEN
from board.visible import Sight, forum_acts, forum_memberships
from board.web.forms import whole_number
from board.web.frame.edit_conflicts import prints
from board.web.frame.lookup import membership_by_key, week_numbered
from board.web.frame.render import forum_page
from board.web.organising.acts import act_detail
from board.web.organising.forms import ROLE_HINTS, AssignForm, NewMemberForm, RolesForm
from board.web.viewer import access
from board.web.words import REASONS, if_mailed

blueprint = Blueprint("admin", __name__)

LATEST_ACTS = 200
WANTED = {OPEN: OPEN, HELD: HELD, LOCKED: LOCKED, "schedule": None}
DONE = {
    OPEN: _l("Week %(number)s is open now."),
    HELD: _l("Week %(number)s is held: it will not open until you set it back to its schedule, or open it by hand."),
    LOCKED: _l(
        "Week %(number)s is locked again. Its schedule does not open it: it stays locked until you open it by hand or "
        "set it back to its schedule."
    ),
    "schedule": _l("Week %(number)s follows its schedule again."),
    "closed": _l("Week %(number)s is closed for writing."),
    "reopened": _l("Week %(number)s is open for writing again."),
}
_LAST_ADMIN = _l("A forum needs at least one admin. Make somebody else an admin first.")


@blueprint.get("/f/<forum>/admin/schedule")
@access("caretaker")
def schedule(sight: Sight) -> Response:
    """All weeks with their state, what can be done with each, and who did what."""
    return forum_page(
        sight,
        "organising/schedule.html",
        outlines=titles(sight, [week.outline_id for week in sight.weeks]),
        readings=reading_counts(sight),
        submitted=submitted_by_week(sight) if sight.viewer.is_admin else {},
        acts=list(db.session.scalars(forum_acts(sight).limit(LATEST_ACTS))),
        act_detail=act_detail,
    )


@blueprint.post("/f/<forum>/admin/week/<int:number>/override")
@access("admin")
def override(sight: Sight, number: int) -> BaseResponse:
    """Open now, hold, lock again, or go back to the schedule."""
    week = week_numbered(sight, number)
    wanted = request.form.get("wanted", "")
    if wanted not in WANTED:
        abort(400)
    try:
        scheduling.override_week(sight, week, WANTED[wanted])
        flash(DONE[wanted] % {"number": number})
    except Refused as refused:
        _already_so(refused)
    return _to_week(sight, number)


def _already_so(refused: Refused) -> None:
    """A second click finds it done: that is no mistake, and is told as what it is."""
    if refused.reason is not Refusal.ALREADY_SO:
        raise refused
    db.session.rollback()
    flash(REASONS[Refusal.ALREADY_SO])


def _to_week(sight: Sight, number: int) -> BaseResponse:
    return redirect(f"{url_for('admin.schedule', forum=sight.forum.slug)}#week-{number}", 303)


@blueprint.post("/f/<forum>/admin/week/<int:number>/close")
@access("admin")
def close(sight: Sight, number: int) -> BaseResponse:
    """Close a week for writing, or let people write in it again."""
    closed = request.form.get("closed") == "1"
    try:
        scheduling.close_week(sight, week_numbered(sight, number), closed)
    except Refused as refused:
        _already_so(refused)
    else:
        done = (
            _("Week %(number)s is closed for writing.") if closed else _("Week %(number)s is open for writing again.")
        )
        flash(done % {"number": number})
    return _to_week(sight, number)


@blueprint.get("/f/<forum>/admin/people")
@access("caretaker")
def people(sight: Sight) -> Response:
    """Who is in the forum as what, and a form to add somebody."""
    form = NewMemberForm(sight.forum, formdata=None, roles=[PARTICIPANT])
    return _people_page(sight, form)


def _people_page(sight: Sight, form: NewMemberForm, status: int = 200) -> Response:
    return forum_page(
        sight, "organising/people.html", status=status, form=form, members=members(sight), hints=ROLE_HINTS
    )


@blueprint.post("/f/<forum>/admin/people")
@access("caretaker")
def add_person(sight: Sight) -> Response | BaseResponse:
    """Make somebody a member of the forum."""
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
    return redirect(url_for("admin.person", forum=sight.forum.slug, key=key), 303)


def _added_words(name: str) -> str:
    done, mailed = _("%(name)s was added.", name=name), _("They get an e-mail that tells how to come in.")
    return f"{done} {if_mailed(mailed)}"


@blueprint.get("/f/<forum>/admin/people/<key>")
@access("caretaker")
def person(sight: Sight, key: str) -> Response:
    """Somebody's roles, region and weeks."""
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
    """Change somebody's roles and region here."""
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
    """To the person or the list; who has just stopped being an admin is no longer let in there."""
    forum, viewer = sight.forum.slug, sight.viewer
    if user_id == viewer.user_id and ADMIN not in roles and not viewer.is_owner:
        return redirect(url_for("forums.programme", forum=forum), 303)
    address = url_for("admin.person", forum=forum, key=key) if key else url_for("admin.people", forum=forum)
    return redirect(address, 303)


@blueprint.post("/f/<forum>/admin/people/<key>/assign")
@access("caretaker")
def assign(sight: Sight, key: str) -> Response | BaseResponse:
    """Give somebody a week as its key respondent."""
    membership = membership_by_key(sight, key)
    form = _assign_form(sight, membership)
    if not form.validate():
        return _person_page(sight, membership, assign=form, status=422)
    enrolling.assign(sight, membership, week_numbered(sight, form.week.data), form.week_region.data)
    words = _("%(name)s is a key respondent of week %(number)s.", name=membership.shown.name, number=form.week.data)
    flash(words)
    return redirect(url_for("admin.person", forum=sight.forum.slug, key=key), 303)


@blueprint.post("/f/<forum>/admin/people/<key>/unassign")
@access("caretaker")
def unassign(sight: Sight, key: str) -> BaseResponse:
    """Take a week back."""
    membership = membership_by_key(sight, key)
    week = week_numbered(sight, whole_number(request.form.get("week")))
    enrolling.unassign(sight, membership, week)
    flash(_("The assignment to week %(number)s was removed.", number=week.number))
    return redirect(url_for("admin.person", forum=sight.forum.slug, key=key), 303)


@blueprint.post("/f/<forum>/admin/people/<key>/remove")
@access("caretaker")
def remove(sight: Sight, key: str) -> Response | BaseResponse:
    """End a membership; the account, and what the person wrote, stay."""
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
