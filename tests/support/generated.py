"""Forums that nobody would make: rows of every table of an archive, filled at random, with random references.

Tables and columns are read from the models, so those that are added later are filled by themselves.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import Boolean, Column, Date, Integer, LargeBinary, String, Table, insert, update
from sqlalchemy.exc import IntegrityError

from board.actions.standing_in import nowhere
from board.archive.contents import Part, parts, target_of
from board.extensions import db
from board.models import Forum
from board.models.base import KEY_ALPHABET, KEY_LENGTH, LineList, UTCDateTime, WordSet
from board.text import blocks, render_inline

ALPHABET = "abc ñéÅ漢字🌱e\u0301\u200d'\"<>&=+-@\\/\t\n#*_[](){}|`~%;:.,0129\u2028"
WORDS = ("café", "Brazil", "en", "es>en", "=1+1", "a;b", "🌱", "participant", "admin")
SOURCES = (
    "Vendió *verduras* en <b>el</b> municipio.\n\n- uno & dos\n- \"tres\"",
    "| a | b |\n|:--|--:|\n| 1 | [x](https://example.org/?a=1&b='2') |\n\n```\n<script>\n```",
    "1. one\n2. two\n\n> quoted\n\nSee https://example.org, or me@example.org.[^1]\n\n[^1]: A note.",
    "# Title\n\nLine\nbreak **bold** `code & \"quotes\"`",
)  # fmt: skip
LANGUAGES = ("es", "en", "fr")
ZONES = ("America/Toronto", "Asia/Kathmandu", "UTC")
START = datetime(2026, 3, 4, 12, tzinfo=UTC)

Ids = dict[str, list[int]]


def _text(random: Random, length: int) -> str:
    return "".join(random.choices(ALPHABET, k=random.randint(0, min(length, 24))))


def _key(random: Random) -> str:
    return "".join(random.choices(KEY_ALPHABET, k=KEY_LENGTH))


def _html(random: Random) -> str:
    made = [block.html for block in blocks(random.choice(SOURCES), anchor="k")]
    return random.choice([*made, render_inline(_text(random, 24))])


MAKERS: dict[type, Callable[[Random, Any], Any]] = {
    UTCDateTime: lambda random, _: START + timedelta(microseconds=random.randint(-(10**13), 10**13)),
    WordSet: lambda random, _: frozenset(random.sample(WORDS, random.randint(0, 3))),
    LineList: lambda random, _: tuple(random.sample(WORDS, random.randint(0, 3))),
    Date: lambda random, _: date(2026, 1, 1) + timedelta(days=random.randint(0, 400)),
    Boolean: lambda random, _: random.random() < 0.5,
    Integer: lambda random, _: random.randint(0, 10**6),
    LargeBinary: lambda random, _: random.randbytes(random.randint(0, 300)),
    String: lambda random, kind: _text(random, kind.length or 24),
}


class Generator:
    """Makes forums, all from one seed."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)  # noqa: S311 - nothing secret
        self.shared: Ids = {}

    def forum(self) -> Forum:
        """Make a forum whose rows share some accounts and files with the other forums of this generator."""
        ids: Ids = {name: list(numbers) for name, numbers in self.shared.items()}
        for part in parts():
            for _ in range(1 if part.name == "forums" else self.random.randint(1, 5)):
                self._add(part, ids)
        for part in parts():
            self._refer(part, ids)
        self.shared = {"files": ids["files"][:2], "users": ids["users"][:2]}
        db.session.commit()
        return db.session.get_one(Forum, ids["forums"][0])

    def _add(self, part: Part, ids: Ids) -> None:
        row = {column.name: self._value(column, ids) for column in part.table.columns if column.name != "id"}
        if part.name == "users":
            is_shared = not self.shared and len(ids.get("users", ())) < 2
            row["is_stand_in"] = not is_shared and self.random.random() < 0.4
            row["email"] = nowhere(row["key"]) if row["is_stand_in"] else f"{row['key']}@example.org"
        try:
            with db.session.begin_nested():
                made = db.session.execute(insert(part.table).values(row))
        except IntegrityError:  # nothing to refer to, or a second row of its kind
            return
        if part.id is not None:
            ids.setdefault(part.name, []).append(made.inserted_primary_key[0])

    def _value(self, column: Column[Any], ids: Ids) -> Any:
        if (target := target_of(column)) is not None:
            return self._reference(column, target, ids)
        if column.nullable and self.random.random() < 0.3:
            return None
        if column.name in ("key", "added_key", "once", "message_id"):
            return _key(self.random)
        if column.name == "slug":
            return f"forum-{self.random.randint(1, 10**9)}"
        if column.name in ("language", "target"):
            return self.random.choice(LANGUAGES)
        if column.name == "zone":
            return self.random.choice(ZONES)
        if column.name == "html":
            return _html(self.random)
        if column.name == "url":
            return f"https://example.org/{_key(self.random)}"
        return next(make for kind, make in MAKERS.items() if isinstance(column.type, kind))(self.random, column.type)

    def _reference(self, column: Column[Any], target: str, ids: Ids) -> int | None:
        if column.name == "forum_id":
            return ids["forums"][0]
        if column.nullable and (target == column.table.name or self.random.random() < 0.2):
            return None
        return self.random.choice(ids[target]) if ids.get(target) else None

    def _refer(self, part: Part, ids: Ids) -> None:
        """Let rows refer to rows that were added later, and to each other."""
        for column in part.columns:
            target = target_of(column)
            if target is None or not column.nullable or column.unique or column.name == "forum_id" or part.id is None:
                continue
            for number in ids.get(part.name, ()):
                if ids.get(target) and self.random.random() < 0.6:
                    self._set(part.table, number, column, self.random.choice(ids[target]))

    def _set(self, table: Table, number: int, column: Column[Any], value: int) -> None:
        db.session.execute(update(table).where(table.c.id == number).values({column.name: value}))
