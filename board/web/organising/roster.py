"""Add many people to a forum at once: from lines that are pasted, or a file."""

from __future__ import annotations

from flask import Blueprint, Response, abort, flash, redirect, url_for
from flask_babel import ngettext
from werkzeug.wrappers import Response as BaseResponse

from board.actions import roster
from board.actions.plans import Outcome, RowsRefused
from board.actions.posting import Conflict
from board.visible import Sight
from board.web.frame.plans import plan_page
from board.web.frame.render import forum_page
from board.web.mail_words import and_mailed
from board.web.organising.roster_form import RosterForm
from board.web.sheet_form import MAX_FILE
from board.web.viewer import access

blueprint = Blueprint("roster", __name__)


@blueprint.get("/f/<forum>/admin/people/many")
@access("caretaker")
def many(sight: Sight) -> Response:
    """Show the form for a list of people."""
    return _list_page(sight, RosterForm(sight.forum, formdata=None))


def _list_page(sight: Sight, form: RosterForm, status: int = 200) -> Response:
    return forum_page(sight, "organising/roster.html", status=status, form=form, max_bytes=MAX_FILE)


@blueprint.post("/f/<forum>/admin/people/many")
@access("caretaker")
def check_people(sight: Sight) -> Response:
    """Show what would become of every row, and change nothing yet."""
    form = RosterForm(sight.forum)
    if not form.validate():
        return _list_page(sight, form, 422)
    return _plan_page(sight, form)


def _plan_page(sight: Sight, form: RosterForm, status: int = 200) -> Response:
    plan = roster.plan_people(sight, form.rows, form.reading, form.left_out)
    return plan_page(sight, "organising/roster_plan.html", form, plan, status)


@blueprint.post("/f/<forum>/admin/people/many/confirm")
@access("caretaker")
def add_people(sight: Sight) -> Response | BaseResponse:
    """Add the people as it was shown. If the result would differ by now, show the new plan instead."""
    form = RosterForm(sight.forum)
    if not form.validate():
        abort(400)
    try:
        plan = roster.add_people(sight, form.rows, form.reading, form.left_out, form.seen.data or "")
    except (Conflict, RowsRefused):
        return _plan_page(sight, form, 409)
    new = len(plan.of(Outcome.NEW))
    done = ngettext("%(num)d person was added.", "%(num)d people were added.", new)
    mailed = ngettext(
        "They get an e-mail that explains how to sign in.",
        "Each of them gets an e-mail that explains how to sign in.",
        new,
    )
    flash(and_mailed(done, mailed))
    return redirect(url_for("members.people", forum=sight.forum.slug), 303)
