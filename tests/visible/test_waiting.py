"""How long readers wait for a translation: from the last days, of what each of them may read."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import update

from board.actions import posting, scheduling, translating
from board.extensions import db
from board.models import Post, Text, User
from board.pages.waiting import Counts, backlog, expected_delays, expected_waits
from board.rules.queue import about
from board.visible import Sight
from tests.support.cast import BEFORE, OPENING, START, Cast, look_as, sight_for, text_of, translate, typed

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SECOND = timedelta(seconds=1)


@pytest.fixture
def nothing_waits(cast: Cast) -> None:
    """The posts of the cast that wait would count as slow; each test has posts of its own."""
    db.session.execute(update(Text).where(Text.forum_id == cast.forum.id).values(waits_since=None))
    db.session.commit()


def written(cast: Cast, at: datetime = START, week: int = 1, author: User | None = None) -> Post:
    """A post in Spanish."""
    thread = {1: cast.thread, 2: cast.question_thread, 3: cast.locked_thread}[week]
    person = author or cast.ana
    assert thread is not None
    return posting.reply(sight_for(cast, person, at), thread, person, typed("Buenos días."))


def translated(cast: Cast, post: Post, at: datetime) -> Post:
    translate(sight_for(cast, cast.tess, at), text_of(post), "Good morning.")
    return post


def three(cast: Cast, *hours: int, week: int = 1) -> list[Post]:
    """Posts of START, translated after so many hours each."""
    return [translated(cast, written(cast, week=week), START + wait * HOUR) for wait in hours or (1, 5, 9)]


def later(cast: Cast, person: User | None = None, at: datetime = START + DAY) -> Sight:
    return sight_for(cast, person or cast.jorge, at)


@pytest.mark.usefixtures("nothing_waits")
def test_half_of_them_were_translated_by_then(cast: Cast) -> None:
    three(cast, 1, 5, 30)
    assert expected_delays(later(cast, at=START + 2 * DAY)) == {"en": 5 * HOUR}
    three(cast, 7)
    assert expected_delays(later(cast, at=START + 2 * DAY)) == {"en": 6 * HOUR}


def test_of_two_texts_nothing_is_said(cast: Cast) -> None:
    three(cast, 1, 5)
    assert expected_delays(later(cast)) == {}


@pytest.mark.parametrize(("after", "known"), [(-SECOND, True), (timedelta(0), True), (SECOND, False)])
def test_the_last_seven_days_count(cast: Cast, after: timedelta, known: bool) -> None:
    three(cast, 5, 5, 5)
    assert bool(expected_delays(later(cast, at=START + 5 * HOUR + 7 * DAY + after))) is known


@pytest.mark.usefixtures("nothing_waits")
def test_what_is_done_later_is_not_known_yet(cast: Cast) -> None:
    three(cast, 1, 5, 9)
    assert expected_delays(later(cast, at=START + 9 * HOUR - SECOND)) == {}
    assert expected_delays(later(cast, at=START + 9 * HOUR)) == {"en": 5 * HOUR}


@pytest.mark.usefixtures("nothing_waits")
def test_languages_are_told_apart(cast: Cast) -> None:
    posts = three(cast)
    french = written(cast)
    translating.queue_text(later(cast, cast.tess, START), text_of(french), "fr")
    translated(cast, french, START + 20 * HOUR)
    assert expected_delays(later(cast)) == {"en": 5 * HOUR}
    translating.queue_text(later(cast, cast.tess, START + DAY), text_of(posts[0]), "fr")
    assert expected_delays(later(cast, at=START + DAY)) == {}


@pytest.mark.usefixtures("nothing_waits")
def test_who_reads_nothing_learns_nothing(cast: Cast) -> None:
    three(cast)
    for person in (cast.jorge, cast.rosa, cast.tess, cast.alma):
        assert expected_delays(later(cast, person)) == {"en": 5 * HOUR}
    for person in (cast.nina, cast.omar, cast.olga, None):
        assert expected_delays(sight_for(cast, person, START + DAY)) == {}


@pytest.mark.parametrize("how", ["deleted", "hidden"])
def test_what_was_removed_does_not_count(cast: Cast, how: str) -> None:
    post = three(cast)[0]
    if how == "deleted":
        posting.delete_post(later(cast, cast.ana), post)
    else:
        posting.hide_post(later(cast, cast.alma), post, "Not here.")
    for person in (cast.jorge, cast.alma):
        assert expected_delays(later(cast, person)) == {}


def test_a_week_that_is_locked_again_takes_its_figures_along(cast: Cast) -> None:
    three(cast)
    scheduling.override_week(later(cast, cast.alma), cast.week(1), "locked")
    for person in (cast.jorge, cast.alma, cast.tess):
        assert expected_delays(later(cast, person)) == {}


def test_what_is_translated_before_its_week_opens_keeps_nobody_waiting(cast: Cast) -> None:
    for _ in range(3):
        translated(cast, written(cast, BEFORE, 3, cast.alma), OPENING - HOUR)
    for person in (cast.jorge, cast.tess, cast.alma):
        for at in (OPENING - SECOND, OPENING, OPENING + DAY):
            assert expected_delays(sight_for(cast, person, at)) == {}


def test_readers_wait_from_the_opening(cast: Cast) -> None:
    for _ in range(3):
        translated(cast, written(cast, BEFORE, 3, cast.alma), OPENING + 2 * HOUR)
    for person in (cast.jorge, cast.tess, cast.alma):
        assert expected_delays(sight_for(cast, person, OPENING + DAY)) == {"en": 2 * HOUR}


# The admin's table


def figures(cast: Cast, person: User | None = None, at: datetime = START) -> list[tuple[int | None, bool, Counts]]:
    lines, _total = backlog(sight_for(cast, person or cast.alma, at))
    assert {(line.language, line.target) for line in lines} == {("es", "en")}
    return [(line.week.number if line.week else None, line.is_locked, line.counts) for line in lines]


MONDAY = datetime.fromisoformat("2026-03-02T19:30+00:00")


def test_what_waits_by_week(cast: Cast) -> None:
    assert figures(cast) == [
        (1, False, Counts(4, 2, 8, BEFORE, None)),
        (2, False, Counts(1, 1, 4, MONDAY, None)),
        (3, True, Counts(3, 3, 9, BEFORE, None)),
    ]


def test_all_together(cast: Cast) -> None:
    _lines, total = backlog(sight_for(cast, cast.alma))
    assert total == Counts(8, 6, 21, BEFORE, None)
    assert total.done == 2


def test_the_wait_of_the_last_days_stands_with_its_week(cast: Cast) -> None:
    three(cast, 1, 5, 9, week=2)
    translated(cast, written(cast), START + HOUR)
    lines, total = backlog(sight_for(cast, cast.alma, START + DAY))
    assert [line.counts.delay for line in lines] == [HOUR, 5 * HOUR, None]
    assert total.delay == 3 * HOUR


def test_at_the_opening_the_week_is_no_longer_marked(cast: Cast) -> None:
    assert [locked for _, locked, _ in figures(cast, at=OPENING - SECOND)] == [False, False, True]
    assert [locked for _, locked, _ in figures(cast, at=OPENING)] == [False, False, False]


def test_languages_are_lines_of_their_own(cast: Cast) -> None:
    translating.queue_text(sight_for(cast, cast.tess), text_of(cast.answer), "es")
    lines, total = backlog(sight_for(cast, cast.alma))
    assert [(line.language, line.target) for line in lines if line.week == cast.week(1)] == [("en", "es"), ("es", "en")]
    assert total.texts == 9


def test_a_removed_post_is_not_in_it(cast: Cast) -> None:
    posting.hide_post(sight_for(cast, cast.alma), cast.question, "Not here.")
    assert [number for number, _, _ in figures(cast)] == [1, 3]


def test_a_forum_that_translates_nothing_has_no_lines(cast: Cast) -> None:
    assert backlog(look_as(cast.other_forum, cast.omar)) == ([], Counts(0, 0, 0, None, None))


# ---- posts that still wait


@pytest.mark.usefixtures("nothing_waits")
def test_posts_that_have_waited_longer_already_count(cast: Cast) -> None:
    """Three were done after an hour, five and nine; each that has waited longer than five makes the half slower."""
    three(cast, 1, 5, 9)
    posts = [written(cast, START + timedelta(minutes=1))]
    assert expected_delays(later(cast, at=START + 5 * HOUR + timedelta(minutes=1))) == {}  # nine are not over yet
    at = START + 10 * HOUR
    assert expected_delays(later(cast, at=at)) == {"en": 7 * HOUR}
    posts += [written(cast, START + timedelta(minutes=1)) for _ in range(2)]
    assert expected_delays(later(cast, at=at)) == {}  # the middle one waits still


@pytest.mark.usefixtures("nothing_waits")
def test_where_nobody_translates_any_more_nothing_is_promised(cast: Cast) -> None:
    three(cast, 1, 2, 3)
    for _ in range(3):
        written(cast, START + 4 * HOUR)
    assert expected_delays(later(cast, at=START + 6 * HOUR)) == {"en": 2 * HOUR}
    assert expected_delays(later(cast, at=START + 6 * HOUR + SECOND)) == {}


@pytest.mark.usefixtures("nothing_waits")
def test_each_post_is_told_how_many_come_before_it(cast: Cast) -> None:
    """A question to somebody who answers now comes first, then this week's posts, then older weeks'."""
    old = [written(cast, START + timedelta(minutes=minute)) for minute in (1, 2)]
    new = written(cast, START + timedelta(minutes=3), week=2)
    thread = cast.question_thread
    asked = posting.reply(
        sight_for(cast, cast.ana, START + timedelta(minutes=4)), thread, cast.ana, typed("¿Por qué?"),
        asked=cast.rosa, asked_roles=frozenset({"key_respondent"}),
    )  # fmt: skip
    before = expected_waits(later(cast)).before
    assert [before[post.text_id] for post in (asked, new, *old)] == [0, 1, 2, 3]


@pytest.mark.usefixtures("nothing_waits")
def test_posts_of_a_locked_week_are_counted_for_nobody(cast: Cast) -> None:
    written(cast, START, week=3, author=cast.alma)
    post = written(cast, START + HOUR)
    for person in (cast.jorge, cast.tess, cast.alma):
        assert expected_waits(later(cast, person)).before == {post.text_id: 0}


@pytest.mark.parametrize(
    ("number", "rounded"),
    [(0, 0), (2, 0), (3, 5), (7, 5), (8, 10), (12, 10), (48, 50), (50, 50), (51, 50), (56, 60), (100, 100), (101, 101)],
)
def test_the_number_is_rounded(number: int, rounded: int) -> None:
    assert about(number) == rounded
