"""The mails of the authors' check: who gets one, what it says, and when it is not sent."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from board.actions import checking, enrolling, posting, quoted
from board.clock import FixedClock
from board.extensions import db
from board.jobs import run_due
from board.mail.quoted import MOST, quoted_mail
from board.models import Job, Mail
from board.pages.checking import check_of
from board.rules.proceedings import NAMED
from board.rules.weeks import to_wall
from tests.mail.conftest import Inbox
from tests.support.abstracts import citation, summarise
from tests.support.cast import START, Cast, membership_of, sight_for, text_of
from tests.support.spanish import in_spanish
from tests.support.synthesis import add_theme, let_code, place

DAY = timedelta(days=1)
SUBJECT = "You are quoted in the proceedings of “%(forum)s”"
ASKED = SUBJECT % {"forum": "Social economy"}


def begin(cast: Cast, days: int = 14) -> None:
    sight = sight_for(cast, cast.alma)
    wall = to_wall(START + timedelta(days=days), cast.forum.zone)
    checking.set_deadline(sight, wall, check_of(sight).to_ask())


def to(inbox: Inbox, address: str) -> list[tuple[str, str]]:
    pairs = zip(inbox.mails, inbox.recipients, strict=True)
    mails = [(str(mail["Subject"]), mail.get_content()) for mail, recipient in pairs if recipient == address]
    return [mail for mail in mails if mail[0] != "Ana asked you a question"]


def test_the_mail_lists_what_is_quoted_and_until_when(cast: Cast, inbox: Inbox, clock: FixedClock) -> None:
    passage = place(cast, add_theme(cast), "verduras")
    summarise(cast, cast.week(1), f"They asked {citation(cast, cast.answer)}.")
    begin(cast)
    run_due(clock)
    [(subject, words)] = to(inbox, "ana@example.org")
    assert subject == ASKED
    for part in (
        "http://localhost/f/social-economy/quoted\r\n", "“verduras”",
        f"http://localhost/f/social-economy/quoted/excerpt/{passage.key}", "Wednesday 18 March 2026, 08:00",
    ):  # fmt: skip
        assert part in words
    [(_subject, to_jorge)] = to(inbox, "jorge@example.org")
    assert "“How did they win it?”" in to_jorge
    assert "verduras" not in to_jorge
    assert to(inbox, "rosa@example.org") == []


def test_it_is_in_its_readers_language(cast: Cast, inbox: Inbox, clock: FixedClock) -> None:
    cast.ana.interface = "es"
    place(cast, add_theme(cast), "verduras")
    begin(cast)
    run_due(clock)
    [(subject, words)] = to(inbox, "ana@example.org")
    assert subject == in_spanish(SUBJECT) % {"forum": "Social economy"}
    assert "miércoles 18 de marzo de 2026, 08:00" in words


def hide(cast: Cast) -> None:
    posting.hide_post(sight_for(cast, cast.alma), cast.post, "Off topic")


def withdraw(cast: Cast) -> None:
    quoted.withdraw(sight_for(cast, cast.ana), text_of(cast.post), None)


def remove(cast: Cast) -> None:
    member = membership_of(cast.ana, cast.forum)
    assert member is not None
    enrolling.remove_person(sight_for(cast, cast.alma), member)


def end(cast: Cast) -> None:
    cast.forum.check_until = START
    db.session.commit()


@pytest.mark.parametrize("happens", [hide, withdraw, remove, end])
def test_nothing_is_sent_that_is_not_so_any_more(
    cast: Cast, inbox: Inbox, clock: FixedClock, happens: Callable[[Cast], None]
) -> None:
    place(cast, add_theme(cast), "verduras")
    begin(cast)
    happens(cast)
    run_due(clock)
    assert [subject for subject, _words in to(inbox, "ana@example.org") if subject == ASKED] == []


def test_only_people_who_have_not_answered_are_reminded(cast: Cast, inbox: Inbox, clock: FixedClock) -> None:
    place(cast, add_theme(cast), "verduras")
    summarise(cast, cast.week(1), f"They asked {citation(cast, cast.answer)}.")
    begin(cast)
    run_due(clock)
    clock.move_to(START + DAY)
    sight = sight_for(cast, cast.alma, START + DAY)
    assert checking.remind(sight, check_of(sight).to_remind()) == 2
    quoted.choose_attribution(sight_for(cast, cast.ana, START + DAY), NAMED)
    run_due(clock)
    assert len(to(inbox, "ana@example.org")) == 1
    asked, reminded = to(inbox, "jorge@example.org")
    assert "We have not had your answer yet." not in asked[1]
    assert "We have not had your answer yet." in reminded[1]


def test_a_long_list_is_cut_and_counted(cast: Cast, inbox: Inbox, clock: FixedClock) -> None:
    themes = [add_theme(cast, f"Theme {number}") for number in range(MOST + 2)]
    for number, theme in enumerate(themes):
        place(cast, theme, "verduras", once=f"{number}")
    begin(cast)
    run_due(clock)
    [(_subject, words)] = to(inbox, "ana@example.org")
    assert words.count("“verduras”") == MOST
    assert "and 2 more" in words


def test_people_who_code_are_told_too(cast: Cast, inbox: Inbox, clock: FixedClock) -> None:
    place(cast, add_theme(cast), "verduras")
    let_code(cast, cast.ana)
    begin(cast)
    run_due(clock)
    assert len(to(inbox, "ana@example.org")) == 1


def test_run_twice_it_is_one_mail(cast: Cast, inbox: Inbox) -> None:
    place(cast, add_theme(cast), "verduras")
    begin(cast)
    job = db.session.scalars(select(Job).where(Job.kind == "mail.quoted")).one()
    for minutes in (0, 1):
        quoted_mail(job.payload, START + timedelta(minutes=minutes))
    assert len({mail["Message-ID"] for mail in inbox.mails}) == 1 < len(inbox.mails)
    assert len(db.session.scalars(select(Mail)).all()) == 1
