"""The call in further languages: the form in which admins write it, and which version a reader is shown."""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as BaseResponse
from wtforms import HiddenField, TextAreaField

from board.actions.call_versions import call_version, ready_call_version, version_place, write_call_version
from board.actions.holding import hold_forum, hold_texts, let_go
from board.pages.preparing import as_they_stand
from board.rules.languages import INTERFACE
from board.visible import Sight
from board.web.field_rules import written
from board.web.frame.edit_forms import Editing, again, begin, mark
from board.web.frame.render import forum_page
from board.web.lengths import fits
from board.web.viewer import access, myself, not_found

blueprint = Blueprint("call_versions", __name__)


class VersionForm(FlaskForm):  # type: ignore[misc]
    """The call in a further language. ``base`` names the version that the form was filled from."""

    body = TextAreaField(
        _l("Text"),
        description=_l(
            "Purpose, format, what people need, and the weeks. Dates, what is expected of people and how to apply "
            "stand beside it by themselves, in the reader’s language. If you leave it empty, there is no such version."
        ),
        filters=[written],
        validators=[fits],
    )
    base = HiddenField()


@blueprint.get("/f/<forum>/admin/call/in/<language>")
@access("caretaker")
def edit(sight: Sight, language: str) -> Response:
    """Show the form of the call in a further language."""
    text_id = _text_id(sight, language)
    standing = as_they_stand(sight, [text_id])
    source = standing[text_id].source if text_id in standing else ""
    form = VersionForm(formdata=None, body=source, base=mark(standing, text_id))
    return _page(sight, language, begin(form, version_place(sight, language), sight, [text_id]))


def _text_id(sight: Sight, language: str) -> int | None:
    """Return the id of the text, if it was written. The call itself is in the forum's main language."""
    if language not in INTERFACE or language == sight.forum.languages[0]:
        not_found()
    version = call_version(sight, language)
    return version.text_id if version else None


def _page(sight: Sight, language: str, editing: Editing) -> Response:
    return forum_page(sight, "call/version.html", status=editing.status, editing=editing, language=language)


@blueprint.post("/f/<forum>/admin/call/in/<language>")
@access("caretaker")
def save(sight: Sight, language: str) -> Response | BaseResponse:
    """Save the call in a further language. What somebody else saved meanwhile is shown and not overwritten."""
    _text_id(sight, language)
    form = VersionForm()
    if editing := _refused(sight, language, form):
        return _page(sight, language, editing)
    write_call_version(sight, language, form.body.data or "", myself())
    flash(_("The text is saved."), f"sent {version_place(sight, language)}")
    return redirect(url_for("call.edit", forum=sight.forum.slug), 303)


def _refused(sight: Sight, language: str, form: VersionForm) -> Editing | None:
    """Return the form to be shown again, or None if it can be saved; the forum and the text then stay held."""
    place = version_place(sight, language)
    if not form.validate():
        return again(form, place)
    ready_call_version(sight, language, form.body.data or "")
    hold_forum(sight.forum)  # there may be no row yet that could be held
    text_id = _text_id(sight, language)
    hold_texts([text_id])
    standing = as_they_stand(sight, [text_id])
    current = mark(standing, text_id)
    if form.base.data == current:
        return None
    form.base.data = current
    let_go()
    return again(form, place, tuple(standing.values()))
