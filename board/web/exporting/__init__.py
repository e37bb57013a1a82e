"""Taking the forum along: its open data, and its coding for researchers' tools."""

from __future__ import annotations

from flask import Flask

from board.web.exporting import data

DOORS = (data,)


def connect(app: Flask) -> None:
    """Register the routes of this area."""
    for door in DOORS:
        app.register_blueprint(door.blueprint)
