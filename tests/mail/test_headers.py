"""What people type into names and titles comes out of a mail's headers as it was, and changes nothing else."""

from __future__ import annotations

import pytest
from fast_mail_parser import parse_email
from hypothesis import given
from hypothesis import strategies as st

from board.mail.composing import Outgoing
from board.mail.headers import MAX_NAME, MAX_SUBJECT, Folded, as_header, of_ids, of_words, tidy, with_phrase
from tests.support.cast import cast

__all__ = ["cast"]

TRICKY = '"\\,<>@;:()=? \r\n\tñé¿“🥕👩\u200d🌾'
ANYTHING = st.text(st.one_of(st.characters(), st.sampled_from(TRICKY)), max_size=320)


def sent(*headers: Folded) -> bytes:
    """Return the headers as they go to a server."""
    content = Outgoing("", "ana@example.org", headers, "Words\n", "<p>Words</p>\n")._message(eight_bit=False)
    head, _end, _body = content.as_bytes(policy=content.policy.clone(linesep="\r\n")).partition(b"\r\n\r\n")
    return head + b"\r\n\r\nWords\r\n"


def sender_of(raw: bytes) -> tuple[str, str | None]:
    sender = parse_email(raw).from_
    return (sender.display_name or "", sender.address) if sender else ("", None)


@given(subject=ANYTHING, name=ANYTHING)
def test_any_words_survive_and_add_no_header(subject: str, name: str) -> None:
    raw = sent(of_words("Subject", subject), with_phrase("From", name, "forum@example.org"))
    lines = raw.partition(b"\r\n\r\n")[0].split(b"\r\n")
    names = [line.partition(b":")[0] for line in lines if not line.startswith(b" ")]
    assert names == [b"MIME-Version", b"Content-Type", b"Subject", b"From"]
    assert raw.isascii()
    assert max(map(len, lines)) <= 130
    assert all(line.strip() for line in lines)
    assert parse_email(raw).subject == tidy(subject, MAX_SUBJECT)
    assert sender_of(raw) == (tidy(name, MAX_NAME), "forum@example.org")


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("María José 🥕", "María José 🥕"),
        ("Núñez, “Pepe” (Ministerio)", "Núñez, “Pepe” (Ministerio)"),
        ('Smith, "Bo" <bo@x.example>', 'Smith, "Bo" <bo@x.example>'),
        ("Eva\r\nBcc: all@example.org", "Eva Bcc: all@example.org"),
        ("Eva\nSubject: Win", "Eva Subject: Win"),
        ("=?utf-8?q?Eva?=", "=?utf-8?q?Eva?="),
        ("Eva\u202egro.elpmaxe", "Evagro.elpmaxe"),
        ("\x00E\x1bva", "Eva"),
        ("n" * 300, "n" * (MAX_NAME - 1) + "…"),
    ],
)
def test_a_name_is_shown_as_it_was_typed_on_one_line(typed: str, shown: str) -> None:
    assert sender_of(sent(with_phrase("From", typed, "forum@example.org"))) == (shown, "forum@example.org")


def test_identifiers_are_folded_between_and_never_inside() -> None:
    ids = [f"<post.{number}.{'k' * 80}@forum.example.org>" for number in range(40)]
    raw = sent(of_ids("References", ids))
    assert parse_email(raw).headers["References"][0].split() == ids
    assert max(map(len, raw.split(b"\r\n"))) < 130


def test_a_plain_subject_stays_legible() -> None:
    words = "A week opens: local purchasing, and what public buyers can do about it in small places"
    raw = sent(of_words("Subject", words), as_header("X-Next", "here"))
    assert b"Subject: A week opens: local purchasing, and what public buyers can do about\r\n it in small" in raw
