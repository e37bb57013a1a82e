"""Links by mail that set a password, sign in, or change an address; and nobody learns which addresses have accounts."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from board.actions import enrolling, recovering
from board.actions.recovering import LASTS
from board.clock import FixedClock
from board.extensions import db
from board.jobs import run_due
from board.models import Job, Mail, OneTimeLink, UnsentText, User
from tests.support.cast import PASSWORD, START, Cast
from tests.support.client import Client
from tests.support.hashes import counted, told
from tests.support.shown import shown

SignIn = Callable[[User], Client]
NEW = "a password nobody knows yet"
MOMENT = timedelta(seconds=1)
TOKEN = re.compile(rb'(name="csrf_token" value=|name="csrf-token" content=)"[^"]*"')


def mails(clock: FixedClock) -> list[Mail]:
    """Run the due work, and return all mails but the one about the cast's question."""
    run_due(clock)
    query = select(Mail).where(Mail.recipient != "rosa@example.org").order_by(Mail.id)
    return list(db.session.scalars(query.execution_options(populate_existing=True)))


def link_in(mail: Mail) -> str:
    """Return the path of the link in a mail."""
    return mail.body.split("http://localhost")[1].split()[0]


def ask(client: Client, url: str, email: str = "ana@example.org", **fields: str) -> Any:
    return client.post(url, data={"email": email, **fields})


def is_signed_in(client: Client) -> bool:
    return client.get("/profile").status_code == 200


# ---- a new password


def test_a_forgotten_password_is_replaced(cast: Cast, app: Flask, clock: FixedClock, sign_in: SignIn) -> None:
    elsewhere, client = sign_in(cast.ana), app.test_client()
    form = shown(client.get("/forgotten")).form("/forgotten")
    answer = form.send(client, email=" Ana@Example.org ")
    assert "If there is an account with this address" in shown(client.get(answer.location)).words
    [mail] = mails(clock)
    assert (mail.recipient, mail.subject) == ("ana@example.org", "Choose a new password")
    url = link_in(mail)
    assert "Ana, ana@example.org" in shown(client.get(url)).words
    answer = shown(client.get(url)).form(url).send(client, new_password=NEW)
    assert (answer.status_code, answer.location) == (303, "/")
    assert (is_signed_in(client), is_signed_in(elsewhere)) == (True, False)
    assert enrolling.authenticate("ana@example.org", NEW) is not None
    assert client.get(url).status_code == 404


def test_a_refused_password_does_not_use_the_link_up(cast: Cast, client: Client, clock: FixedClock) -> None:
    ask(client, "/forgotten")
    url = link_in(mails(clock)[0])
    assert client.post(url, data={"new_password": "short"}).status_code == 422
    assert client.get(url).status_code == 200


@pytest.mark.parametrize(("url", "kind"), [("/forgotten", "reset"), ("/sign-in/link", "sign_in")])
def test_a_link_lasts_until_its_last_second(cast: Cast, client: Client, clock: FixedClock, url: str, kind: str) -> None:
    ask(client, url)
    link = link_in(mails(clock)[0])
    clock.move_to(START + LASTS[kind] - MOMENT)
    assert client.get(link).status_code == 200
    clock.move_to(START + LASTS[kind])
    assert (client.get(link).status_code, client.post(link, data={"new_password": NEW}).status_code) == (404, 404)


def test_a_newer_link_ends_the_older_and_a_new_password_ends_all(
    cast: Cast, client: Client, clock: FixedClock, sign_in: SignIn
) -> None:
    for url in ("/forgotten", "/forgotten", "/sign-in/link"):
        ask(client, url)
    first, second, third = map(link_in, mails(clock))
    assert [client.get(link).status_code for link in (first, second, third)] == [404, 200, 200]
    sign_in(cast.ana).post("/password", data={"password": PASSWORD, "new_password": NEW})
    assert [client.get(link).status_code for link in (second, third)] == [404, 404]


def test_a_mail_that_is_written_twice_has_the_same_link_and_revives_no_used_one(
    cast: Cast, client: Client, clock: FixedClock
) -> None:
    ask(client, "/forgotten")
    [mail] = mails(clock)
    url = link_in(mail)
    _undo_jobs()
    assert [link_in(mail) for mail in mails(clock)] == [url]
    client.post(url, data={"new_password": NEW})
    _undo_jobs()
    mails(clock)
    assert client.get(url).status_code == 404


