"""Seeing pictures and files: whoever may read a text sees what stands in it, and nobody else but its author."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Select, and_, func, or_, select

from board.models import Attachment, Text
from board.visible.gate import Sight
from board.visible.texts import visible_texts


def attachments_named(sight: Sight, key: str) -> Select[Attachment]:
    """Return what has this key in any text of the forum, or waits for the viewer to send a text; see `is_readable`."""
    of_forum = select(Text.id).where(Text.forum_id == sight.forum.id)
    own = and_(Attachment.text_id.is_(None), Attachment.author_id == sight.viewer.user_id)
    return select(Attachment).where(Attachment.key == key, or_(Attachment.text_id.in_(of_forum), own))


def attachments_of(text_ids: Collection[int]) -> Select[Attachment]:
    """Return what stands in texts already found visible."""
    return select(Attachment).where(Attachment.text_id.in_(text_ids))


def attachments_within(sight: Sight) -> Select[Attachment]:
    """Return what stands in texts of the forum, which may or may not be visible."""
    return select(Attachment).join(Text, Text.id == Attachment.text_id).where(Text.forum_id == sight.forum.id)


def readable_pictures(sight: Sight) -> Select[str, int]:
    """Return the keys of all pictures in texts that the viewer may read now, each with the id of one that has it."""
    readable = visible_texts(sight).order_by(None).with_only_columns(Text.id)
    return (
        select(Attachment.key, func.min(Attachment.id))
        .where(Attachment.text_id.in_(readable), Attachment.kind == "image")
        .group_by(Attachment.key)
    )


def attachments_by(user_id: int, keys: Collection[str]) -> Select[Attachment]:
    """Return those of these pictures and files that somebody uploaded."""
    return select(Attachment).where(Attachment.author_id == user_id, Attachment.key.in_(keys))


def readable_text(sight: Sight, text_id: int) -> Select[Text]:
    """Return a text if the viewer may read it now."""
    return visible_texts(sight).where(Text.id == text_id)


def bytes_of(attachment_id: int, *, large: bool) -> Select[bytes]:
    """Return the bytes of a picture or a file that was found readable."""
    column = Attachment.large if large else Attachment.small
    return select(column).where(Attachment.id == attachment_id)
