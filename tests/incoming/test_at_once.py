"""The same mail twice at once, two workers, and a worker that dies in between: each mail is posted once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import func, select

from board import jobs
from board.actions import mail_in
from board.clock import FixedClock
from board.extensions import db, writing
from board.incoming import handling, posts
from board.incoming.arriving import keep
from board.models import IncomingMail, Job, Post
from board.rules import incoming as rule
from board.rules.mail_tokens import POST
from tests.incoming.conftest import REPLIES
from tests.support.cast import Cast
from tests.support.incoming import address_for, letter
from tests.support.together import meet_at, together


@pytest.fixture(autouse=True)
def _takes_mail(committed: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = replace(committed.extensions["settings"], mail_replies=REPLIES)
    monkeypatch.setitem(committed.extensions, "settings", settings)


@pytest.fixture
def raw(committed: Flask, commit_cast: Callable[[], Cast], clock: FixedClock) -> bytes:
    """Ana's answer to Jorge's post; nothing else is due."""
    with committed.app_context(), writing():
        cast = commit_cast()
        for job in db.session.scalars(select(Job)):
            job.done_at = clock.now()
        db.session.commit()
        return letter("ana@example.org", address_for(POST, cast.ana, cast.answer.id, clock), "Una vez.").as_bytes()


def number(model: type) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def outcomes() -> list[str]:
    return list(db.session.scalars(select(IncomingMail.outcome)))


def test_a_mail_that_two_bring_at_once_is_kept_once(
    committed: Flask, raw: bytes, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def bring() -> bool:
        return keep(raw, None, clock.now())

    assert sorted(together(committed, bring, bring, bring, bring)) == [False, False, False, True]
    with committed.app_context():
        assert number(IncomingMail) == 1
        assert db.session.scalar(select(func.count(Job.id)).where(Job.kind == "incoming")) == 1


def test_two_workers_post_a_mail_once(
    committed: Flask, raw: bytes, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even if both have the job, because one of them hung for longer than its lease."""
    with committed.app_context():
        keep(raw, None, clock.now())
        mail_id, before = db.session.scalar(select(IncomingMail.id)), number(Post)
    meet_at(monkeypatch, posts, "readable_post")

    def work() -> None:
        handling.handle_mail({"mail": mail_id}, clock.now())

    assert together(committed, work, work) == [None, None]
    with committed.app_context():
        assert number(Post) == before + 1
        assert outcomes() == [rule.POSTED]
        assert db.session.scalar(select(func.count(Job.id)).where(Job.kind == "mail.receipt")) == 1


class Killed(BaseException):
    """Nothing that the worker catches."""


STEPS = [
    (handling, "parse"),
    (posts, "slow_down"),
    (posts, "reply"),
    (posts, "keep_tail"),
    (posts, "note"),
    (handling, "note"),
]


@pytest.mark.parametrize(("module", "name"), STEPS)
@pytest.mark.parametrize("after", [False, True])
def test_a_worker_that_dies_in_between_leaves_one_post(
    committed: Flask, raw: bytes, clock: FixedClock, monkeypatch: pytest.MonkeyPatch, module: object, name: str,
    after: bool,
) -> None:  # fmt: skip
    raw = raw.replace(b"Una vez.", b"Una vez.\n\n> quoted\n")
    real = getattr(module, name)

    def dying(*args: object, **options: object) -> object:
        if after:
            real(*args, **options)
        raise Killed

    with committed.app_context():
        keep(raw, None, clock.now())
        mail_id, before = db.session.scalar(select(IncomingMail.id)), number(Post)
        with monkeypatch.context() as patched:
            patched.setattr(module, name, dying)
            with pytest.raises(Killed):
                handling.handle_mail({"mail": mail_id}, clock.now())
        db.session.rollback()
        db.session.remove()
    with committed.app_context():
        jobs.run_due(clock)
        assert number(Post) == before + 1
        assert outcomes() == [rule.POSTED]
        kept = mail_in.kept_mail(mail_id or 0)
        assert kept is not None
        assert kept.post_id is not None
        assert db.session.scalar(select(func.count(Job.id)).where(Job.kind == "mail.receipt")) == 1
