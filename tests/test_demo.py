"""The demo: what it holds, when it happens, and that it mixes with nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextvars import copy_context
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, func, select, true
from sqlalchemy.orm import scoped_session

from board import demo
from board.actions.enrolling import authenticate, create_account
from board.actions.marks import note_visit
from board.actions.scheduling import override_week, schedule_week
from board.archive.reading_in import read_archive
from board.clock import FixedClock
from board.demo import (
    abstracts,
    accounts,
    calendar,
    citing,
    content,
    programme,
    synthesis,
    translations,
    trying,
)
from board.extensions import about_to_write, db
from board.jobs import run_due
from board.mail.planning import plan_digests
from board.mail.question_planning import plan_questions
from board.mail.telling import tell_openings
from board.models import (
    Act,
    Excerpt,
    Forum,
    Job,
    Mail,
    Membership,
    Post,
    Report,
    Segment,
    Text,
    Theme,
    Thread,
    Translation,
    User,
    Voice,
    Week,
)
from board.pages.editor import checker, terms_of
from board.pages.elements import element_lines
from board.pages.excerpts import excerpts
from board.pages.matrix import Matrix, matrix, theme_names
from board.pages.texts import load_pairs
from board.rules.roles import Viewer
from board.rules.synthesis import IN_USE, PROPOSED
from board.rules.translations import STATES, segment_state
from board.rules.weeks import WeekState, to_wall
from board.text import unfounded
from board.visible import (
    Sight,
    forums,
    look,
    my_memberships,
    visible_places,
    visible_posts,
    visible_readings,
    visible_texts,
    visible_themes,
    visible_threads,
)
from tests.support.archives import archived, written
from tests.support.client import signed_in
from tests.support.database import dispose, rolled_back
from tests.support.site import new_app

NOW = datetime(2026, 3, 4, 12, 0, 20, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def load_in(app: Flask, plan: demo.Calendar) -> list[demo.Account]:
    """Load as the command does, in a context of its own."""

    def run() -> list[demo.Account]:
        with app.app_context():
            return demo.load(plan)

    return copy_context().run(run)


@pytest.fixture(scope="session")
def _redated(
    new_database: Callable[[str], str], _clock: FixedClock, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Flask]:
    app = new_app(new_database("demo"), _clock, tmp_path_factory.mktemp("demo"))
    app.testing = True
    app.extensions["demo_accounts"] = load_in(app, demo.redated(NOW, awaits_anchor=True))
    yield app
    dispose(app)


@pytest.fixture(scope="session")
def _archived(
    new_database: Callable[[str], str], _clock: FixedClock, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Flask]:
    app = new_app(new_database("archive"), _clock, tmp_path_factory.mktemp("archive"))
    load_in(app, demo.archived(NOW))
    yield app
    dispose(app)


@pytest.fixture
def loaded(_redated: Flask, clock: FixedClock) -> Iterator[Flask]:
    """The demo around NOW, in an application context; what the test changes is undone."""
    clock.move_to(NOW)
    with rolled_back(_redated), _redated.app_context():
        yield _redated


@pytest.fixture
def archive(_archived: Flask, clock: FixedClock) -> Iterator[Flask]:
    """The demo with its true dates."""
    with rolled_back(_archived), _archived.app_context():
        yield _archived


def sight(email: str, now: datetime) -> Sight:
    user = person(email)
    forum = db.session.scalars(forums()).one()
    membership = db.session.scalars(my_memberships(user.id)).one()
    return look(db.session(), forum, Viewer(user.id, user.is_owner, membership.roles), now)


def person(email: str) -> User:
    return db.session.scalars(select(User).where(User.email == email)).one()


def week(number: int) -> Week:
    return db.session.scalars(select(Week).where(Week.number == number)).one()


def post(name: str) -> Post:
    """A post by its id in the TOML files."""
    return db.session.scalars(select(Post).where(Post.once == name)).one()


def words_of(written: Post) -> str:
    """The post's words as readers see them now."""
    text = db.session.get_one(Text, written.text_id)
    query = select(Segment.source).where(Segment.revision_id == text.revision_id).order_by(Segment.position)
    return "\n\n".join(db.session.scalars(query))


