"""The digest as it is mailed: what is in it, in which order, and where answers go."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import delete, select

from board.actions import announcing, following, mail_choices, marks, posting, scheduling, suspending
from board.actions.titled import Titled
from board.clock import FixedClock
from board.extensions import db
from board.jobs import run_due
from board.mail import digest_units
from board.mail.planning import plan_digests
from board.models import Job, Mailing, Membership, Post
from board.pages.digests import numbered_posts
from board.rules.mail_tokens import DIGEST, unseal
from tests.mail.conftest import Inbox
from tests.support.cast import BEFORE, START, Cast, membership_of, sight_for, text_of, translate, typed

TUESDAY = datetime(2026, 3, 3, 12, tzinfo=UTC)
FRIDAY = datetime(2026, 3, 6, 12, tzinfo=UTC)
"""Seven o'clock in Toronto."""
NEXT = datetime(2026, 3, 10, 11, tzinfo=UTC)
"""The Tuesday after it, when clocks have gone forward."""
HOUR = timedelta(hours=1)


@pytest.fixture
def jorge(cast: Cast) -> Membership:
    """Jorge, the only one who gets digests, since the forum was prepared; the next one is due on Friday."""
    for name in ("ana", "rosa", "bento", "tess", "alma"):
        found = membership_of(getattr(cast, name), cast.forum)
        assert found is not None
        found.mail_rhythm, found.mail_since = "never", BEFORE
    member = membership_of(cast.jorge, cast.forum)
    assert member is not None
    member.mail_since, member.digest_at = BEFORE, FRIDAY
    db.session.execute(delete(Job))
    db.session.commit()
    return member


def mail_all(clock: FixedClock, now: datetime) -> None:
    clock.move_to(now)
    plan_digests(now)
    run_due(clock)


def sent() -> list[Mailing]:
    return list(db.session.scalars(select(Mailing).where(Mailing.at.is_not(None)).order_by(Mailing.id)))


def write(cast: Cast, body: str, at: datetime, language: str = "en") -> Post:
    return posting.reply(sight_for(cast, cast.ana, at), cast.thread, cast.ana, typed(body, language), to=None)


def test_it_has_everything_that_is_new_in_full(cast: Cast, jorge: Membership, inbox: Inbox, clock: FixedClock) -> None:
    announcing.announce(sight_for(cast, cast.alma), Titled("Hours", "We meet at nine.", "en"), cast.alma)
    db.session.execute(delete(Job))  # the announcement is mailed at once, too
    db.session.commit()
    mail_all(clock, FRIDAY)
    [mail] = inbox.mails
    body = mail.get_content()
    assert mail["Subject"] == "Social economy: 3 new posts in 2 threads, 2 new weeks"
    assert mail["Message-ID"] == f"<digest.social-economy.{cast.jorge.key}.2026030612@localhost>"
    wanted = [
        "Week 1 is open: Public buyers\r\n==", "Week 2 is open: Local purchasing\r\n==", "Announcements\r\n==",
        "Hours\r\n--", "We meet at nine.", "To read\r\n==", "Guía de compras\r\n--", "Una guía corta.",
        "Week 2: Local purchasing\r\n==", "Question of the week\r\n--", "Who buys close to home?",
        "¿Quién firmó el contrato?", "Week 1: Public buyers\r\n==", "Selling to the municipality\r\n--",
        "La cooperativa vendió verduras al municipio.", "The cooperative sold vegetables to the municipality.",
    ]  # fmt: skip
    places = [body.find(words) for words in wanted]
    assert -1 not in places
    assert places == sorted(places)
    assert "How did they win it?" not in body  # his own
    assert "LOCKED" not in mail.as_string()
    assert "You get what is new in “Social economy” on the days that you chose." in body


def test_a_second_one_has_only_what_came_since(cast: Cast, jorge: Membership, inbox: Inbox, clock: FixedClock) -> None:
    mail_all(clock, FRIDAY)
    mail_all(clock, NEXT - HOUR)
    assert len(inbox.mails) == 1
    post = write(cast, "Since then", NEXT - HOUR)
    mail_all(clock, NEXT)
    assert cast.locked_post is not None  # week 3 opened on Monday
    assert cast.locked_spanish_post is not None
    assert sent()[1].told["posts"] == [cast.locked_post.id, cast.locked_spanish_post.id, post.id]
    assert inbox.mails[1]["Subject"] == "Social economy: 3 new posts in 2 threads, a new week"
    mail_all(clock, NEXT + timedelta(days=7))
    assert len(inbox.mails) == 2


