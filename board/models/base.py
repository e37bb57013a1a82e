"""What all tables share: the declarative base, times in UTC, random keys, sets of words."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DateTime, Dialect, MetaData, String, TypeDecorator
from sqlalchemy.orm import DeclarativeBase

KEY_ALPHABET = "23456789abcdefghjkmnpqrstvwxyz"
KEY_LENGTH = 14  # 30**14 ≈ 2**68: cannot be guessed, and does not tell how many there are


def is_key(text: str) -> bool:
    """Return whether this could be the random key of a row."""
    return len(text) == KEY_LENGTH and not set(text) - set(KEY_ALPHABET)


def new_key() -> str:
    """Return a random key for a row, used in addresses."""
    return _spelled(secrets.randbelow(len(KEY_ALPHABET) ** KEY_LENGTH))


def key_from(secret: str) -> str:
    """Return a key that looks random but is always the same for the same secret, which nobody else knows."""
    digest = hashlib.sha256(secret.encode()).digest()
    return _spelled(int.from_bytes(digest, "big") % len(KEY_ALPHABET) ** KEY_LENGTH)


def digest_of(token: str) -> str:
    """Return the digest to store of a token, so that a copy of the database opens nothing."""
    return hashlib.sha256(token.encode()).hexdigest()


def _spelled(number: int) -> str:
    key = ""
    for _ in range(KEY_LENGTH):
        number, digit = divmod(number, len(KEY_ALPHABET))
        key += KEY_ALPHABET[digit]
    return key


class Base(DeclarativeBase):
    """The base of all models; its naming convention lets Alembic name every constraint."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_N_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class UTCDateTime(TypeDecorator[datetime]):
    """An instant. It refuses a naive value, stores UTC, and returns an aware UTC value on every database.

    SQLite would drop the zone without converting.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)  # type: ignore[no-any-return]


class WordSet(TypeDecorator[frozenset[str]]):
    """A small set of words (roles), stored sorted in one column: ``admin translator``."""

    impl = String(200)
    cache_ok = True

    def process_bind_param(self, value: Iterable[str] | None, dialect: Dialect) -> str:
        return " ".join(sorted(value or ()))

    def process_result_value(self, value: Any, dialect: Dialect) -> frozenset[str]:
        return frozenset((value or "").split())


class LineList(TypeDecorator[tuple[str, ...]]):
    """An ordered list of short strings (languages, regions), one per line in one column."""

    impl = String(2000)
    cache_ok = True

    def process_bind_param(self, value: Iterable[str] | None, dialect: Dialect) -> str:
        return "\n".join(value or ())

    def process_result_value(self, value: Any, dialect: Dialect) -> tuple[str, ...]:
        return tuple((value or "").splitlines())
