"""The form of a file to import that is sent again, packed, with the plan of its import."""

from __future__ import annotations

import zlib
from base64 import b64decode, b64encode
from typing import Any, Generic, TypeVar

from flask_babel import gettext as _
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import HiddenField

from board.text import NotXml
from board.web.sheet_form import TooLarge

Read = TypeVar("Read")
MAX_CARRIED = 3 * 1024 * 1024
"""Characters of a packed file: a form of more than four megabytes would not be read."""


class PackedForm(FlaskForm, Generic[Read]):  # type: ignore[misc]
    """A file, uploaded, or sent again with the plan of its import, then packed.

    A valid form has what was ``read``. ``seen`` marks the plan that the person read.
    """

    max_file: int
    upload: FileField
    content = HiddenField()
    seen = HiddenField()

    def __init__(self, **given: Any) -> None:
        super().__init__(prefix="import-", **given)
        self.read: list[Read] = []

    @property
    def carried(self) -> list[tuple[str, Any]]:
        """The fields that the page of the plan sends again as they are, besides ``seen``."""
        return [(self.content.name, self.content.data)]

    def validate(self, extra_validators: Any = None) -> bool:
        """Read the file, if there is one."""
        if not super().validate(extra_validators):
            return False
        is_given = self.upload.data or self.content.data
        try:
            self.read = self.read_file(self._data()) if is_given else []
        except ValueError as error:
            self.upload.errors = [*self.upload.errors, self.trouble(error)]
            return False
        if not self.read:
            message = self.nothing if is_given else _("Choose a file.")
            self.upload.errors = [*self.upload.errors, message]
        return bool(self.read)

    def read_file(self, data: bytes) -> list[Read]:
        """Return what is in the file. Raises ValueError, of which ``trouble`` makes a sentence."""
        raise NotImplementedError

    def trouble(self, error: ValueError) -> str:
        """Return the sentence for a file that cannot be read, or that is TooLarge."""
        raise NotImplementedError

    @property
    def nothing(self) -> str:
        """The sentence for a file in which there is nothing."""
        raise NotImplementedError

    def _data(self) -> bytes:
        if not self.upload.data:
            return _unpacked(self.content.data or "", self.max_file)
        data: bytes = self.upload.data.stream.read(self.max_file + 1)
        if len(data) > self.max_file:
            raise TooLarge
        self.content.data = b64encode(zlib.compress(data, 9)).decode()
        if len(self.content.data) > MAX_CARRIED:
            raise TooLarge
        return data


def _unpacked(packed: str, most: int) -> bytes:
    """Return a file that was packed; no more of it than a file can have. Raise NotXml if it was not packed here."""
    try:
        return zlib.decompressobj().decompress(b64decode(packed, validate=True), most)
    except (ValueError, zlib.error):
        raise NotXml from None
