"""`mail-test` says in words what is right and what is wrong with the way mail is set up."""

from __future__ import annotations

import re
import socket
import subprocess
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import dkim
import pytest
from aiosmtpd.controller import Controller
from click.testing import Result
from flask import Flask

from board.clock import FixedClock
from board.incoming.addresses import meaning_of
from board.models import IncomingMail
from board.proving import dns_records, sending
from board.rules.mail_tokens import PROOF
from tests.support import small_servers, smtp
from tests.support.certificates import certificate, showing
from tests.support.incoming import arrive, letter
from tests.support.ports import free_port
from tests.support.smtp import MailServer, drip, hang, hang_up

TO = "rosa@example.org"
GOOD = {
    "example.org": ["google-verification=abc", "v=spf1 include:mail.example.net -all"],
    "_dmarc.example.org": ["v=DMARC1; p=none"],
}
pytestmark = pytest.mark.usefixtures("db_session")


@pytest.fixture
def server() -> Iterator[MailServer]:
    with smtp.running() as running:
        yield running


Try = Callable[..., Result]


@pytest.fixture
def prove(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Try:
    """Run the command with these settings, and with these names in DNS."""
    monkeypatch.setattr(sending, "SECONDS", 8.0)

    def run(names: dict[str, list[str]] = GOOD, is_silent: bool = False, **settings: Any) -> Result:
        chosen = {"mail_from": "forum@example.org", **settings}
        with small_servers.dns_server(names, is_silent=is_silent) as resolver, pytest.MonkeyPatch.context() as patch:
            patch.setitem(app.extensions, "settings", replace(app.extensions["settings"], **chosen))
            patch.setattr(dns_records, "new_resolver", lambda: resolver)
            return app.test_cli_runner().invoke(args=["mail-test", TO])

    return run


def steps(result: Result, state: str) -> list[str]:
    return those(result.output, state)


def those(output: str, state: str) -> list[str]:
    return re.findall(rf"^  {state} +(.*)$", output, re.MULTILINE)


class TestSending:
    def test_all_is_well(self, prove: Try, server: MailServer) -> None:
        result = prove(mail_url=server.url)
        assert (result.exit_code, steps(result, "WRONG")) == (0, [])
        assert server.recipients == [TO]
        assert f"The server has accepted the e-mail for {TO}." in result.output
        assert "Nothing wrong was found." in result.output

    def test_no_server_is_set(self, prove: Try) -> None:
        result = prove(mail_url=None)
        assert result.exit_code == 1
        assert "MAIL_URL is not set" in steps(result, "WRONG")[0]

    def test_nobody_has_the_name(self, prove: Try) -> None:
        result = prove(mail_url="smtp://nowhere.invalid")
        assert result.exit_code == 1
        assert "The name nowhere.invalid is not known" in steps(result, "WRONG")[0]
        assert "is known" not in result.output

    def test_nobody_listens(self, prove: Try) -> None:
        result = prove(mail_url=f"smtp://127.0.0.1:{free_port()}")
        assert "refuses the connection: nothing listens there" in steps(result, "WRONG")[0]
        assert steps(result, "right")[0] == "The name 127.0.0.1 is known."

    @pytest.mark.parametrize("act", [hang, drip])
    def test_it_takes_too_long(
        self, prove: Try, server: MailServer, monkeypatch: pytest.MonkeyPatch, act: smtp.Act
    ) -> None:
        monkeypatch.setattr(sending, "SECONDS", 0.2)
        server.says["greeting"] = act
        assert "takes too long" in steps(prove(mail_url=server.url), "WRONG")[0]

    @pytest.mark.parametrize(
        ("says", "words"),
        [
            ({"greeting": hang_up}, "ends the connection at once"),
            ({"greeting": "554 No service"}, "refuses to talk to this site. The server said: 554 No service"),
            ({"MAIL": "553 Not yours"}, "MAIL_FROM has to be the address of the mailbox in MAIL_URL"),
            ({"RCPT": "550 5.1.1 No such user"}, "refuses the recipient, or the e-mail itself. The server said: 550"),
            ({"RCPT": "554 Relay access denied"}, "may lack a name and a password"),
            ({"the end": "554 5.7.1 Spam"}, "because of one of its rules. The server said: 554 5.7.1 Spam"),
            ({"the end": hang_up}, "broke off while the e-mail was sent"),
        ],
    )
    def test_it_refuses(self, prove: Try, server: MailServer, says: dict[str, Any], words: str) -> None:
        server.says |= says
        result = prove(mail_url=server.url)
        assert result.exit_code == 1
        assert words in steps(result, "WRONG")[0]
        assert "1 wrong:" in result.output

    def test_a_wrong_password_is_not_repeated(self, prove: Try, server: MailServer) -> None:
        server.says["AUTH"] = "535 5.7.8 Wrong: hunter2"
        result = prove(mail_url=server.url.replace("//", "//semana:hunter2@"))
        assert "does not accept the name and the password in MAIL_URL" in steps(result, "WRONG")[0]
        assert "hunter2" not in result.output
        assert "semana:" not in result.output

    def test_greylisting_is_not_wrong(self, prove: Try, server: MailServer) -> None:
        server.says["RCPT"] = "451 4.7.1 Greylisted"
        result = prove(mail_url=server.url)
        assert result.exit_code == 0
        assert "asks to try later" in steps(result, "unknown")[0]

    def test_the_mail_can_be_answered_with_a_token(
        self, prove: Try, app: Flask, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        kept = Kept()
        with kept.controller() as port:
            prove(mail_url=f"smtp://127.0.0.1:{port}", mail_replies="reply@example.org")
        where = str(kept.mails[0]["Reply-To"])
        settings = replace(app.extensions["settings"], mail_replies="reply@example.org")
        monkeypatch.setitem(app.extensions, "settings", settings)
        token = meaning_of(where, clock.now())
        assert token is not None
        assert token.purpose == PROOF
        answer: IncomingMail = arrive(letter(TO, where, "It came."), clock, where)
        assert (answer.outcome, answer.reason) == ("ignored", "proved")


def knock(port: int) -> None:
    socket.create_connection(("127.0.0.1", port)).close()


class Kept:
    """A real server, which keeps what it gets."""

    def __init__(self) -> None:
        self.mails: list[Any] = []

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        self.mails.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 Accepted"

    @contextmanager
    def controller(self, **options: Any) -> Iterator[int]:
        controller = Controller(self, hostname="127.0.0.1", port=free_port(), **options)
        controller._trigger_server = lambda: knock(controller.port)  # type: ignore[method-assign]  # its own does not speak TLS
        controller.start()
        try:
            yield controller.port
        finally:
            controller.stop()


CERTIFICATES = {
    "good": ({}, ""),
    "expired": ({"years": (2020, 2021)}, "certificate has expired"),
    "early": ({"years": (2080, 2090)}, "not valid yet"),
    "of another name": ({"name": "mail.example.net"}, "is for another name"),
    "self-signed": ({}, "self-signed"),
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("certificates")
    return {kind: certificate(folder / kind, **how) for kind, (how, _words) in CERTIFICATES.items()}


@pytest.fixture(params=CERTIFICATES)
def shown(request: pytest.FixtureRequest, made: dict[str, Path], monkeypatch: pytest.MonkeyPatch) -> tuple[Path, str]:
    """A certificate that this machine trusts, unless it is the self-signed one; and what is wrong with it."""
    monkeypatch.setenv("SSL_CERT_FILE", str(made["good" if request.param == "self-signed" else request.param]))
    return made[request.param], CERTIFICATES[request.param][1]


class TestSecureConnections:
    @pytest.mark.parametrize("scheme", ["smtps", "smtp+starttls"])
    def test_the_certificate_is_looked_at(self, prove: Try, shown: tuple[Path, str], scheme: str) -> None:
        both, words = shown
        how = {"ssl_context": showing(both)} if scheme == "smtps" else {"tls_context": showing(both)}
        kept = Kept()
        with kept.controller(**how) as port:
            result = prove(mail_url=f"{scheme}://localhost:{port}")
        if words:
            assert (result.exit_code, kept.mails) == (1, [])
            assert words in steps(result, "WRONG")[0]
        else:
            assert (result.exit_code, len(kept.mails)) == (0, 1)
            assert "The connection is encrypted, and the certificate is right." in result.output

    def test_a_server_without_encryption(self, prove: Try, server: MailServer) -> None:
        result = prove(mail_url=server.url.replace("smtp:", "smtp+starttls:"))
        assert "No secure connection: the server offers none" in steps(result, "WRONG")[0]

    def test_the_mailbox_is_asked_for_its_certificate_too(self, prove: Try, shown: tuple[Path, str]) -> None:
        both, words = shown
        with small_servers.mailbox(showing(both)) as port:
            found = mailbox_findings(prove(**in_mailbox(f"imaps://a:secret@localhost:{port}")))
        assert [words in line for line in found["WRONG"]] == ([True] if words else [])


def in_mailbox(url: str) -> dict[str, str]:
    return {"mail_replies": "reply@example.org", "mail_in_url": url}


def mailbox_findings(result: Result) -> dict[str, list[str]]:
    part = result.output.partition("Answers by e-mail")[2]
    return {state: those(part, state) for state in ("right", "WRONG", "unknown")}


class TestDNS:
    def told(self, prove: Try, **options: Any) -> list[str]:
        output = prove(**options).output.partition("in DNS\n")[2].partition("\n\n")[0]
        return output.splitlines()

    def test_good_records(self, prove: Try) -> None:
        spf, _sees, dkim_line, dmarc = self.told(prove)
        assert spf.split()[:2] == ["right", "SPF:"]
        assert dkim_line.split()[:2] == ["unknown", "DKIM:"]
        assert dmarc.split()[:2] == ["right", "DMARC:"]

    def test_no_records_at_all(self, prove: Try) -> None:
        spf, _dkim, dmarc = self.told(prove, names={})
        assert spf.split()[:2] == ["WRONG", "SPF:"]
        assert dmarc.split()[:2] == ["WRONG", "DMARC:"]

    @pytest.mark.parametrize(
        ("texts", "words"),
        [
            (["v=spf1 +all"], "permits everybody"),
            (["v=spf1 mx all"], "permits everybody"),
            (["v=spf1 -all", "v=spf1 mx -all"], "has 2 records"),
        ],
    )
    def test_spf_that_harms(self, prove: Try, texts: list[str], words: str) -> None:
        line = self.told(prove, names={**GOOD, "example.org": texts})[0]
        assert line.startswith("  WRONG")
        assert words in line

    def test_dmarc_of_the_domain_above_counts(self, prove: Try) -> None:
        names = {"forum.example.org": ["v=spf1 mx -all"], "_dmarc.example.org": ["v=DMARC1; p=reject"]}
        assert (
            "right    DMARC: _dmarc.example.org" in self.told(prove, names=names, mail_from="a@forum.example.org")[-1]
        )

    def test_dns_that_does_not_answer_is_said_once_and_is_not_wrong(self, prove: Try, server: MailServer) -> None:
        result = prove(is_silent=True, mail_url=server.url)
        assert result.exit_code == 0
        assert result.output.count("DNS could not be asked") == 1

    def test_a_sender_without_a_domain(self, prove: Try) -> None:
        assert "none of the Internet" in self.told(prove, mail_from="semana@localhost")[0]

    @pytest.mark.parametrize("kind", ["rsa", "ed25519"])
    @pytest.mark.parametrize("is_ours", [True, False])
    def test_the_published_key_is_compared_with_ours(
        self, prove: Try, tmp_path: Path, kind: str, is_ours: bool
    ) -> None:
        ours, published = (new_key(tmp_path / name, kind) for name in ("ours", "other"))
        record = ours[1] if is_ours else published[1]
        names = {**GOOD, "s1._domainkey.example.org": [record]}
        line = self.told(prove, names=names, mail_dkim_key=ours[0], mail_dkim_selector="s1")[2]
        assert line.startswith("  right    DKIM" if is_ours else "  WRONG    DKIM")

    @pytest.mark.parametrize("record", ["v=DKIM1; p=", "v=DKIM1; k=rsa; p=nonsense", "p=%%%"])
    def test_a_published_key_that_is_none(self, prove: Try, tmp_path: Path, record: str) -> None:
        names = {**GOOD, "s1._domainkey.example.org": [record]}
        key = new_key(tmp_path / "ours", "rsa")[0]
        assert self.told(prove, names=names, mail_dkim_key=key, mail_dkim_selector="s1")[2].startswith("  WRONG")

    def test_a_key_that_is_not_published(self, prove: Try, tmp_path: Path) -> None:
        key = new_key(tmp_path / "ours", "rsa")[0]
        line = self.told(prove, mail_dkim_key=key, mail_dkim_selector="s1")[2]
        assert "s1._domainkey.example.org has no TXT record" in line


def new_key(folder: Path, kind: str) -> tuple[Path, str]:
    """Return the file of a private key, and the record of its public key."""
    folder.mkdir()
    private = folder / "key.pem"
    subprocess.run(["openssl", "genpkey", "-algorithm", kind.upper(), "-out", private], check=True, capture_output=True)
    public = subprocess.run(
        ["openssl", "pkey", "-in", private, "-pubout", "-outform", "DER"], check=True, capture_output=True
    ).stdout
    words = b64encode(public[-32:] if kind == "ed25519" else public).decode()
    return private, f"v=DKIM1; k={kind}; p={words}"


class TestAnswers:
    def test_nobody_can_answer(self, prove: Try) -> None:
        assert "nobody can answer by e-mail" in mailbox_findings(prove())["unknown"][0]

    def test_a_pipe_instead_of_a_mailbox(self, prove: Try) -> None:
        found = mailbox_findings(prove(mail_replies="reply@example.org"))
        assert found["right"] == ["Answers go to reply@example.org."]
        assert "`mail-in`" in found["unknown"][0]
        assert "reply+anything@example.org" in found["unknown"][1]

    @pytest.mark.parametrize(
        ("path", "password", "wrong"),
        [
            ("", "secret", ""),
            ("/INBOX", "secret", ""),
            ("/Nowhere", "secret", "There is no folder Nowhere"),
            ("", "hunter2", "does not accept the name and the password in MAIL_IN_URL"),
        ],
    )
    def test_a_mailbox(self, prove: Try, path: str, password: str, wrong: str) -> None:
        with small_servers.mailbox() as port:
            result = prove(**in_mailbox(f"imap://reply:{password}@127.0.0.1:{port}{path}"))
        found = mailbox_findings(result)
        assert [wrong in line for line in found["WRONG"]] == ([True] if wrong else [])
        assert "hunter2" not in result.output

    @pytest.mark.parametrize(
        ("url", "words"),
        [
            ("imap://a:b@nowhere.invalid", "The name nowhere.invalid is not known"),
            ("imap://a:b@127.0.0.1:{closed}", "refuses the connection"),
            ("imap://a:b@127.0.0.1:{smtp}", "does not talk as a mailbox does"),
            ("imaps://a:b@127.0.0.1:{smtp}", "No secure connection"),
        ],
    )
    def test_no_mailbox(self, prove: Try, server: MailServer, url: str, words: str) -> None:
        address = url.format(closed=free_port(), smtp=server.port)
        assert words in mailbox_findings(prove(**in_mailbox(address)))["WRONG"][0]


@pytest.mark.parametrize("address", ["rosa", "@", "rosa @example.org", "rosa@example.org\nBcc: a@b.org"])
def test_an_address_that_is_none(app: Flask, address: str) -> None:
    assert app.test_cli_runner().invoke(args=["mail-test", address]).exit_code == 2


def test_the_sample_is_signed_as_mail_is() -> None:
    assert dkim.verify(dns_records.SAMPLE, dnsfunc=lambda *_a, **_o: b"") is False
