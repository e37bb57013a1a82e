"""How work tells that it came to nothing this time, and what that says of the rest."""

from __future__ import annotations


class Trouble(Exception):
    """It came to nothing. ``reason`` is a word of `rules/work.py`; ``said`` is for people, without anything secret."""

    def __init__(self, reason: str, said: str = "", to: str = "") -> None:
        super().__init__(f"{reason}: {said}" if said else reason)
        self.reason, self.said, self.to = reason, said, to

    def by_itself(self) -> Trouble:
        """The same without where it came from."""
        return type(self)(self.reason, self.said, self.to)


class Down(Trouble):
    """The server cannot be used: all work that needs it waits, and none of it is to blame."""


class Broken(Trouble):
    """The server broke off during this work, which is tried again without an end."""


class Later(Trouble):
    """The server puts this work off. It is tried again, for days."""


class Rejected(Trouble):
    """The server has refused this work for good."""


class Interrupted(Exception):
    """The worker is to stop: the work at hand is put back, and goes on elsewhere."""


class LeaseLost(Exception):
    """The work at hand is somebody else's by now, or is not wanted any more: it is left alone."""
