"""Mail that comes in: kept first, then handled by the worker, each with an outcome.

`arriving.py` keeps a mail, whichever way it came: `mailbox.py` reads a mailbox, `commands.py` is the pipe of a mail
server. `parsing.py` reads it, and `handling.py` decides whether it is taken, and calls the function that takes what its
address is for. Those register themselves with ``@takes(PURPOSE)`` of `taking.py`.
"""

from __future__ import annotations


def connect() -> None:
    """Register what takes each kind of mail and what answers it, which each module does as it is imported."""
    from board.incoming import (  # noqa: F401
        answering,
        applying,
        asking,
        bounces,
        handling,
        numbered,
        posts,
        proving,
        receipts,
        stopping,
    )
