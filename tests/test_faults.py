"""What an error says about the database, and how it is told to the log."""

from __future__ import annotations

import psycopg.errors
import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError, InternalError, OperationalError, TimeoutError

from board import faults, sqlite


def sqlite_error(code: int) -> OperationalError:
    cause = sqlite.DRIVER.OperationalError("somebody's words")
    cause.sqlite_errorcode = code
    return OperationalError("SELECT", {}, cause)


@pytest.mark.parametrize("code", [5, 6, 8, 10, 13, 14, 5 | 2 << 8, 10 | 12 << 8])
def test_sqlite_that_is_busy_full_read_only_or_not_there_is_away(code: int) -> None:
    assert faults.is_database_away(sqlite_error(code))


@pytest.mark.parametrize("code", [1, 11, 19, 26])
def test_sqlite_that_finds_the_question_wrong_is_not_away(code: int) -> None:
    assert not faults.is_database_away(sqlite_error(code))


def test_a_table_that_is_missing_is_a_fault_of_ours() -> None:
    engine = create_engine("sqlite://")
    with engine.connect() as connection, pytest.raises(OperationalError) as raised:
        connection.execute(text("SELECT 1 FROM nothing"))
    engine.dispose()
    assert not faults.is_database_away(raised.value)


@pytest.mark.parametrize(
    ("state", "away"),
    [
        (psycopg.errors.AdminShutdown, True),
        (psycopg.errors.CannotConnectNow, True),
        (psycopg.errors.TooManyConnections, True),
        (psycopg.errors.DiskFull, True),
        (psycopg.errors.QueryCanceled, True),
        (psycopg.errors.LockNotAvailable, True),
        (psycopg.errors.ReadOnlySqlTransaction, True),
        (psycopg.OperationalError, True),  # it could not be reached at all
        (psycopg.errors.DeadlockDetected, False),
        (psycopg.errors.UndefinedTable, False),
        (psycopg.errors.UniqueViolation, False),
        (psycopg.ProgrammingError, False),
    ],
)
def test_postgresql_is_away_by_its_code(state: type[psycopg.Error], away: bool) -> None:
    wraps = OperationalError if issubclass(state, psycopg.OperationalError) else InternalError
    assert faults.is_database_away(wraps("SELECT", {}, state("somebody's words"))) is away


def test_a_line_that_was_cut_and_a_pool_that_is_empty_are_away() -> None:
    cut = DBAPIError("SELECT", {}, psycopg.InterfaceError("gone"), connection_invalidated=True)
    assert faults.is_database_away(cut)
    assert faults.is_database_away(TimeoutError("no connection came free"))
    assert not faults.is_database_away(ValueError("else"))
    assert not faults.is_database_away(None)


def test_a_story_names_places_and_kinds_and_nobodys_words() -> None:
    try:
        try:
            raise sqlite_error(5)
        except OperationalError as cause:
            raise KeyError("ana@example.org") from cause
    except KeyError as error:
        told = faults.story(error)
    assert "ana@example.org" not in told.replace('raise KeyError("ana@example.org")', "")
    assert "somebody" not in told
    assert told.index("OperationalError") < told.index("which led to") < told.index("KeyError")
    assert "test_faults.py" in told


def test_errors_that_lead_to_each_other_end() -> None:
    one, other = ValueError(), TypeError()
    one.__cause__, other.__cause__ = other, one
    assert faults.story(one).count("which led to") == faults.CHAIN - 1


def test_ids_differ() -> None:
    assert len({faults.new_id() for _ in range(100)}) == 100
