"""The translation memory: its export as TMX, and imports of other memories."""

from __future__ import annotations

from collections.abc import Iterable
from tempfile import SpooledTemporaryFile

from flask import Blueprint, Response, abort, flash, redirect, request, send_file, url_for
from flask_babel import ngettext
from werkzeug.wrappers import Response as BaseResponse

from board.actions import remembering
from board.actions.plans import Outcome, RowsRefused
from board.actions.posting import Conflict
from board.extensions import db
from board.pages.memory_file import memory_file
from board.visible import Sight, memory_imports
from board.web.desk.memory_forms import MAX_FILE, MemoryForm
from board.web.frame.plans import plan_page
from board.web.frame.render import forum_page
from board.web.security import reads_slowly
from board.web.viewer import access

blueprint = Blueprint("memory", __name__)

IN_MEMORY = 1024 * 1024
"""A larger file is written to the disk before it is sent."""


@blueprint.get("/f/<forum>/memory")
@access("translator")
def memory(sight: Sight) -> Response:
    """Show what the memory is, its export, the form to import another one, and the imports there were."""
    return _page(sight, MemoryForm(formdata=None))


def _page(sight: Sight, form: MemoryForm, status: int = 200) -> Response:
    imports = db.session.execute(memory_imports(sight)).all()
    return forum_page(sight, "desk/memory.html", status=status, form=form, imports=imports, max_bytes=MAX_FILE)


@blueprint.get("/f/<forum>/memory.tmx")
@reads_slowly
@access("translator")
def export(sight: Sight) -> Response:
    """Send all approved translations that the person may see as a TMX file, which can be imported elsewhere."""
    file = _written(memory_file(sight))
    name = f"memory-{sight.forum.slug}.tmx"
    return send_file(file, mimetype="application/x-tmx", as_attachment=True, download_name=name, etag=False)


def _written(pieces: Iterable[str]) -> SpooledTemporaryFile[bytes]:
    file = SpooledTemporaryFile[bytes](max_size=IN_MEMORY)
    for piece in pieces:
        file.write(piece.encode())
    file.seek(0)
    return file


@blueprint.post("/f/<forum>/memory/import")
@reads_slowly
@access("translator")
def check_import(sight: Sight) -> Response:
    """Show what would become of every unit of a file, and change nothing yet."""
    form = MemoryForm()
    return _plan_page(sight, form) if form.validate() else _page(sight, form, 422)


def _plan_page(sight: Sight, form: MemoryForm, status: int = 200) -> Response:
    return plan_page(sight, "desk/memory_import.html", form, remembering.plan_import(sight, form.read), status)


@blueprint.post("/f/<forum>/memory/import/confirm")
@reads_slowly
@access("translator")
def import_units(sight: Sight) -> Response | BaseResponse:
    """Import a file as it was shown. If the memory changed meanwhile, show the new plan instead."""
    form = MemoryForm()
    if not form.validate():
        abort(400)
    try:
        plan = remembering.import_units(sight, form.read, form.note.data or "", form.seen.data or "")
    except (Conflict, RowsRefused):
        return _plan_page(sight, form, 409)
    count = len(plan.of(Outcome.NEW)) + len(plan.of(Outcome.CHANGED))
    flash(ngettext("%(num)d unit was imported.", "%(num)d units were imported.", count))
    return redirect(_address(sight), 303)


@blueprint.post("/f/<forum>/memory/remove")
@access("translator")
def remove(sight: Sight) -> BaseResponse:
    """Remove the units of an import. What was taken over from it stays."""
    count = remembering.remove_import(sight, request.form.get("batch", ""))
    flash(ngettext("%(num)d unit was removed.", "%(num)d units were removed.", count))
    return redirect(_address(sight), 303)


def _address(sight: Sight) -> str:
    return url_for("memory.memory", forum=sight.forum.slug)
