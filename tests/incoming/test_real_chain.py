"""The whole way of an answer, through servers that are none of ours: Postfix delivers, Dovecot holds the mailboxes."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from email.message import EmailMessage
from email.utils import make_msgid

import pytest
from flask import Flask
from sqlalchemy import select

from board import jobs
from board.clock import FixedClock
from board.extensions import db, writing
from board.incoming.reading import read_if_due
from board.mail.links import reply_address, token
from board.models import IncomingMail, Post
from board.rules import incoming as rule
from board.rules.mail_tokens import THREAD
from tests.support.cast import Cast, text_of
from tests.support.incoming import letter
from tests.support.mail_chain import FORUM, PEOPLE, PIPED, Chain, running
from tests.support.seeing import source_of


@pytest.fixture(scope="module")
def chain() -> Iterator[Chain]:
    with running([f"reply@{FORUM}", f"rosa@{PEOPLE}"]) as servers:
        yield servers


@pytest.fixture
def site(committed: Flask, chain: Chain, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """The site, which sends through the one server and reads the mailbox of the other."""
    settings = replace(
        committed.extensions["settings"],
        mail_url=chain.smtp_url,
        mail_from=f"forum@{FORUM}",
        mail_replies=f"reply@{FORUM}",
        mail_in_url=chain.imap_url("reply"),
    )
    monkeypatch.setitem(committed.extensions, "settings", settings)
    return committed


def as_clients_answer(mail: EmailMessage, text: str) -> EmailMessage:
    """Return an answer as a mail client writes it: above what it quotes."""
    body = mail.get_body(("plain",))
    assert body is not None
    quoted = "".join(f"> {line}\n" for line in str(body.get_content()).splitlines())
    answer = EmailMessage()
    answer["From"], answer["To"] = str(mail["To"]), str(mail["Reply-To"])
    answer["Subject"], answer["Message-ID"] = f"Re: {mail['Subject']}", make_msgid(domain=PEOPLE)
    answer["In-Reply-To"] = answer["References"] = mail["Message-ID"]
    answer.set_content(f"{text}\n\nOn Wednesday, the forum <{mail['From']}> wrote:\n\n{quoted}")
    return answer


def test_a_question_is_answered_through_real_mail_servers(
    site: Flask, cast_there: Cast, chain: Chain, clock: FixedClock
) -> None:
    with site.app_context():
        jobs.run_due(clock)
        (question,) = chain.arrived_at("rosa")
        assert question["Reply-To"].startswith("reply+")

        answer = as_clients_answer(question, "El municipio lo firmó en mayo.")
        chain.send(answer)
        chain.wait_for(lambda: answer["Message-ID"] in ids(chain.mails_of("reply")) or None)
        assert read_if_due(clock) >= 1
        jobs.run_due(clock)

        post = db.session.scalars(select(Post).where(Post.reply_to_id == cast_there.question.id)).one()
        assert source_of(text_of(post)) == "El municipio lo firmó en mayo."
        assert db.session.get_one(Post, cast_there.question.id, populate_existing=True).answer_id == post.id
        assert answer["Message-ID"] not in ids(chain.mails_of("reply"))
        assert answer["Message-ID"] in ids(chain.mails_of("reply", "Semana-done"))
        receipt = chain.arrived_at("rosa", 2)[-1]
        assert receipt["In-Reply-To"] == answer["Message-ID"]


def ids(mails: Iterable[EmailMessage]) -> list[str]:
    return [str(mail["Message-ID"]) for mail in mails]


@pytest.fixture
def cast_there(site: Flask, commit_cast: Callable[[], Cast]) -> Cast:
    """The cast, in which one of them has a mailbox."""
    with site.app_context(), writing():
        cast = commit_cast()
        cast.rosa.email = f"rosa@{PEOPLE}"
        db.session.commit()
    return cast


def test_a_mail_server_pipes_a_mail_to_the_command(
    site: Flask, cast_there: Cast, chain: Chain, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    piped = replace(site.extensions["settings"], mail_replies=f"reply@{PIPED}")
    monkeypatch.setitem(site.extensions, "settings", piped)
    with site.app_context():
        to = reply_address(token(THREAD, cast_there.rosa.id, cast_there.thread.id, clock.now()))
        assert to is not None
        with listening(site, chain) as codes:
            chain.send(letter(f"rosa@{PEOPLE}", to, "Through a pipe."))
            chain.wait_for(lambda: codes or None)
        assert codes == [0]
        jobs.run_due(clock)
        mail = db.session.scalars(select(IncomingMail)).one()
        assert (mail.recipient, mail.outcome) == (to, rule.POSTED)


@contextmanager
def listening(site: Flask, chain: Chain) -> Iterator[list[int]]:
    """Run the command for a mail that Postfix pipes, and let Postfix have its exit code."""
    codes: list[int] = []
    with socket.socket(socket.AF_UNIX) as door:
        door.bind(str(chain.folder / "piped"))
        (chain.folder / "piped").chmod(0o777)
        door.listen()
        thread = threading.Thread(target=_take, args=(site, door, codes), daemon=True)
        thread.start()
        yield codes
        thread.join(5)


def _take(site: Flask, door: socket.socket, codes: list[int]) -> None:
    line, _address = door.accept()
    with line:
        recipient, _end, raw = b"".join(iter(lambda: line.recv(65536), b"")).partition(b"\n")
        arguments = ["mail-in", "--recipient", recipient.decode()]
        codes.append(site.test_cli_runner().invoke(args=arguments, input=raw).exit_code)
        line.sendall(str(codes[-1]).encode())
