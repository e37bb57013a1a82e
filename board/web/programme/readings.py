"""Add, change and remove the readings of a week.

From the page of a week's readings, a reading of any kind costs one page to open the form, and one more for each reading
with “Add, and add another”; several files cost the choice and one more, from that page itself.
"""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response as BaseResponse

from board.actions import preparing
from board.config import MAX_FILE_BYTES
from board.models import Reading, Week
from board.pages.texts import titles
from board.rules import case_studies
from board.rules.permissions import check
from board.rules.unsent import UnsentPlace
from board.text import word_count
from board.visible import Sight
from board.web.attaching import room_for_files
from board.web.frame.edit_forms import Editing, again, begin, refused
from board.web.frame.lookup import reading_by_key, week_numbered
from board.web.frame.render import forum_page
from board.web.frame.uploads import ACCEPT
from board.web.programme.filled_forms import ABOUT_READING, filled, filled_all, presenters, reading_fields
from board.web.programme.gauge import length_in_words
from board.web.programme.reading_form import KINDS, NewReadingFields, ReadingFields
from board.web.viewer import access, myself

blueprint = Blueprint("readings", __name__)
blueprint.url_value_preprocessor(room_for_files)


@blueprint.get("/f/<forum>/admin/week/<int:number>/readings/new")
@access("admin")
def new(sight: Sight, number: int) -> Response:
    """Show the form of a new reading. The address can say of which kind it is."""
    week = week_numbered(sight, number)
    form = NewReadingFields(sight.forum, presenters(sight, week), is_new=True, formdata=None)
    if request.args.get("kind") in KINDS:
        form.kind.data = request.args["kind"]
    return _page(sight, week, None, begin(form, _place(sight, number)))


def _place(sight: Sight, what: int | str) -> str:
    return UnsentPlace.READING.at(sight.forum.slug, what)


def _page(sight: Sight, week: Week, reading: Reading | None, editing: Editing) -> Response:
    texts = titles(sight, [reading.title_id, reading.body_id]) if reading else {}
    words = word_count(editing.form.body.data or "")
    return forum_page(
        sight,
        "programme/prepare_reading.html",
        status=editing.status,
        week=week,
        reading=reading,
        editing=editing,
        texts=list(texts.values()),
        words=words,
        length=length_in_words(words),
        max_bytes=MAX_FILE_BYTES,
        accept=ACCEPT,
    )


@blueprint.post("/f/<forum>/admin/week/<int:number>/readings/new")
@access("admin")
def add(sight: Sight, number: int) -> Response | BaseResponse:
    """Add a reading to a week, or several files as a reading each. A form that is sent twice adds each once."""
    week, place = week_numbered(sight, number), _place(sight, number)
    people = presenters(sight, week)
    form = NewReadingFields(sight.forum, people, is_new=True)
    if not form.validate():
        form.keep_files(sight.now)
        return _page(sight, week, None, again(form, place))
    added = preparing.add_readings(sight, week, filled_all(form, people), myself(), form.once.data)
    flash(_added(added, number), f"sent {place}")
    if request.form.get("then") == "another":
        return redirect(url_for("readings.new", forum=sight.forum.slug, number=number, kind=form.kind.data), 303)
    return _to_list(sight, number)


def _added(readings: list[Reading], number: int) -> str:
    if len(readings) == 1:
        return str(_("The reading is in week %(number)s.", number=number))
    return str(
        ngettext(
            "%(num)d reading is in week %(number)s. Look at the titles: files gave them.",
            "%(num)d readings are in week %(number)s. Look at the titles: files gave them.",
            len(readings),
            number=number,
        )
    )


def _to_list(sight: Sight, number: int) -> BaseResponse:
    return redirect(url_for("preparing.readings", forum=sight.forum.slug, number=number), 303)


@blueprint.get("/f/<forum>/admin/reading/<key>")
@access("admin")
def edit(sight: Sight, key: str) -> Response:
    """Show the form to change a reading."""
    reading = reading_by_key(sight, key)
    check(case_studies.prepare(sight.viewer, reading))
    week = sight.week(reading.week_id)
    form = reading_fields(sight, reading, presenters(sight, week, reading))
    editing = begin(form, _place(sight, key), sight, (reading.title_id, reading.body_id))
    return _page(sight, week, reading, editing)


@blueprint.post("/f/<forum>/admin/reading/<key>")
@access("admin")
def save(sight: Sight, key: str) -> Response | BaseResponse:
    """Save a reading. What somebody else saved meanwhile is shown and not overwritten."""
    reading = reading_by_key(sight, key)
    check(case_studies.prepare(sight.viewer, reading))
    week, place = sight.week(reading.week_id), _place(sight, key)
    people = presenters(sight, week, reading)
    form = ReadingFields(sight.forum, people, has_file=reading.file_id is not None)
    if editing := refused(sight, form, place, reading, "title_id", "body_id", beside=ABOUT_READING):
        form.keep_files(sight.now)
        return _page(sight, week, reading, editing)
    preparing.edit_reading(sight, reading, filled(form, people), myself())
    flash(_("The reading is saved."), f"sent {place}")
    return _to_list(sight, week.number)


@blueprint.post("/f/<forum>/admin/reading/<key>/remove")
@access("admin")
def remove(sight: Sight, key: str) -> BaseResponse:
    """Remove a reading from its week."""
    reading = reading_by_key(sight, key)
    preparing.remove_reading(sight, reading)
    flash(_("The reading was removed from the week."))
    return _to_list(sight, sight.week(reading.week_id).number)
