"""The only module that reads the clock.

Only the edges (``web/viewer.py``, ``jobs/``, ``cli.py``) use it; everything below gets ``now`` as an argument.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol


class Clock(Protocol):
    """Tells the present instant, as an aware datetime in UTC."""

    def now(self) -> datetime: ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


def seconds() -> float:
    """Return the machine's time in seconds since 1970, by which limits are counted, also in a demo."""
    return time.time()


class FixedClock:
    """A clock for tests: it stands still until it is moved."""

    def __init__(self, instant: datetime) -> None:
        self.move_to(instant)

    def now(self) -> datetime:
        return self._instant

    def move_to(self, instant: datetime) -> None:
        """Set the time. Raise ValueError for a datetime without a zone."""
        if instant.tzinfo is None:
            raise ValueError("a clock needs an instant with a zone")
        self._instant = instant.astimezone(UTC)


class FileClock:
    """A clock outside the program: a file with an ISO instant, read again each time.

    It lets several processes (server, worker) of a demo share one movable time. If the file is missing or half-written,
    the machine's clock takes over rather than stopping the site.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def now(self) -> datetime:
        try:
            instant = datetime.fromisoformat(self._path.read_text().strip())
        except (OSError, ValueError):
            return datetime.now(UTC)
        return instant.astimezone(UTC) if instant.tzinfo else instant.replace(tzinfo=UTC)