def states_of(text_id: int) -> list[str]:
    """The state of each segment of a text, in order."""
    text = db.session.get_one(Text, text_id)
    query = select(Segment).where(Segment.revision_id == text.revision_id).order_by(Segment.position)
    standing = select(Translation).where(Translation.text_id == text.id, Translation.superseded_at.is_(None))
    found = {row.lineage: row for row in db.session.scalars(standing)}
    return [segment_state(segment.digest, found.get(segment.lineage)) for segment in db.session.scalars(query)]


# What it holds


def test_it_holds_a_forum_of_substance(loaded: Flask) -> None:
    languages = Counter(db.session.scalars(select(Text.language).join(Post, Post.text_id == Text.id)))
    assert db.session.scalar(select(func.count(User.id))) == len(content.people()) == 33
    assert db.session.scalar(select(func.count(Week.id))) == 6
    assert languages.total() >= 100
    assert {"es", "en", "pt", "fr"} <= languages.keys()
    assert min(languages["es"], languages["en"]) >= 30


def test_everybody_has_come_in(loaded: Flask) -> None:
    """Who has not is shown under no more than a name: a demo of strangers."""
    places = list(db.session.scalars(select(Membership)))
    assert len(places) > 20
    assert not [place.added_as for place in places if place.is_newcomer]


@pytest.mark.once
def test_the_archive_holds_what_was_written_in_all_six_weeks(archive: Flask) -> None:
    assert db.session.scalar(select(func.count(Post.id))) == 152


def test_translations_are_in_every_state(loaded: Flask) -> None:
    texts = db.session.scalars(select(Text.id).join(Post, Post.text_id == Text.id).where(Text.target == "en"))
    assert {state for text_id in texts for state in states_of(text_id)} == set(STATES)


def test_an_edit_after_the_translation_outdates_what_it_changed(loaded: Flask) -> None:
    asked = post("w3-q2-2")
    assert asked.edited_at is not None
    assert Counter(states_of(asked.text_id)) == {"approved": 3, "outdated": 1}


def test_a_state_may_be_told_for_each_block(loaded: Flask) -> None:
    assert states_of(post("w3-q2-12").text_id) == ["approved", "in review", "in review"]


def test_a_block_that_misses_its_translation_has_no_row(loaded: Flask) -> None:
    case_study = next(r for r in db.session.scalars(visible_readings(sight("claire@example.org", NOW)))
                      if r.respondent_id == person("itzel@example.org").id)  # fmt: skip
    assert case_study.body_id is not None
    assert states_of(case_study.body_id)[-5:] == ["missing"] * 5


def test_a_machine_s_draft_has_no_translator(loaded: Flask) -> None:
    query = select(Translation).where(Translation.text_id == post("w1-t1-5").text_id)
    assert {(t.origin, t.state, t.translator_id) for t in db.session.scalars(query)} == {("machine", "draft", None)}


def test_a_text_outside_the_policy_is_queued_by_hand(loaded: Flask) -> None:
    portuguese = db.session.get_one(Text, post("w1-q2-5").text_id)
    assert (portuguese.language, portuguese.target, portuguese.target_by_hand) == ("pt", "en", True)


def test_the_programme_is_translated_into_spanish(loaded: Flask) -> None:
    forum = db.session.scalars(forums()).one()
    told = [forum.about_id, forum.format_id, forum.prerequisites_id]
    ids = [*told, *(text for n in content.WEEKS for text in (week(n).title_id, week(n).outline_id))]
    assert len(ids) == 15
    for text_id in ids:
        assert text_id is not None
        assert set(states_of(text_id)) == {"approved"}
        assert db.session.get_one(Text, text_id).target == "es"


def test_surplus_blocks_of_a_translation_lose_no_word(loaded: Flask) -> None:
    assert translations.fitted(["a", "b", "c"], 2) == ["a", "b\n\nc"]
    assert translations.fitted(["a"], 2) == ["a"]
    query = select(Translation.source).where(Translation.text_id == post("w1-t2-4").text_id).order_by(Translation.id)
    assert [part.count("\n\n") for part in db.session.scalars(query)] == [0, 1]
    assert states_of(post("w3-t1-3").text_id) == ["draft", "draft", "missing"]


