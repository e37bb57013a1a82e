"""Forms with which organisers change texts: filled as things stand, what was unsent comes back into them, and what
others saved meanwhile is not lost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from board.actions.holding import hold, hold_texts
from board.actions.preparing import TEXT, ReadingForm
from board.actions.unsent import unsent_at
from board.actions.writing import choose_language
from board.models import Base, Reading, Revision, UnsentText, Week
from board.pages.preparing import as_they_stand
from board.pages.texts import titles
from board.rules.weeks import to_wall
from board.visible import Sight
from board.web.organising_forms import WeekForm
from board.web.preparing_forms import Presenter, ReadingFields
from board.web.viewer import myself

NEW = "0"
"""The mark of a text that is not there yet."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A form with the place that its unsent text is kept under, and what is kept there.

    ``brought_back``: the form shows that text. ``theirs`` is what somebody else saved meanwhile.
    """

    form: Any
    place: str
    kept: UnsentText | None = None
    brought_back: bool = False
    theirs: tuple[Revision, ...] = ()


def begin(form: Any, place: str) -> Draft:
    """A form about to be shown: what was being written there comes back into it."""
    kept = unsent_at(myself(), place)
    if kept is not None:
        for name, value in (("title", kept.title), ("body", kept.body), ("language", kept.language)):
            if name in form and value:
                form[name].data = value
    return Draft(form, place, kept, brought_back=kept is not None)


def again(form: Any, place: str, theirs: tuple[Revision, ...] = ()) -> Draft:
    """A form that comes back with what was typed."""
    return Draft(form, place, unsent_at(myself(), place), theirs=theirs)


def mark(standing: Mapping[int, Revision], *text_ids: int | None) -> str:
    """Names the versions of texts that a form was filled from: saving with an older mark is a conflict."""
    return ".".join(str(standing[text_id].number) if text_id is not None else NEW for text_id in text_ids)


def saved_meanwhile(sight: Sight, form: Any, row: Base, *texts: str) -> tuple[Revision, ...]:
    """What somebody else saved since the form was filled, and the form moved on to it: sent again, it wins.

    ``texts`` are the columns of the row that say which they are. All is held: who saves in this moment is waited for.
    """
    hold(row, texts)
    text_ids = [getattr(row, name) for name in texts]
    hold_texts(text_ids)
    standing = as_they_stand(sight, text_ids)
    current = mark(standing, *text_ids)
    if form.base.data == current:
        return ()
    form.base.data = current
    return tuple(standing.values())


def week_form(sight: Sight, week: Week) -> WeekForm:
    """A week's form as the week stands."""
    standing = as_they_stand(sight, (week.title_id, week.outline_id))
    return WeekForm(
        sight.forum,
        formdata=None,
        title=standing[week.title_id].source,
        body=standing[week.outline_id].source if week.outline_id else "",
        language=titles(sight, [week.title_id])[week.title_id].text.language,
        opens=to_wall(week.opens_at, sight.forum.zone) if week.opens_at else None,
        base=mark(standing, week.title_id, week.outline_id),
    )


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
        base=mark(standing, reading.title_id, reading.body_id),
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
    )
