"""One link opened twice in the same moment, or opened while it ends: where commits are real."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import TypeVar

import pytest
from flask import Flask
from sqlalchemy import func, inspect, select

from board.actions import enrolling, links, recovering
from board.actions.links import LinkUsed
from board.extensions import db, limiter
from board.mail import recovering as mail
from board.models import Job, OneTimeLink, User
from board.web.account import addresses as web_addresses
from board.web.account import recovering as web_recovering
from tests.support.cast import START, Cast
from tests.support.together import meet_at, together

Row = TypeVar("Row")
Use = Callable[[OneTimeLink], User]
HOUR = timedelta(hours=1)
NEW = "a password nobody knows yet"
OPENED = [
    ("setup", "/set-up/", links),
    ("reset", "/reset/", web_recovering),
    ("sign_in", "/sign-in/link/", web_recovering),
    ("address", "/address/", web_addresses),
]
"""Each kind of link, where it leads, and the module in which two who open it meet."""
USES: dict[str, Use] = {
    "setup": lambda link: links.use_setup(link, NEW, START),
    "reset": lambda link: recovering.reset_password(link, NEW, START),
    "sign_in": lambda link: recovering.use_sign_in(link, START),
    "address": lambda link: recovering.confirm_address(link, START),
}


@pytest.fixture
def cast(committed: Flask, commit_cast: Callable[[], Cast]) -> Cast:
    """The cast, committed, so that every connection sees it."""
    with committed.app_context():
        limiter.reset()
        return commit_cast()


def mine(row: Row) -> Row:
    """A row of the cast, in this thread's own session."""
    return db.session.get_one(type(row), inspect(row).identity)


def link_for(app: Flask, user: User, kind: str) -> str:
    """The token of a link of this kind."""
    with app.app_context():
        token = links.make_link(kind, user.id, START + HOUR, address="new@example.org" if kind == "address" else "")
        db.session.commit()
        return token


def use(kind: str, token: str) -> User:
    link = links.find_link(kind, token, START)
    assert link is not None
    return USES[kind](link)


def count(app: Flask, model: type, *where: object) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(model).where(*where)) or 0  # type: ignore[arg-type]


@pytest.mark.parametrize(("kind", "path", "module"), OPENED)
def test_of_two_browsers_that_open_one_link_at_once_one_finds_it_used(
    committed: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch, kind: str, path: str, module: object
) -> None:
    token = link_for(committed, cast.ana, kind)

    def post(password: str) -> int:
        data = {"new_password": password, "agreed": "y"}
        return committed.test_client().post(f"{path}{token}", data=data).status_code

    meet_at(monkeypatch, module, "find_link")
    assert sorted(together(committed, partial(post, NEW), partial(post, f"{NEW}, nor ever will"))) == [303, 404]
    assert count(committed, OneTimeLink, OneTimeLink.used_at == START) == 1
    assert count(committed, Job, Job.kind == "mail.address_changed") == (kind == "address")


@pytest.mark.parametrize("kind", USES)
def test_a_link_that_was_used_since_it_was_looked_up_opens_nothing(committed: Flask, cast: Cast, kind: str) -> None:
    token = link_for(committed, cast.ana, kind)
    with committed.app_context():
        found = links.find_link(kind, token, START)
        assert found is not None
        db.session.rollback()
        [opened] = together(committed, partial(use, kind, token))
        assert isinstance(opened, User)
        with pytest.raises(LinkUsed):
            USES[kind](found)


@pytest.mark.parametrize("kind", ["reset", "sign_in", "address"])
def test_a_link_that_ended_since_it_was_looked_up_opens_nothing(committed: Flask, cast: Cast, kind: str) -> None:
    token = link_for(committed, cast.ana, kind)
    with committed.app_context():
        found = links.find_link(kind, token, START)
        assert found is not None
        db.session.expunge(found)
        db.session.rollback()
        assert together(committed, lambda: recovering.sign_out_everywhere(mine(cast.ana))) == [None]
        with pytest.raises(LinkUsed):
            USES[kind](found)


def test_two_links_of_one_account_at_once_wait_for_each_other(
    committed: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each ends the other, so that at most one opens; neither is broken off by the database as a deadlock."""
    tokens = {kind: link_for(committed, cast.ana, kind) for kind in ("reset", "address")}
    meet_at(monkeypatch, links, "find_link")
    outcomes = together(committed, *(partial(use, kind, token) for kind, token in tokens.items()))
    assert {type(outcome) for outcome in outcomes} <= {User, LinkUsed, AssertionError}  # found already ended: SQLite
    assert count(committed, OneTimeLink, OneTimeLink.used_at.is_not(None)) == 1


def test_a_link_to_another_address_that_is_made_during_a_new_password_ends_with_it(
    committed: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    with committed.app_context():
        recovering.ask_for_address(mine(cast.ana), "thief@example.org", START)
        payload = db.session.scalars(select(Job).where(Job.kind == "mail.address")).one().payload

    def reset() -> None:
        enrolling.change_password(mine(cast.ana), NEW)
        mail.find_account("")

    meet_at(monkeypatch, mail, "find_account")  # the account was read, its link is not yet made
    assert together(committed, lambda: mail.address_mail(payload, START), reset) == [None, None]
    assert count(committed, OneTimeLink, OneTimeLink.used_at.is_(None)) == 0
