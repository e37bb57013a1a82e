"""Reading and writing in threads, and what members see of each other."""

from __future__ import annotations

from flask import Flask

from board.web.discussion import (
    flags,
    following,
    further,
    home,
    moderation,
    people,
    questions,
    reporting,
    rewording,
    search,
    speaking,
    threads,
    writing,
)

DOORS = (
    home,
    threads,
    writing,
    following,
    moderation,
    reporting,
    speaking,
    flags,
    questions,
    people,
    further,
    search,
    rewording,
)


def connect(app: Flask) -> None:
    """Register the routes of this area."""
    for door in DOORS:
        app.register_blueprint(door.blueprint)
