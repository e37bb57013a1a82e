"""Prepare the programme: the title, outline and opening of a week, and its readings."""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response as BaseResponse

from board.actions import scheduling, setting_questions
from board.actions.holding import let_go
from board.config import MAX_FILE_BYTES
from board.extensions import limiter
from board.models import Week
from board.models.base import new_key
from board.pages.discussion import thread_lines
from board.pages.preparing import prepared_readings
from board.pages.texts import titles
from board.rules import permissions
from board.rules.permissions import check
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
from board.web.programme.preparing_forms import QuestionsForm, WeekForm
from board.web.security import rate_key
from board.web.viewer import access, myself, settings

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
    form = QuestionsForm(sight.forum, formdata=None)
    return _list_page(sight, week_numbered(sight, number), begin(form, _questions_place(sight, number)))


def _questions_place(sight: Sight, number: int) -> str:
    return UnsentPlace.QUESTIONS.at(sight.forum.slug, number)


def _list_page(sight: Sight, shown_week: Week, editing: Editing) -> Response:
    lines = prepared_readings(sight, shown_week)
    return forum_page(
        sight,
        "programme/prepare_readings.html",
        status=editing.status,
        editing=editing,
        week=shown_week,
        following=next((week for week in sight.weeks if week.number > shown_week.number), None),
        title=titles(sight, [shown_week.title_id])[shown_week.title_id],
        readings=lines,
        seen={line.reading.key: line.versions for line in lines if line.is_submitted},
        threads=thread_lines(sight, shown_week, {}),
        length_in_words=length_in_words,
        once=new_key(),
        accept=ACCEPT,
        max_bytes=MAX_FILE_BYTES,
    )


@blueprint.post("/f/<forum>/admin/week/<int:number>/questions")
@limiter.limit(lambda: settings().rate_posting, key_func=rate_key)
@access("admin")
def set_questions(sight: Sight, number: int) -> Response | BaseResponse:
    """Set a question for each paragraph. From the page of the week, any number of them costs one button."""
    week, place = week_numbered(sight, number), _questions_place(sight, number)
    check(permissions.write(sight.viewer, sight.state(week)))
    form = QuestionsForm(sight.forum)
    if not form.validate():
        return _list_page(sight, week, again(form, place))
    typed = form.data
    asked = setting_questions.set_questions(
        sight, week, myself(), typed["body"], typed["language"], form.once.data or ""
    )
    words = ngettext("The question is set.", "%(num)d questions are set.", len(asked))
    flash(words, f"sent {place}")
    return redirect(f"{url_for('preparing.readings', forum=sight.forum.slug, number=number)}#questions", 303)
