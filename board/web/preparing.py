"""Preparing the programme: a week's title, outline and opening, and the readings in it."""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from board.actions import preparing, scheduling
from board.actions.writing import choose_language
from board.models import Reading, User, Week
from board.pages.discussion import thread_lines
from board.pages.people import respondents
from board.pages.preparing import as_they_stand, prepared_readings
from board.pages.texts import titles
from board.rules.weeks import WeekState, to_wall
from board.text import word_count
from board.visible import Sight
from board.web.drafting import Draft, begin, mark
from board.web.finding import reading_by_key, week_numbered
from board.web.forms import whole_number
from board.web.gauge import length_in_words
from board.web.organising_forms import WeekForm
from board.web.preparing_forms import ReadingFields
from board.web.render import forum_page
from board.web.viewer import access, myself

blueprint = Blueprint("preparing", __name__)

ROOM_FOR_FILES = 40 * 1024 * 1024


@blueprint.url_value_preprocessor
def _room_for_files(_endpoint: str | None, _values: object) -> None:
    """A file that is somewhat too large is read before it is refused, so that the form comes back with its words.

    A preprocessor runs before the token's check, which reads the form.
    """
    if request.method == "POST":
        request.max_content_length = ROOM_FOR_FILES


@blueprint.get("/f/<forum>/admin/week/<int:number>")
@access("caretaker")
def week(sight: Sight, number: int) -> Response:
    """The form of a week: its title, its outline, when it opens."""
    found = week_numbered(sight, number)
    standing = as_they_stand(sight, (found.title_id, found.outline_id))
    form = WeekForm(
        sight.forum,
        formdata=None,
        title=standing[found.title_id].source,
        body=standing[found.outline_id].source if found.outline_id else "",
        language=titles(sight, [found.title_id])[found.title_id].text.language,
        opens=to_wall(found.opens_at, sight.forum.zone) if found.opens_at else None,
        base=mark(standing, found.title_id, found.outline_id),
    )
    return _week_page(sight, found, begin(form, _place(sight, number)))


def _place(sight: Sight, week: int | str) -> str:
    return f"week:{sight.forum.slug}:{week}"


def _week_page(sight: Sight, week: Week | None, draft: Draft, status: int = 200) -> Response:
    texts = titles(sight, [week.title_id, week.outline_id]) if week else {}
    return forum_page(sight, "admin/week.html", status=status, week=week, draft=draft, texts=list(texts.values()))


@blueprint.post("/f/<forum>/admin/week/<int:number>")
@access("caretaker")
def save_week(sight: Sight, number: int) -> Response | BaseResponse:
    """Save a week; what somebody else saved meanwhile is shown and not overwritten."""
    found = week_numbered(sight, number)
    form = WeekForm(sight.forum)
    if not form.validate():
        return _week_page(sight, found, Draft(form, _place(sight, number)), 422)
    standing = as_they_stand(sight, (found.title_id, found.outline_id))
    current = mark(standing, found.title_id, found.outline_id)
    if form.base.data != current:
        form.base.data = current
        return _week_page(sight, found, Draft(form, _place(sight, number), theirs=tuple(standing.values())), 409)
    typed = form.title.data, form.body.data, form.opens.data
    scheduling.edit_week(sight, found, *typed, editor=myself(), language=form.language.data)
    flash(_saved_words(sight, found))
    return _to_week(sight, number)


def _saved_words(sight: Sight, week: Week) -> str:
    if week.opens_at is None and sight.state(week) is WeekState.LOCKED:
        return str(
            _("Week %(number)s is saved. It has no date: it stays locked until it gets one.", number=week.number)
        )
    return str(_("Week %(number)s is saved.", number=week.number))


@blueprint.get("/f/<forum>/admin/weeks/new")
@access("caretaker")
def new_week(sight: Sight) -> Response:
    """The form of one more week."""
    form = WeekForm(sight.forum, formdata=None, language=sight.forum.languages[0], base=str(_next_number(sight)))
    return _week_page(sight, None, begin(form, _place(sight, "new")))


def _next_number(sight: Sight) -> int:
    return max((week.number for week in sight.weeks), default=0) + 1


@blueprint.post("/f/<forum>/admin/weeks/new")
@access("caretaker")
def add_week(sight: Sight) -> Response | BaseResponse:
    """Add a week at the end; a form sent twice adds one."""
    form = WeekForm(sight.forum)
    fine, number = form.validate(), _next_number(sight)
    if fine and form.base.data != str(number):
        if _was_added(sight, form):
            return _to_week(sight, whole_number(form.base.data))
        form.base.data, fine = str(number), False
        form.title.errors = [_("Another week was added meanwhile. Save again to add yours as week %(n)s.", n=number)]
    if not fine:
        return _week_page(sight, None, Draft(form, _place(sight, "new")), 422)
    typed = form.title.data, form.body.data, form.language.data, form.opens.data
    added = scheduling.add_week(sight, *typed, editor=myself())
    flash(_saved_words(sight, added))
    return _to_week(sight, added.number)


def _was_added(sight: Sight, form: WeekForm) -> bool:
    """Whether the week that this form once stood for is there already, with this very title."""
    named = {week.number: week.title_id for week in sight.weeks}
    title_id = named.get(whole_number(form.base.data))
    return title_id is not None and titles(sight, [title_id])[title_id].source == form.title.data


@blueprint.get("/f/<forum>/admin/week/<int:number>/readings")
@access("admin")
def readings(sight: Sight, number: int) -> Response:
    """The readings and questions of a week, as they are prepared."""
    found = week_numbered(sight, number)
    return forum_page(
        sight,
        "admin/readings.html",
        week=found,
        title=titles(sight, [found.title_id])[found.title_id],
        readings=prepared_readings(sight, found),
        threads=thread_lines(sight, found, {}),
        length_in_words=length_in_words,
    )


