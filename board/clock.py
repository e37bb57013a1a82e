"""The only place that reads the clock.

Only the edges (``web/viewer.py``, ``jobs/``, ``cli.py``) ask it; everything below is handed ``now``.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol


class Clock(Protocol):
    """Something that tells the present instant, as an aware datetime in UTC."""

    def now(self) -> datetime: ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


def seconds() -> float:
    """What the machine's clock says, in seconds since 1970: what limits are counted by, also in a demo."""
    return time.time()


class FixedClock:
    """A clock for tests: it stands still until it is moved."""

    def __init__(self, instant: datetime) -> None:
        self.move_to(instant)

    def now(self) -> datetime:
        return self._instant

    def move_to(self, instant: datetime) -> None:
        """Set the time. Raises ValueError for a datetime without a zone."""
        if instant.tzinfo is None:
            raise ValueError("a clock needs an instant with a zone")
        self._instant = instant.astimezone(UTC)


class FileClock:
    """A clock outside the program: a file with one ISO instant, read again each time.

    Lets several processes (server, worker) of a demo share one movable time. A file that is missing or
    half-written falls back to the machine's clock rather than stopping the site.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def now(self) -> datetime:
        try:
            instant = datetime.fromisoformat(self._path.read_text().strip())
        except (OSError, ValueError):
            return datetime.now(UTC)
        return instant.astimezone(UTC) if instant.tzinfo else instant.replace(tzinfo=UTC)
