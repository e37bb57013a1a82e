"""The doors: a small base, the frame that pages of a forum share, and one package per area of the site.

``viewer.py`` alone knows who is asking and when. Areas use base and frame, never each other.
"""

from __future__ import annotations

from flask import Flask


def connect(app: Flask) -> None:
    """Open the doors: the base first, then area by area."""
    from board.web import (
        account,
        call,
        catalogue,
        desk,
        discussion,
        frame,
        health,
        organising,
        outage,
        programme,
        readiness,
        retiring,
        scripts,
        security,
        viewer,
        words,
    )

    outage.connect(app)  # first: it answers before anything asks the database
    readiness.connect(app)
    scripts.connect(app)
    viewer.connect(app)
    words.connect(app)
    catalogue.connect(app)
    security.connect(app)
    retiring.connect(app)
    app.register_blueprint(health.blueprint)
    for area in (frame, account, programme, discussion, desk, organising, call):
        area.connect(app)
