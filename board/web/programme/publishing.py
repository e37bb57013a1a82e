"""Admins publish a submitted case study, or send it back with a note."""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as BaseResponse
from wtforms import TextAreaField
from wtforms.validators import Length

from board.actions import presenting
from board.actions.posting import Conflict
from board.actions.presenting import MAX_NOTE
from board.models import Reading
from board.pages.texts import titles
from board.rules import case_studies as rule
from board.rules.permissions import check
from board.rules.unsent import UnsentPlace
from board.visible import Sight
from board.web.field_rules import says_something, written
from board.web.frame.edit_forms import Editing, again, begin
from board.web.frame.lookup import reading_by_key
from board.web.frame.render import forum_page
from board.web.viewer import access

blueprint = Blueprint("publishing", __name__)


class NoteForm(FlaskForm):  # type: ignore[misc]
    """A note that tells the author what to change."""

    body = TextAreaField(
        _l("Note to the author"),
        description=_l("They read it in their kit. At most 1,000 characters."),
        filters=[written],
        validators=[
            says_something(_l("Say what needs to change: the author will read it.")),
            Length(max=MAX_NOTE, message=_l("A note can have at most 1,000 characters.")),
        ],
    )


@blueprint.post("/f/<forum>/admin/reading/<key>/publish")
@access("admin")
def publish(sight: Sight, key: str) -> BaseResponse:
    """Publish a case study in its week, unless its author changed it since the admin opened the page."""
    reading = reading_by_key(sight, key)
    try:
        presenting.publish_case_study(sight, reading, request.form.get("seen", ""))
        flash(_("The case study is published. Participants can read it as soon as the week is open."))
    except Conflict:
        flash(_("Its author changed it since you opened this page. Nothing was published: please read it again."))
    return _to_readings(sight, reading)


def _to_readings(sight: Sight, reading: Reading) -> BaseResponse:
    number = sight.week(reading.week_id).number
    return redirect(url_for("preparing.readings", forum=sight.forum.slug, number=number), 303)


@blueprint.get("/f/<forum>/admin/reading/<key>/send-back")
@access("admin")
def note(sight: Sight, key: str) -> Response:
    """Show the form of the note to the author."""
    reading = reading_by_key(sight, key)
    check(rule.send_back(sight.viewer, reading, reading.author_is_member))
    return _page(sight, reading, begin(NoteForm(formdata=None), _place(sight, key)))


def _place(sight: Sight, key: str) -> str:
    return UnsentPlace.NOTE.at(sight.forum.slug, key)


def _page(sight: Sight, reading: Reading, editing: Editing) -> Response:
    return forum_page(
        sight,
        "programme/send_back.html",
        status=editing.status,
        reading=reading,
        title=titles(sight, [reading.title_id])[reading.title_id],
        week=sight.week(reading.week_id),
        editing=editing,
    )


@blueprint.post("/f/<forum>/admin/reading/<key>/send-back")
@access("admin")
def send_back(sight: Sight, key: str) -> Response | BaseResponse:
    """Send a case study back to its author, with a note."""
    reading, place = reading_by_key(sight, key), _place(sight, key)
    check(rule.send_back(sight.viewer, reading, reading.author_is_member))
    form = NoteForm()
    if not form.validate():
        return _page(sight, reading, again(form, place))
    presenting.send_back(sight, reading, form.body.data or "")
    flash(_("The case study went back to its author, with your note."), f"sent {place}")
    return _to_readings(sight, reading)
