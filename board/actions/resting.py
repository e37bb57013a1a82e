"""Pausing after a failed write, so that requests do not wait for one try after another, nor the log fill up."""

from __future__ import annotations

import logging
import time

from board.faults import kind

RESTS = 5.0
"""Seconds for which nothing is tried after a failure."""
TOLD_EVERY = 60.0
"""Least seconds between two lines in the log."""


class Trouble:
    """What this process remembers of failed writes. ``sentence`` is what the log says; its last placeholder is for the
    kind of error.
    """

    def __init__(self, log: logging.Logger, sentence: str) -> None:
        self._log, self._sentence = log, sentence
        self.forget()

    def forget(self) -> None:
        """Forget all failures."""
        self._rests_until = self._quiet_until = float("-inf")
        self._lasts = False

    def rests(self) -> bool:
        """Whether nothing is to be tried now, because a try failed within the last RESTS seconds."""
        return time.monotonic() < self._rests_until

    def lasts(self) -> bool:
        """Whether the last try failed."""
        return self._lasts

    def end(self) -> None:
        """Note that a try succeeded."""
        self._lasts = False

    def note(self, error: Exception, *what: str) -> None:
        """Note that a try failed, and log it now and then. ``what`` fills the placeholders of the sentence."""
        now = time.monotonic()
        self._rests_until, self._lasts = now + RESTS, True
        if now >= self._quiet_until:
            self._quiet_until = now + TOLD_EVERY
            self._log.warning(self._sentence, *what, kind(error))
