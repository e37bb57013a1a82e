"""The translators' desk: the queue, the editor, the glossary."""

from __future__ import annotations

from flask import Flask

from board.web.desk import backlog, glossary, memory, queue, translate, translation_history, words

DOORS = (queue, translate, glossary, memory, translation_history, backlog)


def connect(app: Flask) -> None:
    """Register the routes of this area, and give templates its words."""
    words.connect(app)
    for door in DOORS:
        app.register_blueprint(door.blueprint)
