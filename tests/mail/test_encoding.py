"""How a mail goes over the line: with eight bits where the server takes them, in lines that no server breaks."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask

from board.jobs import Rejected
from board.mail.blocks import Passage, Words
from board.mail.composing import Outgoing, compose
from board.mail.conversation import converse
from board.mail.letters import Letter
from board.rules.mail_tokens import BOUNCE, unseal
from tests.support.cast import START
from tests.support.read_mail import Mail
from tests.support.smtp import MailServer, running

SPANISH = "¿Quién firmó el contrato? 🥕"


@pytest.fixture
def server() -> Iterator[MailServer]:
    with running() as server:
        yield server


@pytest.fixture(autouse=True)
def _site(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    settings = replace(app.extensions["settings"], mail_from="forum@example.org")
    monkeypatch.setitem(app.extensions, "settings", settings)
    with app.app_context():
        yield


def composed(words: str = SPANISH, recipient: str = "rosa@example.org", **more: object) -> Outgoing:
    letter = Letter(recipient, "Subject", [Words(words)], "a.mail", **more)  # type: ignore[arg-type]
    return compose(letter, START)


def body_of(mail: Outgoing, *, eight_bit: bool) -> bytes:
    return mail.as_bytes(eight_bit=eight_bit).partition(b"\r\n\r\n")[2]


def test_words_are_sent_as_they_are_if_the_server_takes_them() -> None:
    body = body_of(composed(), eight_bit=True)
    assert SPANISH.encode() in body
    assert body.count(b"Content-Transfer-Encoding: 8bit") == 2


def test_they_are_quoted_if_it_does_not_and_stay_legible() -> None:
    body = body_of(composed(), eight_bit=False)
    assert b"=C2=BFQui=C3=A9n firm=C3=B3 el contrato?" in body
    assert body.isascii()


def test_plain_words_need_no_encoding() -> None:
    assert body_of(composed("Who signed?"), eight_bit=False).count(b"Content-Transfer-Encoding: 7bit") == 2


@pytest.mark.parametrize(("length", "encoding"), [(998, b"7bit"), (999, b"quoted-printable")])
def test_a_line_that_is_too_long_for_servers_is_folded(length: int, encoding: bytes) -> None:
    words = ("word " * 200)[: length - 1] + "."
    content = composed(words).as_bytes(eight_bit=True)
    assert b"Content-Transfer-Encoding: " + encoding in content
    assert max(map(len, content.split(b"\r\n"))) <= 998
    assert Mail.read(content, "").plain.strip() == words


OFFERS = "250-mail.example.org\r\n250-{}\r\n250 SIZE 100000"


@pytest.mark.parametrize(("offer", "eight_bit"), [("8BITMIME", True), ("HELP", False)])
def test_the_server_is_asked_what_it_takes(server: MailServer, offer: str, eight_bit: bool) -> None:
    server.says["EHLO"] = OFFERS.format(offer)
    converse(server.url, composed(), 5)
    assert ("BODY=8BITMIME" in said_by(server, "MAIL")) == eight_bit
    assert (SPANISH.encode() in server.mails[0]) == eight_bit


def said_by(server: MailServer, verb: str) -> str:
    """Return what the site said to the server with this command."""
    [command] = [command for command in server.commands if command.upper().startswith(verb)]
    return command.upper()


def test_it_introduces_itself_with_the_name_of_the_site(server: MailServer) -> None:
    converse(server.url, composed(), 5)
    assert said_by(server, "EHLO") == "EHLO LOCALHOST"


def test_a_domain_in_other_letters_is_written_in_ascii(server: MailServer) -> None:
    converse(server.url, composed(recipient="rosa@ñandú.example"), 5)
    assert said_by(server, "RCPT") == "RCPT TO:<ROSA@XN--AND-6MA2C.EXAMPLE>"
    assert b"\r\nTo: rosa@xn--and-6ma2c.example\r\n" in server.mails[0]


def test_a_name_in_other_letters_needs_a_server_that_knows_them(server: MailServer) -> None:
    with pytest.raises(Rejected):
        converse(server.url, composed(recipient="lucía@example.org"), 5)
    server.says["EHLO"] = OFFERS.format("SMTPUTF8\r\n250-8BITMIME")
    converse(server.url, composed(recipient="lucía@example.org"), 5)
    assert "\r\nTo: lucía@example.org\r\n".encode() in server.mails[0]


def test_it_comes_back_to_an_address_that_names_its_reader(
    app: Flask, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    converse(server.url, composed(user_id=7), 5)
    assert said_by(server, "MAIL").startswith("MAIL FROM:<FORUM@EXAMPLE.ORG>")
    server.refresh()
    settings = replace(app.extensions["settings"], mail_replies="reply@example.org")
    monkeypatch.setitem(app.extensions, "settings", settings)
    converse(server.url, composed(user_id=7), 5)
    token = said_by(server, "MAIL").partition("+")[2].partition("@")[0]
    found = unseal(settings.secret_key, token)
    assert found is not None
    assert found[:3] == (BOUNCE, 7, 0)


@pytest.mark.parametrize(
    "theirs", ["<a@b>\r\nBcc: all@example.org", "<a@b> <c@d>", "<á@b>", f"<{'a' * 251}>", "a@b", "", "<a\x00@b>"]
)
def test_an_identifier_of_somebody_else_is_taken_over_only_if_it_is_one(theirs: str) -> None:
    content = composed(answers=theirs).as_bytes(eight_bit=False)
    assert b"In-Reply-To" not in content
    assert b"Bcc" not in content


def test_an_answer_to_somebodys_mail_names_it_and_says_that_a_program_answers() -> None:
    headers = Mail.read(composed(answers="<a+b.c@client.example>").as_bytes(eight_bit=False), "").headers
    assert headers["in-reply-to"] == headers["references"] == "<a+b.c@client.example>"
    assert headers["auto-submitted"] == "auto-replied"


# A conversation


def test_mails_of_a_conversation_are_kept_together_by_every_program() -> None:
    first = composed(parents=("thread.abc",))
    second = composed(parents=("thread.abc", "post.def"))
    one, two = (Mail.read(mail.as_bytes(eight_bit=False), "").headers for mail in (first, second))
    assert one["references"] == one["in-reply-to"] == "<thread.abc@localhost>"
    assert two["references"] == "<thread.abc@localhost> <post.def@localhost>"
    assert two["in-reply-to"] == "<post.def@localhost>"
    assert one["thread-index"] == two["thread-index"]
    assert len(b64decode(one["thread-index"])) == 22


@pytest.mark.parametrize(("subject", "topic"), [("Re: Selling", "Selling"), ("RE: re:Selling", "Selling")])
def test_outlook_gets_the_subject_of_the_conversation(subject: str, topic: str) -> None:
    letter = Letter("rosa@example.org", subject, [Words("x")], "a.mail", parents=("thread.abc",))
    headers = Mail.read(compose(letter, START).as_bytes(eight_bit=False), "").headers
    assert (headers["subject"], headers["thread-topic"]) == (subject, topic)


# Links in people's words


def test_links_within_the_site_are_whole_in_a_mail() -> None:
    words = '<p><a href="/f/x" rel="nofollow noopener ugc">a</a> <a href="//b.example">b</a> <a href="#n">n</a></p>'
    passage = Passage("es", words, "[a](/f/x) [b](//b.example) [n](#n)")
    mail = compose(Letter("rosa@example.org", "Subject", [passage], "a.mail"), START)
    assert '<p lang="es"><a href="http://localhost/f/x">a</a> <a href="https://b.example">b</a>' in mail.html
    assert mail.plain == "[a](http://localhost/f/x) [b](//b.example) [n](#n)\n"
