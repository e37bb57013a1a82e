"""Feeds and calendars: the public ones of each forum, and each person's own at a secret address."""

from __future__ import annotations

from flask import Flask

from board.web.feeds import addresses, own, public

DOORS = (public, own, addresses)


def connect(app: Flask) -> None:
    """Register the routes of this area."""
    for door in DOORS:
        app.register_blueprint(door.blueprint)
