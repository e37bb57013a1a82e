"""What a mail server's answer means for a mail: retried for days, or refused for good."""

from __future__ import annotations

import re
import smtplib

from board.jobs import Broken, Down, Later, Rejected, Trouble
from board.rules import work as rule

SIZE = 552
SERVICE_ENDS = 421
MUST_SIGN_IN = (503, 530, 534, 535, 538)
ABOUT_RELAYING = re.compile(r"relay|authenticat", re.IGNORECASE)
ABOUT_POLICY = re.compile(r"\b5\.7\.\d")
ABOUT_SIZE = re.compile(r"\b5\.3\.4\b")
SECRET = re.compile(r"\S*://\S*|[A-Za-z0-9_\-+/=]{24,}")
MAX_ANSWER_LENGTH = 300


def refused(error: smtplib.SMTPException) -> Trouble | None:
    """Return what the server said about this mail, or None if it said nothing intelligible."""
    if isinstance(error, smtplib.SMTPSenderRefused):
        return _of_sender(error.smtp_code, _plain(error.smtp_error))
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return _of_mail(*next((code, _plain(words)) for code, words in error.recipients.values()))
    if isinstance(error, smtplib.SMTPDataError):
        return _of_mail(error.smtp_code, _plain(error.smtp_error))
    if isinstance(error, smtplib.SMTPNotSupportedError):  # an address with letters that this server cannot handle
        return Rejected(rule.REJECTED, "SMTPUTF8")
    return None


def _of_sender(code: int, words: str) -> Trouble | None:
    """Classify a refused sender: every mail has the same sender, so no mail is at fault, except a mail that is too
    long.
    """
    if code == SIZE or ABOUT_SIZE.search(words):
        return Rejected(rule.REJECTED, _answer(code, words))
    return Down(rule.SENDER, _answer(code, words)) if 400 <= code < 600 and code != SERVICE_ENDS else None


def _of_mail(code: int, words: str) -> Trouble | None:
    """Classify the refusal of a mail.

    A server that refuses to relay, or wants us to sign in, says nothing about the recipient: settings are wrong, ours
    or
    its own. What policy refuses (5.7.x: a blocklist, a missing DNS record) may be mended within days.
    """
    answer = _answer(code, words)
    if code == SERVICE_ENDS or not 400 <= code < 600:
        return None
    if code < 500:
        return Later(rule.LATER, answer)
    if code in MUST_SIGN_IN or ABOUT_RELAYING.search(words):
        return Broken(rule.RELAY, answer)
    return Later(rule.POLICY, answer) if ABOUT_POLICY.search(words) else Rejected(rule.REJECTED, answer)


def _plain(words: bytes | str) -> str:
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())


def _answer(code: int, words: str) -> str:
    """Return a server's answer without what it may quote from the mail: addresses of pages, and their secrets."""
    return f"{code} {SECRET.sub('…', words)}".strip()[:MAX_ANSWER_LENGTH]


def words_of(error: Exception) -> str:
    """Return what is worth knowing about a failure: the server's own answer, or the system's error message."""
    if isinstance(error, smtplib.SMTPResponseException):
        return _answer(error.smtp_code, _plain(error.smtp_error))
    if isinstance(error, smtplib.SMTPException) or not isinstance(error, OSError):
        return ""
    return SECRET.sub("…", error.strerror or "")[:MAX_ANSWER_LENGTH]
