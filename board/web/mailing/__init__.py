"""The choice of what a forum mails to a person: with the links of a mail and without signing in, or in the forum."""

from __future__ import annotations

from flask import Flask

from board.extensions import csrf
from board.web.mailing import by_token, own, stopping, unreachable

DOORS = (by_token, stopping, own, unreachable)


def connect(app: Flask) -> None:
    """Register the routes of this area. A mail server that stops mail for a person has no form of ours."""
    csrf.exempt(stopping.stop)
    for door in DOORS:
        app.register_blueprint(door.blueprint)
