"""A post in a mail of its own: to whom, for which reason, once, and not if it cannot be read any more."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from board.actions import erasing, marks, posting, scheduling
from board.actions.translating import save_translation
from board.clock import FixedClock
from board.extensions import db
from board.jobs import do_due, run_due
from board.jobs.leases import Worker
from board.mail.telling import tell_openings
from board.models import Mailing, Membership, Post, User
from board.rules.mailing import EACH, MENTION, QUESTION, REPLY
from tests.mail.conftest import Inbox
from tests.support.cast import OPENING, START, Cast, membership_of, segments_of, sight_for, text_of, translate, typed

MINUTE = timedelta(minutes=1)


def member(cast: Cast, person: User) -> Membership:
    membership = membership_of(person, cast.forum)
    assert membership is not None
    return membership


def wants_each(cast: Cast, *people: User) -> None:
    for person in people:
        member(cast, person).mail_rhythm = EACH
    db.session.commit()


def reply(cast: Cast, author: User, words: str, language: str = "es") -> Post:
    sight = sight_for(cast, author, START + MINUTE)
    return posting.reply(sight, cast.thread, author, typed(words, language), to=cast.post)


def subjects(inbox: Inbox, person: User) -> list[str]:
    return [str(mail["Subject"]) for mail in inbox.mails if mail["To"] == person.email]


def sent_to(inbox: Inbox, person: User) -> list[str]:
    return [str(mail.get_content()) for mail in inbox.mails if mail["To"] == person.email]


@pytest.fixture(autouse=True)
def _later(cast: Cast, inbox: Inbox, clock: FixedClock) -> None:
    """The question to Rosa is mailed already."""
    run_due(clock)
    inbox.mails.clear()
    clock.move_to(START + 2 * MINUTE)


def test_an_answer_reaches_its_author_at_once(cast: Cast, inbox: Inbox, clock: FixedClock) -> None:
    post = reply(cast, cast.jorge, "We won it with patience.", "en")
    run_due(clock)
    [mail] = inbox.mails
    assert mail["To"] == "ana@example.org"
    assert mail["Subject"] == "Re: Vender al municipio"
    assert mail["From"] == "Jorge via Social economy <forum@example.org>"
    assert "We won it with patience." in mail.get_content()
    assert "because it answers what you wrote" in mail.get_content()
    assert (
        f"On the site: http://localhost/f/social-economy/post/{post.key}\nThe whole thread: "
        in mail.get_content().replace("\r\n", "\n")
    )
    assert mail["Message-ID"] == f"<post.{post.key}.{cast.ana.key}@localhost>"
    assert mail["References"] == f"<thread.{cast.thread.key}@localhost> <post.{cast.post.key}.{cast.ana.key}@localhost>"


def test_who_wants_each_post_gets_both_languages(cast: Cast, inbox: Inbox, clock: FixedClock) -> None:
    wants_each(cast, cast.tess)
    translate(sight_for(cast, cast.tess), text_of(reply(cast, cast.jorge, "Con paciencia.")), "With patience.")
    run_due(clock)
    [body] = sent_to(inbox, cast.tess)
    assert "Con paciencia." in body
    assert "With patience." in body
    assert "You chose to get each post" in body


def test_one_post_makes_one_mail_to_a_person_for_the_strongest_reason(
    cast: Cast, inbox: Inbox, clock: FixedClock
) -> None:
    wants_each(cast, cast.ana)
    reply(cast, cast.jorge, "@Ana, gracias.")
    run_due(clock)
    [body] = sent_to(inbox, cast.ana)
    assert "Jorge names you in this post." in body
    assert "because the post names you" in body


@pytest.mark.parametrize(
    ("unwanted", "words"),
    [({MENTION}, "answers what you wrote"), ({REPLY}, "names you"), ({MENTION, REPLY}, "You chose to get each post")],
)
def test_the_reason_is_what_is_wanted_when_it_is_sent(
    cast: Cast, inbox: Inbox, clock: FixedClock, unwanted: set[str], words: str
) -> None:
    wants_each(cast, cast.ana)
    reply(cast, cast.jorge, "@Ana, gracias.")
    member(cast, cast.ana).mail_kinds -= unwanted
    db.session.commit()
    run_due(clock)
    [body] = sent_to(inbox, cast.ana)
    assert words in body


def test_who_reads_digests_and_is_not_concerned_gets_nothing(cast: Cast, inbox: Inbox, clock: FixedClock) -> None:
    reply(cast, cast.jorge, "Gracias.")
    run_due(clock)
    assert {mail["To"] for mail in inbox.mails} == {"ana@example.org"}


@pytest.mark.parametrize(("wants_questions", "mails"), [(True, ["asked you a question"]), (False, ["names you"])])
def test_a_question_is_not_told_twice(
    cast: Cast, inbox: Inbox, clock: FixedClock, wants_questions: bool, mails: list[str]
) -> None:
    wants_each(cast, cast.rosa)
    if not wants_questions:
        member(cast, cast.rosa).mail_kinds -= {QUESTION}
        db.session.commit()
    sight, roles = sight_for(cast, cast.ana, START + MINUTE), frozenset({"key_respondent"})
    words = typed("@Rosa, ¿quién pagó?")
    posting.reply(sight, cast.question_thread, cast.ana, words, asked=cast.rosa, asked_roles=roles)
    run_due(clock)
    bodies = sent_to(inbox, cast.rosa)
    assert [words for words in mails if words in bodies[0] + subjects(inbox, cast.rosa)[0]] == mails
    assert len(bodies) == 1


# Checked again at the moment of sending


def locked(cast: Cast, _post: Post) -> None:
    scheduling.override_week(sight_for(cast, cast.alma), cast.week(1), "locked")


def deleted(cast: Cast, post: Post) -> None:
    posting.delete_post(sight_for(cast, cast.jorge), post)


def hidden(cast: Cast, post: Post) -> None:
    posting.hide_post(sight_for(cast, cast.alma), post, "No")


def erased(cast: Cast, post: Post) -> None:
    deleted(cast, post)
    erasing.erase_post(sight_for(cast, cast.olga), post)


@pytest.mark.parametrize("change", [locked, deleted, hidden, erased])
def test_what_cannot_be_read_any_more_is_not_sent(
    cast: Cast, inbox: Inbox, clock: FixedClock, change: Callable[[Cast, Post], None]
) -> None:
    wants_each(cast, cast.tess)
    member(cast, cast.tess).roles = frozenset({"translator", "admin"})
    post = reply(cast, cast.jorge, "@Ana, palabras secretas.")
    _find_out(clock)
    change(cast, post)
    run_due(clock)
    assert not [mail for mail in inbox.mails if "secretas" in mail.get_content()]


def _find_out(clock: FixedClock) -> None:
    """Do the first job alone: it finds out who is told."""
    taken: list[bool] = []
    do_due(Worker(clock, stopping=lambda: len(taken) > 0 or taken.append(True) or False))  # type: ignore[func-returns-value]


@pytest.mark.parametrize("state", ["mail_stopped_at", "suspended_at"])
def test_who_gets_no_mail_any_more_is_not_written_to(cast: Cast, inbox: Inbox, clock: FixedClock, state: str) -> None:
    reply(cast, cast.jorge, "@Ana, gracias.")
    _find_out(clock)
    setattr(member(cast, cast.ana), state, START)
    db.session.commit()
    run_due(clock)
    assert inbox.mails == []


@pytest.mark.parametrize(("reads", "mails"), [(True, 0), (False, 1)])
def test_what_was_read_on_the_site_is_not_sent_by_itself(
    cast: Cast, inbox: Inbox, clock: FixedClock, reads: bool, mails: int
) -> None:
    wants_each(cast, cast.tess)
    post = reply(cast, cast.jorge, "Gracias.")
    seen_to = post.created_at if reads else post.created_at - timedelta.resolution
    marks.note_visit(sight_for(cast, cast.tess, START + MINUTE), cast.thread, seen_to)
    run_due(clock)
    assert len(sent_to(inbox, cast.tess)) == mails


def test_who_is_named_is_told_even_if_they_have_read_it(cast: Cast, inbox: Inbox, clock: FixedClock) -> None:
    post = reply(cast, cast.jorge, "@Tess, gracias.")
    marks.note_visit(sight_for(cast, cast.tess, START + MINUTE), cast.thread, post.created_at)
    run_due(clock)
    assert len(sent_to(inbox, cast.tess)) == 1


# What is recorded, and the translation


def told(person: User) -> list[dict[str, list[int]]]:
    return list(db.session.scalars(select(Mailing.told).where(Mailing.user_id == person.id).order_by(Mailing.id)))


def test_digests_know_what_went_out_by_itself(cast: Cast, inbox: Inbox, clock: FixedClock) -> None:
    wants_each(cast, cast.tess)
    post = reply(cast, cast.jorge, "Gracias, @Rosa.")
    run_due(clock)
    assert told(cast.tess) == [{"posts": [post.id], "pending": [post.id]}]
    assert told(cast.rosa) == [{"notices": [post.id]}]


def test_the_translation_follows_once_in_the_same_thread(cast: Cast, inbox: Inbox, clock: FixedClock) -> None:
    wants_each(cast, cast.tess, cast.rosa, cast.bento)
    cast.bento.reading_mode = "original"
    db.session.commit()
    post = reply(cast, cast.jorge, "Una.\n\nDos.")
    run_due(clock)
    inbox.mails.clear()
    tess = sight_for(cast, cast.tess, clock.now())
    translate(tess, text_of(post), "One.")
    run_due(clock)
    assert inbox.mails == []
    second = segments_of(text_of(post))[1]
    save_translation(tess, text_of(post), second, "Two.", "approved", base=0, digest=second.digest)
    for _time in range(2):
        run_due(clock)
    assert {mail["To"] for mail in inbox.mails} == {"tess@example.org", "rosa@example.org"}
    [mail] = [mail for mail in inbox.mails if mail["To"] == "tess@example.org"]
    assert "Two." in mail.get_content()
    assert mail["Message-ID"] == f"<translated.{post.key}.{cast.tess.key}@localhost>"
    assert mail["In-Reply-To"] == f"<post.{post.key}.{cast.tess.key}@localhost>"
    assert told(cast.tess)[-1] == {"translated": [post.id]}


@pytest.mark.parametrize(("seconds", "mails"), [(-1, 1), (0, 0), (1, 0)])
def test_who_has_read_the_translation_on_the_site_is_not_sent_it(
    cast: Cast, inbox: Inbox, clock: FixedClock, seconds: int, mails: int
) -> None:
    wants_each(cast, cast.rosa)
    post = reply(cast, cast.jorge, "Una.")
    run_due(clock)
    inbox.mails.clear()
    translate(sight_for(cast, cast.tess, clock.now()), text_of(post), "One.")
    visited = clock.now() + timedelta(seconds=seconds)
    marks.note_visit(sight_for(cast, cast.rosa, visited), cast.thread, post.created_at)
    run_due(clock)
    assert len(sent_to(inbox, cast.rosa)) == mails


def test_a_typo_mended_is_not_sent_again(cast: Cast, inbox: Inbox, clock: FixedClock) -> None:
    wants_each(cast, cast.tess)
    post = reply(cast, cast.jorge, "Grasias, @Ana.")
    run_due(clock)
    inbox.mails.clear()
    posting.edit_post(sight_for(cast, cast.jorge, clock.now()), cast.thread, post, text_of(post), "Gracias, @Ana.", 1)
    run_due(clock)
    assert inbox.mails == []


# What was prepared


@pytest.mark.parametrize(("wants_opening", "questions"), [(True, 0), (False, 1)])
def test_a_question_that_the_opening_tells_is_not_sent_by_itself(
    cast: Cast, inbox: Inbox, clock: FixedClock, wants_opening: bool, questions: int
) -> None:
    wants_each(cast, cast.tess)
    if not wants_opening:
        member(cast, cast.tess).mail_kinds -= {"opening"}
        db.session.commit()
    clock.move_to(OPENING)
    tell_openings(OPENING)
    run_due(clock)
    assert subjects(inbox, cast.tess).count("LOCKED question") == questions
    assert subjects(inbox, cast.tess).count("Re: LOCKED question") == 1
    assert any("is open" in subject for subject in subjects(inbox, cast.tess)) is wants_opening
