"""Mail about reports, hidden posts and suspensions: in the reader's language, checked when it is sent."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select, update

from board.actions import erasing, posting, reporting, suspending
from board.clock import FixedClock
from board.extensions import db
from board.jobs import HANDLERS, run_due
from board.models import Job, Membership, User
from tests.mail.conftest import Inbox
from tests.support.cast import START, Cast, membership_of, sight_for


@pytest.fixture(autouse=True)
def _nothing_else(cast: Cast) -> None:
    """The cast's own question was mailed long ago."""
    db.session.execute(update(Job).values(done_at=START))
    db.session.commit()


def place(cast: Cast, person: User) -> Membership:
    found = membership_of(person, cast.forum)
    assert found is not None
    return found


def report(cast: Cast) -> None:
    reporting.report_post(sight_for(cast, cast.jorge), cast.post, "Names a patient")


def hide(cast: Cast) -> None:
    posting.hide_post(sight_for(cast, cast.alma), cast.post, "A name in it")


def restore(cast: Cast) -> None:
    posting.restore_post(sight_for(cast, cast.alma), cast.post)


def suspend(cast: Cast) -> None:
    suspending.suspend(sight_for(cast, cast.alma), place(cast, cast.ana), "Insults others.")


def lift(cast: Cast) -> None:
    suspending.lift(sight_for(cast, cast.alma), place(cast, cast.ana))


def erase(cast: Cast) -> None:
    erasing.erase_post(sight_for(cast, cast.olga), cast.post)


def keep(cast: Cast) -> None:
    reporting.keep_post(sight_for(cast, cast.alma), cast.post)


def alma_is_no_admin(cast: Cast) -> None:
    place(cast, cast.alma).roles = frozenset({"participant"})
    db.session.commit()


Act = Callable[[Cast], None]
SENT: list[tuple[list[Act], str, str, str]] = [
    ([report], "alma", "A post was reported in “Social economy”", "Names a patient"),
    ([hide], "ana", "One of your posts in “Social economy” was hidden", "A name in it"),
    ([suspend], "ana", "You are suspended in “Social economy”", "Insults others."),
]


@pytest.mark.parametrize(("acts", "to", "subject", "words"), SENT)
def test_who_is_told_what(
    cast: Cast, inbox: Inbox, clock: FixedClock, acts: list[Act], to: str, subject: str, words: str
) -> None:
    for act in acts:
        act(cast)
    run_due(clock)
    [mail] = inbox.mails
    assert (inbox.recipients, mail["Subject"]) == ([f"{to}@example.org"], subject)
    assert words in mail.get_content()
    assert "verduras" not in mail.get_content()


@pytest.mark.parametrize(
    ("before", "after", "subject"),
    [
        (hide, restore, "One of your posts in “Social economy” is shown again"),
        (suspend, lift, "You can write in “Social economy” again"),
    ],
)
def test_what_is_over_is_told_after_what_was(
    cast: Cast, inbox: Inbox, clock: FixedClock, before: Act, after: Act, subject: str
) -> None:
    before(cast)
    run_due(clock)
    after(cast)
    run_due(clock)
    assert [mail["Subject"] for mail in inbox.mails][1:] == [subject]


@pytest.mark.parametrize("acts", [[report, keep], [report, alma_is_no_admin], [hide, erase]])
def test_what_is_not_so_any_more_is_not_sent(cast: Cast, inbox: Inbox, clock: FixedClock, acts: list[Act]) -> None:
    for act in acts:
        act(cast)
    run_due(clock)
    assert inbox.mails == []


@pytest.mark.parametrize("act", [report, hide, suspend])
def test_sent_twice_it_is_recognised_as_one(cast: Cast, inbox: Inbox, act: Act) -> None:
    act(cast)
    job = db.session.scalars(select(Job).where(Job.done_at.is_(None))).one()
    kind, payload = job.kind, job.payload
    for _ in range(2):
        HANDLERS[kind](payload, START)
    assert len(inbox.mails) == 2
    assert len({mail["Message-ID"] for mail in inbox.mails}) == 1
