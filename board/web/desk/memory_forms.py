"""The form of a translation memory to import."""

from __future__ import annotations

import zlib
from base64 import b64decode, b64encode
from typing import Any

from flask_babel import format_decimal
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import HiddenField, StringField
from wtforms.validators import Length

from board.rules.memory import MAX_NOTE, Fault
from board.text import NotXml, TmxPair, TooManyRows, read_tmx
from board.web.desk.xml_words import xml_trouble
from board.web.field_rules import showable, stripped, visible_only
from board.web.sheet_form import TooLarge

FAULT_WORDS = {
    Fault.NO_LANGUAGES: _l("It lacks a language, or has one that is not in the list."),
    Fault.SAME_LANGUAGE: _l("Both sides are in the same language."),
    Fault.EMPTY: _l("One side is empty."),
    Fault.LONG: _l("It is longer than 10,000 characters."),
    Fault.UNSHOWABLE: _l("It contains characters that cannot be shown."),
}
MAX_FILE, MAX_UNITS = 10 * 1024 * 1024, 20_000
MAX_CARRIED = 3 * 1024 * 1024
"""Characters of a packed file: a form of more than four megabytes would not be read."""


class MemoryForm(FlaskForm):  # type: ignore[misc]
    """A TMX file, uploaded, or sent again with the plan of its import, then packed.

    A valid form has its ``pairs``. ``seen`` marks the plan that the person read.
    """

    upload = FileField(
        _l("TMX file"),
        description=_l("At most 10 MB and 20,000 units. Nothing is imported before you have seen what will happen."),
    )
    note = StringField(
        _l("Where it comes from"),
        description=_l("Translators read it beside each suggestion. If you leave it empty, it is the file’s name."),
        filters=[stripped],
        validators=[visible_only, Length(max=MAX_NOTE, message=_l("This can have at most 200 characters."))],
    )
    content = HiddenField()
    seen = HiddenField()

    def __init__(self, **given: Any) -> None:
        super().__init__(prefix="import-", **given)
        self.pairs: list[TmxPair] = []

    @property
    def carried(self) -> list[tuple[str, Any]]:
        """The fields that the page of the plan sends again as they are, besides ``seen``."""
        return [(field.name, field.data) for field in (self.content, self.note)]

    def validate(self, extra_validators: Any = None) -> bool:
        """Read the pairs, from the file if there is one."""
        if not super().validate(extra_validators):
            return False
        is_given = self.upload.data or self.content.data
        try:
            self.pairs = self._read() if is_given else []
        except ValueError as error:
            self.upload.errors = [*self.upload.errors, self._trouble(error)]
            return False
        if not self.pairs:
            message = _("There are no units in it.") if is_given else _("Choose a file.")
            self.upload.errors = [*self.upload.errors, message]
        return bool(self.pairs)

    def _read(self) -> list[TmxPair]:
        if not self.upload.data:
            return read_tmx(_unpacked(self.content.data or ""), MAX_UNITS)
        data = self.upload.data.stream.read(MAX_FILE + 1)
        if len(data) > MAX_FILE:
            raise TooLarge
        pairs = read_tmx(data, MAX_UNITS)
        self.content.data = b64encode(zlib.compress(data, 9)).decode()
        if len(self.content.data) > MAX_CARRIED:
            raise TooLarge
        self.note.data = self.note.data or showable(self.upload.data.filename or "")[:MAX_NOTE].strip()
        return pairs

    def _trouble(self, error: ValueError) -> str:
        if isinstance(error, TooManyRows):
            most = format_decimal(MAX_UNITS)
            return str(_("This file has more than %(number)s units. Please split it.", number=most))
        return xml_trouble(error) or str(_("This file is too large: it can have at most 10 MB. Please split it."))


def _unpacked(packed: str) -> bytes:
    """Return a file that was packed; no more of it than a file can have. Raise NotXml if it was not packed here."""
    try:
        return zlib.decompressobj().decompress(b64decode(packed, validate=True), MAX_FILE)
    except (ValueError, zlib.error):
        raise NotXml from None
