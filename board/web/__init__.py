"""The HTTP layer: a small base, the frame that all pages of a forum share, and one package per area of the site.

Only ``viewer.py`` knows who is asking and what time it is. Areas use the base and the frame, never each other.
"""

from __future__ import annotations

from flask import Flask


def connect(app: Flask) -> None:
    """Connect the base, then each area, to the application."""
    from board.web import (
        account,
        call,
        catalogue,
        desk,
        discussion,
        exporting,
        feeds,
        frame,
        handbook,
        health,
        mailing,
        organising,
        outage,
        proceedings,
        programme,
        readiness,
        retiring,
        scripts,
        security,
        synthesis,
        viewer,
        words,
    )

    outage.connect(app)  # first, since it has to answer before anything queries the database
    readiness.connect(app)
    scripts.connect(app)
    viewer.connect(app)
    words.connect(app)
    catalogue.connect(app)
    security.connect(app)
    retiring.connect(app)
    app.register_blueprint(health.blueprint)
    for area in (
        frame, account, programme, discussion, desk, organising, call, synthesis, proceedings, feeds, exporting,
        mailing, handbook,
    ):  # fmt: skip
        area.connect(app)
