"""The accounts that a visitor of the demo may use: their passwords, the file and the table."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from board.actions.enrolling import hasher
from board.demo import content
from board.demo.content import Person
from board.demo.transaction import one_transaction
from board.extensions import db
from board.models import User
from board.visible import accounts

VISITORS = frozenset({"ana", "jorge"})
"""The participants that a visitor may be: one reads English, one Spanish."""
FILE_NAME = "demo-accounts.json"
ORDER = ("participant", "key_respondent", "translator", "admin", "owner")
COLUMNS = ("role", "name", "email", "password", "week")


@dataclass(frozen=True, slots=True)
class Account:
    """A line of the table."""

    role: str
    name: str
    email: str
    password: str
    forum: str
    week: int | None


def readable_password() -> str:
    """Return a random password of about 38 bits that can be read aloud: ``tamo-rile-suva``."""
    syllables = [secrets.choice("bdfglmnprstv") + secrets.choice("aeiou") for _ in range(6)]
    return "-".join(one + other for one, other in zip(syllables[::2], syllables[1::2], strict=True))


def role_in_table(person: Person) -> str | None:
    """Return the role under which a person is listed; most participants are not listed."""
    if person.id in VISITORS:
        return "participant"
    listed = ("owner", "admin", "key_respondent", "translator")
    return next((role for role in listed if role in person.roles), None)


def account_for(person: Person, password: str) -> Account | None:
    """Return the person's line of the table."""
    role = role_in_table(person)
    week = person.week if role == "key_respondent" else None
    return Account(role, person.name, person.email, password, content.forum().slug, week) if role else None


def renew_passwords() -> list[Account]:
    """Set new passwords, if the file with the first ones is lost."""
    with one_transaction():
        users = {user.email: user for user in db.session.scalars(accounts())}
        return in_order(_renewed(person, users.get(person.email)) for person in content.people())


def in_order(found: Iterable[Account | None]) -> list[Account]:
    """Return the lines of the table, by role."""
    return sorted(filter(None, found), key=lambda account: ORDER.index(account.role))


def _renewed(person: Person, user: User | None) -> Account | None:
    account = account_for(person, readable_password())
    if account and user:
        user.password_hash = hasher.hash(account.password)
    return account if user else None


def write(path: Path, found: Iterable[Account]) -> None:
    """Store the accounts in a file."""
    write_private(path, json.dumps([asdict(account) for account in found], ensure_ascii=False, indent=2))


def write_private(path: Path, words: str) -> None:
    """Write a file that only its owner may read."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(f"{words}\n")


def read(path: Path) -> list[Account]:
    """Return the accounts in the file; none if it is missing or damaged."""
    try:
        return [Account(**entry) for entry in json.loads(path.read_text(encoding="utf-8"))]
    except (OSError, ValueError, TypeError):
        return []


def table(found: Iterable[Account]) -> str:
    """Return the accounts as a table for people to read."""
    rows = [COLUMNS, *(tuple(_cell(account, column) for column in COLUMNS) for account in found)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    lines.insert(1, "  ".join("-" * width for width in widths))
    return "\n".join(lines)


def _cell(account: Account, column: str) -> str:
    value = getattr(account, column)
    return "" if value is None else str(value).replace("_", " ") if column == "role" else str(value)