def _undo_jobs() -> None:
    for job in db.session.scalars(select(Job).execution_options(populate_existing=True)):
        job.done_at, job.run_at = None, START
    db.session.commit()


@pytest.mark.parametrize("url", ["/forgotten", "/sign-in/link"])
def test_a_person_without_a_password_gets_a_link_that_sets_up_the_account(
    cast: Cast, client: Client, clock: FixedClock, url: str
) -> None:
    db.session.get_one(User, cast.nina.id).password_hash = None
    ask(client, url, "nina@example.org")
    [mail] = mails(clock)
    assert link_in(mail).startswith("/set-up/")
    assert client.get(link_in(mail)).status_code == 200


# ---- signing in by a link


def test_the_link_signs_in_and_leads_to_the_page_that_was_asked_for(
    cast: Cast, client: Client, clock: FixedClock
) -> None:
    page = shown(client.get("/sign-in?next=/f/social-economy/week/2"))
    ask(client, "/sign-in/link", next=str(page.form("/sign-in").fields["next"]))
    url = link_in(mails(clock)[0])
    for _ in range(2):  # mail programs open links, too
        assert client.get(url).status_code == 200
    assert not is_signed_in(client)
    form = shown(client.get(url)).form(url.partition("?")[0])
    assert form.send(client).location == "/f/social-economy/week/2"
    assert is_signed_in(client)
    assert client.post(url).status_code == 404


@pytest.mark.parametrize("target", ["//evil.example", "https://evil.example", "/\\evil.example"])
def test_the_link_leads_to_no_other_site(cast: Cast, client: Client, clock: FixedClock, target: str) -> None:
    ask(client, "/sign-in/link", next=target)
    url = link_in(mails(clock)[0])
    assert "evil" not in url
    assert client.post(url, data={"next": target}).location == "/"


def test_unsent_words_of_an_ended_session_survive_signing_in_by_a_link(
    cast: Cast, client: Client, clock: FixedClock
) -> None:
    """A person typed for an hour, their session ended, and they forgot their password."""
    words = {"kept_place": f"reply:{cast.thread.key}", "kept_body": "An hour\nof typing", "next": "/profile"}
    sent = ask(client, "/sign-in/link", **words)
    waiting = shown(sent).form("/sign-in/kept")
    assert waiting.fields["body"] == "An hour\r\nof typing"
    early = waiting.send(client)
    assert (early.status_code, shown(early).form("/sign-in").fields["kept_body"]) == (401, "An hour\r\nof typing")
    client.post(link_in(mails(clock)[0]))
    again = shown(waiting.send(client)).form("/sign-in/kept")  # the form's token belonged to the session that ended
    answer = again.send(client)
    assert (answer.status_code, answer.location) == (303, "/profile")
    kept = db.session.scalars(select(UnsentText).where(UnsentText.user_id == cast.ana.id)).one()
    assert (kept.place, kept.body) == (f"reply:{cast.thread.key}", "An hour\nof typing")


@pytest.mark.parametrize("url", ["/forgotten", "/sign-in/link"])
@pytest.mark.parametrize("email", ["", "nobody", "x" * 300 + "@example.org"])
def test_without_a_valid_address_no_mail_is_due_and_no_words_are_lost(
    cast: Cast, client: Client, url: str, email: str
) -> None:
    answer = ask(client, url, email, kept_place="reply:abc", kept_body="Words")
    assert answer.status_code == 422
    assert shown(answer).form("/sign-in").fields["kept_body"] == "Words"
    assert list(db.session.scalars(select(Job.id).where(Job.kind.like("mail.%"), Job.done_at.is_(None)))) == (
        _jobs_of_the_cast()
    )


def _jobs_of_the_cast() -> list[int]:
    return list(db.session.scalars(select(Job.id).where(Job.kind == "mail.question")))


# ---- nobody learns who has an account


ADDRESSES = ["jorge@example.org", "nobody@example.org", "nina@example.org"]
"""Of an account, of nobody, and of an account that was never set up. Lengths may differ: no page shows the address."""


