"""The demo: the forum of the call, with invented people, written through the same actions as everything else."""

from board.demo.accounts import Account
from board.demo.anchoring import anchor
from board.demo.calendar import Calendar, archived, redated
from board.demo.loading import AlreadyLoaded, ForeignData, is_loaded, load

__all__ = [
    "Account",
    "AlreadyLoaded",
    "Calendar",
    "ForeignData",
    "anchor",
    "archived",
    "is_loaded",
    "load",
    "redated",
]
