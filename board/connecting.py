"""How the site, the worker, commands and migrations connect to the database. Every wait has an end."""

from __future__ import annotations

from typing import Any

from sqlalchemy.engine import URL, make_url

from board import sqlite

MAX_CONNECTIONS = 16
"""Per process, reached only while so many threads ask at the same time: one for each, and some to spare."""
CONNECTIONS_KEPT = 8
POOL_TIMEOUT = 10.0
"""How many seconds a thread waits for a connection that other threads use."""

SESSION = {
    # The slowest page takes a second. Nobody waits longer than this for an answer, and no thread is lost to it.
    "statement_timeout": "30s",
    # As long as SQLite waits for its write lock (`busy_timeout`): after that, the fault lies with another request.
    "lock_timeout": "10s",
    # Ends the locks of a process that hangs or was cut off. Far longer than a mail server may take to answer.
    "idle_in_transaction_session_timeout": "5min",
}
"""Settings of each PostgreSQL connection."""
LINE = {
    "connect_timeout": 5,  # seconds; the least that libpq takes is 2
    # Notices a cut cable: unanswered data after 10 seconds, an idle connection after a minute.
    "tcp_user_timeout": 10_000,
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
}
"""Options for libpq about the connection to the server."""


def engine_options(address: str) -> dict[str, Any]:
    """Return the options of SQLAlchemy's engine for a database address. Options in the address itself win."""
    url = make_url(address)
    options: dict[str, Any] = {
        "query_cache_size": 2_000,  # the site has about 1,000 queries; the default is 500
        "hide_parameters": True,  # an error message does not quote what people wrote
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
    given = url.query
    session = " ".join(f"-c {name}={value}" for name, value in SESSION.items())
    line = {name: value for name, value in LINE.items() if name not in given}
    return line | {"options": f"{session} {given.get('options', '')}".strip()}
