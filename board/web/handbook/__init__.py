"""The handbook of the site, for everybody."""

from __future__ import annotations

from flask import Flask

from board.web.handbook import pages

DOORS = (pages,)


def connect(app: Flask) -> None:
    """Register the routes of this area."""
    for door in DOORS:
        app.register_blueprint(door.blueprint)
