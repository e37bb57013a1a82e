"""A mail that another server sent back, read: what was not delivered, and why."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import message_from_string, policy
from email.message import Message
from typing import NamedTuple

from board.incoming.parsing import all_values, ids
from board.text.mime_bodies import bodies

MAX_PARTS = 30
MAX_TEXT = 20_000
_STATUS = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")
_CODE = re.compile(r"\b(5\d\d|4\d\d)[ -]")
_MESSAGE_ID = re.compile(r"^message-id:\s{0,5}(<[!-;=?-~]{1,250}>)", re.IGNORECASE | re.MULTILINE)


class Returned(NamedTuple):
    """What a server says of a mail that it could not deliver."""

    message_id: str
    """Of the mail; empty if that is not told."""
    status: str
    """As RFC 3463 has it, such as 5.1.1; empty if it is not told."""
    said: str


def returned(message: Message) -> Returned | None:
    """Return what was not delivered for good; None if this is no such report, or the server still tries."""
    parts = list(_parts(message))
    reports = [part for part in parts if part.get_content_type() == "message/delivery-status"]
    if reports:
        fields = [block for report in reports for block in _blocks(report)]
        failed = [block for block in fields if _field(block, "Action").lower() == "failed"]
        if not failed:
            return None
        said = _field(failed[0], "Diagnostic-Code").partition(";")[2].strip() or _field(failed[0], "Status")
        return Returned(_original(parts), (_STATUS.findall(_field(failed[0], "Status")) or [""])[0], _short(said))
    return _in_plain_words(message, parts)


def _parts(message: Message) -> Iterator[Message]:
    """Yield the parts of the report, not those of the mail that it returns."""
    waiting, seen = [message], 0
    while waiting and seen < MAX_PARTS:
        part, seen = waiting.pop(0), seen + 1
        yield part
        inside = part.get_payload()
        if isinstance(inside, list) and part.get_content_maintype() == "multipart":
            waiting += [each for each in inside if isinstance(each, Message)]


def _blocks(report: Message) -> list[Message]:
    """Return the groups of fields of a report: one for the mail, and one for each recipient."""
    inside = report.get_payload()
    if isinstance(inside, list):
        return [block for block in inside if isinstance(block, Message)][:MAX_PARTS]
    groups = str(inside)[:MAX_TEXT].replace("\r\n", "\n").split("\n\n")
    return [message_from_string(group, policy=policy.compat32) for group in groups[:MAX_PARTS]]


def _field(block: Message, name: str) -> str:
    return " ".join(next(iter(all_values(block, name)), "").split())


def _original(parts: list[Message]) -> str:
    """Return the Message-ID of the mail that came back."""
    for part in parts[1:]:
        inside = part.get_payload()
        if part.get_content_type() == "message/rfc822" and isinstance(inside, list) and inside:
            return next(iter(ids(inside[0], "Message-ID")), "") if isinstance(inside[0], Message) else ""
        if part.get_content_type() in ("text/rfc822-headers", "message/rfc822-headers"):
            return _id_in(str(inside))
    return ""


def _id_in(text: str) -> str:
    found = _MESSAGE_ID.search(text[:MAX_TEXT])
    return found[1] if found else ""


def _in_plain_words(message: Message, parts: list[Message]) -> Returned | None:
    """Read a report in words, as some servers still write it."""
    sender = " ".join(all_values(message, "From")).lower()
    if "mailer-daemon" not in sender and "postmaster" not in sender and not all_values(message, "X-Failed-Recipients"):
        return None
    text = (bodies(message).plain or "")[:MAX_TEXT]
    statuses, codes = _STATUS.findall(text), _CODE.findall(text)
    status = next((status for status in statuses if status[0] in "45"), "")
    if not status and not codes:
        return None
    said = next((line for line in text.splitlines() if _STATUS.search(line) or _CODE.search(line)), "")
    return Returned(_original(parts) or _id_in(text), status, _short(said))


def _short(said: str) -> str:
    return " ".join(said.split())[:300]
