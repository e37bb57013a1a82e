"""What admins edit: the readings of a week in preparation, and the current texts of the programme."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func
from sqlalchemy.orm import joinedload

from board.extensions import db
from board.models import Reading, Revision, Week
from board.pages.texts import Pair, titles
from board.pages.weeks import word_total
from board.rules import translations as rule
from board.rules.case_studies import PUBLISHED, SUBMITTED
from board.visible import Sight, published_readings, visible_readings, visible_revisions, with_presenter


@dataclass(frozen=True, slots=True)
class PreparedReading:
    """A reading with its texts and the progress of their translations."""

    reading: Reading
    title: Pair
    body: Pair | None

    @property
    def is_submitted(self) -> bool:
        return self.reading.stage == SUBMITTED

    @property
    def versions(self) -> str:
        """The ids of the revisions shown, joined by dots: an admin publishes exactly what they have seen."""
        return ".".join(str(pair.text.revision_id) for pair in self.texts)

    @property
    def words(self) -> int:
        return word_total(self.body)

    @property
    def texts(self) -> list[Pair]:
        return [pair for pair in (self.title, self.body) if pair is not None]

    @property
    def state(self) -> str | None:
        """The least advanced state of its texts; None if none of them is to be translated."""
        states = [pair.state for pair in self.texts if pair.text.target]
        return rule.text_state(states) if states else None


def prepared_readings(sight: Sight, week: Week) -> list[PreparedReading]:
    """Return the week's readings, case studies first, then those that wait to be published; four queries."""
    query = visible_readings(sight).where(Reading.week_id == week.id, Reading.stage.in_((PUBLISHED, SUBMITTED)))
    lines = prepared(sight, query.order_by(Reading.respondent_id.is_(None), Reading.position, Reading.id))
    return sorted(lines, key=lambda line: line.is_submitted)


def prepared(sight: Sight, query: Select[Reading]) -> list[PreparedReading]:
    """Return the readings that the query finds, with their texts. The query must find visible readings only."""
    options = *with_presenter(), joinedload(Reading.file)
    readings = list(db.session.scalars(query.options(*options)))
    pairs = titles(sight, [text_id for reading in readings for text_id in (reading.title_id, reading.body_id)])
    return [
        PreparedReading(reading, pairs[reading.title_id], pairs[reading.body_id] if reading.body_id else None)
        for reading in readings
    ]


def reading_counts(sight: Sight) -> dict[int, int]:
    """Count the published readings that the viewer may see, by week id."""
    query = published_readings(sight).with_only_columns(Reading.week_id, func.count()).group_by(Reading.week_id)
    counts: dict[int, int] = dict(db.session.execute(query).all())
    return counts


def submitted_by_week(sight: Sight) -> dict[int, tuple[int, datetime | None]]:
    """Return, by week id, how many case studies wait to be published, and when the oldest was submitted."""
    waiting = visible_readings(sight).where(Reading.stage == SUBMITTED)
    counted = func.count(), func.min(Reading.submitted_at)
    rows = db.session.execute(waiting.with_only_columns(Reading.week_id, *counted).group_by(Reading.week_id))
    return {week_id: (number, oldest) for week_id, number, oldest in rows}


def as_they_stand(sight: Sight, text_ids: Iterable[int | None]) -> dict[int, Revision]:
    """Return the current revision of each text, by text id: an edit form is filled from these."""
    wanted = [text_id for text_id in text_ids if text_id is not None]
    revisions = db.session.scalars(visible_revisions(sight).where(Revision.text_id.in_(wanted)))
    return {revision.text_id: revision for revision in revisions}