@pytest.mark.parametrize(("url", "hashes"), [("/forgotten", 0), ("/sign-in/link", 0), ("/profile/address", 1)])
def test_known_and_unknown_addresses_are_answered_alike(
    cast: Cast, app: Flask, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch, url: str, hashes: int
) -> None:
    db.session.get_one(User, cast.nina.id).password_hash = None
    answers, jobs = [], []
    for email in ADDRESSES:
        client = sign_in(cast.ana) if url == "/profile/address" else app.test_client()
        with counted(monkeypatch) as hashed:
            answer = client.post(url, data={"email": email, "password": PASSWORD})
            page = client.get(answer.location)
        answers.append((answer.status_code, told(answer), answer.data, TOKEN.sub(b"", page.data), hashed))
        jobs.append(db.session.scalars(select(Job).order_by(Job.id.desc()).limit(1)).one())
    assert answers[0] == answers[1] == answers[2]
    assert answers[0][4] == ["verify"] * hashes
    assert len({(job.kind, frozenset(job.payload), job.run_at, len(job.unique_key)) for job in jobs}) == 1
    assert [job.payload["email"] for job in jobs] == ADDRESSES


def test_an_unknown_address_gets_no_mail(cast: Cast, client: Client, clock: FixedClock) -> None:
    for url in ("/forgotten", "/sign-in/link"):
        ask(client, url, "nobody@example.org")
    assert [mail.recipient for mail in mails(clock)] == []


@pytest.mark.parametrize("url", ["/forgotten", "/sign-in/link"])
@pytest.mark.parametrize("email", ["ana@example.org", "nobody@example.org"])
def test_asking_is_limited_for_each_address_and_each_visitor(cast: Cast, app: Flask, url: str, email: str) -> None:
    def visitor(number: int) -> Client:
        client = app.test_client()
        client.environ_base["REMOTE_ADDR"] = f"203.0.113.{number}"
        return client

    assert [ask(visitor(n), url, email).status_code for n in range(6)] == [303] * 5 + [429]
    assert ask(visitor(7), url, email.upper()).status_code == 429
    others = [ask(visitor(8), url, f"someone{n}@example.org").status_code for n in range(31)]
    assert others == [303] * 30 + [429]


# ---- another address


def change(client: Client, email: str, password: str = PASSWORD) -> Any:
    form = shown(client.get("/profile/address")).form("/profile/address")
    return form.send(client, email=email, password=password)


def test_an_address_changes_once_it_is_confirmed(cast: Cast, app: Flask, clock: FixedClock, sign_in: SignIn) -> None:
    client = sign_in(cast.ana)
    ask(app.test_client(), "/forgotten")
    assert change(client, "Ana.New@Example.org").location == "/profile"
    mail = mails(clock)[-1]
    assert (mail.recipient, "confirm it here" in mail.body) == ("ana.new@example.org", True)
    url = link_in(mail)
    stranger = app.test_client()  # on another device
    page = shown(stranger.get(url))
    assert "ana.new@example.org" in page.words
    assert enrolling.find_account("ana.new@example.org") is None
    assert page.form(url).send(stranger).location == "/sign-in"
    assert enrolling.authenticate("ana.new@example.org", PASSWORD) is not None
    assert enrolling.authenticate("ana@example.org", PASSWORD) is None
    told = mails(clock)[-1]
    assert (told.recipient, told.subject) == ("ana@example.org", "Your address was changed")
    assert client.get(url).status_code == 404
    kinds = db.session.scalars(select(OneTimeLink.kind).where(OneTimeLink.used_at.is_(None)))
    assert list(kinds) == []  # a person who reads the old mailbox cannot get in any more


def test_the_current_password_is_asked_for(cast: Cast, clock: FixedClock, sign_in: SignIn) -> None:
    answer = change(sign_in(cast.ana), "ana.new@example.org", "a guess")
    assert (answer.status_code, "This is not your current password." in shown(answer).words) == (422, True)
    assert mails(clock) == []


def test_only_the_other_account_learns_that_its_address_was_asked_for(
    cast: Cast, clock: FixedClock, sign_in: SignIn
) -> None:
    answer = change(sign_in(cast.ana), "jorge@example.org")
    assert answer.location == "/profile"
    [mail] = mails(clock)
    assert (mail.recipient, mail.subject) == ("jorge@example.org", "This address already has an account")
    assert "Ana" not in mail.body
    assert list(db.session.scalars(select(OneTimeLink))) == []