def test_nothing_is_sent_where_there_is_nothing_to_tell(
    cast: Cast, jorge: Membership, inbox: Inbox, clock: FixedClock
) -> None:
    jorge.mail_since = START
    db.session.commit()
    mail_all(clock, FRIDAY)
    assert (inbox.mails, list(db.session.scalars(select(Job))), sent()) == ([], [], [])
    assert jorge.digest_at == NEXT


def test_followed_threads_come_first_in_their_week(
    cast: Cast, jorge: Membership, inbox: Inbox, clock: FixedClock
) -> None:
    week, ana = cast.week(1), sight_for(cast, cast.ana)
    first = posting.open_thread(ana, week, cast.ana, typed("One", "en", "First"))
    second = posting.open_thread(sight_for(cast, cast.ana, START + HOUR), week, cast.ana, typed("Two", "en", "Second"))
    following.follow(sight_for(cast, cast.jorge), second, wanted=True)
    following.follow(sight_for(cast, cast.jorge), cast.thread, wanted=False)
    mail_all(clock, FRIDAY)
    body = inbox.mails[0].get_content()
    assert body.index("Second\r\n--") < body.index("Selling to the municipality\r\n--") < body.index("First\r\n--")
    assert first.id != second.id


def test_questions_to_its_reader_come_first(cast: Cast, jorge: Membership, inbox: Inbox, clock: FixedClock) -> None:
    rosa = membership_of(cast.rosa, cast.forum)
    assert rosa is not None
    rosa.mail_rhythm, rosa.digest_at = "days", FRIDAY
    db.session.commit()
    mail_all(clock, FRIDAY)
    [mail] = [mail for mail in inbox.mails if mail["To"] == "rosa@example.org"]
    body = mail.get_content()
    assert body.count("¿Quién firmó el contrato?") == 1
    assert body.index("Questions to you\r\n==") < body.index("\r\n[1] Ana") < body.index("Week 1 is open")


def test_a_post_that_went_without_its_translation_comes_once_more_with_it(
    cast: Cast, jorge: Membership, inbox: Inbox, clock: FixedClock
) -> None:
    mail_all(clock, FRIDAY)
    assert sent()[0].told["pending"] == [cast.question.id]
    translate(sight_for(cast, cast.tess, FRIDAY + HOUR), text_of(cast.question), "Who signed the contract?")
    mail_all(clock, NEXT)
    body = inbox.mails[1].get_content()
    assert body.index("Translated since then\r\n==") < body.index("Who signed the contract?")
    mail_all(clock, NEXT + timedelta(days=3))
    assert len(inbox.mails) == 2


def test_an_edit_resends_nothing(cast: Cast, jorge: Membership, inbox: Inbox, clock: FixedClock) -> None:
    mail_all(clock, FRIDAY)
    later = sight_for(cast, cast.ana, FRIDAY + HOUR)
    posting.edit_post(later, cast.question_thread, cast.question, text_of(cast.question), "¿Quién lo firmó?", 1)
    mail_all(clock, NEXT)
    assert "firmó" not in inbox.mails[1].get_content()


# Looked at again when it is sent


def test_what_was_read_hidden_or_locked_between_asking_and_sending_is_left_out(
    cast: Cast, jorge: Membership, inbox: Inbox, clock: FixedClock
) -> None:
    read, hidden = write(cast, "Read meanwhile", START), write(cast, "Hidden meanwhile", START + HOUR)
    clock.move_to(FRIDAY)
    plan_digests(FRIDAY)
    posting.hide_post(sight_for(cast, cast.alma), hidden, "Not fit")
    marks.note_visit(sight_for(cast, cast.jorge, FRIDAY), cast.thread, read.created_at)
    scheduling.override_week(sight_for(cast, cast.alma), cast.week(2), "locked")
    run_due(clock)
    [mail] = [mail for mail in inbox.mails if mail["To"] == "jorge@example.org"]
    assert mail["Subject"] == "Social economy: a new week, 1 new reading"
    assert "meanwhile" not in mail.get_content()


