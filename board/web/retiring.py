"""A process that may go on answering wrongly makes room for a new one."""

from __future__ import annotations

from flask import Flask, Response
from sqlalchemy.exc import SAWarning


def connect(app: Flask) -> None:
    """Fail the request whose statement SQLAlchemy warned of, and let the server replace this process.

    The statement may have been kept. A server that can replace its processes says how in ``retire``.
    """

    @app.errorhandler(SAWarning)
    def _doubtful(warning: SAWarning) -> Response:
        app.logger.critical("A statement was refused, and this process makes room for a new one: %s", warning)
        if retire := app.extensions.get("retire"):
            retire()
        raise warning
