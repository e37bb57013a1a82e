"""How long a digest is on the wire, and what becomes of thousands of posts."""

from __future__ import annotations

import quopri
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import delete, select

from board.actions import enrolling, posting
from board.clock import FixedClock
from board.extensions import db
from board.jobs import run_due
from board.mail.planning import plan_digests
from board.models import Job, Membership
from board.rules.mailing import NEVER
from tests.mail.conftest import Inbox
from tests.support.cast import BEFORE, START, Cast, membership_of, sight_for, text_of, translate, typed

FRIDAY = datetime(2026, 3, 6, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
AT_MOST = 60 * 1024

SPANISH = (
    "En nuestro municipio la cooperativa vende verduras a la escuela desde hace tres años. Al principio nadie creía "
    "que podíamos cumplir los plazos, pero aprendimos a planificar la siembra y hoy entregamos cada lunes."
)
ENGLISH = (
    "In our town the cooperative has sold vegetables to the school for three years. At first nobody believed that we "
    "could keep to the dates, but we learned to plan what we sow and now we deliver on Mondays."
)
"""A post of 35 words, with its number, and its translation of 39: what people write who have a few minutes."""


@pytest.fixture
def jorge(cast: Cast) -> Membership:
    """Jorge, who gets digests; all others want nothing."""
    db.session.execute(delete(Job))
    for member in db.session.scalars(select(Membership)):
        member.mail_rhythm, member.mail_since = NEVER, BEFORE
    found = membership_of(cast.jorge, cast.forum)
    assert found is not None
    found.mail_rhythm, found.mail_since, found.digest_at = "days", START, FRIDAY
    db.session.commit()
    return found


def test_fifty_posts_in_two_languages_are_at_most_60_kb(
    cast: Cast, jorge: Membership, inbox: Inbox, clock: FixedClock, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = replace(
        app.extensions["settings"], mail_replies="reply@forum.example.org", site_url="https://forum.example.org"
    )
    monkeypatch.setitem(app.extensions, "settings", settings)
    threads = [cast.thread, cast.question_thread]
    for number in range(50):
        at = START + MINUTE * number
        ana, tess = sight_for(cast, cast.ana, at), sight_for(cast, cast.tess, at)
        post = posting.reply(ana, threads[number % 2], cast.ana, typed(f"{SPANISH} {number}"), to=None)
        translate(tess, text_of(post), f"{ENGLISH} {number}")
    db.session.execute(delete(Job))
    db.session.commit()
    clock.move_to(FRIDAY)
    plan_digests(FRIDAY)
    run_due(clock)
    [mail] = inbox.mails
    assert mail["Subject"] == "Social economy: 50 new posts in 2 threads"
    for words in (SPANISH, ENGLISH):
        assert mail.get_content().count(words) == 50
    assert len(inbox.raw[0]) <= AT_MOST
    parts = [part.get_payload(decode=True) for part in mail.walk() if not part.is_multipart()]
    in_seven_bits = sum(len(quopri.encodestring(part)) for part in parts if isinstance(part, bytes))
    assert in_seven_bits + 1500 <= AT_MOST, in_seven_bits  # with headers, for a server that takes no eight bits


def test_ten_thousand_posts_that_a_newcomer_has_not_read_are_not_mailed(
    cast: Cast, jorge: Membership, inbox: Inbox, clock: FixedClock
) -> None:
    """They have been there before; ten of them are enough to show that none comes."""
    for number in range(10):
        posting.reply(sight_for(cast, cast.ana), cast.thread, cast.ana, typed(f"Post {number}"), to=None)
    later = START + MINUTE
    added = enrolling.add_person(
        sight_for(cast, cast.alma, later), "new@example.org", "New", frozenset({"participant"}), ""
    )
    db.session.execute(delete(Job))
    db.session.commit()
    for now in (later, FRIDAY):
        clock.move_to(now)
        plan_digests(now)
        run_due(clock)
    assert added.digest_at is not None
    assert inbox.recipients == ["jorge@example.org"]


def test_members_who_came_with_an_archive_are_told_only_what_is_new(
    cast: Cast, jorge: Membership, inbox: Inbox, clock: FixedClock
) -> None:
    """An archive says nothing of when somebody wanted mail, so the worker begins with what comes from now on."""
    jorge.mail_since = jorge.digest_at = None
    db.session.commit()
    for now in (START, FRIDAY):
        clock.move_to(now)
        plan_digests(now)
        run_due(clock)
    assert inbox.mails == []
    posting.reply(sight_for(cast, cast.ana, FRIDAY), cast.thread, cast.ana, typed("Since then", "en"), to=None)
    db.session.execute(delete(Job))
    db.session.commit()
    tuesday = FRIDAY + timedelta(days=4)
    clock.move_to(tuesday)
    plan_digests(tuesday)
    run_due(clock)
    assert [mail["To"] for mail in inbox.mails] == ["jorge@example.org"]
    assert "Since then" in inbox.mails[0].get_content()
