"""The admins' schedule: when weeks open, and opening, holding, locking and closing them by hand."""

from __future__ import annotations

from flask import Blueprint, Response, abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response as BaseResponse

from board.actions import closing, scheduling
from board.pages.preparing import reading_counts, submitted_by_week
from board.rules.closing import LastDay, reopened_until
from board.rules.weeks import HELD, LOCKED, OPEN
from board.visible import Sight
from board.web.frame.lookup import week_numbered
from board.web.frame.refusals import already_so_is_fine
from board.web.frame.render import forum_page
from board.web.organising.closing_forms import ReopenForm
from board.web.viewer import access

blueprint = Blueprint("schedule", __name__)

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


@blueprint.get("/f/<forum>/admin/schedule")
@access("caretaker")
def schedule(sight: Sight) -> Response:
    """List all weeks with their states and actions."""
    return _page(sight, ReopenForm(sight, formdata=None))


def _page(sight: Sight, form: ReopenForm, status: int = 200) -> Response:
    return forum_page(
        sight,
        "organising/schedule.html",
        status=status,
        form=form,
        reopened_until=reopened_until(None, LastDay(sight.forum.ends_on, sight.forum.zone), sight.now),
        readings=reading_counts(sight),
        submitted=submitted_by_week(sight) if sight.viewer.is_admin else {},
        last_is_empty=bool(sight.weeks) and scheduling.is_empty(sight.weeks[-1]),
    )


@blueprint.post("/f/<forum>/admin/week/<int:number>/override")
@access("admin")
def override(sight: Sight, number: int) -> BaseResponse:
    """Open a week now, hold it, lock it again, or set it back to its schedule."""
    week = week_numbered(sight, number)
    wanted = request.form.get("wanted", "")
    if wanted not in WANTED:
        abort(400)
    with already_so_is_fine():
        scheduling.override_week(sight, week, WANTED[wanted])
        flash(DONE[wanted] % {"number": number})
    return _to_week(sight, number)


@blueprint.post("/f/<forum>/admin/week/<int:number>/remove")
@access("caretaker")
def remove(sight: Sight, number: int) -> BaseResponse:
    """Remove the last week, while nothing is in it."""
    scheduling.remove_week(sight, week_numbered(sight, number))
    flash(_("Week %(number)s is removed.", number=number))
    return redirect(url_for("schedule.schedule", forum=sight.forum.slug), 303)


def _to_week(sight: Sight, number: int) -> BaseResponse:
    return redirect(f"{url_for('schedule.schedule', forum=sight.forum.slug)}#week-{number}", 303)


@blueprint.post("/f/<forum>/admin/week/<int:number>/close")
@access("admin")
def close(sight: Sight, number: int) -> BaseResponse:
    """Close a week for writing, or let people write in it again."""
    closed = request.form.get("closed") == "1"
    with already_so_is_fine():
        scheduling.close_week(sight, week_numbered(sight, number), closed)
        flash(DONE["closed" if closed else "reopened"] % {"number": number})
    return _to_week(sight, number)


@blueprint.post("/f/<forum>/admin/close")
@access("admin")
def close_forum(sight: Sight) -> Response | BaseResponse:
    """Close the forum, or open it for writing again: to the end of a day, or until it is closed by hand."""
    form = ReopenForm(sight)
    closed = request.form.get("closed") == "1"
    if not closed and not form.validate():
        return _page(sight, form, 422)
    with already_so_is_fine():
        if closed:
            closing.close_forum(sight)
            flash(_("The forum is closed. It stays readable."))
        else:
            closing.reopen_forum(sight, form.until.data)
            flash(_("The forum is open for writing again."))
    return redirect(f"{url_for('schedule.schedule', forum=sight.forum.slug)}#closing", 303)
