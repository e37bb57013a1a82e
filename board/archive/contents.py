"""What goes into an archive, read from the tables: a new table or column goes along unless it is named here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Column, ColumnElement, LargeBinary, Table, or_, select

from board.actions.handing_over import in_forum
from board.models import Base
from board.models.fates import parent_of

OUT: Mapping[str, str] = {
    "begun_forums": "of forums that do not exist yet",
    "bouncing_addresses": "found out by this installation's mail",
    "claims": "says who translates at this moment, and ends by itself",
    "feed_addresses": "a secret of an account",
    "incoming_mails": "mail of this installation",
    "jobs": "work of this installation; nothing is mailed because of an import",
    "limit_counts": "counts of this installation",
    "lines": "the state of this installation’s connections",
    "mailings": "what this installation told people",
    "mails": "mail of this installation",
    "one_time_links": "open accounts",
    "search_entries": "made again from the texts",
    "sign_ins": "sessions",
    "unsent_texts": "seen by nobody but their authors",
    "worker_beats": "the workers of this installation",
}
"""Tables that stay out, and why."""
OUT_COLUMNS: Mapping[str, str] = {
    "applications.token_digest": "opens an application",
    "memberships.digest_at": "what this installation mails, and when",
    "memberships.digests_since": "what this installation mails, and since when",
    "memberships.mail_since": "what this installation mails, and since when",
    "users.is_owner": "an archive makes nobody the owner of another installation",
    "users.password_hash": "opens an account",
    "users.picture": "belongs to the account, like a password: the person chooses one there",
    "users.picture_key": "names the picture",
    "users.session_stamp": "belongs to sessions",
}
"""Columns that stay out, and why. Numbers of rows (``id``) are replaced by their lines."""


@dataclass(frozen=True, slots=True)
class Part:
    """A table of an archive."""

    table: Table
    model: Any
    columns: tuple[Column[Any], ...]
    """What is written of each row."""

    @property
    def name(self) -> str:
        """The table’s name, which is also that of its file."""
        return str(self.table.name)

    @property
    def id(self) -> Column[int] | None:
        """The number of a row, by which other rows refer to it; None if none does."""
        return self.table.columns.get("id")

    @property
    def order(self) -> tuple[Column[Any], ...]:
        """What the rows are ordered by. Accounts may be here before, so their numbers say nothing."""
        return (self.table.c.key,) if self.name == "users" else tuple(self.table.primary_key)


@cache
def parts() -> tuple[Part, ...]:
    """The parts of an archive, each after those that it refers to, as far as that is possible."""
    models = {mapper.local_table: mapper.class_ for mapper in Base.registry.mappers}
    tables = [table for table in Base.metadata.sorted_tables if table.name not in OUT]
    return tuple(Part(table, models[table], tuple(_written(table))) for table in tables)


def _written(table: Table) -> Iterator[Column[Any]]:
    for column in table.columns:
        if column.name != "id" and f"{table.name}.{column.name}" not in OUT_COLUMNS:
            yield column


def is_binary(column: Column[Any]) -> bool:
    """Whether a column holds the content of a file, which is a part of its own."""
    return isinstance(column.type, LargeBinary)


def target_of(column: Column[Any]) -> str | None:
    """The table that a column refers to, or None."""
    return next((str(key.column.table.name) for key in column.foreign_keys), None)


def of_forum(part: Part, forum_id: int) -> ColumnElement[bool]:
    """Match the rows that belong to a forum, or that its rows refer to: accounts, files."""
    if part.name == "forums":
        return part.table.c.id == forum_id
    if _belongs_to_a_forum(part):
        return in_forum(part.model, forum_id)
    referring = [
        select(column).where(in_forum(other.model, forum_id), column.is_not(None))
        for other in parts()
        if _belongs_to_a_forum(other)
        for column in other.columns
        if target_of(column) == part.name
    ]
    if not referring:
        raise LookupError(f"{part.name}: nothing says to which forum its rows belong, or why they stay out (OUT)")
    return or_(*(part.table.c.id.in_(rows) for rows in referring))


def _belongs_to_a_forum(part: Part) -> bool:
    return part.name != "forums" and (hasattr(part.model, "forum_id") or parent_of(part.model) is not None)
