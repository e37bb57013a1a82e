"""The proceedings: the editions that a forum publishes, and their files."""

from __future__ import annotations

from flask import Flask

from board.web.proceedings import edition_files, edition_words, editions

DOORS = (editions, edition_files)


def connect(app: Flask) -> None:
    """Register the routes of this area."""
    edition_words.connect(app)
    for door in DOORS:
        app.register_blueprint(door.blueprint)
