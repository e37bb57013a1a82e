"""The pictures and files of texts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from board.extensions import db
from board.models import Attachment, Text
from board.pages.texts import Pair
from board.text.attached import keys_in, keys_in_html
from board.visible import (
    Sight,
    attachments_by,
    attachments_named,
    attachments_of,
    bytes_of,
    readable_text,
    visible_posts,
)

Attached = Mapping[int, Mapping[str, Attachment]]
"""What stands in texts: by the text's id, then by its key."""
NOTHING: Mapping[str, Attachment] = {}


def attached_to(pairs: Iterable[Pair]) -> Attached:
    """Return what stands in visible texts: one query if any of them has a picture or a file, else none."""
    naming = [pair.text.id for pair in pairs if any(keys_in_html(row.segment.html) for row in pair.rows)]
    found: dict[int, dict[str, Attachment]] = {}
    for attachment in db.session.scalars(attachments_of(naming)) if naming else ():
        found.setdefault(attachment.text_id or 0, {})[attachment.key] = attachment
    return found


def attached_in(text_id: int) -> Mapping[str, Attachment]:
    """Return what stands in one visible text, by key."""
    return {attachment.key: attachment for attachment in db.session.scalars(attachments_of([text_id]))}


def own_attachments(user_id: int, source: str) -> Mapping[str, Attachment]:
    """Return those of a person's own pictures and files that a source names, by key: sent, or still waiting."""
    keys = keys_in(source)
    rows = db.session.scalars(attachments_by(user_id, keys)) if keys else ()
    return {attachment.key: attachment for attachment in rows}


def readable_attachment(sight: Sight, key: str) -> Attachment | None:
    """Return a picture or a file if the viewer may see it now, or None. Most stand in posts, so these come first."""
    found = db.session.scalar(attachments_named(sight, key).order_by(Attachment.text_id.is_(None), Attachment.id))
    if found is None or found.text_id is None:
        return found
    in_a_post = db.session.execute(visible_posts(sight).where(Text.id == found.text_id)).first()
    if in_a_post or db.session.scalar(readable_text(sight, found.text_id)):
        return found
    return None


def data_of(attachment: Attachment, *, large: bool) -> bytes:
    """Read the bytes of a picture or a file that the viewer may see."""
    return db.session.scalars(bytes_of(attachment.id, large=large)).one()
