"""Pages on which admins run a forum, and the owner runs the site."""

from __future__ import annotations

from flask import Flask

from board.web.organising import (
    acts,
    announcements,
    beginning,
    checklist,
    cloning,
    cockpit,
    coders,
    incoming_words,
    members,
    owner,
    owner_mail,
    pasting,
    roster,
    schedule,
    suspending,
    willing,
    work_words,
)

DOORS = (
    cockpit, schedule, members, willing, announcements, suspending, coders, owner, owner_mail, beginning, checklist,
    cloning, roster, pasting,
)  # fmt: skip


def connect(app: Flask) -> None:
    """Register the routes of this area, and give templates its words."""
    acts.connect(app)
    work_words.connect(app)
    incoming_words.connect(app)
    for door in DOORS:
        app.register_blueprint(door.blueprint)
