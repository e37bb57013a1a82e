"""The pictures and files that somebody attached anywhere, for their own download, in parts that fit into memory."""

from __future__ import annotations

from typing import NamedTuple

from board.extensions import db
from board.models import User
from board.visible import bytes_of
from board.visible.own import own_attachments, own_picture

MOST_BYTES = 25_000_000
"""Of the pictures and files in one download."""
IMAGE_ENDING = "webp"


class OwnFile(NamedTuple):
    """A picture or a file in the download."""

    name: str
    """Its path in the download."""
    key: str
    part: int
    """The number of the download that it is in, from 1."""
    attachment_id: int
    large: bool

    @property
    def data(self) -> bytes:
        """Its bytes, read from the database each time."""
        return db.session.scalars(bytes_of(self.attachment_id, large=self.large)).one()


def own_files(user: User) -> list[OwnFile]:
    """Return everything that a person attached, the earliest first: of a picture the largest that is kept."""
    found: list[OwnFile] = []
    part, room = 1, MOST_BYTES
    for attachment, _text, slug in db.session.execute(own_attachments(user)):
        size = attachment.large_size or attachment.size
        if size > room and room < MOST_BYTES:
            part, room = part + 1, MOST_BYTES
        room -= size
        ending = IMAGE_ENDING if attachment.kind == "image" else attachment.kind
        name = f"files/{slug or 'not-sent'}/{attachment.created_at:%Y-%m-%d}-{attachment.key}.{ending}"
        found.append(OwnFile(name, attachment.key, part, attachment.id, attachment.large_size > 0))
    return found


def portrait(user: User) -> bytes:
    """Return the picture on somebody's profile; empty if there is none."""
    return db.session.scalars(own_picture(user)).one()
