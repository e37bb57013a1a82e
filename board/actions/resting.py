"""What could not be written is left alone for a while: nobody waits for each try, and the log hears of it once."""

from __future__ import annotations

import logging
import time

from board.faults import kind

RESTS = 5.0
"""Seconds for which nothing is tried after a failure."""
TOLD_EVERY = 60.0
"""Seconds between two lines in the log."""


class Trouble:
    """Whether something could be written lately, in this process. ``sentence`` tells the log, with the error's kind."""

    def __init__(self, log: logging.Logger, sentence: str) -> None:
        self._log, self._sentence = log, sentence
        self.forget()

    def forget(self) -> None:
        """As if nothing had failed."""
        self._rests_until = self._quiet_until = float("-inf")
        self._lasts = False

    def rests(self) -> bool:
        return time.monotonic() < self._rests_until

    def lasts(self) -> bool:
        """Whether the last try failed."""
        return self._lasts

    def end(self) -> None:
        """A try succeeded."""
        self._lasts = False

    def note(self, error: Exception, *what: str) -> None:
        """A try failed. ``what`` was tried, where the sentence leaves room for that."""
        now = time.monotonic()
        self._rests_until, self._lasts = now + RESTS, True
        if now >= self._quiet_until:
            self._quiet_until = now + TOLD_EVERY
            self._log.warning(self._sentence, *what, kind(error))
