"""A person's own account: setting it up, signing in, and leaving."""

from __future__ import annotations

from flask import Flask

from board.web.account import (
    addresses,
    leaving,
    portraits,
    reading_languages,
    recovering,
    signed_in,
    signing_in,
    welcome,
)

DOORS = (signing_in, welcome, recovering, addresses, leaving, portraits, reading_languages)


def connect(app: Flask) -> None:
    """Register the routes of this area, and prolong sessions that are used."""
    signed_in.connect(app)
    for door in DOORS:
        app.register_blueprint(door.blueprint)