def test_an_address_that_was_taken_meanwhile_changes_nothing(
    cast: Cast, app: Flask, clock: FixedClock, sign_in: SignIn
) -> None:
    client = sign_in(cast.ana)
    change(client, "new@example.org")
    url = link_in(mails(clock)[0])
    enrolling.create_account("new@example.org", "Newcomer", START)
    answer = client.post(url)
    assert "There is an account with this address by now" in shown(client.get(answer.location)).words
    assert db.session.get_one(User, cast.ana.id).email == "ana@example.org"


def test_an_address_that_is_taken_at_the_same_moment_changes_nothing(
    cast: Cast, clock: FixedClock, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The lookup finds no account; then the database refuses the address because one was made meanwhile."""
    client = sign_in(cast.ana)
    change(client, "new@example.org")
    url = link_in(mails(clock)[0])
    enrolling.create_account("new@example.org", "Newcomer", START)
    monkeypatch.setattr(recovering, "find_account", lambda _email: None)
    answer = client.post(url)
    assert "There is an account with this address by now" in shown(client.get(answer.location)).words
    assert db.session.get_one(User, cast.ana.id).email == "ana@example.org"
    assert client.get(url).status_code == 200  # the link is not used up


def reset_the_password(app: Flask, _client: Client, clock: FixedClock) -> None:
    stranger = app.test_client()
    ask(stranger, "/forgotten")
    with_link = [mail for mail in mails(clock) if mail.subject == "Choose a new password"]
    assert stranger.post(link_in(with_link[0]), data={"new_password": NEW}).status_code == 303


def set_a_new_password(_app: Flask, client: Client, _clock: FixedClock) -> None:
    assert client.post("/password", data={"password": PASSWORD, "new_password": NEW}).status_code == 303


def sign_out_everywhere(_app: Flask, client: Client, _clock: FixedClock) -> None:
    assert client.post("/profile/sign-out-everywhere").status_code == 303


@pytest.mark.parametrize("secure", [reset_the_password, set_a_new_password, sign_out_everywhere])
def test_a_thief_cannot_take_the_address_after_the_owner_is_back(
    cast: Cast, app: Flask, clock: FixedClock, sign_in: SignIn, secure: Callable[[Flask, Client, FixedClock], None]
) -> None:
    change(sign_in(cast.ana), "thief@example.org")
    url = link_in(mails(clock)[0])
    secure(app, sign_in(cast.ana), clock)
    _undo_jobs()  # the mail, if it is written again, makes no new link
    mails(clock)
    thief = app.test_client()
    assert (thief.get(url).status_code, thief.post(url).status_code) == (404, 404)
    assert db.session.get_one(User, cast.ana.id).email == "ana@example.org"


@pytest.mark.parametrize("secure", [set_a_new_password, sign_out_everywhere])
@pytest.mark.parametrize("email", ["thief@example.org", "jorge@example.org"])
def test_a_due_mail_to_another_address_is_not_written_any_more(
    cast: Cast,
    app: Flask,
    clock: FixedClock,
    sign_in: SignIn,
    secure: Callable[[Flask, Client, FixedClock], None],
    email: str,
) -> None:
    change(sign_in(cast.ana), email)
    secure(app, sign_in(cast.ana), clock)
    assert mails(clock) == []
    assert list(db.session.scalars(select(OneTimeLink))) == []


def test_a_link_that_sets_up_an_account_survives_signing_out_everywhere(
    cast: Cast, app: Flask, clock: FixedClock
) -> None:
    """The account has no password yet, so this link is the only way in."""
    db.session.get_one(User, cast.nina.id).password_hash = None
    ask(app.test_client(), "/forgotten", "nina@example.org")
    url = link_in(mails(clock)[0])
    recovering.sign_out_everywhere(db.session.get_one(User, cast.nina.id))
    assert app.test_client().get(url).status_code == 200


def test_the_same_address_is_refused(cast: Cast, sign_in: SignIn) -> None:
    answer = change(sign_in(cast.ana), "ANA@example.org")
    assert "This is your address already." in shown(answer).words


# ---- everywhere


def test_signing_out_everywhere_ends_every_session(cast: Cast, sign_in: SignIn) -> None:
    here, there = sign_in(cast.ana), sign_in(cast.ana)
    assert shown(here.get("/profile")).form("/profile/sign-out-everywhere").send(here).location == "/sign-in"
    assert (is_signed_in(here), is_signed_in(there)) == (False, False)