@blueprint.get("/f/<forum>/admin/week/<int:number>/readings/new")
@access("admin")
def new_reading(sight: Sight, number: int) -> Response:
    """The form of a reading to add."""
    found = week_numbered(sight, number)
    form = ReadingFields(sight.forum, _respondents(sight, found), is_new=True, formdata=None)
    return _reading_page(sight, found, None, begin(form, _reading_place(sight, number)))


def _respondents(sight: Sight, week: Week, reading: Reading | None = None) -> list[User]:
    """Who can present a case study in the week; and who presents this one, whatever has become of their week."""
    assigned = [
        member.membership.user for member in respondents(sight) if any(badge.week == week for badge in member.badges)
    ]
    current = reading.respondent if reading else None
    return assigned + ([current] if current is not None and current not in assigned else [])


def _reading_place(sight: Sight, what: int | str) -> str:
    return f"reading:{sight.forum.slug}:{what}"


def _reading_page(sight: Sight, week: Week, reading: Reading | None, draft: Draft, status: int = 200) -> Response:
    texts = titles(sight, [reading.title_id, reading.body_id]) if reading else {}
    return forum_page(
        sight,
        "admin/reading.html",
        status=status,
        week=week,
        reading=reading,
        draft=draft,
        texts=list(texts.values()),
        length=length_in_words(word_count(draft.form.body.data or "")),
    )


@blueprint.post("/f/<forum>/admin/week/<int:number>/readings/new")
@access("admin")
def add_reading(sight: Sight, number: int) -> Response | BaseResponse:
    """Add a reading to a week; a form sent twice adds one."""
    found = week_numbered(sight, number)
    people = _respondents(sight, found)
    form = ReadingFields(sight.forum, people, is_new=True)
    if not form.validate():
        return _reading_page(sight, found, None, Draft(form, _reading_place(sight, number)), 422)
    preparing.add_reading(sight, found, _filled(sight, form, people), myself(), form.once.data)
    flash(_("The reading is in week %(number)s.", number=number))
    return _to_readings(sight, number)


def _filled(sight: Sight, form: ReadingFields, people: list[User]) -> preparing.ReadingForm:
    """What a valid form holds."""
    said = f"{form.title.data}\n\n{form.body.data}"
    return preparing.ReadingForm(
        kind=form.kind.data,
        title=form.title.data,
        body=form.body.data,
        language=choose_language(form.language.data, said, sight.forum.languages[0])[0],
        author_line=form.author_line.data,
        url=form.url.data or None,
        minutes=form.minutes.data or 0,
        respondent=next((person for person in people if person.key == form.respondent.data), None),
        upload=form.pdf,
    )


def _to_readings(sight: Sight, number: int) -> BaseResponse:
    return redirect(url_for("preparing.readings", forum=sight.forum.slug, number=number), 303)


@blueprint.get("/f/<forum>/admin/reading/<key>")
@access("admin")
def edit_reading(sight: Sight, key: str) -> Response:
    """The form to change a reading."""
    reading = reading_by_key(sight, key)
    found = sight.week(reading.week_id)
    form = _form_of(sight, reading, found)
    return _reading_page(sight, found, reading, begin(form, _reading_place(sight, key)))


def _form_of(sight: Sight, reading: Reading, week: Week) -> ReadingFields:
    """The form as the reading stands."""
    standing = as_they_stand(sight, (reading.title_id, reading.body_id))
    return ReadingFields(
        sight.forum,
        _respondents(sight, week, reading),
        is_new=False,
        has_file=reading.file_id is not None,
        formdata=None,
        kind=reading.kind,
        title=standing[reading.title_id].source,
        body=standing[reading.body_id].source if reading.body_id else "",
        language=titles(sight, [reading.title_id])[reading.title_id].text.language,
        author_line=reading.author_line,
        respondent=reading.respondent.key if reading.respondent else "",
        url=reading.url,
        minutes=None if reading.kind == preparing.TEXT else reading.minutes,
        base=mark(standing, reading.title_id, reading.body_id),
    )


@blueprint.post("/f/<forum>/admin/reading/<key>")
@access("admin")
def save_reading(sight: Sight, key: str) -> Response | BaseResponse:
    """Save a reading; what somebody else saved meanwhile is shown and not overwritten."""
    reading = reading_by_key(sight, key)
    found, place = sight.week(reading.week_id), _reading_place(sight, key)
    people = _respondents(sight, found, reading)
    form = ReadingFields(sight.forum, people, is_new=False, has_file=reading.file_id is not None)
    if not form.validate():
        return _reading_page(sight, found, reading, Draft(form, place), 422)
    standing = as_they_stand(sight, (reading.title_id, reading.body_id))
    current = mark(standing, reading.title_id, reading.body_id)
    if form.base.data != current:
        form.base.data = current
        return _reading_page(sight, found, reading, Draft(form, place, theirs=tuple(standing.values())), 409)
    preparing.edit_reading(sight, reading, _filled(sight, form, people), myself())
    flash(_("The reading is saved."))
    return _to_readings(sight, found.number)


@blueprint.post("/f/<forum>/admin/reading/<key>/remove")
@access("admin")
def remove_reading(sight: Sight, key: str) -> BaseResponse:
    """Take a reading out of its week."""
    reading = reading_by_key(sight, key)
    preparing.remove_reading(sight, reading)
    flash(_("The reading was taken out of the week."))
    return _to_readings(sight, sight.week(reading.week_id).number)
