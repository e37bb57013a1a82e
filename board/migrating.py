"""Changing the tables: all steps or none, without losing what people wrote unless allowed, and with a report."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import click
from alembic.migration import MigrationContext
from alembic.util import CommandError
from sqlalchemy import ColumnElement, Connection, String, column, func, inspect, select, table

from board.extensions import SEARCH_INDEX

LOSE = "lose-data"
"""`flask --app wsgi db downgrade -x lose-data=yes` drops what people wrote."""
MADE = ("alembic_version", "jobs", "search_entries", "worker_beats", *SEARCH_INDEX)
"""Prefixes of tables whose rows are computed from others, or written by programs."""
MADE_COLUMNS = {"texts.progress", "texts.waits_since", "texts.approved_at", "texts.waited"}


@dataclass(frozen=True, slots=True)
class Held:
    """The contents of a database: the rows of each table, and how many of them have a value in each column."""

    rows: dict[str, int]
    values: dict[str, int]


def held(connection: Connection) -> Held:
    """Count what people wrote."""
    inspector = inspect(connection)
    counted = Held({}, {})
    for name in inspector.get_table_names():
        if not name.startswith(MADE):
            columns = {
                f"{name}.{info['name']}": _filled(info["name"], info["type"]) for info in inspector.get_columns(name)
            }
            counts = connection.execute(select(func.count(), *columns.values()).select_from(table(name)))
            counted.rows[name], *filled = counts.one()
            counted.values.update(zip((f"{name}.{each}" for each in columns), filled, strict=True))
    return counted


def _filled(name: str, kind: Any) -> ColumnElement[int]:
    there: ColumnElement[Any] = column(name)
    return func.count(func.nullif(there, "") if isinstance(kind, String) else there)


def lost(before: Held, after: Held) -> list[str]:
    """Return what is missing afterwards: rows, and values of columns in tables that still exist."""
    rows = [
        f"{number - after.rows.get(name, 0)} rows of {name}"
        for name, number in before.rows.items()
        if after.rows.get(name, 0) < number
    ]
    values = [
        f"{number} values of {name}"
        for name, number in before.values.items()
        if number and name not in after.values and name.split(".")[0] in after.rows and name not in MADE_COLUMNS
    ]
    return sorted(rows) + sorted(values)


@contextmanager
def one_transaction(context: MigrationContext, allowed: bool) -> Iterator[None]:
    """Do everything in this context as a whole, and report it, or do nothing.

    ``allowed``: people's words may be lost.
    """
    connection = context.connection
    assert connection is not None
    if connection.dialect.name == "postgresql":
        # An index of a large table takes its time; locks are waited for as ever.
        connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
    start = context.get_current_revision()
    goes_back = getattr(context.opts.get("fn"), "__name__", "") == "downgrade"
    before = held(connection) if goes_back and not allowed else Held({}, {})
    try:
        yield
    except Exception as error:
        raise CommandError(f"{_in_short(error)}. {unchanged(start)}") from error
    if goes_back and not allowed and (going := lost(before, held(connection))):
        raise CommandError(
            f"This would lose {', '.join(going)}. {unchanged(start)} "
            f"Make a backup; then, to lose them: flask --app wsgi db downgrade -x {LOSE}=yes"
        )
    if (end := context.get_current_revision()) != start:
        click.echo(
            f"The database is at {end or 'its beginning'} (it was at {start or 'its beginning'}): one transaction."
        )


def unchanged(revision: str | None) -> str:
    """Say that a failure left nothing half done."""
    there = revision or "its beginning"
    return f"All steps are one transaction, so nothing was changed: the database is still at {there}."


def _in_short(error: Exception) -> str:
    """Return the first line of an error: PostgreSQL quotes rows in the following lines."""
    lines = str(getattr(error, "orig", None) or error).splitlines()
    return f"A step failed, {type(error).__name__}: {lines[0] if lines else ''}"