@pytest.mark.once
def test_what_is_approved_keeps_to_the_glossary_and_loses_nothing(archive: Flask) -> None:
    """The desk's own checks, on translations that people wrote."""
    forum = db.session.scalars(select(Forum)).one()
    everything = look(db.session(), forum, Viewer(is_owner=True, roles=frozenset({"admin"})), NOW)
    texts = list(db.session.scalars(visible_texts(everything).where(Text.target == "en", Text.language == "es")))
    terms, found = terms_of(everything, texts[0]), []
    assert len(terms) >= 10
    for pair in load_pairs(everything, texts).values():
        check = checker(pair, terms)
        rows = [(row.segment.source, row.translation) for row in pair.rows if row.state == "approved"]
        findings = [(one, source) for source, standing in rows if standing for one in check(source, standing.source)]
        found += [
            (one.code, one.detail, source[:300]) for one, source in findings if one.blocks or one.code == "glossary"
        ]
    assert found == []


def test_questions_to_key_respondents_are_open_until_answered(loaded: Flask) -> None:
    assert post("w3-q2-3").answer_id == post("w3-q2-4").id
    waiting = db.session.scalars(select(Post.once).where(Post.asked_id.is_not(None), Post.answered_at.is_(None)))
    assert set(waiting) == {"w2-q1-3", "w3-q2-6"}


def test_mail_waits_only_for_questions_that_wait(loaded: Flask) -> None:
    questions = select(Job).where(Job.done_at.is_(None), Job.kind == "mail.question")
    waiting = {job.payload["post"] for job in db.session.scalars(questions)}
    assert waiting == {post("w2-q1-3").id, post("w3-q2-6").id}


def test_its_worker_keeps_a_few_mails_for_those_whom_a_visitor_can_be_and_no_flood(
    loaded: Flask, clock: FixedClock
) -> None:
    db.session.execute(delete(Job).where(Job.kind.startswith("edition.")))
    db.session.commit()
    kept = []
    for hours in range(0, 8 * 24, 6):
        clock.move_to(NOW + timedelta(hours=hours))
        for chore in (tell_openings, plan_digests, plan_questions):
            chore(clock.now())
        run_due(clock)
        kept.append(len(db.session.scalars(select(Mail)).all()))
    assert 0 < kept[0] < 12
    assert kept[-1] < 60
    listed = {account.email for account in loaded.extensions["demo_accounts"]}
    mails = db.session.scalars(select(Mail)).all()
    assert {mail.recipient for mail in mails} <= listed
    assert all(mail.body.strip() for mail in mails)
    assert "mail.digest" in {mail.kind for mail in mails}


@pytest.mark.once
def test_three_weeks_and_their_threads_are_summarised(archive: Flask) -> None:
    seen = sight("claire@example.org", NOW)
    places = visible_places(seen)
    kinds = Counter(db.session.scalars(select(places.c.kind).where(places.c.kind.in_(["abstract", "summary"]))))
    assert kinds == {"abstract": len(abstracts.entries()) - 3, "summary": 3}
    assert {state for number in (1, 2, 3) for state in states_of(week(number).summary_id or 0)} == {"approved"}
    for entry in abstracts.entries():
        assert citing.CITED.findall(entry.translation) in ([], entry.cited)


def test_the_archive_mails_nobody(archive: Flask) -> None:
    assert db.session.scalar(select(func.count(Job.id)).where(Job.done_at.is_(None))) == 0


def test_the_file_is_a_real_pdf() -> None:
    data = programme.SURVEY.read_bytes()
    start = int(data.split(b"startxref\n")[1].split(b"\n")[0])
    assert data.startswith(b"%PDF-")
    assert data.count(b"/Type /Page ") == 14
    assert data[start:].startswith(b"xref\n")
    places = [int(line[:10]) for line in data[start:].split(b"\n")[3:] if line.endswith(b" n ")]
    assert [data[place:].split(b" ")[0] for place in places] == [b"%d" % n for n in range(1, len(places) + 1)]


# When it happens


def test_everything_was_written_before_now_and_after_its_week_opened(loaded: Flask) -> None:
    query = select(Post, Week).join(Thread, Thread.id == Post.thread_id).join(Week, Week.id == Thread.week_id)
    for row in db.session.execute(query):
        assert row.Post.created_at < NOW
        if row.Week.number <= 3:
            assert row.Week.opens_at < row.Post.created_at
    for model in (Translation, Text, Thread):
        assert db.session.scalar(select(func.max(model.created_at))) < NOW


