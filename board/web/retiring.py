"""Replacing a process that might go on giving wrong answers."""

from __future__ import annotations

from flask import Flask, Response
from sqlalchemy.exc import SAWarning


def connect(app: Flask) -> None:
    """When SQLAlchemy warns about a statement, fail that request and let the server replace this process.

    The process may have cached the faulty statement. A server that can replace its processes sets ``retire``.
    """

    @app.errorhandler(SAWarning)
    def _doubtful(warning: SAWarning) -> Response:
        app.logger.critical("A statement was refused, and this process makes room for a new one: %s", warning)
        if retire := app.extensions.get("retire"):
            retire()
        raise warning
