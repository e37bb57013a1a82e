"""Taking the forum along: its open data, and its coding for researchers' tools."""

from __future__ import annotations

from flask import Flask

from board.web.exporting import archives, codebook_files, coding_files, data
from board.web.exporting.forms import FAULT_WORDS

DOORS = (data, codebook_files, coding_files, archives)


def connect(app: Flask) -> None:
    """Register the routes and the words of this area."""
    for door in DOORS:
        app.register_blueprint(door.blueprint)
    app.jinja_env.globals["CODE_FAULT_WORDS"] = FAULT_WORDS
