"""The form of a translation memory to import."""

from __future__ import annotations

from typing import Any

from flask_babel import format_decimal
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import StringField
from wtforms.validators import Length

from board.rules.memory import MAX_NOTE, Fault
from board.text import TmxPair, TooManyRows, read_tmx
from board.web.field_rules import showable, stripped, visible_only
from board.web.packed_form import PackedForm
from board.web.xml_words import xml_trouble

FAULT_WORDS = {
    Fault.NO_LANGUAGES: _l("It lacks a language, or has one that is not in the list."),
    Fault.SAME_LANGUAGE: _l("Both sides are in the same language."),
    Fault.EMPTY: _l("One side is empty."),
    Fault.LONG: _l("It is longer than 10,000 characters."),
    Fault.UNSHOWABLE: _l("It contains characters that cannot be shown."),
}
MAX_FILE, MAX_UNITS = 10 * 1024 * 1024, 20_000


class MemoryForm(PackedForm[TmxPair]):
    """A TMX file with where it comes from."""

    max_file = MAX_FILE

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

    @property
    def carried(self) -> list[tuple[str, Any]]:
        return [*super().carried, (self.note.name, self.note.data)]

    @property
    def nothing(self) -> str:
        return str(_("There are no units in it."))

    def read_file(self, data: bytes) -> list[TmxPair]:
        """Read the pairs, and the file's name if nothing was said about where it comes from."""
        pairs = read_tmx(data, MAX_UNITS)
        if self.upload.data:
            self.note.data = self.note.data or showable(self.upload.data.filename or "")[:MAX_NOTE].strip()
        return pairs

    def trouble(self, error: ValueError) -> str:
        """Return the sentence for a file that cannot be read."""
        if isinstance(error, TooManyRows):
            most = format_decimal(MAX_UNITS)
            return str(_("This file has more than %(number)s units. Please split it.", number=most))
        return xml_trouble(error) or str(_("This file is too large: it can have at most 10 MB. Please split it."))
