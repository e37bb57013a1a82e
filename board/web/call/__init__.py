"""The call for participants: applying, choosing among applications, and asking earlier applicants again."""

from __future__ import annotations

from flask import Flask

from board.web.call import again, applying, call_words, calling, intake, inviting, selection, selection_words, versions

DOORS = (calling, versions, applying, selection, intake, inviting, again)


def connect(app: Flask) -> None:
    """Register the routes of this area, and give templates its words."""
    call_words.connect(app)
    selection_words.connect(app)
    for door in DOORS:
        app.register_blueprint(door.blueprint)