@pytest.mark.parametrize("how", ["stopped", "suspended", "never", "left"])
def test_whoever_gets_no_mail_any_more_gets_none(
    cast: Cast, jorge: Membership, inbox: Inbox, clock: FixedClock, how: str
) -> None:
    clock.move_to(FRIDAY)
    plan_digests(FRIDAY)
    if how == "stopped":
        mail_choices.stop(jorge, FRIDAY)
    elif how == "suspended":
        suspending.suspend(sight_for(cast, cast.alma, FRIDAY), jorge, "Rude")
    elif how == "never":
        jorge.mail_rhythm = "never"
    else:
        db.session.delete(jorge)
    db.session.commit()
    run_due(clock)
    assert [mail for mail in inbox.mails if "new" in mail["Subject"]] == []
    assert sent() == []


# Answers, and several mails


def test_an_answer_finds_the_post_by_its_number(
    cast: Cast, jorge: Membership, inbox: Inbox, clock: FixedClock, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = replace(app.extensions["settings"], mail_replies="reply@example.org")
    monkeypatch.setitem(app.extensions, "settings", settings)
    mail_all(clock, FRIDAY)
    [mail] = inbox.mails
    sealed = mail["Reply-To"].addresses[0].username.partition("+")[2]
    token = unseal(settings.secret_key, sealed)
    assert token is not None
    assert token[:2] == (DIGEST, cast.jorge.id)
    listed = numbered_posts(cast.jorge.id, token.about)
    assert listed[1:] == (cast.question.id, cast.post.id)
    assert numbered_posts(cast.ana.id, token.about) == ()
    body = mail.get_content()
    assert "[2] Ana · Mon 2 Mar, 14:30\r\n" in body
    assert "write its number, such as [1], at the beginning of a paragraph" in body


def test_a_mail_that_is_sent_again_has_the_same_numbers_and_identity(
    cast: Cast, jorge: Membership, inbox: Inbox, clock: FixedClock
) -> None:
    inbox.refusals = 1
    mail_all(clock, FRIDAY)
    assert sent() == []
    [planned] = db.session.scalars(select(Mailing))
    numbers = planned.told["numbers"]
    posting.delete_post(sight_for(cast, cast.ana, FRIDAY), cast.question)
    write(cast, "Since then", FRIDAY)
    clock.move_to(FRIDAY + HOUR)
    run_due(clock)
    [row] = sent()
    assert (row.told["numbers"], row.told["posts"]) == (numbers, [numbers[0], numbers[2]])
    body = inbox.mails[0].get_content()
    assert "\r\n[3] Ana" in body
    assert "\r\n[2]" not in body
    assert "Since then" not in body


def test_a_long_one_is_cut_into_mails_with_each_post_whole_and_once(
    cast: Cast, jorge: Membership, inbox: Inbox, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(digest_units, "MOST_BYTES", 2500)
    posts = [write(cast, f"Post number {number}. " + "Words. " * 40, START + HOUR * number) for number in range(8)]
    inbox.refusals = 1
    mail_all(clock, FRIDAY)
    clock.move_to(FRIDAY + HOUR)
    run_due(clock)
    count = len(inbox.mails)
    assert count > 2
    subjects = {mail["Subject"].rpartition("(")[2] for mail in inbox.mails}
    assert subjects == {f"{part} of {count})" for part in range(1, count + 1)}
    assert len({mail["Message-ID"] for mail in inbox.mails}) == count
    everything = "".join(mail.get_content() for mail in inbox.mails)
    assert [everything.count(f"Post number {number}.") for number in range(8)] == [1] * 8
    told = [post_id for row in sent() for post_id in row.told.get("posts", ())]
    assert len(told) == len(set(told))
    assert {post.id for post in posts} <= set(told)


def test_what_could_not_be_sent_comes_with_the_next_one_and_only_with_that(
    cast: Cast, jorge: Membership, inbox: Inbox, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    inbox.refusals = 1
    mail_all(clock, FRIDAY)
    write(cast, "Since then", FRIDAY)
    for job in db.session.scalars(select(Job)):
        job.run_at = NEXT + HOUR
    db.session.commit()
    mail_all(clock, NEXT)
    assert len(inbox.mails) == 1
    assert "¿Quién firmó el contrato?" in inbox.mails[0].get_content()
    assert "Since then" in inbox.mails[0].get_content()
    clock.move_to(NEXT + HOUR)
    run_due(clock)
    assert len(inbox.mails) == 1