@pytest.mark.parametrize("hour", [3, 4, 5, 6, 13, 18, 23])
@pytest.mark.parametrize("day", ["2026-03-08", "2026-03-14", "2026-07-01", "2026-11-01", "2026-11-20"])
def test_weeks_open_at_one_wall_time_whenever_it_is_loaded(day: str, hour: int) -> None:
    now = datetime.fromisoformat(f"{day}T{hour:02}:59:30+00:00")
    plan = demo.redated(now)
    walls = [to_wall(plan.openings[number], calendar.ZONE) for number in content.WEEKS]
    assert plan.openings[3] < now < plan.openings[4] <= now + timedelta(days=1, minutes=1)
    skipped = {wall.time() for wall in walls}
    assert len(skipped) == 1 or any(wall.hour == 3 for wall in walls), "a skipped hour moves on"


def test_only_weeks_1_to_3_are_open(loaded: Flask) -> None:
    seen = sight("ana@example.org", NOW)
    assert [seen.state(week(n)) for n in content.WEEKS] == [WeekState.OPEN] * 3 + [WeekState.LOCKED] * 3
    open_weeks = {week(n).id for n in (1, 2, 3)}
    assert {thread.week_id for thread in db.session.scalars(visible_threads(seen))} == open_weeks


def test_week_4_opens_at_the_first_whole_minute_two_minutes_after_the_server_accepts(loaded: Flask) -> None:
    assert demo.anchor(datetime(2026, 3, 4, 12, 0, 30, tzinfo=UTC)) == datetime(2026, 3, 4, 12, 3, tzinfo=UTC)
    assert [to_wall(opening, calendar.ZONE).isoformat() for n in content.WEEKS if (opening := week(n).opens_at)] == [
        "2026-02-11T07:03:00", "2026-02-18T07:03:00", "2026-02-25T07:03:00",
        "2026-03-04T07:03:00", "2026-03-11T07:03:00", "2026-03-18T07:03:00",
    ]  # fmt: skip
    assert demo.anchor(datetime(2026, 3, 4, 12, 1, tzinfo=UTC)) is None, "once only"


def test_an_acceptance_on_the_minute_opens_exactly_two_minutes_later(loaded: Flask) -> None:
    assert demo.anchor(datetime(2026, 3, 4, 12, 1, tzinfo=UTC)) == datetime(2026, 3, 4, 12, 3, tzinfo=UTC)


def test_the_clock_alone_opens_week_4(loaded: Flask) -> None:
    opening = demo.anchor(NOW)
    assert opening is not None
    inside = {}
    for at in (opening - SECOND, opening, opening + SECOND):
        seen = sight("ana@example.org", at)
        inside[at] = db.session.execute(visible_posts(seen).where(Thread.week_id == week(4).id)).all()
    assert [len(found) for found in inside.values()] == [0, 3, 3]


def test_the_page_of_week_4_opens_with_the_clock(loaded: Flask, clock: FixedClock) -> None:
    opening = demo.anchor(NOW)
    assert opening is not None
    address = f"/f/social-economy/thread/{db.session.get_one(Thread, post('w4-q1-1').thread_id).key}"
    ana, found = signed_in(loaded, person("ana@example.org")), []
    for at in (opening - SECOND, opening):
        clock.move_to(at)
        found.append((ana.get(address).status_code, address in ana.get("/f/social-economy/week/4").text))
    assert found == [(404, False), (200, True)]


def test_without_an_anchor_week_4_has_no_date(loaded: Flask) -> None:
    assert [week(n).opens_at for n in (4, 5, 6)] == [None] * 3


def test_an_admin_s_date_for_week_4_is_not_moved(loaded: Flask) -> None:
    schedule_week(sight("claire@example.org", NOW), week(4), datetime.fromisoformat("2026-04-01T09:00"))
    db.session.commit()
    assert demo.anchor(NOW) is None
    assert week(4).opens_at == datetime(2026, 4, 1, 13, tzinfo=UTC)


def test_a_week_that_an_admin_opened_is_not_dated(loaded: Flask) -> None:
    override_week(sight("claire@example.org", NOW), week(4), "open")
    assert demo.anchor(NOW) is None


def test_an_anchor_days_later_leaves_the_open_weeks_before_their_posts(loaded: Flask) -> None:
    before = week(3).opens_at
    assert demo.anchor(NOW + timedelta(days=2)) is not None
    assert week(3).opens_at == before


def test_a_demo_whose_visitors_renamed_the_forum_is_still_one(loaded: Flask) -> None:
    db.session.scalars(forums()).one().slug = "ours-now"
    db.session.commit()
    assert demo.is_loaded()
    assert demo.anchor(NOW) is None
    assert trying.next_opening(NOW) is None


