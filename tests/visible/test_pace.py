"""How translation keeps up: the posts that were written and translated on each day of the reader's zone."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, update

from board.actions import posting
from board.extensions import db
from board.models import Post, Text
from board.pages.pace import DAYS, pace
from tests.support.cast import Cast, sight_for, text_of, translate, typed

TORONTO = ZoneInfo("America/Toronto")
MIDNIGHT = datetime(2026, 3, 4, tzinfo=TORONTO)
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)


def spanish(cast: Cast, at: datetime) -> Text:
    return text_of(posting.reply(sight_for(cast, cast.ana, at), cast.thread, cast.ana, typed("Buenos días.")))


def days_of(cast: Cast, now: datetime, person: str = "tess") -> dict[int, tuple[int, int]]:
    """Return by days ago what was written and translated, where there is anything."""
    days = pace(sight_for(cast, getattr(cast, person), now), "America/Toronto").days
    counted = {DAYS - 1 - place: (day.written, day.translated) for place, day in enumerate(days)}
    return {ago: both for ago, both in counted.items() if any(both)}


@pytest.fixture
def nothing_before(cast: Cast) -> None:
    """Leave the cast's own texts out of the days that are counted."""
    db.session.execute(update(Text).values(created_at=MIDNIGHT - 99 * DAY, approved_at=None, waited=None))
    db.session.commit()


@pytest.mark.usefixtures("nothing_before")
def test_a_text_counts_on_the_day_of_the_readers_zone(cast: Cast) -> None:
    for at in (MIDNIGHT - SECOND, MIDNIGHT, MIDNIGHT + SECOND):
        spanish(cast, at)
    assert days_of(cast, MIDNIGHT + SECOND) == {1: (1, 0), 0: (2, 0)}
    assert pace(sight_for(cast, cast.tess, MIDNIGHT + SECOND), "UTC").days[-1].written == 3


@pytest.mark.usefixtures("nothing_before")
def test_the_first_of_the_days_is_counted_and_none_before(cast: Cast) -> None:
    first = MIDNIGHT - (DAYS - 1) * DAY
    db.session.execute(update(Text).where(Text.id == text_of(cast.question).id).values(created_at=first))
    assert days_of(cast, MIDNIGHT) == {DAYS - 1: (1, 0)}
    db.session.execute(update(Text).where(Text.id == text_of(cast.question).id).values(created_at=first - SECOND))
    assert days_of(cast, MIDNIGHT) == {}


@pytest.mark.usefixtures("nothing_before")
def test_a_translation_counts_on_the_day_when_it_was_complete(cast: Cast) -> None:
    text = spanish(cast, MIDNIGHT - 2 * DAY)
    translate(sight_for(cast, cast.tess, MIDNIGHT), text, "Good morning.", state="draft")
    assert days_of(cast, MIDNIGHT + DAY) == {3: (1, 0)}
    later = spanish(cast, MIDNIGHT)
    translate(sight_for(cast, cast.tess, MIDNIGHT + 60 * SECOND), later, "Good morning.")
    assert days_of(cast, MIDNIGHT + DAY) == {3: (1, 0), 1: (1, 1)}


@pytest.mark.usefixtures("nothing_before")
def test_removed_posts_and_what_is_not_translated_do_not_count(cast: Cast) -> None:
    text = spanish(cast, MIDNIGHT)
    posting.reply(sight_for(cast, cast.jorge, MIDNIGHT), cast.thread, cast.jorge, typed("Good morning.", language="en"))
    assert days_of(cast, MIDNIGHT) == {0: (1, 0)}
    post = db.session.scalars(select(Post).where(Post.text_id == text.id)).one()
    posting.hide_post(sight_for(cast, cast.alma, MIDNIGHT), post, "Because")
    for person in ("tess", "alma"):  # admins can still read its words
        assert days_of(cast, MIDNIGHT, person) == {}


@pytest.mark.usefixtures("nothing_before")
def test_only_posts_are_counted_that_the_reader_may_see(cast: Cast) -> None:
    """A participant is not shown the plot; yet its numbers come from what they may read."""
    db.session.execute(update(Text).values(created_at=MIDNIGHT))
    seen = {person: days_of(cast, MIDNIGHT, person)[0][0] for person in ("jorge", "tess", "alma")}
    assert seen["jorge"] + 1 == seen["tess"] == seen["alma"]  # the reply that was prepared in week 3
