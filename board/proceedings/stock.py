"""The bytes of the pictures of an edition, taken from the database one at a time while a file is made."""

from __future__ import annotations

from dataclasses import replace

from board.extensions import db
from board.proceedings.document import Document
from board.visible import Sight, bytes_of, readable_pictures


class Stock:
    """The pictures that participants may see now. Nothing is held between two of them."""

    def __init__(self, sight: Sight) -> None:
        rows = db.session.execute(readable_pictures(sight.of_participants()))
        self.ids = dict(rows.all())

    def __call__(self, key: str) -> bytes:
        """Return the bytes of a picture as it stands in its text."""
        data = db.session.scalar(bytes_of(self.ids[key], large=False))
        db.session.rollback()
        if data is None:
            raise LookupError("a picture was removed while it was printed")
        return data

    def printable(self, document: Document) -> Document:
        """Return the document with words and a link in the place of each picture that is not there any more."""
        pictures = (replace(each, is_printed=each.is_printed and each.key in self.ids) for each in document.pictures)
        return replace(document, pictures=tuple(pictures))