def test_the_anchor_is_noted_with_who_and_when(loaded: Flask) -> None:
    demo.anchor(NOW)
    act = db.session.scalars(select(Act).where(Act.kind == "week.scheduled", Act.week_id == week(4).id)).one()
    assert (act.user_id, act.at) == (person("claire@example.org").id, NOW)
    assert act.detail == "2026-03-04 07:03 America/Toronto"


def test_the_forum_ends_with_its_sixth_week(loaded: Flask) -> None:
    demo.anchor(NOW)
    forum = db.session.scalars(forums()).one()
    assert (str(forum.starts_on), str(forum.ends_on)) == ("2026-02-11", "2026-03-22")
    assert forum.closed_at == datetime(2026, 3, 23, 4, tzinfo=UTC)


@pytest.mark.once
def test_the_archive_has_the_true_dates(archive: Flask) -> None:
    assert [week(n).opens_at for n in content.WEEKS] == [
        datetime(2009, 10, 26, 13, tzinfo=UTC),  # daylight saving ends on 1 November
        datetime(2009, 11, 2, 14, tzinfo=UTC),
        datetime(2009, 11, 9, 14, tzinfo=UTC),
        datetime(2009, 11, 16, 14, tzinfo=UTC),
        datetime(2009, 11, 23, 14, tzinfo=UTC),
        datetime(2009, 11, 30, 14, tzinfo=UTC),
    ]
    assert post("w1-q1-1").created_at == datetime(2009, 10, 26, 13, 15, tzinfo=UTC)
    assert post("w6-q2-5").created_at == datetime(2009, 12, 4, 21, 0, tzinfo=UTC)


def test_the_call_takes_applications_as_long_as_the_forum_is_open(loaded: Flask, clock: FixedClock) -> None:
    demo.anchor(NOW)
    forum = db.session.scalars(forums()).one()
    walls = [to_wall(at, forum.zone) for at in (forum.applications_from, forum.applications_until) if at]
    assert list(map(str, walls)) == ["2025-11-19 07:03:00", "2026-03-22 23:59:00"]
    assert forum.respondent_seats == 9
    page = loaded.test_client().get("/f/social-economy/call").get_data(as_text=True)
    assert "There are 9 places for key respondents." in page
    assert "Applications are closed" not in page
    assert "Apply" in page


def test_it_says_what_can_be_tried_now_and_nothing_else(loaded: Flask) -> None:
    demo.anchor(NOW)
    listed = {account.email: account.name for account in loaded.extensions["demo_accounts"]}
    opening = trying.next_opening(NOW)
    assert opening is not None
    number, at = opening
    assert number == 4
    before, opened = (demo.can_be_tried(moment, "http://site", listed) for moment in (at - SECOND, at))
    assert any("the call takes applications until" in line for line in before)
    assert any(line.startswith("Answer as ") and "in the tray" in line for line in before)
    assert any(line.startswith("Week 4 opens by itself on") for line in before)
    assert trying.AGAIN not in before
    assert any(line.startswith("Week 5 opens by itself on") for line in opened)
    assert trying.AGAIN in opened
    after = demo.can_be_tried(NOW + timedelta(days=400), "http://site", listed)
    assert not any("the call takes" in line or "opens by itself" in line for line in after)
    assert trying.AGAIN in after


@pytest.mark.once
def test_the_true_call_ended_with_september(archive: Flask) -> None:
    forum = db.session.scalars(forums()).one()
    assert forum.applications_until == datetime(2009, 10, 1, 3, 59, tzinfo=UTC)


@pytest.mark.once
def test_the_archive_is_closed_and_can_be_read(archive: Flask) -> None:
    forum = db.session.scalars(forums()).one()
    seen = sight("ana@example.org", NOW)
    assert (str(forum.starts_on), str(forum.ends_on)) == ("2009-10-26", "2009-12-04")
    assert {seen.state(week(n)) for n in content.WEEKS} == {WeekState.CLOSED}
    assert len(db.session.execute(visible_posts(seen)).all()) == 152
    assert demo.anchor(NOW) is None


def test_ana_finds_new_posts_in_week_3(loaded: Flask) -> None:
    seen = sight("ana@example.org", NOW)
    question = db.session.get_one(Thread, post("w3-q2-1").thread_id)
    line = note_visit(seen, question, post("w3-q2-16").created_at)
    assert line == post("w3-q2-7").created_at


