"""The form of a sheet to import: its rows are read when it is validated."""

from __future__ import annotations

from typing import Any

from flask_babel import format_decimal
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import Field, HiddenField

from board.text import Layout, NoColumns, NotASheet, SheetRow, TooManyRows, read_sheet, sheet_text

MAX_FILE = 1024 * 1024


class TooLarge(ValueError):
    """The file is larger than MAX_FILE."""


class SheetForm(FlaskForm):  # type: ignore[misc]
    """A sheet, uploaded, pasted, or sent again with the plan of its import.

    A valid form has its ``rows``, and its ``content`` to send again. ``seen`` marks the plan that the person read.
    """

    layout: Layout
    max_rows: int

    upload = FileField(_l("CSV file"))
    content: Field = HiddenField()
    seen = HiddenField()

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self.rows: list[SheetRow] = []

    @property
    def carried(self) -> list[tuple[str, Any]]:
        """The fields that the page of the plan sends again as they are, besides ``seen``."""
        return [(self.content.name, self.content.data)]

    def validate(self, extra_validators: Any = None) -> bool:
        """Read the rows, from the file if there is one."""
        if not super().validate(extra_validators):
            return False
        is_given = self.upload.data or self.content.data
        field = self.content if self.content.data and not self.upload.data else self.upload
        try:
            words = self._words().replace("\r\n", "\n")  # a page that is sent again has \r\n between lines
            self.rows = read_sheet(words, self.max_rows, self.layout)
            self.content.data = words
        except ValueError as error:
            field.errors = [*field.errors, self.trouble(error)]
            return False
        if not self.rows:
            field.errors = [*field.errors, _("There are no rows in it.") if is_given else _("Choose a file.")]
        return bool(self.rows)

    def _words(self) -> str:
        if not self.upload.data:
            return self.content.data or ""
        data = self.upload.data.stream.read(MAX_FILE + 1)
        if len(data) > MAX_FILE:
            raise TooLarge
        return self.text_of(data)

    def text_of(self, data: bytes) -> str:
        """Return the text of the sheet in an uploaded file."""
        return sheet_text(data)

    def trouble(self, error: ValueError) -> str:
        """Return the sentence for a file that cannot be read."""
        most = format_decimal(self.max_rows)
        words = {
            TooLarge: _("This file is larger than 1 MB. Nothing was imported."),
            NotASheet: _("This is not a CSV file. In a spreadsheet, save it as CSV (UTF-8)."),
            NoColumns: _("The first row does not name the columns. It has to contain at least “name” and “email”."),
            TooManyRows: _("This file has more than %(number)s rows. Please split it.", number=most),
        }
        return str(words.get(type(error), words[NotASheet]))
