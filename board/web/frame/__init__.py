"""The frame: what all pages of a forum share, and what several areas need."""

from __future__ import annotations

from flask import Flask

from board.web.frame import (
    attachments,
    credits,
    errors,
    formatting,
    hint_words,
    hints,
    mailed,
    pictures,
    suspended,
    unsent,
    uploads,
)

DOORS = (attachments, unsent, hints)


def connect(app: Flask) -> None:
    """Register the frame's blueprints, error pages and template functions."""
    credits.connect(app)
    errors.connect(app)
    formatting.connect(app)
    hint_words.connect(app)
    mailed.connect(app)
    pictures.connect(app)
    suspended.connect(app)
    uploads.connect(app)
    for door in DOORS:
        app.register_blueprint(door.blueprint)
