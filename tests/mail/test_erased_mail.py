"""What is erased is in no mail any more that is kept: sent or come in, whole or cut."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from board.actions import erasing, posting
from board.clock import FixedClock
from board.extensions import db
from board.jobs import run_due
from board.mail.telling import tell_openings
from board.models import IncomingMail, Mail, Mailing, Post, PostTail, User
from board.rules.mail_tokens import DIGEST, POST
from tests.support.cast import OPENING, START, Cast, sight_for
from tests.support.incoming import address_for, arrive, letter


def test_held_mails_lose_what_is_erased(cast: Cast, clock: FixedClock) -> None:
    clock.move_to(OPENING)
    tell_openings(OPENING)
    run_due(clock)
    held = select(Mail.message_id).where(Mail.body.contains("LOCKED words to begin with"))
    assert len(db.session.scalars(held).all()) >= 6
    assert cast.locked_post is not None
    now = OPENING + timedelta(minutes=1)
    posting.delete_post(sight_for(cast, cast.alma, now), cast.locked_post)
    erasing.erase_post(sight_for(cast, cast.olga, now), cast.locked_post)
    assert db.session.scalars(held).all() == []
    assert db.session.scalars(select(Mail.message_id)).all() != []


@pytest.fixture
def _takes_mail(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    replies = replace(app.extensions["settings"], mail_replies="reply@forum.example.org")
    monkeypatch.setitem(app.extensions, "settings", replies)


def erase(cast: Cast, post: Post, now: datetime) -> None:
    posting.delete_post(sight_for(cast, db.session.get_one(User, post.author_id), now), post)
    erasing.erase_post(sight_for(cast, cast.olga, now), post)


def tails() -> list[str]:
    return list(db.session.scalars(select(PostTail.source).execution_options(populate_existing=True)))


def raws() -> list[bytes | None]:
    return list(db.session.scalars(select(IncomingMail.raw)))


@pytest.mark.usefixtures("_takes_mail")
def test_answers_by_mail_lose_what_they_quote_of_it(cast: Cast, clock: FixedClock) -> None:
    to = address_for(POST, cast.ana, cast.answer.id, clock)
    arrive(letter("ana@example.org", to, "Gracias.\n\n> The words of Jorge.\n"), clock)
    assert "The words of Jorge." in tails()[0]
    erase(cast, cast.answer, clock.now())
    assert (tails(), raws()) == ([], [None])


@pytest.mark.usefixtures("_takes_mail")
def test_answers_to_a_digest_lose_what_they_quote(cast: Cast, clock: FixedClock) -> None:
    told = {"numbers": [cast.post.id, cast.answer.id]}
    row = Mailing(user_id=cast.rosa.id, forum_id=cast.forum.id, kind="digest", unique="a.b.c.d", at=START, told=told)
    db.session.add(row)
    db.session.commit()
    to = address_for(DIGEST, cast.rosa, row.id, clock)
    text = "My own words.\n\n[1] Thank you.\n\n[2] And you.\n\n> The words of Jorge.\n"
    arrive(letter("rosa@example.org", to, text), clock)
    assert "The words of Jorge." in tails()[0]
    erase(cast, cast.answer, clock.now())
    assert ("My own words." in tails()[0], "Jorge" in tails()[0], raws()) == (True, False, [None])


@pytest.mark.usefixtures("_takes_mail")
def test_the_mail_goes_that_made_several_posts(cast: Cast, clock: FixedClock) -> None:
    told = {"numbers": [cast.post.id, cast.answer.id]}
    row = Mailing(user_id=cast.rosa.id, forum_id=cast.forum.id, kind="digest", unique="a.b.c.d", at=START, told=told)
    db.session.add(row)
    db.session.commit()
    arrive(letter("rosa@example.org", address_for(DIGEST, cast.rosa, row.id, clock), "[1] One.\n\n[2] Two."), clock)
    second = db.session.scalars(select(Post).where(Post.reply_to_id == cast.answer.id)).one()
    erase(cast, second, clock.now() + timedelta(minutes=1))
    assert raws() == [None]
