"""How a job reports that it failed this time, and what that means for other jobs."""

from __future__ import annotations


class Trouble(Exception):
    """The job failed. ``reason`` is a constant of `rules/work.py`; ``said`` is for people, with secrets removed."""

    def __init__(self, reason: str, said: str = "", to: str = "") -> None:
        super().__init__(f"{reason}: {said}" if said else reason)
        self.reason, self.said, self.to = reason, said, to

    def by_itself(self) -> Trouble:
        """Return a copy without its traceback."""
        return type(self)(self.reason, self.said, self.to)


class Down(Trouble):
    """The server cannot be used: all jobs that need it wait, and none is to blame."""


class Broken(Trouble):
    """The server broke off during this job, which is tried again without limit."""


class Later(Trouble):
    """The server defers this job. It is tried again for days."""


class Rejected(Trouble):
    """The server has refused this job for good."""


class Interrupted(Exception):
    """The worker has to stop: the current job is put back, and continues elsewhere."""


class LeaseLost(Exception):
    """Another worker has the current job by now, or it is no longer wanted: it is left alone."""
