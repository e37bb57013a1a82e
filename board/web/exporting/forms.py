"""The form of a codebook to import."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import SelectField

from board.models import Forum
from board.rules.codebook_files import Fault
from board.text import CodeRead, TooManyRows, read_qdc
from board.web.fields import language_choices
from board.web.packed_form import PackedForm
from board.web.xml_words import xml_trouble

MAX_FILE, MAX_CODES = 1024 * 1024, 1_000
FAULT_WORDS = {
    Fault.NO_NAME: _l("It has no name."),
    Fault.LONG_NAME: _l("Its name has more than 200 characters, with the names of the codes around it."),
    Fault.LONG_DEFINITION: _l("Its description is too long for a text."),
    Fault.UNSHOWABLE: _l("It contains characters that cannot be shown."),
    Fault.GROUPS: _l("It only groups other codes. Its name comes before theirs."),
    Fault.RETIRED: _l("The forum has this theme, and retired it. Use it again first."),
    Fault.OTHER_LANGUAGE: _l("The forum has this theme in another language. Its translators translate it."),
    Fault.FULL: _l("There would be more than 100 themes."),
}


class CodebookForm(PackedForm[CodeRead]):
    """A codebook in REFI-QDA, and the language in which it is written."""

    max_file = MAX_FILE

    upload = FileField(
        _l("Codebook (.qdc)"),
        description=_l("At most 1 MB and 1,000 codes. Nothing is imported before you have seen what will happen."),
    )
    language = SelectField(_l("Language of the codebook"))

    def __init__(self, forum: Forum, **given: Any) -> None:
        super().__init__(**{"language": forum.languages[0], **given})
        self.language.choices = language_choices(forum.languages)

    @property
    def carried(self) -> list[tuple[str, Any]]:
        return [*super().carried, (self.language.name, self.language.data)]

    @property
    def nothing(self) -> str:
        return str(_("There are no codes in it."))

    def read_file(self, data: bytes) -> list[CodeRead]:
        """Read the codes."""
        return read_qdc(data, MAX_CODES)

    def trouble(self, error: ValueError) -> str:
        """Return the sentence for a file that cannot be read."""
        if isinstance(error, TooManyRows):
            return str(_("This file has more than 1,000 codes, and a forum can have at most 100 themes."))
        return xml_trouble(error) or str(_("This file is larger than 1 MB. Nothing was imported."))
