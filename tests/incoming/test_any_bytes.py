"""Whatever bytes arrive, they are kept, read, and have an outcome; in time that grows no faster than they do."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from board.clock import FixedClock
from board.incoming.arriving import MAX_BYTES, headers_of, keep
from board.incoming.parsing import parse
from board.incoming.returned import returned
from board.rules import incoming as rule
from board.rules.mail_tokens import POST
from tests.support.cast import Cast
from tests.support.incoming import address_for, arrive, letter

PIECES = st.sampled_from(
    [
        b"From: ",
        b"From: <a@b.c>, <d@e.f>\n",
        b"From: =?utf-8?q?=C3=28?= <a@b.c>\n",
        b"To: reply+x@forum.example.org\n",
        b"Subject: =?utf-8?b?////?=\n",
        b"Subject: \xff\xfe caf\xe9\n",
        b"Message-ID: <",
        b"Message-ID: <a b>\n",
        b"References: " + b"<a@b> " * 20 + b"\n",
        b"Content-Type: multipart/mixed; boundary=b\n",
        b"\n--b\n",
        b"--b--\n",
        b"Content-Type: text/plain; charset=nothing\n",
        b"Content-Type: text/html\n\n<p>Hi <b>",
        b"\r\n\r\n",
        b"\n\n",
        b"Content-Transfer-Encoding: base64\n\n=====",
        b"Content-Type: message/rfc822\n\n",
        b"> quoted\n",
        b"\x00\x01\n",
        b"Content-Type: message/delivery-status\n\n",
        b"Content-Type: multipart/report\n",
        b"Action: failed\n",
        b"Status: 5.1.1\n",
        b"Content-Disposition: attachment; filename*=utf-8''%ff\n",
        b"[1] one\n",
        b"Date: never\n",
        b"Auto-Submitted: auto-replied\n",
        b"Authentication-Results: ;;;\n",
        "Asunto: café ☕\n".encode(),
        b"\xf0\x9f\n",
    ]
)
MAILS = st.one_of(
    st.binary(max_size=400), st.lists(st.one_of(PIECES, st.binary(max_size=30)), max_size=25).map(b"".join)
)


@given(MAILS)
def test_any_bytes_can_be_read(raw: bytes) -> None:
    arrived = parse(raw, "d" * 64, "mx.example.org")
    for words in (arrived.subject, arrived.name, arrived.text, arrived.tail, *arrived.senders, *arrived.attachments):
        assert words.encode() or not words
        assert "\x00" not in words
    assert arrived.message_id.isascii()
    returned(headers_of(raw))


@given(MAILS)
def test_a_report_may_hold_anything(raw: bytes) -> None:
    from email import message_from_bytes, policy

    found = returned(message_from_bytes(raw, policy=policy.compat32))
    assert found is None or len(found.said) <= 300


BROKEN = [
    b"\n",
    b"From: eva@example.org\n",
    b"From: \xff@\xff\nMessage-ID: \xff\n\n\xff",
    b"To: \xc3\xa1@forum.example.org\n\nx",
    b"Message-ID: <" + b"x" * 5_000 + b">\n\nwords",
    b"\x00" * 300,
]


@pytest.mark.parametrize("raw", BROKEN)
def test_broken_mail_has_an_outcome(cast: Cast, clock: FixedClock, raw: bytes) -> None:
    mail = arrive(raw, clock)
    assert (mail.outcome, mail.reason) == (rule.IGNORED, rule.UNKNOWN_ADDRESS)


def test_hostile_words_with_a_valid_token_have_an_outcome(cast: Cast, clock: FixedClock) -> None:
    to = address_for(POST, cast.ana, cast.answer.id, clock)
    head = f"From: ana@example.org\nTo: {to}\nMessage-ID: <a@b>\n".encode()
    body = b"Content-Type: text/plain; charset=utf-16\nSubject: \xff\n\nh\x00o\x00l\x00a\x00\xd8\x00"
    assert arrive(head + body, clock).outcome in (rule.POSTED, rule.REFUSED)


def test_of_a_mail_that_is_too_large_the_headers_are_kept(cast: Cast, clock: FixedClock) -> None:
    to = address_for(POST, cast.ana, cast.answer.id, clock)
    raw = letter("ana@example.org", to, "Hola").as_bytes()
    mail = arrive(raw + b"x" * (MAX_BYTES - len(raw) + 1), clock)
    assert (mail.outcome, mail.reason) == (rule.REFUSED, rule.TOO_LONG)
    assert len(mail.raw or b"") < 300_000


def test_the_largest_mail_that_is_taken(cast: Cast, clock: FixedClock) -> None:
    message = letter("ana@example.org", address_for(POST, cast.ana, cast.answer.id, clock), "Hola")
    message.add_attachment(b"x" * 1000, maintype="application", subtype="x-data", filename="data")
    raw = message.as_bytes()
    end = raw.rindex(b"\n--")
    whole = raw[:end] + (b"\n" + b"A" * 76) * ((MAX_BYTES - len(raw)) // 77) + raw[end:]
    assert MAX_BYTES - 200 < len(whole) <= MAX_BYTES
    assert arrive(whole, clock).outcome == rule.POSTED


@pytest.mark.parametrize("line", [b"> quoted words\n", b"<div>", b"[1] words\n\n", b"From: a@b.c\n", b"a@b.c, "])
def test_time_grows_with_the_length(line: bytes) -> None:
    def seconds(times: int) -> float:
        began = time.perf_counter()
        parse(b"Content-Type: text/html\n\n" * (line == b"<div>") + line * times, "d" * 64)
        return time.perf_counter() - began

    seconds(10)
    assert seconds(20_000) < max(1.0, 12 * seconds(5_000))


def test_the_same_bytes_without_a_message_id_are_one_mail(cast: Cast, clock: FixedClock) -> None:
    raw = b"From: ana@example.org\n\nThe same words"
    assert keep(raw, None, clock.now())
    assert not keep(raw, None, clock.now())
    assert keep(raw + b".", None, clock.now())
