"""A form with a file whose file survives when the form is refused. Forms of any area inherit from this."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask_wtf import FlaskForm
from wtforms import HiddenField

from board.actions import refused_files
from board.actions.files import Upload
from board.models import File
from board.web.field_rules import whole_number
from board.web.viewer import myself


class KeepsFile(FlaskForm):  # type: ignore[misc]
    """A form that keeps the file that was sent with it, for its sender, until it is sent again.

    The form's own validation sets ``sent`` once the file was found to be good. ``kept`` is what an earlier sending
    left. The template shows it with the macro ``kept_file``.
    """

    kept_file = HiddenField()

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self.sent: Upload | None = None
        number = whole_number(self.kept_file.data)
        self.kept: File | None = refused_files.kept_file(myself(), number) if number else None

    def keep_file(self, now: datetime) -> None:
        """Keep a good file for the next try, because a browser does not send a refused file again by itself."""
        if self.sent is not None:
            self.kept = refused_files.keep_for_now(myself(), self.sent, now)
        self.kept_file.data = str(self.kept.id) if self.kept else ""
