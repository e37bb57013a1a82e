"""The pages of a week and of a reading: readings, questions, threads, and the week's key respondents."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from board.extensions import db
from board.models import Reading, ReadingMark, Week
from board.pages.discussion import ThreadLine, thread_lines, threads_in
from board.pages.frame import Frame
from board.pages.people import Member, respondents
from board.pages.texts import Pair, load_pairs
from board.rules.weeks import WeekState
from board.text import word_count
from board.visible import (
    Sight,
    questions_open_in_week,
    reading_marks,
    readings_marked,
    readings_of_week,
    summarised_weeks,
    texts_of,
    whole_readings,
)


@dataclass(frozen=True, slots=True)
class ReadingLine:
    """A reading in a week's list; ``posts`` counts the posts under it, ``new`` those that the viewer has not seen."""

    reading: Reading
    whole: bool
    """Whether the viewer may also see who presents it; see ``whole_among``."""
    title: Pair
    read: bool
    posts: int
    new: int


@dataclass(frozen=True, slots=True)
class Answering:
    """A key respondent of the week, and the number of open questions to them in it."""

    member: Member
    region: str
    open_questions: int


@dataclass(frozen=True, slots=True)
class WeekView:
    """Everything of a week that the viewer may see now."""

    sight: Sight
    week: Week
    title: Pair
    outline: Pair | None
    summary: Pair | None
    state: WeekState
    readings: list[ReadingLine] = field(default_factory=list)
    threads: list[ThreadLine] = field(default_factory=list)
    answering: list[Answering] = field(default_factory=list)

    @property
    def case_studies(self) -> list[ReadingLine]:
        return [line for line in self.readings if line.reading.respondent_id]

    @property
    def other_readings(self) -> list[ReadingLine]:
        return [line for line in self.readings if not line.reading.respondent_id]

    @property
    def questions(self) -> list[ThreadLine]:
        return [line for line in self.threads if line.thread.kind == "question"]

    @property
    def opened_threads(self) -> list[ThreadLine]:
        return [line for line in self.threads if line.thread.kind == "thread"]

    @property
    def minutes(self) -> int:
        """The reading time of the whole week, in minutes."""
        return sum(line.reading.minutes for line in self.readings)

    @property
    def read_count(self) -> int:
        return sum(line.read for line in self.readings)


def week_view(sight: Sight, week: Week, around: Frame) -> WeekView:
    """Compose the week in a fixed number of queries. The lists of a locked week hold only what the viewer may see."""
    summary_id = summary_of(sight, week)
    threads = threads_in(sight, week)
    readings = list(db.session.scalars(readings_of_week(sight), {**sight.me, "week_id": week.id}))
    listed = (*(thread.title_id for thread in threads), *(reading.title_id for reading in readings))
    named = around.titles.also([week.title_id, week.outline_id, summary_id, *listed])
    lines = thread_lines(sight, week, around.new, threads, named)
    return WeekView(
        sight=sight,
        week=week,
        title=named[week.title_id],
        outline=named.get(week.outline_id) if week.outline_id else None,
        summary=named[summary_id] if summary_id else None,
        state=sight.state(week),
        readings=_readings(sight, readings, named, lines),
        threads=lines,
        answering=_answering(sight, week),
    )


def summary_of(sight: Sight, week: Week) -> int | None:
    """Return the id of the week's summary if the viewer may read it; one query if there is one."""
    if week.summary_id is None:
        return None
    seen = summarised_weeks(sight).where(Week.id == week.id)
    return db.session.scalar(seen.order_by(None).with_only_columns(Week.summary_id))


def _readings(
    sight: Sight, readings: Sequence[Reading], named: Mapping[int, Pair], threads: Sequence[ThreadLine]
) -> list[ReadingLine]:
    whole = whole_among(sight, readings)
    read = _marked(sight, [reading.id for reading in readings])
    below = {line.thread.reading_id: line for line in threads if line.thread.reading_id}
    return [
        ReadingLine(
            reading,
            reading.id in whole,
            named[reading.title_id],
            reading.id in read,
            below[reading.id].posts if reading.id in below else 0,
            below[reading.id].new if reading.id in below else 0,
        )
        for reading in readings
    ]


def _marked(sight: Sight, ids: Sequence[int]) -> frozenset[int]:
    """Return which of the readings the viewer marked as read; one query, or none without readings."""
    return frozenset(db.session.scalars(readings_marked(), {**sight.me, "reading_ids": ids})) if ids else frozenset()


def _answering(sight: Sight, week: Week) -> list[Answering]:
    answering = [
        (member, badge) for member in respondents(sight) for badge in member.badges if badge.week.id == week.id
    ]
    if not answering:
        return []
    rows = db.session.execute(questions_open_in_week(sight), {"week_id": week.id})
    open_by_person: dict[int | None, int] = dict(rows.all())
    return [
        Answering(member, badge.region, open_by_person.get(member.membership.user_id, 0)) for member, badge in answering
    ]


@dataclass(frozen=True, slots=True)
class ReadingView:
    """One reading, with its text if it has one."""

    reading: Reading
    whole: bool
    """Whether the viewer may see its file, its link and its presenter, besides the texts."""
    week: Week
    title: Pair
    body: Pair | None
    words: int
    read_at: datetime | None


def reading_view(sight: Sight, reading: Reading) -> ReadingView:
    """Compose the reading in a fixed number of queries."""
    wanted = [text_id for text_id in (reading.title_id, reading.body_id) if text_id]
    pairs = load_pairs(sight, list(db.session.scalars(texts_of(sight, wanted))))
    body = pairs.get(reading.body_id) if reading.body_id else None
    mark = db.session.scalar(reading_marks(sight).where(ReadingMark.reading_id == reading.id))
    return ReadingView(
        reading=reading,
        whole=reading.id in whole_among(sight, [reading]),
        week=sight.week(reading.week_id),
        title=pairs[reading.title_id],
        body=body,
        words=word_total(body),
        read_at=mark.at if mark else None,
    )


def whole_among(sight: Sight, readings: Collection[Reading]) -> set[int]:
    """Return the ids of the visible readings of which the viewer may see more than the texts.

    Only a translator may see the texts alone (of a locked week), so the query is made for translators only.
    """
    ids = {reading.id for reading in readings}
    if not sight.viewer.is_translator or not ids:
        return ids
    return set(db.session.scalars(whole_readings(sight).where(Reading.id.in_(ids)).with_only_columns(Reading.id)))


def word_total(body: Pair | None) -> int:
    """Count the words of the original; 0 without a text."""
    return word_count(body.source) if body else 0
