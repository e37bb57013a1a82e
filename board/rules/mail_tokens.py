"""Signed tokens in the addresses and links of mails. Nothing is stored for them.

A token is 32 small letters and digits, so it survives servers that fold the case of an address, and fits into the 64
characters of its local part. It says what an answer is for, whose it is, and on which day it was made; it can neither
be guessed nor read by anyone else.
"""

from __future__ import annotations

import hmac
import struct
from base64 import b32decode, b32encode
from binascii import Error
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

POST, THREAD, WEEK, DIGEST, QUESTIONS, ASK, CORRECT, CONFIRM, STOP, BOUNCE, APPLY, CHOICES, PROOF = range(13)
"""What a token is for, with what it is ``about``: an answer to a post; a post in a thread; a new thread in a week;
answers to the numbered posts of a mailing; answers to the numbered questions of a mailing; a question to the key
respondent of an assignment; other words for a post of one's own; a confirmation of an application; no more mail of a
forum; mail that came back; an application to a forum; the page on which mail of a forum is chosen; an
answer to a test, which proves that answers arrive."""
LASTS = timedelta(days=120)
"""How long an answer is taken: a forum of six weeks, and time afterwards."""
FOR_GOOD = frozenset({STOP, CHOICES, BOUNCE, APPLY})
"""What never expires: anyone can stop their mail, however old the mail is in which they find out how."""
LENGTH = 32
EPOCH = date(2020, 1, 1)
_LAYOUT = struct.Struct(">BIIH")
_SIGNATURE = 9


class Token(NamedTuple):
    """What a token says."""

    purpose: int
    user_id: int
    """The account that may use it; 0: anybody."""
    about: int
    """The id of the row that it is about."""
    made_on: date

    def has_expired(self, now: datetime) -> bool:
        """Return whether it is too late to use it."""
        return self.purpose not in FOR_GOOD and now.astimezone(UTC).date() > self.made_on + LASTS

    def is_older_than(self, created_at: datetime) -> bool:
        """Return whether an account was made later: SQLite may give it the number of one that was closed."""
        return self.made_on < created_at.astimezone(UTC).date()


def seal(secret: str, purpose: int, user_id: int, about: int, now: datetime) -> str:
    """Return the token. The same facts on the same day make the same token, so a mail sent again is the same."""
    day = (now.astimezone(UTC).date() - EPOCH).days
    plain = _LAYOUT.pack(purpose, user_id, about, max(0, day))
    signature = _sign(secret, plain)
    return b32encode(signature + _mask(secret, signature, plain)).decode().lower()


def unseal(secret: str, token: str) -> Token | None:
    """Return what a token says, in whatever case it came; None if it was not made with this secret."""
    if len(token) != LENGTH:
        return None
    try:
        sealed = b32decode(token.upper().encode("ascii"))
    except (Error, ValueError):
        return None
    signature, masked = sealed[:_SIGNATURE], sealed[_SIGNATURE:]
    plain = _mask(secret, signature, masked)
    if not hmac.compare_digest(signature, _sign(secret, plain)):
        return None
    purpose, user_id, about, day = _LAYOUT.unpack(plain)
    return Token(purpose, user_id, about, EPOCH + timedelta(days=day))


def _sign(secret: str, plain: bytes) -> bytes:
    return hmac.digest(secret.encode(), b"mail token, signature: " + plain, "sha256")[:_SIGNATURE]


def _mask(secret: str, signature: bytes, text: bytes) -> bytes:
    """Hide or show the plain bytes with a key that only their signature leads to."""
    key = hmac.digest(secret.encode(), b"mail token, mask: " + signature, "sha256")
    return bytes(one ^ other for one, other in zip(text, key, strict=False))
