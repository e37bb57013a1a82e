"""Prepare the programme: the title, outline and opening of a week, and its readings."""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from board.actions import preparing, scheduling
from board.actions.holding import let_go
from board.config import MAX_BODY_BYTES, MAX_FILE_BYTES
from board.models import Reading, Week
from board.pages.discussion import thread_lines
from board.pages.preparing import prepared_readings
from board.pages.texts import titles
from board.rules import case_studies
from board.rules.permissions import check
from board.rules.unsent import NEW, UnsentPlace
from board.rules.weeks import WeekState
from board.text import word_count
from board.visible import Sight
from board.web.field_rules import whole_number
from board.web.frame.edit_forms import Editing, again, begin, refused
from board.web.frame.lookup import reading_by_key, week_numbered
from board.web.frame.readying import ready_form
from board.web.frame.render import forum_page
from board.web.programme.filled_forms import (
    ABOUT_READING,
    OPENING,
    filled,
    new_week_form,
    presenters,
    reading_fields,
    week_form,
)
from board.web.programme.gauge import length_in_words
from board.web.programme.preparing_forms import ReadingFields, WeekForm
from board.web.viewer import access, myself

blueprint = Blueprint("preparing", __name__)


@blueprint.url_value_preprocessor
def _room_for_files(_endpoint: str | None, _values: object) -> None:
    """Accept bodies that hold a file slightly too large, so that the form can refuse it and keep what was typed.

    This is a preprocessor because it has to run before the check of the token, which reads the form.
    """
    if request.method == "POST":
        request.max_content_length = MAX_BODY_BYTES


@blueprint.get("/f/<forum>/admin/week/<int:number>")
@access("caretaker")
def week(sight: Sight, number: int) -> Response:
    """Show the form of a week: its title, its outline, and when it opens."""
    shown_week = week_numbered(sight, number)
    texts = shown_week.title_id, shown_week.outline_id
    return _week_page(sight, shown_week, begin(week_form(sight, shown_week), _place(sight, number), sight, texts))


def _place(sight: Sight, week: int | str) -> str:
    return UnsentPlace.WEEK.at(sight.forum.slug, week)


def _week_page(sight: Sight, week: Week | None, editing: Editing) -> Response:
    texts = titles(sight, [week.title_id, week.outline_id]) if week else {}
    return forum_page(
        sight,
        "programme/prepare_week.html",
        status=editing.status,
        week=week,
        editing=editing,
        texts=list(texts.values()),
    )


@blueprint.post("/f/<forum>/admin/week/<int:number>")
@access("caretaker")
def save_week(sight: Sight, number: int) -> Response | BaseResponse:
    """Save a week. What somebody else saved meanwhile is shown and not overwritten."""
    week, place = week_numbered(sight, number), _place(sight, number)
    form = WeekForm(sight.forum)
    if editing := refused(sight, form, place, week, "title_id", "outline_id", beside=OPENING):
        return _week_page(sight, week, editing)
    typed = form.data
    texts = typed["title"], typed["body"]
    scheduling.edit_week(sight, week, *texts, typed["opens"], myself(), typed["language"])
    flash(_saved_words(sight, week), f"sent {place}")
    return _to_week(sight, number)


def _to_week(sight: Sight, number: int) -> BaseResponse:
    return redirect(f"{url_for('schedule.schedule', forum=sight.forum.slug)}#week-{number}", 303)


def _saved_words(sight: Sight, week: Week) -> str:
    if week.opens_at is None and sight.state(week) is WeekState.LOCKED:
        return str(_("Week %(n)s is saved. It has no date, so it stays locked.", n=week.number))
    return str(_("Week %(n)s is saved.", n=week.number))


@blueprint.get("/f/<forum>/admin/weeks/new")
@access("caretaker")
def new_week(sight: Sight) -> Response:
    """Show the form of a new week."""
    return _week_page(sight, None, begin(new_week_form(sight, _next_number(sight)), _place(sight, NEW)))


def _next_number(sight: Sight) -> int:
    return max((week.number for week in sight.weeks), default=0) + 1


@blueprint.post("/f/<forum>/admin/weeks/new")
@access("caretaker")
def add_week(sight: Sight) -> Response | BaseResponse:
    """Add a week at the end. A form that is sent twice adds one week."""
    form = WeekForm(sight.forum)
    is_valid = form.validate()
    ready_form(sight, form, {"title_id": None, "outline_id": None})
    sight = scheduling.hold_programme(sight)
    number = _next_number(sight)
    if is_valid and form.base.data != str(number):
        if _was_added(sight, form):
            return _to_week(sight, whole_number(form.base.data))
        form.base.data, is_valid = str(number), False
        form.title.errors = [_("Another week was added meanwhile. Save again to add yours as week %(n)s.", n=number)]
    if not is_valid:
        let_go()
        return _week_page(sight, None, again(form, _place(sight, NEW)))
    typed = form.data
    texts = typed["title"], typed["body"], typed["language"]
    added = scheduling.add_week(sight, *texts, typed["opens"], myself())
    flash(_saved_words(sight, added), f"sent {_place(sight, NEW)}")
    return _to_week(sight, added.number)


