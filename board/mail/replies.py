"""What a mail server's answer says of one mail: tried again for days, or refused for good."""

from __future__ import annotations

import re
import smtplib

from board.jobs import Broken, Down, Later, Rejected, Trouble
from board.rules import work as rule

SIZE = 552
SERVICE_ENDS = 421
MUST_SIGN_IN = (503, 530, 534, 535, 538)
OF_RELAYING = re.compile(r"relay|authenticat", re.IGNORECASE)
OF_POLICY = re.compile(r"\b5\.7\.\d")
OF_SIZE = re.compile(r"\b5\.3\.4\b")
SECRET = re.compile(r"\S*://\S*|[A-Za-z0-9_\-+/=]{24,}")
MAX_ANSWER_LENGTH = 300


def refused(error: smtplib.SMTPException) -> Trouble | None:
    """What the server said of this mail; None where it said nothing that can be understood."""
    if isinstance(error, smtplib.SMTPSenderRefused):
        return _of_sender(error.smtp_code, _plain(error.smtp_error))
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return _of_mail(*next((code, _plain(words)) for code, words in error.recipients.values()))
    if isinstance(error, smtplib.SMTPDataError):
        return _of_mail(error.smtp_code, _plain(error.smtp_error))
    if isinstance(error, smtplib.SMTPNotSupportedError):  # an address with letters that this server cannot write
        return Rejected(rule.REJECTED, "SMTPUTF8")
    return None


def _of_sender(code: int, words: str) -> Trouble | None:
    """Every mail has the same sender, so this is no mail's fault, but for one that is too long."""
    if code == SIZE or OF_SIZE.search(words):
        return Rejected(rule.REJECTED, _said(code, words))
    return Down(rule.SENDER, _said(code, words)) if 400 <= code < 600 and code != SERVICE_ENDS else None


def _of_mail(code: int, words: str) -> Trouble | None:
    """Who refuses to relay, or asks us to sign in, says nothing of the recipient: our settings are wrong, or its own.

    What is refused by policy (5.7.x: a list that we are on, a record that is missing) may be mended within days.
    """
    said = _said(code, words)
    if code == SERVICE_ENDS or not 400 <= code < 600:
        return None
    if code < 500:
        return Later(rule.LATER, said)
    if code in MUST_SIGN_IN or OF_RELAYING.search(words):
        return Broken(rule.RELAY, said)
    return Later(rule.POLICY, said) if OF_POLICY.search(words) else Rejected(rule.REJECTED, said)


def _plain(words: bytes | str) -> str:
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())


def _said(code: int, words: str) -> str:
    """A server's answer, without what it may quote of the mail: addresses of pages, and the secrets in them."""
    return f"{code} {SECRET.sub('…', words)}".strip()[:MAX_ANSWER_LENGTH]


def words_of(error: Exception) -> str:
    """What is worth knowing of a failure: the server's own answer, or the system's word for it."""
    if isinstance(error, smtplib.SMTPResponseException):
        return _said(error.smtp_code, _plain(error.smtp_error))
    if isinstance(error, smtplib.SMTPException) or not isinstance(error, OSError):
        return ""
    return SECRET.sub("…", error.strerror or "")[:MAX_ANSWER_LENGTH]
