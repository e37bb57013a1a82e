"""Forms of weeks and readings, filled as things stand, and what they hold once they are sent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from board.actions.preparing import TEXT, ReadingForm
from board.actions.writing import choose_language
from board.models import Reading, Week
from board.pages.people import respondents
from board.pages.preparing import as_they_stand
from board.pages.texts import titles
from board.rules.weeks import to_wall
from board.visible import Sight
from board.web.frame.edit_forms import Beside, mark
from board.web.programme.preparing_forms import Presenter, ReadingFields, WeekForm

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
    """When a week opens by its schedule, on the forum's clocks."""
    return to_wall(week.opens_at, sight.forum.zone) if week.opens_at else None


def week_form(sight: Sight, week: Week) -> WeekForm:
    """A week's form as the week stands."""
    standing = as_they_stand(sight, (week.title_id, week.outline_id))
    return WeekForm(
        sight.forum,
        formdata=None,
        title=standing[week.title_id].source,
        body=standing[week.outline_id].source if week.outline_id else "",
        language=titles(sight, [week.title_id])[week.title_id].text.language,
        opens=opening_wall(sight, week),
        base=mark(standing, week.title_id, week.outline_id, beside=OPENING.mark(sight, week)),
    )


def presenters(sight: Sight, week: Week, reading: Reading | None = None) -> list[Presenter]:
    """Who can present a case study in the week; and who presents this one, whatever has become of their week."""
    places = [one.membership for one in respondents(sight) if any(badge.week == week for badge in one.badges)]
    found = [Presenter(place.user, place.shown) for place in places]
    if reading is not None and reading.respondent is not None and reading.presenter is not None:
        current = Presenter(reading.respondent, reading.presenter)
        found += [current] if current not in found else []
    return found


def reading_fields(sight: Sight, reading: Reading, people: Sequence[Presenter]) -> ReadingFields:
    """A reading's form as the reading stands."""
    standing = as_they_stand(sight, (reading.title_id, reading.body_id))
    return ReadingFields(
        sight.forum,
        people,
        is_new=False,
        has_file=reading.file_id is not None,
        formdata=None,
        kind=reading.kind,
        title=standing[reading.title_id].source,
        body=standing[reading.body_id].source if reading.body_id else "",
        language=titles(sight, [reading.title_id])[reading.title_id].text.language,
        author_line=reading.author_line,
        respondent=reading.presenter.key if reading.presenter else "",
        url=reading.url or "",
        minutes=None if reading.kind == TEXT else reading.minutes,
        base=mark(standing, reading.title_id, reading.body_id, beside=ABOUT_READING.mark(sight, reading)),
    )


def filled(sight: Sight, form: ReadingFields, people: Sequence[Presenter]) -> ReadingForm:
    """What a valid form of a reading holds."""
    typed: dict[str, Any] = form.data
    said = f"{typed['title']}\n\n{typed['body']}"
    return ReadingForm(
        kind=typed["kind"],
        title=typed["title"],
        body=typed["body"],
        language=choose_language(typed["language"], said, sight.forum.languages[0])[0],
        author_line=typed["author_line"],
        url=typed["url"] or None,
        minutes=typed["minutes"] or 0,
        respondent=next((one.user for one in people if one.shown.key == typed["respondent"]), None),
        upload=form.pdf,
        kept=form.kept,
    )
