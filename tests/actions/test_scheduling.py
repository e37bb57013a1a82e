"""Weeks and forums: the schedule, the admin's hand on it, and what a change leaves alone."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from board.actions import scheduling, setting_up, translating
from board.actions.setting_up import SlugTaken
from board.actions.writing import EmptyText
from board.extensions import db
from board.models import Act, Forum, Revision, Text, Week
from board.rules.permissions import Refusal, Refused
from board.rules.weeks import NonexistentTime, to_wall
from board.visible import Sight
from tests.support.cast import END, OPENING, START, Cast, forum_settings, sight_for, text_of
from tests.support.seeing import source_of

ABOUT = "We learn how public buyers choose."
LATER = START + timedelta(hours=1)


def admin(cast: Cast, now: datetime = START) -> Sight:
    return sight_for(cast, cast.alma, now)


def wall(text: str) -> datetime:
    return datetime.fromisoformat(text)


def log(cast: Cast) -> list[tuple[str, int | None, int | None, datetime]]:
    """What was done since START: kind, week, who, when."""
    acts = db.session.scalars(select(Act).where(Act.forum_id == cast.forum.id, Act.at >= START).order_by(Act.id))
    return [(act.kind, act.week_id, act.user_id, act.at) for act in acts]


# The admin's hand


@pytest.mark.parametrize("wanted", ["open", "held", "locked"])
def test_an_override_keeps_who_and_when(cast: Cast, wanted: str) -> None:
    week = cast.week(2 if wanted == "locked" else 3)
    scheduling.override_week(admin(cast), week, wanted)
    assert (week.override, week.override_at, week.override_by_id) == (wanted, START, cast.alma.id)
    assert log(cast) == [(f"week.{wanted}", week.id, cast.alma.id, START)]


def test_each_step_stays_in_the_log(cast: Cast) -> None:
    week = cast.week(3)
    for hours, wanted in enumerate(("open", "locked", None)):
        scheduling.override_week(admin(cast, START + timedelta(hours=hours)), week, wanted)
    assert [(kind, at - START) for kind, _, _, at in log(cast)] == [
        ("week.open", timedelta(0)),
        ("week.locked", timedelta(hours=1)),
        ("week.schedule", timedelta(hours=2)),
    ]
    assert (week.override, week.override_at, week.override_by_id) == (None, LATER + timedelta(hours=1), cast.alma.id)


def test_an_override_moves_no_date(cast: Cast) -> None:
    scheduling.override_week(admin(cast), cast.week(3), "open")
    assert cast.week(3).opens_at == OPENING


def test_what_is_so_already_leaves_no_line_in_the_log(cast: Cast) -> None:
    with pytest.raises(Refused) as refused:
        scheduling.override_week(admin(cast), cast.week(2), "open")
    assert refused.value.reason is Refusal.ALREADY_SO
    assert log(cast) == []


def test_only_admins_of_the_forum_move_weeks(cast: Cast) -> None:
    for person in (cast.ana, cast.rosa, cast.tess, cast.omar, cast.olga, cast.nina):
        for act in (
            lambda sight: scheduling.override_week(sight, cast.week(3), "open"),
            lambda sight: scheduling.close_week(sight, cast.week(2), True),
        ):
            with pytest.raises(Refused) as refused:
                act(sight_for(cast, person))
            assert refused.value.reason is Refusal.ADMINS_ONLY
    assert log(cast) == []


def test_a_week_is_closed_for_writing_and_opened_again(cast: Cast) -> None:
    week = cast.week(2)
    scheduling.close_week(admin(cast), week, True)
    assert (week.closed_at, admin(cast).state(week)) == (START, "closed")
    scheduling.close_week(admin(cast), week, False)
    assert (week.closed_at, admin(cast).state(week)) == (None, "open")
    assert [kind for kind, *_ in log(cast)] == ["week.close", "week.reopen"]


# The schedule


@pytest.mark.parametrize(
    ("typed", "instant"),
    [
        ("2009-10-26 09:00", datetime(2009, 10, 26, 13, tzinfo=UTC)),
        ("2009-11-02 09:00", datetime(2009, 11, 2, 14, tzinfo=UTC)),
    ],
)
def test_a_week_opens_at_the_wall_time_of_the_forum(cast: Cast, typed: str, instant: datetime) -> None:
    scheduling.schedule_week(admin(cast), cast.week(4), wall(typed))
    assert cast.week(4).opens_at == instant


def test_a_date_can_be_taken_away(cast: Cast) -> None:
    scheduling.schedule_week(admin(cast), cast.week(3), None)
    assert cast.week(3).opens_at is None
    assert admin(cast, OPENING).state(cast.week(3)) == "locked"


def test_a_time_that_clocks_skip_is_refused_and_moves_nothing(cast: Cast) -> None:
    with pytest.raises(NonexistentTime):
        scheduling.schedule_week(admin(cast), cast.week(3), wall("2026-03-08 02:30"))
    assert cast.week(3).opens_at == OPENING
    assert log(cast) == []


def save_unchanged(cast: Cast, week: Week) -> None:
    """Send the form of a week as it was shown."""
    texts = [db.session.get_one(Text, text_id) for text_id in (week.title_id, week.outline_id) if text_id]
    title, outline = map(source_of, texts)
    shown = to_wall(week.opens_at, cast.forum.zone) if week.opens_at else None
    scheduling.edit_week(admin(cast), week, title, outline, shown, cast.alma)


@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_saving_a_week_unchanged_three_times_moves_nothing(cast: Cast, number: int) -> None:
    week = cast.week(number)
    before = (week.opens_at, week.title_id, week.outline_id, len(db.session.scalars(select(Revision.id)).all()))
    for _ in range(3):
        save_unchanged(cast, week)
    after = (week.opens_at, week.title_id, week.outline_id, len(db.session.scalars(select(Revision.id)).all()))
    assert after == before
    assert log(cast) == []


def test_the_second_of_two_equal_wall_times_is_not_moved_by_saving_either(cast: Cast) -> None:
    second = datetime(2026, 11, 1, 6, 30, tzinfo=UTC)
    cast.week(3).opens_at = second
    for _ in range(3):
        save_unchanged(cast, cast.week(3))
    assert cast.week(3).opens_at == second


def test_a_week_is_edited_with_its_title_and_outline(cast: Cast) -> None:
    week = cast.week(3)
    scheduling.edit_week(admin(cast), week, "Cases", "What we read.", wall("2026-03-10 09:00"), cast.alma)
    assert source_of(db.session.get_one(Text, week.title_id)) == "Cases"
    assert week.outline_id is not None
    assert source_of(db.session.get_one(Text, week.outline_id)) == "What we read."
    assert week.opens_at == OPENING + timedelta(days=1)
    assert [kind for kind, *_ in log(cast)] == ["week.scheduled", "week.edited"]


def test_an_outline_can_be_taken_away_and_written_again(cast: Cast) -> None:
    week, shown = cast.week(3), to_wall(OPENING, cast.forum.zone)
    for outline in ("", "A new one."):
        scheduling.edit_week(admin(cast), week, "Cases", outline, shown, cast.alma)
        assert bool(week.outline_id) == bool(outline)


def test_a_week_without_a_title_is_refused_and_nothing_is_kept(cast: Cast) -> None:
    with pytest.raises(EmptyText):
        scheduling.edit_week(admin(cast), cast.week(3), " ", "Outline", wall("2026-03-10 09:00"), cast.alma)
    db.session.rollback()
    assert cast.week(3).opens_at == OPENING
    assert log(cast) == []


def test_participants_neither_edit_nor_add_weeks(cast: Cast) -> None:
    for person in (cast.ana, cast.rosa, cast.tess, cast.omar, cast.nina):
        sight = sight_for(cast, person)
        with pytest.raises(Refused):
            scheduling.edit_week(sight, cast.week(3), "Mine", "", None, person)
        with pytest.raises(Refused):
            scheduling.add_week(sight, "Mine", "", "en", None, person)
    assert cast.week(3).opens_at == OPENING


def test_the_owner_edits_weeks_too(cast: Cast) -> None:
    scheduling.edit_week(sight_for(cast, cast.olga), cast.week(4), "Next", "", wall("2026-03-16 09:00"), cast.olga)
    assert cast.week(4).opens_at == OPENING + timedelta(days=7)


def test_a_new_week_comes_last(cast: Cast) -> None:
    week = scheduling.add_week(admin(cast), "A fifth week", "", "en", wall("2026-03-23 09:00"), cast.alma)
    assert (week.number, week.outline_id, week.opens_at) == (5, None, datetime(2026, 3, 23, 13, tzinfo=UTC))


# The forum


def edit(cast: Cast, about: str = ABOUT, **changed: object) -> None:
    setting_up.edit_forum(sight_for(cast, cast.olga), forum_settings(**changed), about, cast.olga)


def openings(cast: Cast) -> list[datetime | None]:
    return [week.opens_at for week in cast.weeks]


def test_a_forum_closes_when_its_last_day_is_over_in_its_zone(cast: Cast) -> None:
    assert cast.forum.closed_at == END


def facts(cast: Cast) -> tuple[object, ...]:
    revisions = db.session.scalars(select(Revision.id)).all()
    return openings(cast), cast.forum.closed_at, cast.forum.about_id, len(revisions)


def test_saving_a_forum_unchanged_three_times_moves_nothing(cast: Cast) -> None:
    before = facts(cast)
    for _ in range(3):
        edit(cast)
    assert facts(cast) == before


def test_another_zone_keeps_every_wall_time(cast: Cast) -> None:
    walls = [at and to_wall(at, "America/Toronto") for at in openings(cast)]
    edit(cast, zone="America/Sao_Paulo")
    assert [at and to_wall(at, "America/Sao_Paulo") for at in openings(cast)] == walls
    assert cast.forum.closed_at == datetime(2026, 3, 28, 3, tzinfo=UTC)


def test_there_and_back_again_moves_nothing(cast: Cast) -> None:
    before = openings(cast)
    for zone in ("America/Sao_Paulo", "Europe/Madrid", "America/Toronto"):
        edit(cast, zone=zone)
    assert openings(cast) == before


def test_without_a_last_day_a_forum_does_not_close(cast: Cast) -> None:
    edit(cast, ends_on=None)
    assert cast.forum.closed_at is None


def test_a_new_policy_queues_and_unqueues(cast: Cast) -> None:
    edit(cast, policy=("en>es",))
    assert (text_of(cast.post).target, text_of(cast.answer).target) == (None, "es")
    edit(cast, policy=("es>en",))
    assert (text_of(cast.post).target, text_of(cast.answer).target) == ("en", None)


def test_a_new_policy_leaves_alone_what_was_queued_by_hand(cast: Cast) -> None:
    tess = sight_for(cast, cast.tess)
    translating.queue_text(tess, text_of(cast.post), None)
    translating.queue_text(tess, text_of(cast.answer), "es")
    edit(cast, policy=("es>pt",))
    edit(cast, policy=("es>en",))
    assert (text_of(cast.post).target, text_of(cast.answer).target) == (None, "es")


def test_a_new_policy_gives_changed_texts_a_new_version(cast: Cast) -> None:
    versions = (text_of(cast.post).version, text_of(cast.answer).version)
    edit(cast, policy=())
    assert (text_of(cast.post).version, text_of(cast.answer).version) == (versions[0] + 1, versions[1])


def test_only_the_owner_makes_and_edits_forums(cast: Cast) -> None:
    for person in (cast.alma, cast.omar, cast.ana, cast.nina):
        with pytest.raises(Refused) as refused:
            setting_up.edit_forum(sight_for(cast, person), forum_settings(name="Mine"), "", person)
        assert refused.value.reason is Refusal.OWNER_ONLY
        with pytest.raises(Refused):
            setting_up.create_forum(forum_settings(slug="mine"), "", person, START)
    assert cast.forum.name == "Social economy"


def test_two_forums_have_two_addresses(cast: Cast) -> None:
    with pytest.raises(SlugTaken):
        edit(cast, slug="food-councils")
    with pytest.raises(SlugTaken):
        setting_up.create_forum(forum_settings(), "", cast.olga, START)
    edit(cast, slug="social-economy")


def test_the_purpose_can_be_taken_away_and_written_again(cast: Cast) -> None:
    for about in ("", "A new purpose."):
        edit(cast, about)
        assert bool(db.session.get_one(Forum, cast.forum.id).about_id) == bool(about)


def test_a_forum_may_run_again_on_new_dates(cast: Cast) -> None:
    again = forum_settings(slug="social-economy-2", starts_on=date(2027, 2, 22), ends_on=date(2027, 3, 26))
    forum = setting_up.create_forum(again, ABOUT, cast.olga, START)
    assert forum.id != cast.forum.id
    assert forum.closed_at == datetime(2027, 3, 27, 4, tzinfo=UTC)
