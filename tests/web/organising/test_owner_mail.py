"""The owner's pages of mail: sent, sent back, come in, and what the worker does when."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask_babel import force_locale
from sqlalchemy import delete, select

from board.extensions import db
from board.incoming import mailbox
from board.models import BouncingAddress, IncomingMail, Job, Line, Mail, Membership, User
from board.models.base import new_key
from board.pages.outbox import LATEST
from board.rules import incoming as rule
from board.rules import work as work_rule
from board.rules.permissions import Refusal
from board.web.organising import incoming_words
from tests.support.cast import OPENING, START, Cast
from tests.support.client import Client
from tests.support.shown import Shown, shown, words_of

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SENT, RETURNED, INCOMING, SCHEDULE = (f"/owner/mail/{page}" for page in ("sent", "returned", "incoming", "schedule"))
PAGES = (SENT, RETURNED, INCOMING, SCHEDULE)
SignIn = Callable[[User], Client]


@pytest.fixture
def olga(cast: Cast, sign_in: SignIn) -> Client:
    """The owner of the site."""
    return sign_in(cast.olga)


def add_mail(to: str, subject: str = "Hello", **values: Any) -> None:
    mail = {"kind": "mail.question", "body": "", "created_at": START, "sent_at": START, "recipient": to}
    db.session.add(Mail(message_id=f"<{new_key()}@localhost>", subject=subject, **mail | values))
    db.session.commit()


def add_incoming(subject: str = "Re: Week 1", **values: Any) -> IncomingMail:
    mail = {"recipient": "reply@example.org", "sender": "ana@example.org", "received_at": START, "raw": b"Raw words"}
    made = IncomingMail(digest=new_key(), subject=subject, **mail | {"outcome": rule.REFUSED} | values)
    db.session.add(made)
    db.session.commit()
    return made


def add_bouncing(address: str, **values: Any) -> None:
    facts = {"bounces": 3, "last_at": START, "reason": "550 <b>No such user</b>", "suspended_at": START}
    db.session.add(BouncingAddress(address=address, **facts | values))
    db.session.commit()


def opened(client: Client, address: str) -> Shown:
    answer = client.get(address)
    assert answer.status_code == 200
    return shown(answer)


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize("who", ["ana", "alma", "omar", "nina"])
def test_they_are_for_the_owner(cast: Cast, sign_in: SignIn, who: str, address: str) -> None:
    assert sign_in(getattr(cast, who)).get(address).status_code == 403


@pytest.mark.parametrize("address", ["/owner/mail", *PAGES])
def test_each_leads_to_the_others_and_marks_itself(olga: Client, address: str) -> None:
    page = opened(olga, address)
    assert set(PAGES) < {link.partition("?")[0] for link in page.links}
    assert len(page.all("nav[@class='segmented']/a[@aria-current='page']")) == 1


class TestSent:
    def test_shows_whom_with_what_and_when_but_not_its_words(self, olga: Client) -> None:
        add_mail("rosa@example.org", "<b>You were asked</b>", body="A secret")
        piece = words_of(opened(olga, SENT).one("section[@aria-labelledby='sent']//li"))
        for words in ("To rosa@example.org", "<b>You were asked</b>", "Question to a key respondent"):
            assert words in piece
        assert "secret" not in piece

    @pytest.mark.parametrize(
        ("asked", "found"), [("rosa", 1), ("ROSA@EXAMPLE.ORG", 1), ("example.org", 2), ("r%a", 0), ("", 2), ("_", 0)]
    )
    def test_is_found_by_a_part_of_its_address(self, olga: Client, asked: str, found: int) -> None:
        for who in ("rosa", "ana"):
            add_mail(f"{who}@example.org")
        page = shown(olga.get(SENT, query_string={"to": asked}))
        assert len(page.all("section[@aria-labelledby='sent']//li")) == found
        assert ("Nothing was sent to such an address" in page.words) is (found == 0)

    def test_says_why_something_did_not_go_to_the_address(self, olga: Client) -> None:
        job = {"kind": "mail.question", "unique_key": "test", "payload": {}, "due_at": START, "run_at": START}
        db.session.add(Job(**job, recipient="rosa@example.org", reason="rejected", error="550 Gone", failed_at=START))
        db.session.commit()
        piece = words_of(
            shown(olga.get(SENT, query_string={"to": "rosa"})).one("section[@aria-labelledby='unsent']//li")
        )
        assert "would refuse it again" in piece
        assert "550 Gone" in piece
        assert "550 Gone" not in opened(olga, SENT).words

    def test_the_latest_are_shown_and_all_are_counted(self, olga: Client) -> None:
        for number in range(LATEST + 1):
            db.session.add(
                Mail(
                    message_id=f"<{number}@localhost>", subject=f"Mail {number}.", recipient="a@example.org", body="",
                    created_at=START, sent_at=START + timedelta(seconds=number),
                )
            )  # fmt: skip
        db.session.commit()
        page = opened(olga, SENT)
        assert f"{LATEST + 1} e-mails" in page.words
        assert "Mail 200." in page.words
        assert "Mail 0." not in page.words
        assert "Older e-mail is not shown." in page.words

    def test_says_that_one_came_back(self, olga: Client) -> None:
        add_mail("rosa@example.org", bounced_at=START, bounce="550 Mailbox full")
        assert "came back 550 Mailbox full" in opened(olga, SENT).words

    def test_an_answer_that_repeats_what_was_asked_is_not_compressed(self, olga: Client) -> None:
        answer = olga.get(SENT, query_string={"to": "rosa"}, headers={"Accept-Encoding": "gzip"})
        assert "Content-Encoding" not in answer.headers


class TestReturned:
    def test_shows_the_addresses_with_what_the_other_server_said(self, olga: Client) -> None:
        add_bouncing("rosa@example.org")
        add_bouncing("omar@example.org", suspended_at=None, bounces=1)
        pieces = [words_of(piece) for piece in opened(olga, RETURNED).all("section[@aria-labelledby='addresses']//li")]
        assert ["rosa@example.org" in pieces[0], "omar@example.org" in pieces[1]] == [True, True]
        assert "550 <b>No such user</b>" in pieces[0]
        assert ["Send to this address again" in piece for piece in pieces] == [True, False]

    def test_the_owner_lets_mail_go_to_an_address_again(self, olga: Client, caplog: pytest.LogCaptureFixture) -> None:
        caplog.set_level("INFO")
        add_bouncing("rosa@example.org")
        add_bouncing("omar@example.org")
        [form, _other] = [form for form in opened(olga, RETURNED).forms if form.fields.get("address")]
        assert form.send(olga, address="rosa@example.org").status_code == 303
        assert db.session.scalars(select(BouncingAddress.address)).all() == ["omar@example.org"]
        assert "the owner lets mail go again" in caplog.text
        assert "rosa@" not in caplog.text

    @pytest.mark.parametrize("fields", [{}, {"address": ""}, {"address": "x" * 255}])
    def test_a_request_that_no_page_sends_is_refused(self, olga: Client, fields: dict[str, str]) -> None:
        assert olga.post(RETURNED, data=fields).status_code == 400

    def test_only_the_owner_does_that(self, cast: Cast, sign_in: SignIn) -> None:
        add_bouncing("rosa@example.org")
        assert sign_in(cast.alma).post(RETURNED, data={"address": "rosa@example.org"}).status_code == 403
        assert db.session.scalar(select(BouncingAddress.address)) == "rosa@example.org"

    def test_shows_mail_that_came_back(self, olga: Client) -> None:
        add_mail("rosa@example.org", "A question", bounced_at=START, bounce="552 Too big")
        piece = words_of(opened(olga, RETURNED).one("section[@aria-labelledby='mails']//li"))
        assert "A question" in piece
        assert "552 Too big" in piece


class TestIncoming:
    def test_shows_why_nothing_was_made_and_never_what_was_written(self, olga: Client) -> None:
        add_incoming("<i>Re</i>", reason=rule.FORGED, raw=b"Subject: x\n\nPrivate words")
        page = opened(olga, INCOMING)
        piece = words_of(page.one("section[@aria-labelledby='unused']//li"))
        for words in ("<i>Re</i>", "refused", "From ana@example.org", "was not sent by the person"):
            assert words in piece
        assert "Private words" not in page.words

    @pytest.mark.parametrize("outcome", [outcome for outcome in rule.OUTCOMES if outcome not in ("refused", "ignored")])
    def test_leaves_out_what_became_something(self, olga: Client, outcome: str) -> None:
        add_incoming(outcome=outcome)
        assert "Something was made of all e-mail that came." in opened(olga, INCOMING).words

    def test_every_outcome_and_every_reason_has_words(self, olga: Client) -> None:
        names = {getattr(rule, name) for name in dir(rule) if name.isupper()}
        constants = {value for value in names if isinstance(value, str)}
        assert constants | {""} == set(incoming_words.OUTCOMES) | set(incoming_words.REASONS)
        assert set(incoming_words.OUTCOMES) == {*rule.OUTCOMES, ""}
        for reason in (*incoming_words.REASONS, *Refusal):
            add_incoming(reason=reason)
        page = opened(olga, INCOMING).words
        with force_locale("en"):
            missing = [
                reason
                for reason in (*incoming_words.REASONS, *Refusal)
                if incoming_words.incoming_words(reason) not in page
            ]
        assert missing == []

    def test_can_be_had_as_it_came_and_no_browser_opens_it(self, olga: Client) -> None:
        mail = add_incoming(raw=b"Subject: \xff\n\n<script>alert(1)</script>")
        [link] = [link for link in opened(olga, INCOMING).links if mail.key in link]
        answer = olga.get(link)
        assert answer.data == b"Subject: \xff\n\n<script>alert(1)</script>"
        assert answer.mimetype == "text/plain"
        assert answer.headers["Content-Disposition"].startswith("attachment; filename=")
        assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "no-store" in answer.headers["Cache-Control"]

    @pytest.mark.parametrize("who", ["ana", "alma", "nina"])
    def test_is_had_by_the_owner_alone(self, cast: Cast, sign_in: SignIn, who: str) -> None:
        mail = add_incoming()
        assert sign_in(getattr(cast, who)).get(f"{INCOMING}/{mail.key}").status_code == 403

    def test_is_not_there_once_its_words_are_not_kept(self, olga: Client) -> None:
        mail = add_incoming(raw=None)
        assert not any(mail.key in link for link in opened(olga, INCOMING).links)
        assert olga.get(f"{INCOMING}/{mail.key}").status_code == 404
        assert olga.get(f"{INCOMING}/{new_key()}").status_code == 404


class TestSchedule:
    @pytest.fixture(autouse=True)
    def _no_other_work(self, cast: Cast) -> None:
        db.session.execute(delete(Job))
        db.session.commit()

    def test_says_for_how_many_members_a_digest_is_due_when(self, olga: Client, cast: Cast) -> None:
        query = select(Membership).where(Membership.forum_id == cast.forum.id).limit(4)
        instants = (START + HOUR, START + HOUR, START + DAY, None)
        for member, at in zip(db.session.scalars(query), instants, strict=True):
            member.digest_at = at
        db.session.commit()
        rows = opened(olga, SCHEDULE).all("div[@aria-labelledby='digests']//tbody/tr")
        assert [words_of(row)[-1] for row in rows] == ["2", "1"]

    def test_says_which_weeks_open(self, olga: Client, cast: Cast) -> None:
        lines = opened(olga, SCHEDULE).all("div[@aria-labelledby='openings']//tbody/tr")
        [opening] = [
            line for line in lines if OPENING.isoformat() in [part.get("datetime") for part in line.iter("time")]
        ]
        assert words_of(opening)[-1] == "3"

    def test_says_what_is_planned_and_not_what_is_due(self, olga: Client) -> None:
        for kind, at in (("mail.decision", START + HOUR), ("backup", START + DAY), ("mail.setup", START)):
            db.session.add(Job(kind=kind, unique_key=kind, payload={}, due_at=at, run_at=at))
        db.session.commit()
        words = words_of(opened(olga, SCHEDULE).one("div[@aria-labelledby='later']"))
        assert "Decision on an application" in words
        assert "Backup of the database" in words
        assert "Link that sets up" not in words

    @pytest.mark.parametrize(
        ("settings", "words"),
        [
            ({}, "MAIL_REPLIES is not set"),
            ({"mail_replies": "reply@example.org"}, "No mailbox is read"),
            ({"mail_replies": "reply@example.org", "mail_in_url": "imaps://a:b@example.org"}, "once a minute"),
        ],
    )
    def test_says_how_answers_come(
        self, olga: Client, monkeypatch: pytest.MonkeyPatch, settings: dict[str, str], words: str
    ) -> None:
        monkeypatch.setitem(
            olga.application.extensions, "settings", replace(olga.application.extensions["settings"], **settings)
        )
        assert words in words_of(opened(olga, SCHEDULE).one("section[@aria-labelledby='answers']"))

    @pytest.mark.parametrize("reason", [*incoming_words.MAILBOX_REASONS, "unforeseen"])
    def test_says_why_the_mailbox_cannot_be_read(
        self, olga: Client, monkeypatch: pytest.MonkeyPatch, reason: str
    ) -> None:
        settings = replace(olga.application.extensions["settings"], mail_in_url="imaps://a:b@example.org")
        monkeypatch.setitem(olga.application.extensions, "settings", settings)
        line = {"down_since": START - HOUR, "next_try_at": START + HOUR, "reason": reason, "tries": 4}
        db.session.add(Line(name=work_rule.INCOMING, **line))
        db.session.commit()
        with force_locale("en"):
            words = incoming_words.mailbox_words(reason)
        assert words in opened(olga, SCHEDULE).words
        page = opened(olga, "/owner/mail").words
        assert words in page
        assert "Answers by e-mail wait there" in page
        assert "All e-mail waits for it" not in page


def test_each_reason_why_a_mailbox_cannot_be_read_has_words() -> None:
    raised = set(re.findall(r"rule\.([A-Z_]+)", inspect.getsource(mailbox)))
    assert {getattr(work_rule, name) for name in raised} <= set(incoming_words.MAILBOX_REASONS)
