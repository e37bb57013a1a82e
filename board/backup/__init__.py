"""Backups: one file that holds everything, made while people write, and restored only into an empty database.

`archive.py` is the file; `sqlite.py` and `postgresql.py` know their database; `making.py` and `restoring.py` combine
them; `nightly.py` is the worker's job; `commands.py` has the commands.
"""

from __future__ import annotations


class BackupError(Exception):
    """A backup cannot be made, read or restored; the message says why, and what helps."""
