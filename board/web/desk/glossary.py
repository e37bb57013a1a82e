"""The forum's glossary: its terms, their import, and their export as CSV and TBX."""

from __future__ import annotations

from flask import Blueprint, Response, abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response as BaseResponse

from board.actions import glossary as terms
from board.actions import importing
from board.actions.glossary import TermGone, TermTaken, entry_of
from board.actions.plans import Outcome, RowsRefused, mark_of
from board.actions.posting import Conflict
from board.extensions import db
from board.models import GlossaryTerm
from board.pages.glossary import glossary as glossary_page
from board.rules.glossary import Entry, variants
from board.text import TbxEntry, write_sheet, write_tbx
from board.visible import Sight, visible_terms
from board.web.desk.glossary_forms import ImportForm, TermForm
from board.web.field_rules import showable, whole_number
from board.web.frame.lookup import term_by_key
from board.web.frame.plans import plan_page
from board.web.frame.render import forum_page
from board.web.security import reads_slowly
from board.web.sheet_form import MAX_FILE
from board.web.viewer import access, not_found

blueprint = Blueprint("glossary", __name__)

MAX_QUERY = 200


@blueprint.get("/f/<forum>/glossary")
@access("translator")
def glossary(sight: Sight) -> Response:
    """List the terms, or those that contain what was searched for, with the forms to add and import terms."""
    return _page(sight)


def _page(sight: Sight, form: TermForm | None = None, upload: ImportForm | None = None, status: int = 200) -> Response:
    query = showable(request.args.get("q"))[:MAX_QUERY].strip()
    return forum_page(
        sight,
        "desk/glossary.html",
        "desk/_terms.html",
        status,
        glossary=glossary_page(sight, query, whole_number(request.args.get("page"))),
        form=form or TermForm(sight.forum, formdata=None),
        upload=upload or ImportForm(sight.forum, formdata=None),
        max_bytes=MAX_FILE,
    )


@blueprint.post("/f/<forum>/glossary")
@access("translator")
def add_term(sight: Sight) -> Response | BaseResponse:
    """Add a term. The same form sent twice adds one term."""
    form = TermForm(sight.forum)
    if not form.validate():
        return _page(sight, form, status=422)
    try:
        term = terms.add_term(sight, form.entry)
    except TermTaken as taken:
        _tell_taken(form, taken)
        return _page(sight, form, status=422)
    flash(_("“%(term)s” is in the glossary.", term=term.term))
    return redirect(f"{_address(sight)}#add", 303)


def _tell_taken(form: TermForm, error: TermTaken) -> None:
    words = _("The glossary has this term already: “%(term)s”, translated as “%(translation)s”. Change it there.")
    form.tell("term", words % {"term": error.standing.term, "translation": error.standing.translation})


def _address(sight: Sight) -> str:
    return url_for("glossary.glossary", forum=sight.forum.slug)


@blueprint.get("/f/<forum>/glossary/<key>")
@access("translator")
def term(sight: Sight, key: str) -> Response:
    """Show the form to change or remove a term."""
    glossary_term = term_by_key(sight, key)
    entry = entry_of(glossary_term)
    return _term_page(sight, glossary_term, _filled(sight, entry))


def _filled(sight: Sight, entry: Entry) -> TermForm:
    return TermForm(
        sight.forum,
        formdata=None,
        term=entry.term,
        translation=entry.translation,
        note=entry.note,
        language=entry.language,
        target=entry.target,
        base=mark_of(entry),
    )


def _term_page(
    sight: Sight, term: GlossaryTerm, form: TermForm, status: int = 200, theirs: Entry | None = None
) -> Response:
    return forum_page(sight, "desk/term.html", status=status, term=term, form=form, theirs=theirs)


@blueprint.post("/f/<forum>/glossary/<key>")
@access("translator")
def save_term(sight: Sight, key: str) -> Response | BaseResponse:
    """Change a term. What somebody else saved meanwhile is shown and not overwritten."""
    term = term_by_key(sight, key)
    form = TermForm(sight.forum)
    if not form.validate():
        return _term_page(sight, term, form, 422)
    try:
        terms.change_term(sight, term, form.entry, form.base.data or "")
    except TermGone:
        not_found()
    except TermTaken as taken:
        _tell_taken(form, taken)
        return _term_page(sight, term, form, 422)
    except Conflict:
        theirs = entry_of(term)
        form.base.data = mark_of(theirs)
        return _term_page(sight, term, form, 409, theirs)
    flash(_("Saved."))
    return redirect(_address(sight), 303)


@blueprint.post("/f/<forum>/glossary/<key>/remove")
@access("translator")
def remove_term(sight: Sight, key: str) -> BaseResponse:
    """Remove a term from the glossary."""
    term = term_by_key(sight, key)
    terms.remove_term(sight, term)
    flash(_("“%(term)s” was removed from the glossary.", term=term.term))
    return redirect(_address(sight), 303)


@blueprint.get("/f/<forum>/glossary.csv")
@reads_slowly
@access("translator")
def export(sight: Sight) -> Response:
    """Send all terms as a CSV file, which can be imported again."""
    entries = map(entry_of, db.session.scalars(visible_terms(sight)))
    rows = [(entry.term, entry.translation, entry.note, entry.language, entry.target) for entry in entries]
    return _file(write_sheet(rows), "text/csv; charset=utf-8", f"glossary-{sight.forum.slug}.csv")


@blueprint.get("/f/<forum>/glossary.tbx")
@reads_slowly
@access("translator")
def export_tbx(sight: Sight) -> Response:
    """Send all terms as a TBX file for translation tools, which can be imported again."""
    entries = [_tbx_entry(term) for term in db.session.scalars(visible_terms(sight))]
    words = "".join(write_tbx(entries, sight.forum.name))
    return _file(words.encode(), "application/x-tbx", f"glossary-{sight.forum.slug}.tbx")


def _tbx_entry(term: GlossaryTerm) -> TbxEntry:
    return TbxEntry(term.key, term.term, variants(term.translation), term.note, term.language, term.target)


def _file(data: bytes, content_type: str, name: str) -> Response:
    response = Response(data, content_type=content_type)
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


@blueprint.post("/f/<forum>/glossary/import")
@access("translator")
def check_import(sight: Sight) -> Response:
    """Show what would become of every row of a file, and change nothing yet."""
    form = ImportForm(sight.forum)
    if not form.validate():
        return _page(sight, upload=form, status=422)
    return _plan_page(sight, form)


def _plan_page(sight: Sight, form: ImportForm, status: int = 200) -> Response:
    plan = importing.plan_import(sight, form.rows, form.pair)
    return plan_page(sight, "desk/glossary_import.html", form, plan, status)


@blueprint.post("/f/<forum>/glossary/import/confirm")
@access("translator")
def import_terms(sight: Sight) -> Response | BaseResponse:
    """Import a file as it was shown. If the glossary changed meanwhile, show the new plan instead."""
    form = ImportForm(sight.forum)
    if not form.validate():
        abort(400)
    try:
        plan = importing.import_terms(sight, form.rows, form.pair, form.seen.data or "")
    except (Conflict, RowsRefused):
        return _plan_page(sight, form, 409)
    new, changed = len(plan.of(Outcome.NEW)), len(plan.of(Outcome.CHANGED))
    added = ngettext("The glossary has %(num)d new term.", "The glossary has %(num)d new terms.", new)
    edited = ngettext("%(num)d term was changed.", "%(num)d terms were changed.", changed)
    flash(f"{added} {edited}")
    return redirect(_address(sight), 303)
