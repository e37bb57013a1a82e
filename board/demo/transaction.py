"""One transaction for many acts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from board.extensions import about_to_write, db


@contextmanager
def one_transaction() -> Iterator[None]:
    """Write everything or nothing: each action commits, but half a demo must never remain."""
    db.session.rollback()  # ends what was read so far: SQLite takes its write lock when a transaction begins
    session, writing = db.session(), about_to_write.set(True)
    session.commit = session.flush  # type: ignore[method-assign]
    try:
        yield
    except BaseException:
        session.rollback()
        raise
    finally:
        del session.commit
        about_to_write.reset(writing)
    session.commit()
