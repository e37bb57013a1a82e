"""Backups: one file that holds everything, made while people write, and brought back into an empty place only.

`archive.py` is the file; `sqlite.py` and `postgresql.py` know their database; `making.py` and `restoring.py` put them
together; `nightly.py` is the worker's; `commands.py` the command line's.
"""

from __future__ import annotations


class BackupError(Exception):
    """A backup cannot be made, read or restored; the message says why, and what helps."""
