"""An announcement goes to all members at once, in full and once; if it was removed meanwhile, to nobody."""

from __future__ import annotations

from board.actions import announcing
from board.actions.titled import Titled
from board.clock import FixedClock
from board.extensions import db
from board.jobs import run_due
from board.models import Announcement
from board.rules.mailing import ANNOUNCEMENT
from tests.mail.conftest import Inbox
from tests.support.cast import START, Cast, membership_of, sight_for

SPANISH = Titled("Cambio de hora", "Empezamos **más tarde**.\n\nGracias.", "es")


def announce(cast: Cast) -> Announcement:
    return announcing.announce(sight_for(cast, cast.alma), SPANISH, cast.alma)


def told(inbox: Inbox) -> list[str]:
    return sorted(str(mail["To"]) for mail in inbox.mails if mail["Subject"] == SPANISH.title)


def test_all_members_get_it_in_full(cast: Cast, inbox: Inbox, clock: FixedClock) -> None:
    announcement = announce(cast)
    for _time in range(2):
        run_due(clock)
    assert told(inbox) == [f"{name}@example.org" for name in ("alma", "ana", "bento", "jorge", "rosa", "tess")]
    mail = next(mail for mail in inbox.mails if mail["To"] == "jorge@example.org" and mail["Subject"] == SPANISH.title)
    assert mail["From"] == "Alma via Social economy <forum@example.org>"
    assert mail["Message-ID"] == f"<announcement.{announcement.key}.{cast.jorge.key}@localhost>"
    assert "[Alma · Wed 4 Mar, 07:00 Toronto time]" in mail.get_content()
    assert "Empezamos **más tarde**." in mail.get_content()
    assert "The translation into English is pending." in mail.get_content()
    assert "http://localhost/f/social-economy/announcements" in mail.get_content()


def test_an_edit_sends_nothing_and_what_is_mailed_is_what_stands(cast: Cast, inbox: Inbox, clock: FixedClock) -> None:
    announcement = announce(cast)
    edited = Titled(SPANISH.title, "Empezamos antes.", "es")
    announcing.edit_announcement(sight_for(cast, cast.alma), announcement, edited, cast.alma)
    run_due(clock)
    assert len(told(inbox)) == 6
    assert not [mail for mail in inbox.mails if "más tarde" in mail.get_content()]
    inbox.mails.clear()
    announcing.edit_announcement(sight_for(cast, cast.alma), announcement, SPANISH, cast.alma)
    run_due(clock)
    assert inbox.mails == []


def test_a_removed_one_reaches_nobody(cast: Cast, inbox: Inbox, clock: FixedClock) -> None:
    announcing.remove_announcement(sight_for(cast, cast.alma), announce(cast), cast.alma)
    run_due(clock)
    assert told(inbox) == []


def test_who_does_not_want_them_gets_none(cast: Cast, inbox: Inbox, clock: FixedClock) -> None:
    announce(cast)
    membership = membership_of(cast.jorge, cast.forum)
    assert membership is not None
    membership.mail_kinds -= {ANNOUNCEMENT}
    membership = membership_of(cast.ana, cast.forum)
    assert membership is not None
    membership.mail_stopped_at = START
    db.session.commit()
    run_due(clock)
    assert told(inbox) == [f"{name}@example.org" for name in ("alma", "bento", "rosa", "tess")]
