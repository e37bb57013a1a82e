"""Signed mail (DKIM): a receiver can check it, and sees every change of what is signed."""

from __future__ import annotations

import shutil
import subprocess
from base64 import b64encode
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import dkim
import nacl.signing
import pytest
from flask import Flask

from board.clock import FixedClock
from board.jobs import run_due
from tests.mail.conftest import Inbox
from tests.support.cast import Cast

Lookup = Callable[..., bytes | None]
ED25519, RSA = ("-algorithm", "ed25519"), ("-algorithm", "rsa", "-pkeyopt", "rsa_keygen_bits:2048")


def made_by_openssl(file: Path, *options: str) -> bytes:
    """Write a private key into the file; return its public key."""
    program = shutil.which("openssl")
    if program is None:
        pytest.skip("no openssl: apt-get install openssl")
    subprocess.run([program, "genpkey", *options, "-out", str(file)], check=True, capture_output=True)
    answer = subprocess.run(
        [program, "pkey", "-in", str(file), "-pubout", "-outform", "DER"], check=True, capture_output=True
    )
    return answer.stdout


def rsa(file: Path) -> str:
    return f"v=DKIM1; k=rsa; p={b64encode(made_by_openssl(file, *RSA)).decode()}"


def ed25519_of_openssl(file: Path) -> str:
    return f"v=DKIM1; k=ed25519; p={b64encode(made_by_openssl(file, *ED25519)[-32:]).decode()}"


def ed25519_of_dkimpy(file: Path) -> str:
    seed = bytes(range(32))
    file.write_text(b64encode(seed).decode() + "\n")
    return f"v=DKIM1; k=ed25519; p={b64encode(bytes(nacl.signing.SigningKey(seed).verify_key)).decode()}"


def answering(record: str) -> Lookup:
    """Return a DNS that has this record, and no other."""

    def find(name: bytes, timeout: float = 5) -> bytes | None:
        return record.encode() if name == b"mails._domainkey.example.org." else None

    return find


@pytest.fixture(params=[rsa, ed25519_of_openssl, ed25519_of_dkimpy])
def lookup(
    app: Flask, inbox: Inbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> Lookup:
    """A site that signs, and the DNS in which receivers look for its key."""
    file = tmp_path / "key"
    record = request.param(file)
    settings = replace(app.extensions["settings"], mail_dkim_key=file, mail_dkim_selector="mails")
    monkeypatch.setitem(app.extensions, "settings", settings)
    return answering(record)


def test_receivers_can_check_it(cast: Cast, inbox: Inbox, clock: FixedClock, lookup: Lookup) -> None:
    run_due(clock)
    [raw] = inbox.raw
    assert dkim.verify(raw, dnsfunc=lookup)
    assert raw.isascii(), "a server that has to encode it anew would break the signature"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"Subject: ", b"Subject: Urgent: "),
        (b"Subject: ", b"Subject: Another\r\nSubject: "),
        (b"From: ", b"From: eve@example.net\r\nFrom: "),
        (b"List-Unsubscribe: <http://localhost", b"List-Unsubscribe: <http://elsewhere"),
        (b"List-Unsubscribe-Post: ", b"List-Unsubscribe-Post: a=b\r\nList-Unsubscribe-Post: "),
        (b"MIME-Version: ", b"Reply-To: eve@example.net\r\nMIME-Version: "),
        (b"contrato", b"control"),
    ],
)
def test_a_change_on_the_way_is_seen(
    cast: Cast, inbox: Inbox, clock: FixedClock, lookup: Lookup, old: bytes, new: bytes
) -> None:
    run_due(clock)
    [raw] = inbox.raw
    assert old in raw
    assert not dkim.verify(raw.replace(old, new, 1), dnsfunc=lookup)
