"""Prepare the programme: the title, outline and opening of a week, and its readings."""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from board.actions import scheduling
from board.actions.holding import let_go
from board.config import MAX_FILE_BYTES
from board.models import Week
from board.models.base import new_key
from board.pages.discussion import thread_lines
from board.pages.preparing import prepared_readings
from board.pages.texts import titles
from board.rules.unsent import NEW, UnsentPlace
from board.rules.weeks import WeekState
from board.visible import Sight
from board.web.field_rules import whole_number
from board.web.frame.edit_forms import Editing, again, begin, refused
from board.web.frame.lookup import week_numbered
from board.web.frame.readying import ready_form
from board.web.frame.render import forum_page
from board.web.frame.uploads import ACCEPT
from board.web.programme.filled_forms import (
    OPENING,
    new_week_form,
    week_form,
)
from board.web.programme.gauge import length_in_words
from board.web.programme.preparing_forms import WeekForm
from board.web.viewer import access, myself

blueprint = Blueprint("preparing", __name__)


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
        once=new_key(),
        accept=ACCEPT,
        max_bytes=MAX_FILE_BYTES,
    )
