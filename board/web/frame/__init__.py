"""The frame: what every page of a forum shares, and what several areas need."""

from __future__ import annotations

from flask import Flask

from board.web.frame import credits, errors, suspended, unsent

DOORS = (unsent,)


def connect(app: Flask) -> None:
    """Open the doors of this area, and give templates its words."""
    credits.connect(app)
    errors.connect(app)
    suspended.connect(app)
    for door in DOORS:
        app.register_blueprint(door.blueprint)
