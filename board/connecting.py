"""How the database is reached, whoever asks: the site, the worker, a command, a migration. Every wait has an end."""

from __future__ import annotations

from typing import Any

from sqlalchemy.engine import URL, make_url

from board import sqlite

MAX_CONNECTIONS = 16
"""In one process, and only while so many threads ask at the same time: one each, and some to spare."""
CONNECTIONS_KEPT = 8
POOL_TIMEOUT = 10.0
"""Seconds that a thread waits for a connection that others have."""

SESSION = {
    # The slowest page takes a second. Nobody waits longer than this for an answer, and a thread is not lost to it.
    "statement_timeout": "30s",
    # As long as SQLite waits for its write lock (`busy_timeout`): then somebody else's form went wrong, not this one.
    "lock_timeout": "10s",
    # Of a process that hangs or was cut off: its locks end. Far above what a mail server may take to answer.
    "idle_in_transaction_session_timeout": "5min",
}
"""What PostgreSQL is told at the beginning of each connection."""
LINE = {
    "connect_timeout": 5,  # seconds; the least that libpq takes is 2
    # A cut cable is noticed: unanswered data after 10 seconds, an idle line after a minute.
    "tcp_user_timeout": 10_000,
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
}
"""What libpq is told about the line to the server."""


def engine_options(address: str) -> dict[str, Any]:
    """The options of SQLAlchemy's engine for a database's address. What the address itself says comes first."""
    url = make_url(address)
    options: dict[str, Any] = {
        "query_cache_size": 2_000,  # the site has some 1,000 queries; 500 are usual
        "hide_parameters": True,  # an error is told without what people wrote
    }
    if url.get_backend_name() == "sqlite":
        in_memory = url.database in (None, "", ":memory:")  # one connection for all
        return options | {"module": sqlite.DRIVER} | ({} if in_memory else _pool())
    return options | _pool() | {"pool_pre_ping": True, "connect_args": _of_postgresql(url)}


def _pool() -> dict[str, Any]:
    return {
        "pool_size": CONNECTIONS_KEPT,
        "max_overflow": MAX_CONNECTIONS - CONNECTIONS_KEPT,
        "pool_timeout": POOL_TIMEOUT,
    }


def _of_postgresql(url: URL) -> dict[str, Any]:
    said = url.query
    session = " ".join(f"-c {name}={value}" for name, value in SESSION.items())
    line = {name: value for name, value in LINE.items() if name not in said}
    return line | {"options": f"{session} {said.get('options', '')}".strip()}