def _was_added(sight: Sight, form: WeekForm) -> bool:
    """Return whether this form has added its week already: one with its number and its title."""
    named = {week.number: week.title_id for week in sight.weeks}
    title_id = named.get(whole_number(form.base.data))
    return title_id is not None and titles(sight, [title_id])[title_id].source == form.title.data


@blueprint.get("/f/<forum>/admin/week/<int:number>/readings")
@access("admin")
def readings(sight: Sight, number: int) -> Response:
    """List the readings and questions of a week for admins."""
    shown_week = week_numbered(sight, number)
    lines = prepared_readings(sight, shown_week)
    return forum_page(
        sight,
        "programme/prepare_readings.html",
        week=shown_week,
        title=titles(sight, [shown_week.title_id])[shown_week.title_id],
        readings=lines,
        seen={line.reading.key: line.versions for line in lines if line.is_submitted},
        threads=thread_lines(sight, shown_week, {}),
        length_in_words=length_in_words,
    )


@blueprint.get("/f/<forum>/admin/week/<int:number>/readings/new")
@access("admin")
def new_reading(sight: Sight, number: int) -> Response:
    """Show the form of a new reading."""
    week = week_numbered(sight, number)
    form = ReadingFields(sight.forum, presenters(sight, week), is_new=True, formdata=None)
    return _reading_page(sight, week, None, begin(form, _reading_place(sight, number)))


def _reading_place(sight: Sight, what: int | str) -> str:
    return UnsentPlace.READING.at(sight.forum.slug, what)


def _reading_page(sight: Sight, week: Week, reading: Reading | None, editing: Editing) -> Response:
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
    )


@blueprint.post("/f/<forum>/admin/week/<int:number>/readings/new")
@access("admin")
def add_reading(sight: Sight, number: int) -> Response | BaseResponse:
    """Add a reading to a week. A form that is sent twice adds one reading."""
    week, place = week_numbered(sight, number), _reading_place(sight, number)
    people = presenters(sight, week)
    form = ReadingFields(sight.forum, people, is_new=True)
    if not form.validate():
        form.keep_file(sight.now)
        return _reading_page(sight, week, None, again(form, place))
    preparing.add_reading(sight, week, filled(form, people), myself(), form.once.data)
    flash(_("The reading is in week %(number)s.", number=number), f"sent {place}")
    return _to_readings(sight, number)


def _to_readings(sight: Sight, number: int) -> BaseResponse:
    return redirect(url_for("preparing.readings", forum=sight.forum.slug, number=number), 303)


@blueprint.get("/f/<forum>/admin/reading/<key>")
@access("admin")
def edit_reading(sight: Sight, key: str) -> Response:
    """Show the form to change a reading."""
    reading = reading_by_key(sight, key)
    check(case_studies.prepare(sight.viewer, reading))
    week = sight.week(reading.week_id)
    form = reading_fields(sight, reading, presenters(sight, week, reading))
    editing = begin(form, _reading_place(sight, key), sight, (reading.title_id, reading.body_id))
    return _reading_page(sight, week, reading, editing)


@blueprint.post("/f/<forum>/admin/reading/<key>")
@access("admin")
def save_reading(sight: Sight, key: str) -> Response | BaseResponse:
    """Save a reading. What somebody else saved meanwhile is shown and not overwritten."""
    reading = reading_by_key(sight, key)
    check(case_studies.prepare(sight.viewer, reading))
    week, place = sight.week(reading.week_id), _reading_place(sight, key)
    people = presenters(sight, week, reading)
    form = ReadingFields(sight.forum, people, has_file=reading.file_id is not None)
    if editing := refused(sight, form, place, reading, "title_id", "body_id", beside=ABOUT_READING):
        form.keep_file(sight.now)
        return _reading_page(sight, week, reading, editing)
    preparing.edit_reading(sight, reading, filled(form, people), myself())
    flash(_("The reading is saved."), f"sent {place}")
    return _to_readings(sight, week.number)


@blueprint.post("/f/<forum>/admin/reading/<key>/remove")
@access("admin")
def remove_reading(sight: Sight, key: str) -> BaseResponse:
    """Remove a reading from its week."""
    reading = reading_by_key(sight, key)
    preparing.remove_reading(sight, reading)
    flash(_("The reading was removed from the week."))
    return _to_readings(sight, sight.week(reading.week_id).number)
