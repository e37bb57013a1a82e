"""Applications that came by e-mail: admins enter them by hand, or import a sheet."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from flask import Blueprint, Response, abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response as BaseResponse

from board.actions import entering
from board.actions.entering import AppliedAlready, Become, Fate, RowsRefused
from board.actions.intake import COLUMNS
from board.actions.posting import Conflict
from board.text import write_sheet
from board.visible import Sight
from board.web.call.selection_forms import MAX_FILE, EntryForm, SheetForm, numbers
from board.web.call.selection_words import KIND_WORDS
from board.web.frame.render import forum_page
from board.web.viewer import access

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
    person = [str(KIND_WORDS["key_respondent"]), "Ana Example", "ana@example.org", next(iter(sight.forum.regions), "")]
    answers = [", ".join(sight.forum.languages), sight.forum.languages[0], "…", "…", "research, practice", "1"]
    response = Response(write_sheet([[*person, *answers]], COLUMNS), content_type="text/csv; charset=utf-8")
    response.headers.set("Content-Disposition", "attachment", filename="applications.csv")
    return response


@blueprint.get("/f/<forum>/admin/applications/import")
@access("admin")
def sheet(sight: Sight) -> Response:
    """Show the form for a sheet of applications."""
    return _sheet_page(sight, SheetForm(formdata=None))


def _sheet_page(sight: Sight, form: SheetForm, status: int = 200) -> Response:
    return forum_page(sight, "call/import.html", status=status, form=form, max_bytes=MAX_FILE)


@blueprint.post("/f/<forum>/admin/applications/import")
@access("admin")
def check_import(sight: Sight) -> Response:
    """Show what would become of every row, and change nothing yet."""
    form = SheetForm()
    if not form.validate():
        return _sheet_page(sight, form, 422)
    left_out = numbers(request.form.getlist("leave_out"))
    return _plan_page(sight, form, entering.plan_import(sight, form.rows, left_out), left_out)


def _plan_page(
    sight: Sight, form: SheetForm, fates: Sequence[Fate], left_out: Collection[int], status: int = 200
) -> Response:
    return forum_page(
        sight,
        "call/plan.html",
        status=status,
        groups={become: [fate for fate in fates if fate.becomes is become] for become in Become},
        content=form.content.data,
        seen=entering.plan_mark(fates),
        left_out=sorted(left_out),
        changed_meanwhile=status == 409,
    )


@blueprint.post("/f/<forum>/admin/applications/import/confirm")
@access("admin")
def confirm_import(sight: Sight) -> Response | BaseResponse:
    """Import a sheet as it was shown. If the result would differ by now, show the new plan instead."""
    form, left_out = SheetForm(), numbers(request.form.getlist("leave_out"))
    if not form.validate():
        abort(400)
    try:
        fates = entering.import_applications(sight, form.rows, left_out, form.seen.data or "")
    except (Conflict, RowsRefused):
        return _plan_page(sight, form, entering.plan_import(sight, form.rows, left_out), left_out, 409)
    new = sum(fate.becomes is Become.NEW for fate in fates)
    flash(ngettext("%(num)d application was imported.", "%(num)d applications were imported.", new))
    return redirect(url_for("selection.applications", forum=sight.forum.slug), 303)
