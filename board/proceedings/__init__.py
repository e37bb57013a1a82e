"""The proceedings: what they say (`document.py`), taken once for each edition, and the formats made from it."""

from __future__ import annotations


def connect() -> None:
    """Register with the worker the jobs that make an edition."""
    from board import jobs
    from board.actions.edition_files import CONTENTS, FILE
    from board.proceedings import producing

    jobs.handles(CONTENTS, rank=jobs.LAST)(producing.take_contents)
    jobs.handles(FILE, rank=jobs.LAST)(producing.make_file)
