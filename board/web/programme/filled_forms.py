"""Fill the forms of weeks and readings with the current values, and read them once they are sent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from board.actions.files import Upload
from board.actions.preparing import FILE, TEXT, ReadingForm
from board.actions.refused_files import KeptFile
from board.models import Reading, Week
from board.pages.people import respondents
from board.pages.texts import titles
from board.rules.weeks import next_opening, to_wall
from board.text import is_shown, tidy
from board.visible import Sight
from board.web.frame.edit_forms import Beside, words_to_edit
from board.web.frame.uploads import title_from_name
from board.web.lengths import MAX_TITLE
from board.web.programme.preparing_forms import WeekForm
from board.web.programme.reading_form import Presenter, ReadingFields

OPENING = Beside(("opens_at",), lambda sight, week: {"opens": opening_wall(sight, week)})
ABOUT_READING = Beside(
    ("kind", "respondent_id", "author_line", "url", "file_id", "minutes"),
    lambda _sight, reading: {
        "kind": reading.kind,
        "author_line": reading.author_line,
        "url": reading.url or "",
        "minutes": None if reading.kind == TEXT else reading.minutes,
    },
    untold=("respondent_id", "file_id"),
)


def opening_wall(sight: Sight, week: Week) -> datetime | None:
    """Return when a week opens by its schedule, as wall time in the forum's zone."""
    return to_wall(week.opens_at, sight.forum.zone) if week.opens_at else None


def week_form(sight: Sight, week: Week) -> WeekForm:
    """Return the form, filled with the current week."""
    words = words_to_edit(sight, week, "title_id", "outline_id", OPENING)
    return WeekForm(sight.forum, formdata=None, **words, **OPENING.fields(sight, week))


def new_week_form(sight: Sight, number: int) -> WeekForm:
    """Return the form of a new week. It proposes the next opening, and the language of the last week's title."""
    last = [week.title_id for week in sight.weeks[-1:]]
    languages = [titles(sight, last)[title_id].text.language for title_id in last] or sight.forum.languages
    return WeekForm(
        sight.forum,
        formdata=None,
        language=languages[0],
        opens=next_opening(sight.weeks, sight.forum.starts_on, sight.forum.zone),
        base=str(number),
    )


def presenters(sight: Sight, week: Week, reading: Reading | None = None) -> list[Presenter]:
    """Return the key respondents of a week, and the one who presents the reading, even if they lost their week."""
    everyone = [(member.membership, member.badges) for member in respondents(sight)]
    memberships = [membership for membership, badges in everyone if any(badge.week == week for badge in badges)]
    people = [Presenter(membership.user, membership.shown) for membership in memberships]
    if reading is not None and reading.respondent is not None and reading.presenter is not None:
        current = Presenter(reading.respondent, reading.presenter)
        people += [current] if current not in people else []
    return people


def reading_fields(sight: Sight, reading: Reading, people: Sequence[Presenter]) -> ReadingFields:
    """Return the form, filled with the current reading."""
    return ReadingFields(
        sight.forum,
        people,
        has_file=reading.file_id is not None,
        formdata=None,
        respondent=reading.presenter.key if reading.presenter else "",
        **words_to_edit(sight, reading, "title_id", "body_id", ABOUT_READING),
        **ABOUT_READING.fields(sight, reading),
    )


def filled_all(form: ReadingFields, people: Sequence[Presenter]) -> list[ReadingForm]:
    """Return the content of a valid form of a new reading: of several files, a reading each."""
    return [filled(form, people, file) for file in form.chosen] if form.is_of_several else [filled(form, people)]


def filled(form: ReadingFields, people: Sequence[Presenter], file: Upload | KeptFile | None = None) -> ReadingForm:
    """Return the content of a valid form of a reading, with this file, or else with the one that was chosen."""
    typed: dict[str, Any] = form.data
    if file is None and typed["kind"] == FILE:
        file = next(iter(form.chosen), None)
    title = typed["title"] or _own_title(file)
    return ReadingForm(
        kind=typed["kind"],
        title=title,
        body=typed["body"],
        language=form.language_of("\n\n".join((title, typed["body"], file.beginning if file else ""))),
        author_line=typed["author_line"],
        url=typed["url"] or None,
        minutes=typed["minutes"] or 0,
        respondent=next((person.user for person in people if person.shown.key == typed["respondent"]), None),
        upload=file if isinstance(file, Upload) else None,
        kept=file if isinstance(file, KeptFile) else None,
    )


def _own_title(file: Upload | KeptFile | None) -> str:
    """Return the title that a document has, or else the one that the name of the file makes."""
    if file is None:
        return ""
    titles = (tidy(title)[:MAX_TITLE] for title in (file.title, title_from_name(file.name), str(_("File"))))
    return next(title for title in titles if is_shown(title))
