"""The codebook as a file of REFI-QDA, for researchers' tools and from them."""

from __future__ import annotations

from flask import Blueprint, Response, abort, flash, redirect, url_for
from flask_babel import ngettext
from werkzeug.wrappers import Response as BaseResponse

from board.actions import codebook_files
from board.actions.plans import Outcome, RowsRefused
from board.actions.posting import Conflict
from board.exports.codebook import codebook_file
from board.exports.seeing import plain_sight
from board.rules.permissions import check
from board.rules.synthesis import keep_codebook
from board.visible import Sight
from board.web.exporting.answering import answered
from board.web.exporting.forms import CodebookForm
from board.web.exporting.page import data_page
from board.web.frame.plans import plan_page
from board.web.security import reads_slowly
from board.web.viewer import access, myself, not_found, one_or_404

blueprint = Blueprint("codebook_files", __name__)


@blueprint.get("/f/<forum>/data/codebook-<language>.qdc")
@access("reader")
def export(sight: Sight, language: str) -> Response:
    """Send the codebook, with the names of its themes in one of the forum's languages."""
    if language not in sight.forum.languages:
        not_found()
    data = one_or_404(codebook_file(plain_sight(sight), language))
    return answered(data, "application/xml", f"{sight.forum.slug}-{language}.qdc")


@blueprint.post("/f/<forum>/data/codebook")
@reads_slowly
@access("admin")
def check_import(sight: Sight) -> Response:
    """Show what would become of every code of a file, and change nothing yet."""
    check(keep_codebook(sight.viewer))
    form = CodebookForm(sight.forum)
    return _plan_page(sight, form) if form.validate() else data_page(sight, form, 422)


def _plan_page(sight: Sight, form: CodebookForm, status: int = 200) -> Response:
    plan = codebook_files.plan_import(sight, form.read, form.language.data)
    return plan_page(sight, "exporting/codebook_import.html", form, plan, status)


@blueprint.post("/f/<forum>/data/codebook/confirm")
@reads_slowly
@access("admin")
def import_codes(sight: Sight) -> Response | BaseResponse:
    """Import a file as it was shown. If the codebook changed meanwhile, show the new plan instead."""
    form = CodebookForm(sight.forum)
    if not form.validate():
        abort(400)
    try:
        plan = codebook_files.import_codes(sight, form.read, form.language.data, form.seen.data or "", myself())
    except (Conflict, RowsRefused):
        return _plan_page(sight, form, 409)
    count = len(plan.of(Outcome.NEW)) + len(plan.of(Outcome.CHANGED))
    flash(ngettext("%(num)d theme was imported.", "%(num)d themes were imported.", count))
    return redirect(url_for("themes.themes", forum=sight.forum.slug), 303)
