"""Who is told of a post, an opening and an announcement: one job for each person, once ever."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import event, func, select

from board import jobs
from board.actions import announcing, leaving, posting, scheduling
from board.actions.leaving import Attribution
from board.actions.titled import Titled
from board.clock import FixedClock
from board.extensions import db
from board.mail.telling import EVERY, Opener, tell_openings
from board.models import Job, Mail, Membership, Mention, Post, User, Week
from board.rules.leaving import ANONYMOUS
from board.rules.mailing import EACH, NEVER, NOTICE_WITHIN
from board.rules.work import BULK, USUAL
from tests.support.cast import (
    BEFORE,
    OPENING,
    START,
    Cast,
    membership_of,
    sight_for,
    text_of,
    translate,
    typed,
)
from tests.support.together import together

SECOND = timedelta(seconds=1)


def find_out(clock: FixedClock, kind: str) -> None:
    """Do the jobs that find out whom to tell, and no mail."""
    while (job := db.session.scalar(select(Job).where(Job.kind == kind, Job.done_at.is_(None)))) is not None:
        jobs.HANDLERS[kind](job.payload, clock.now())
        job.done_at = clock.now()
        db.session.commit()


def told(kind: str) -> set[str]:
    """Return the names of those for whom there is a job of this kind."""
    users = [job.payload["user"] for job in db.session.scalars(select(Job).where(Job.kind == kind))]
    return set(db.session.scalars(select(User.name).where(User.id.in_(users))))


def wants(cast: Cast, person: User, rhythm: str) -> Membership:
    membership = membership_of(person, cast.forum)
    assert membership is not None
    membership.mail_rhythm = rhythm
    db.session.commit()
    return membership


def reply(cast: Cast, author: User, words: str, now: datetime = START, to: Post | None = None) -> Post:
    return posting.reply(sight_for(cast, author, now), cast.thread, author, typed(words, "en"), to=to)


# Posts


def test_a_post_leaves_one_job_in_its_transaction(cast: Cast) -> None:
    post = reply(cast, cast.jorge, "Yes.")
    [job] = db.session.scalars(select(Job).where(Job.kind == "notify.post"))
    assert (job.unique_key, job.payload["post"]) == (f"notify.post:{post.key}", post.id)


def test_those_are_told_who_are_answered_named_or_want_each_post(cast: Cast, clock: FixedClock) -> None:
    wants(cast, cast.tess, EACH)
    wants(cast, cast.jorge, EACH)
    reply(cast, cast.jorge, "Thank you. @Rosa knows more.", to=cast.post)
    find_out(clock, "notify.post")
    assert told("mail.post") == {"Ana", "Rosa", "Tess"}


def test_thousands_who_want_each_post_do_not_delay_those_whom_it_concerns(cast: Cast, clock: FixedClock) -> None:
    wants(cast, cast.rosa, EACH)
    reply(cast, cast.jorge, "Sí.", to=cast.post)
    find_out(clock, "notify.post")
    ranks = {job.payload["user"]: job.rank for job in db.session.scalars(select(Job).where(Job.kind == "mail.post"))}
    assert ranks == {cast.ana.id: USUAL, cast.rosa.id: BULK}


def test_who_opened_a_thread_is_answered_by_what_replies_to_nobody(cast: Cast, clock: FixedClock) -> None:
    reply(cast, cast.jorge, "A thought.")
    find_out(clock, "notify.post")
    assert told("mail.post") == {"Ana"}


def test_who_set_a_question_is_not_told_of_each_answer(cast: Cast, clock: FixedClock) -> None:
    posting.reply(sight_for(cast, cast.ana), cast.question_thread, cast.ana, typed("Nosotros."))
    find_out(clock, "notify.post")
    assert told("mail.post") == set()


def test_nobody_is_told_of_their_own_post(cast: Cast, clock: FixedClock) -> None:
    wants(cast, cast.ana, EACH)
    posting.reply(sight_for(cast, cast.ana), cast.thread, cast.ana, typed("@Ana, ¿quién?"), to=cast.post)
    find_out(clock, "notify.post")
    assert told("mail.post") == set()


@pytest.mark.parametrize("state", ["mail_stopped_at", "suspended_at"])
def test_those_who_get_no_mail_have_no_job(cast: Cast, clock: FixedClock, state: str) -> None:
    setattr(wants(cast, cast.tess, EACH), state, START)
    reply(cast, cast.jorge, "Yes, @Tess.")
    find_out(clock, "notify.post")
    assert told("mail.post") == {"Ana"}


def removed(cast: Cast, post: Post) -> None:
    posting.delete_post(sight_for(cast, cast.jorge), post)


def locked(cast: Cast, _post: Post) -> None:
    scheduling.override_week(sight_for(cast, cast.alma), cast.week(1), "locked")


@pytest.mark.parametrize("change", [removed, locked])
def test_nobody_is_told_of_what_cannot_be_read(
    cast: Cast, clock: FixedClock, change: Callable[[Cast, Post], None]
) -> None:
    change(cast, reply(cast, cast.jorge, "Yes.", to=cast.post))
    find_out(clock, "notify.post")
    assert told("mail.post") == set()


def test_doing_it_again_tells_nobody_again(cast: Cast, clock: FixedClock) -> None:
    post = reply(cast, cast.jorge, "Yes.", to=cast.post)
    for _time in range(2):
        jobs.HANDLERS["notify.post"]({"forum": cast.forum.id, "post": post.id}, START)
    assert db.session.scalar(select(func.count()).where(Job.kind == "mail.post")) == 1


def test_for_many_members_the_number_of_queries_grows_by_portions(cast: Cast, clock: FixedClock) -> None:
    def statements(members: int) -> int:
        users = [User(email=f"m{members}.{n}@example.org", name="M", created_at=BEFORE) for n in range(members)]
        db.session.add_all(users)
        db.session.flush()
        db.session.add_all(
            Membership(
                forum_id=cast.forum.id, user_id=user.id, roles=frozenset({"participant"}), created_at=BEFORE,
                mail_rhythm=EACH,
            )
            for user in users
        )  # fmt: skip
        post = reply(cast, cast.jorge, "Yes.")
        db.session.commit()
        heard: list[str] = []
        listen = lambda *given: heard.append(given[2])  # noqa: E731
        event.listen(db.engine, "before_cursor_execute", listen)
        jobs.HANDLERS["notify.post"]({"forum": cast.forum.id, "post": post.id}, START)
        event.remove(db.engine, "before_cursor_execute", listen)
        return len(heard)

    few, many = statements(20), statements(1_500)
    assert many - few <= 4 * 3


# Mentions


def mentions(post: Post) -> set[str]:
    named = select(User.name).join(Mention, Mention.user_id == User.id).where(Mention.post_id == post.id)
    return set(db.session.scalars(named))


def test_members_are_named_as_the_forum_shows_them(cast: Cast) -> None:
    newcomer = wants(cast, cast.tess, NEVER)
    newcomer.added_as, newcomer.added_key = "Teresa Ríos", "newcomerkey001"
    db.session.commit()
    post = reply(cast, cast.jorge, "@Teresa Rios, @Tess, @Ana, @Nina, @Omar, @Olga, @Jorge")
    assert mentions(post) == {"Tess", "Ana"}
    assert mentions(reply(cast, cast.jorge, "@Tess alone")) == set()


def test_an_edit_tells_those_whom_it_names_anew_and_nobody_else(cast: Cast, clock: FixedClock) -> None:
    post = reply(cast, cast.jorge, "@Rosa and @Ana")
    find_out(clock, "notify.post")
    sight, text = sight_for(cast, cast.jorge), text_of(post)
    posting.edit_post(sight, cast.thread, post, text, "@Tess and @Ana", 1)
    assert mentions(post) == {"Tess", "Ana"}
    assert told("mail.post") == {"Rosa", "Ana", "Tess"}
    posting.edit_post(sight, cast.thread, post, text, "@Rosa, @Tess and @Ana", 2)
    assert db.session.scalar(select(func.count()).where(Job.kind == "mail.post")) == 3


def test_a_typo_mended_tells_nobody(cast: Cast, clock: FixedClock) -> None:
    posting.edit_post(
        sight_for(cast, cast.jorge), cast.thread, cast.answer, text_of(cast.answer), "How did they win?", 1
    )
    assert db.session.scalar(select(func.count()).where(Job.kind.in_(("notify.post", "mail.post")))) == 0


def test_who_leaves_is_named_nowhere(cast: Cast) -> None:
    post = reply(cast, cast.jorge, "@Ana and @Tess")
    leaving.leave_forum(sight_for(cast, cast.ana), cast.ana, Attribution(ANONYMOUS, "", "Somebody who left"))
    assert mentions(post) == {"Tess"}


# Openings


def open_notices() -> set[str]:
    return told("mail.opening")


ALL = {"Ana", "Jorge", "Rosa", "Bento", "Tess", "Alma"}


@pytest.mark.parametrize(("instant", "names"), [(OPENING - SECOND, set()), (OPENING, ALL), (OPENING + SECOND, ALL)])
def test_an_opening_is_told_from_its_instant(cast: Cast, instant: datetime, names: set[str]) -> None:
    tell_openings(instant)
    assert open_notices() == names
    assert (cast.week(3).told_at is not None) is bool(names)


def test_an_opening_is_told_once_ever(cast: Cast) -> None:
    alma = sight_for(cast, cast.alma, OPENING - timedelta(days=1))
    scheduling.override_week(alma, cast.week(3), "open")
    tell_openings(OPENING - timedelta(days=1))
    assert open_notices() == ALL
    db.session.execute(Job.__table__.delete())
    for instant, override in ((OPENING, None), (OPENING + SECOND, "locked"), (OPENING + 2 * SECOND, "open")):
        scheduling.override_week(sight_for(cast, cast.alma, instant), cast.week(3), override)
        tell_openings(instant + timedelta(minutes=1))
    assert open_notices() == set()


def test_a_week_is_told_that_takes_the_place_of_one_that_was_opened_by_mistake(cast: Cast, clock: FixedClock) -> None:
    def opened() -> int:
        alma = sight_for(cast, cast.alma)
        scheduling.override_week(alma, alma.weeks[-1], "open")
        clock.move_to(clock.now() + timedelta(minutes=1))
        tell_openings(clock.now())
        jobs.run_due(clock)
        return db.session.scalar(select(func.count()).where(Mail.kind == "mail.opening")) or 0

    alma = sight_for(cast, cast.alma)
    scheduling.add_week(alma, "Empty", "", "en", None, cast.alma)
    assert opened() == len(ALL)
    db.session.execute(Mail.__table__.delete())
    alma = sight_for(cast, cast.alma)
    scheduling.override_week(alma, alma.weeks[-1], "locked")
    scheduling.remove_week(sight_for(cast, cast.alma), alma.weeks[-1])
    scheduling.add_week(sight_for(cast, cast.alma), "The right one", "", "en", None, cast.alma)
    assert opened() == len(ALL)


def test_a_week_that_is_held_is_not_told(cast: Cast) -> None:
    scheduling.override_week(sight_for(cast, cast.alma), cast.week(3), "held")
    tell_openings(OPENING)
    assert (open_notices(), cast.week(3).told_at) == (set(), None)


@pytest.mark.parametrize(
    ("late", "names"),
    [(NOTICE_WITHIN - SECOND, ALL), (NOTICE_WITHIN, ALL), (NOTICE_WITHIN + SECOND, set())],
)
def test_an_old_opening_is_no_news(cast: Cast, late: timedelta, names: set[str]) -> None:
    tell_openings(OPENING + late)
    assert open_notices() == names
    assert cast.week(3).told_at == OPENING + late


def test_who_was_added_after_it_opened_is_not_told(cast: Cast) -> None:
    for person, added in ((cast.ana, OPENING), (cast.jorge, OPENING + SECOND)):
        membership = membership_of(person, cast.forum)
        assert membership is not None
        membership.created_at = added
    db.session.commit()
    tell_openings(OPENING + timedelta(minutes=1))
    assert open_notices() == ALL - {"Jorge"}


def test_a_closed_week_is_not_told_until_it_is_open_again(cast: Cast) -> None:
    cast.week(3).closed_at = OPENING
    db.session.commit()
    tell_openings(OPENING + SECOND)
    assert (open_notices(), cast.week(3).told_at) == (set(), None)
    cast.week(3).closed_at = None
    db.session.commit()
    tell_openings(OPENING + 2 * SECOND)
    assert open_notices() == ALL


def test_what_was_prepared_is_told_when_it_can_be_read(cast: Cast, clock: FixedClock) -> None:
    wants(cast, cast.tess, EACH)
    clock.move_to(OPENING)
    tell_openings(OPENING)
    find_out(clock, "notify.post")
    assert told("mail.post") == {"Tess"}
    posts = {job.payload["post"] for job in db.session.scalars(select(Job).where(Job.kind == "mail.post"))}
    assert posts == {post.id for post in (cast.locked_post, cast.locked_spanish_post) if post}


def test_the_worker_looks_every_few_seconds(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[datetime] = []
    monkeypatch.setattr("board.mail.telling.tell_openings", asked.append)
    look = Opener()
    instants = [START, START + EVERY - SECOND, START + EVERY, START - EVERY]
    for instant in instants:
        look(instant)
    assert asked == [START, START + EVERY, START - EVERY]


@pytest.fixture
def _hasty() -> Iterator[None]:
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(interval)


@pytest.mark.usefixtures("_hasty")
def test_two_workers_tell_one_opening_once(committed: Flask, commit_cast: Callable[[], Cast]) -> None:
    with committed.app_context():
        week = commit_cast().week(3).id
    outcomes = together(committed, *[lambda: tell_openings(OPENING)] * 4)
    assert outcomes == [None] * 4
    with committed.app_context():
        assert db.session.scalar(select(func.count()).where(Job.kind == "mail.opening")) == len(ALL)
        assert db.session.get_one(Week, week).told_at == OPENING


# Announcements and translations


def test_an_announcement_is_told_to_all_members_once(cast: Cast, clock: FixedClock) -> None:
    words = Titled("A change", "We start later.", "en")
    announcement = announcing.announce(sight_for(cast, cast.alma), words, cast.alma, "onceonceonce01")
    announcing.announce(sight_for(cast, cast.alma), words, cast.alma, "onceonceonce01")
    announcing.edit_announcement(sight_for(cast, cast.alma), announcement, Titled("A", "B", "en"), cast.alma)
    assert db.session.scalar(select(func.count()).where(Job.kind == "notify.announcement")) == 1
    find_out(clock, "notify.announcement")
    assert told("mail.announcement") == ALL


def test_a_removed_announcement_is_not_told(cast: Cast, clock: FixedClock) -> None:
    announcement = announcing.announce(sight_for(cast, cast.alma), Titled("A", "B", "en"), cast.alma)
    announcing.remove_announcement(sight_for(cast, cast.alma), announcement, cast.alma)
    find_out(clock, "notify.announcement")
    assert told("mail.announcement") == set()


def test_a_whole_translation_asks_whom_to_tell(cast: Cast) -> None:
    tess = sight_for(cast, cast.tess)
    translate(tess, text_of(cast.question), "Who signed the contract?", state="in review")
    asked = select(Job.unique_key).where(Job.kind == "notify.translated")
    assert db.session.scalars(asked).all() == [f"notify.translated:{text_of(cast.question).key}"]
