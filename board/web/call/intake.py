"""Applications that came by e-mail: admins enter them by hand, or import a sheet."""

from __future__ import annotations

from flask import Blueprint, Response, abort, flash, redirect, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response as BaseResponse

from board.actions import entering
from board.actions.entering import AppliedAlready
from board.actions.intake import COLUMNS
from board.actions.plans import Outcome, RowsRefused
from board.actions.posting import Conflict
from board.rules.applications import KEY_RESPONDENT
from board.text import write_sheet
from board.visible import Sight
from board.web.call.selection_forms import ApplicationsForm, EntryForm
from board.web.frame.plans import plan_page
from board.web.frame.render import forum_page
from board.web.sheet_form import MAX_FILE
from board.web.viewer import access
from board.web.words import ROLE_WORDS

blueprint = Blueprint("intake", __name__)


@blueprint.get("/f/<forum>/admin/applications/new")
@access("admin")
def new(sight: Sight) -> Response:
    """Show the form for an application that came by e-mail."""
    return _entry_page(sight, EntryForm(sight, formdata=None))


def _entry_page(sight: Sight, form: EntryForm, status: int = 200, duplicate: AppliedAlready | None = None) -> Response:
    application = duplicate.application if duplicate else None
    return forum_page(sight, "call/new.html", status=status, form=form, there=application)


@blueprint.post("/f/<forum>/admin/applications/new")
@access("admin")
def enter(sight: Sight) -> Response | BaseResponse:
    """Store the application. If its address has applied already, the page links to that application."""
    form = EntryForm(sight)
    if not form.validate():
        return _entry_page(sight, form, 422)
    try:
        application = entering.enter(sight, form.understood[0])
    except AppliedAlready as duplicate:
        form.tell("email", _("There is already an application from this address."))
        return _entry_page(sight, form, 422, duplicate)
    flash(_("The application of %(name)s is in the list.", name=application.name))
    return redirect(url_for("selection.application", forum=sight.forum.slug, key=application.key), 303)


@blueprint.get("/f/<forum>/admin/applications/template.csv")
@access("admin")
def template(sight: Sight) -> Response:
    """Send a sheet to fill in, with one example row in the reader's language."""
    person = [str(ROLE_WORDS[KEY_RESPONDENT]), "Ana Example", "ana@example.org", next(iter(sight.forum.regions), "")]
    answers = [", ".join(sight.forum.languages), sight.forum.languages[0], "…", "…", "research, practice", "1"]
    response = Response(write_sheet([[*person, *answers]], COLUMNS), content_type="text/csv; charset=utf-8")
    response.headers.set("Content-Disposition", "attachment", filename="applications.csv")
    return response


@blueprint.get("/f/<forum>/admin/applications/import")
@access("admin")
def sheet(sight: Sight) -> Response:
    """Show the form for a sheet of applications."""
    return _sheet_page(sight, ApplicationsForm(formdata=None))


def _sheet_page(sight: Sight, form: ApplicationsForm, status: int = 200) -> Response:
    return forum_page(sight, "call/import.html", status=status, form=form, max_bytes=MAX_FILE)


@blueprint.post("/f/<forum>/admin/applications/import")
@access("admin")
def check_import(sight: Sight) -> Response:
    """Show what would become of every row, and change nothing yet."""
    form = ApplicationsForm()
    if not form.validate():
        return _sheet_page(sight, form, 422)
    return _plan_page(sight, form)


def _plan_page(sight: Sight, form: ApplicationsForm, status: int = 200) -> Response:
    plan = entering.plan_import(sight, form.rows, form.left_out)
    return plan_page(sight, "call/plan.html", form, plan, status)


@blueprint.post("/f/<forum>/admin/applications/import/confirm")
@access("admin")
def confirm_import(sight: Sight) -> Response | BaseResponse:
    """Import a sheet as it was shown. If the result would differ by now, show the new plan instead."""
    form = ApplicationsForm()
    if not form.validate():
        abort(400)
    try:
        plan = entering.import_applications(sight, form.rows, form.left_out, form.seen.data or "")
    except (Conflict, RowsRefused):
        return _plan_page(sight, form, 409)
    new = len(plan.of(Outcome.NEW))
    flash(ngettext("%(num)d application was imported.", "%(num)d applications were imported.", new))
    return redirect(url_for("selection.applications", forum=sight.forum.slug), 303)
