"""The counts, and the table that shows them."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import dataclass, field

COLUMNS = {
    "acknowledged": "acknowledged",
    "lost": "lost",
    "doubled": "doubled",
    "wrong": "wrong",
    "failed": "5xx after recovery",
}
NOTES = 12
"""The number of faults to describe; all are counted."""


@dataclass(slots=True)
class Tally:
    """One line of the table. Several threads may count at once."""

    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(COLUMNS, 0))
    notes: list[str] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def count(self, column: str, note: str = "", times: int = 1) -> None:
        """Count something, and note what it was."""
        with self._lock:
            self.counts[column] += times
            if note and len(self.notes) < NOTES:
                self.notes.append(f"{COLUMNS[column]}: {note}")

    def check(self, holds: bool, note: str, column: str = "wrong") -> None:
        """Count a fault unless this holds."""
        if not holds:
            self.count(column, note)

    @property
    def faults(self) -> int:
        """Everything that should not have happened."""
        return sum(self.counts.values()) - self.counts["acknowledged"]

    @property
    def is_sound(self) -> bool:
        """Whether the site was asked something and nothing went wrong: a scenario that did nothing proves nothing."""
        return self.counts["acknowledged"] > 0 and self.faults == 0


def table(lines: Iterable[tuple[str, Tally]]) -> str:
    """Return all lines in one Markdown table."""
    rows = [["scenario", *COLUMNS.values()]]
    rows += [[name, *(str(tally.counts[column]) for column in COLUMNS)] for name, tally in lines]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    rules = ["-" * widths[0], *("-" * (width - 1) + ":" for width in widths[1:])]
    return "\n".join(_row(cells, widths) for cells in [rows[0], rules, *rows[1:]])


def _row(cells: list[str], widths: list[int]) -> str:
    first = cells[0].ljust(widths[0])
    return (
        "| "
        + " | ".join([first, *(cell.rjust(width) for cell, width in zip(cells[1:], widths[1:], strict=True))])
        + " |"
    )