# Loading


def test_a_second_load_changes_nothing(loaded: Flask) -> None:
    before = _counts()
    with pytest.raises(demo.AlreadyLoaded):
        demo.load(demo.redated(NOW))
    assert _counts() == before


def test_it_refuses_a_database_with_somebody_else(db_session: scoped_session[Any]) -> None:
    create_account("someone@elsewhere.example", "Someone", NOW)
    db_session.commit()
    before = _counts()
    with pytest.raises(demo.ForeignData, match="someone@elsewhere"):
        demo.load(demo.redated(NOW))
    assert _counts() == before


def test_it_refuses_a_database_with_another_forum(db_session: scoped_session[Any]) -> None:
    db_session.add(Forum(slug="other", name="Another forum", zone="UTC", languages=("en",), created_at=NOW))
    db_session.commit()
    with pytest.raises(demo.ForeignData, match="Another forum"):
        demo.load(demo.redated(NOW))


def test_a_load_that_fails_leaves_nothing(db_session: scoped_session[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("the power went")

    monkeypatch.setattr("board.demo.visitors.look_around", fail)
    with pytest.raises(RuntimeError, match="the power went"):
        demo.load(demo.redated(NOW))
    assert set(_counts().values()) == {0}
    assert not about_to_write.get()


def _counts() -> dict[str, int]:
    tables = db.metadata.sorted_tables
    return {table.name: db.session.scalar(select(func.count()).select_from(table)) or 0 for table in tables}


def test_the_listed_accounts_can_sign_in_and_only_they(loaded: Flask) -> None:
    listed: list[demo.Account] = loaded.extensions["demo_accounts"]
    assert Counter(account.role for account in listed) == {
        "participant": 2, "key_respondent": 8, "translator": 2, "admin": 2, "owner": 1,
    }  # fmt: skip
    assert {account.week for account in listed if account.role == "key_respondent"} == {4, 5}
    assert len({account.password for account in listed}) == len(listed)
    ana = listed[0]
    assert authenticate(ana.email, ana.password) == person("ana@example.org")


def test_lost_passwords_are_renewed(loaded: Flask) -> None:
    first, renewed = loaded.extensions["demo_accounts"], demo.renew_passwords()
    assert [account.email for account in renewed] == [account.email for account in first]
    assert authenticate(renewed[0].email, first[0].password) is None
    assert authenticate(renewed[0].email, renewed[0].password) is not None


def test_a_spoiled_file_of_accounts_counts_as_lost(tmp_path: Any) -> None:
    spoiled = tmp_path / "accounts.json"
    spoiled.write_text('[{"role": "admin"}]')
    assert accounts.read(spoiled) == accounts.read(tmp_path / "none.json") == []


@pytest.mark.parametrize("at", ["0 9:00", "monday 09:00", "3 10:3", ""])
def test_a_time_that_cannot_be_read_is_refused(at: str) -> None:
    with pytest.raises(ValueError, match="is not like"):
        calendar.since_opening(at)


def test_pages_of_the_demo_open(loaded: Flask) -> None:
    ana = signed_in(loaded, person("ana@example.org"))
    assert ana.get("/f/social-economy/").status_code == 200
    assert ana.get("/f/social-economy/week/3").status_code == 200


# What readers say of it, and what admins decide


def test_voices_come_from_several_regions_and_nobody_speaks_of_their_own_post(loaded: Flask) -> None:
    voices = db.session.execute(select(Voice, Post.author_id).join(Post, Post.id == Voice.post_id)).all()
    assert len(voices) >= 50
    assert len({voice.region for voice, _author in voices}) >= 5
    assert {voice.kind for voice, _author in voices} == {"true_here", "not_here", "tried"}
    assert all(voice.user_id != author for voice, author in voices)


def test_one_report_waits_and_one_post_is_hidden_with_its_reason(loaded: Flask) -> None:
    assert [one.settled_at for one in db.session.scalars(select(Report))] == [None]
    [hidden] = db.session.scalars(select(Post).where(Post.removed == "hidden"))
    assert hidden.removed_reason
    kinds = list(db.session.scalars(select(Job.kind).where(Job.done_at.is_(None))))
    assert "mail.hidden" not in kinds
    assert "mail.report" in kinds


# The synthesis


def test_the_codebook_has_eight_themes_in_both_languages(loaded: Flask) -> None:
    seen = sight("ana@example.org", NOW)
    names = {name.source: name.translation_source for _theme, name in theme_names(seen)}
    assert len(names) == 8
    assert names["Acceso al capital"] == "Access to capital"
    for theme in db.session.scalars(visible_themes(seen)):
        assert theme.definition_id is not None
        for text_id in filter(None, (theme.name_id, theme.definition_id, theme.example_id, theme.counter_example_id)):
            assert set(states_of(text_id)) == {"approved"}


def test_one_theme_was_proposed_by_a_participant(loaded: Flask) -> None:
    themes = db.session.scalars(visible_themes(sight("ana@example.org", NOW))).all()
    assert Counter(theme.state for theme in themes) == {IN_USE: 7, PROPOSED: 1}
    assert themes[-1].author_id == person("tomas@example.org").id


def test_most_cells_of_the_matrix_hold_passages_and_some_are_empty(loaded: Flask) -> None:
    shown = matrix(sight("ana@example.org", NOW))
    assert shown.total >= 45
    assert shown.regions == tuple(content.forum().regions)
    assert len(shown.lines) * len(shown.regions) / 2 < len(_filled(shown)) < len(shown.lines) * len(shown.regions)
    assert any(count > 1 for count in _filled(shown))


@pytest.mark.once
def test_the_archive_s_matrix_is_the_one_that_the_last_post_describes(archive: Flask) -> None:
    shown = matrix(sight("ana@example.org", NOW))
    assert shown.total == len(synthesis.entries()[1]) >= 60
    assert set(shown.regions) == set(content.forum().regions)
    settled = Matrix(shown.regions, tuple(line for line in shown.lines if line.theme.state == IN_USE))
    assert (len(settled.lines) * len(settled.regions), len(_filled(settled))) == (49, 45)
    assert "cuatro celdas vacías de cuarenta y nueve" in words_of(post("w6-q2-5"))


def test_passages_were_placed_by_many_people_in_two_languages(loaded: Flask) -> None:
    views = excerpts(sight("ana@example.org", NOW), Excerpt.removed_at.is_(None))
    assert len({view.excerpt.author_id for view in views}) >= 20
    assert {view.excerpt.language for view in views} == {"en", "es"}
    assert {view.source.kind for view in views} == {"post", "reading"}
    assert all(view.passages and view.excerpt.why for view in views)
    assert not any(view.has_changed for view in views)


def test_a_passage_is_placed_after_its_source_and_its_theme_were_there(loaded: Flask) -> None:
    rows = db.session.execute(
        select(Excerpt, Text, Theme).join(Text, Text.id == Excerpt.text_id).join(Theme, Theme.id == Excerpt.theme_id)
    )
    for excerpt, text, theme in rows:
        assert max(text.created_at, theme.created_at) < excerpt.created_at < NOW


def test_four_policy_elements_cite_passages_and_one_has_a_sentence_that_is_not_founded(loaded: Flask) -> None:
    seen = sight("ana@example.org", NOW)
    lines = element_lines(seen, true())
    assert len(lines) == len(synthesis.elements()) == 4
    assert {line.words.text.language for line in lines} == {"en", "es"}
    assert all(line.words.is_translated for line in lines if line.words.text.language == "es")
    keys = {excerpt.key for excerpt in db.session.scalars(select(Excerpt))}

    def is_cited(address: str) -> bool:
        return address.startswith("/f/social-economy/excerpt/") and address.rpartition("/")[2] in keys

    missing = [unfounded(row.segment.html, is_cited, "", "").number for line in lines for row in line.words.rows]
    assert sorted(missing) == [0, 0, 0, 0, 1]


def _filled(shown: Matrix) -> list[int]:
    return [line.counts[region] for line in shown.lines for region in shown.regions if line.counts.get(region)]


def test_its_archive_makes_the_same_archive_in_another_installation(
    archive: Flask, new_database: Callable[[str], str], clock: FixedClock, tmp_path: Path
) -> None:
    forum = db.session.scalars(select(Forum)).one()
    first = archived(forum)
    elsewhere = new_app(new_database("elsewhere"), clock, tmp_path)
    with elsewhere.app_context():
        assert archived(read_archive(written(tmp_path, first))) == first
    dispose(elsewhere)
