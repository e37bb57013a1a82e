"""Weeks and readings: the public programme, and how admins and key respondents prepare it."""

from __future__ import annotations

from flask import Flask

from board.web.programme import arranging, forums, kit, preparing, publishing, readings

DOORS = (arranging, forums, kit, preparing, publishing, readings)


def connect(app: Flask) -> None:
    """Register the routes of this area."""
    for door in DOORS:
        app.register_blueprint(door.blueprint)
