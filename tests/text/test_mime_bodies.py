"""The bodies of a mail, whatever its bytes say of themselves."""

from __future__ import annotations

import time
from email.message import EmailMessage

import pytest

from board.text.mime_bodies import MAX_PARTS, Bodies, bodies, read_message


def read(raw: bytes) -> Bodies:
    return bodies(read_message(raw))


def part(kind: str, body: str, encoding: str = "8bit") -> bytes:
    return f"Content-Type: {kind}\nContent-Transfer-Encoding: {encoding}\n\n{body}\n".encode("windows-1252")


@pytest.mark.parametrize(
    "charset", ["windows-1252", "iso-8859-1", "ISO-8859-1", "x-unknown", "us-ascii", "utf-8", "", '"', "idna", "hex"]
)
def test_accents_are_right_in_whatever_charset_is_claimed(charset: str) -> None:
    assert read(part(f"text/plain; charset={charset}", "Mañana – “sí”")).plain == "Mañana – “sí”\n"


def test_utf_8_is_read_where_no_charset_is_named() -> None:
    assert read("Content-Type: text/plain\n\nMañana 🇧🇴\n".encode()).plain == "Mañana 🇧🇴\n"


def test_html_says_its_charset_itself() -> None:
    html = "<meta charset=iso-8859-1><p>Mañana</p>"
    assert (read(f"Content-Type: text/html\n\n{html}".encode("iso-8859-1")).html or "").endswith("<p>Mañana</p>")


def test_plain_text_around_a_picture_is_one_text() -> None:
    message = EmailMessage()
    message.set_content("uno\n")
    message.add_attachment(b"x", "image", "png", filename="feria.png")
    message.add_attachment("dos\n", disposition="inline")
    assert read(bytes(message)) == ("uno\n\ndos\n", None, False, ("feria.png",))


def test_a_text_that_is_attached_is_no_body() -> None:
    message = EmailMessage()
    message.set_content("uno\n")
    message.add_attachment("secret\n", filename="acta.txt")
    assert read(bytes(message)) == ("uno\n", None, False, ("acta.txt",))


def test_a_mail_inside_a_mail_is_an_attachment() -> None:
    message, inside = EmailMessage(), EmailMessage()
    inside.set_content("old words\n")
    message.set_content("uno\n")
    message.add_attachment(inside)
    assert read(bytes(message)).plain == "uno\n"


def test_a_missing_last_boundary_loses_nothing() -> None:
    raw = b"Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\nuno\ndos"
    assert read(raw).plain == "uno\ndos"


@pytest.mark.parametrize("depth", [MAX_PARTS - 1, MAX_PARTS, 4_000])
@pytest.mark.parametrize("kind", ["multipart/mixed; boundary=b{0}\n\n--b{0}\n", "message/rfc822\n\n"])
def test_mails_may_be_nested_beyond_reason(kind: str, depth: int) -> None:
    nested = "".join(f"Content-Type: {kind.format(at)}" for at in range(depth))
    said = read(f"{nested}Content-Type: text/plain\n\nuno".encode()).plain
    assert said == ("uno" if depth < MAX_PARTS and kind.startswith("multipart") else None)


@pytest.mark.parametrize(
    "raw",
    [
        b"Content-Type: multipart/mixed; " + b"a=b; " * 200_000 + b"boundary=b\n\n--b\n\nuno",
        b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\nuno\n" * 200_000,
        b"Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\n" + b"\xff=" * 500_000,
        b"Content-Type: text/plain; format=flowed\n\n" + b"> a \n>> b \n" * 100_000,
    ],
    ids=["parameters", "parts", "base64", "flowed"],
)
def test_a_megabyte_of_anything_is_read_soon(raw: bytes) -> None:
    start = time.process_time()
    read(raw)
    assert time.process_time() - start < 5
