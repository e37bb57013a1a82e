"""Several workers who look at the same moment whose digest is due: each is asked for once, and none waits."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from board.extensions import db, writing
from board.mail import planning
from board.mail.planning import plan_digests
from board.models import Job, Membership
from tests.support.cast import BEFORE, Cast
from tests.support.together import together

FRIDAY = datetime(2026, 3, 6, 12, tzinfo=UTC)


@pytest.fixture
def waiting(committed: Flask, commit_cast: Callable[[], Cast]) -> int:
    """How many members of the cast wait for a digest that has something in it."""
    with committed.app_context(), writing():
        cast = commit_cast()
        here = Membership.forum_id == cast.forum.id
        db.session.execute(update(Membership).where(here).values(mail_since=BEFORE, digest_at=FRIDAY))
        db.session.execute(update(Membership).where(~here).values(mail_since=BEFORE, mail_rhythm="never"))
        db.session.commit()
        return db.session.scalar(select(func.count(Membership.id)).where(here)) or 0


def asked_for() -> list[str]:
    db.session.rollback()
    return list(db.session.scalars(select(Job.unique_key).where(Job.kind == "mail.digest")))


def test_workers_who_look_at_once_ask_once_for_each(
    committed: Flask, waiting: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(planning, "AT_ONCE", 2)

    looks = [partial(plan_digests, FRIDAY)] * 3
    assert together(committed, *looks) == [None] * 3
    with committed.app_context():
        plan_digests(FRIDAY)  # what one of them held, the others may have left
        keys = asked_for()
        assert len(keys) == len(set(keys)) == waiting
        due = select(func.count(Membership.id)).where(Membership.digest_at <= FRIDAY)
        assert db.session.scalar(due) == 0


def test_a_member_whom_somebody_holds_is_left_to_them(committed: Flask, waiting: int) -> None:
    with committed.app_context():
        if db.engine.dialect.name == "sqlite":  # it locks no rows
            return
        first = select(Membership.id).where(Membership.digest_at == FRIDAY).order_by(Membership.id).limit(1)
        with db.engine.connect() as other:
            held = other.execute(first.with_for_update()).scalar()
            plan_digests(FRIDAY)
            assert len(asked_for()) == waiting - 1
            assert f"digest:{held}:2026030612" not in asked_for()
        plan_digests(FRIDAY)
        assert len(asked_for()) == waiting
