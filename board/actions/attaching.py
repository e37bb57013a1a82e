"""Pictures and files for texts: kept for their author until a text that names them is sent, which then has them.

They are decoded before (`media/`), so nothing here takes long.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, insert, literal, select, update

from board.extensions import db
from board.models import Attachment, Text, User
from board.models.base import new_key
from board.models.fates import columns_of
from board.text.attached import MOST_IN_TEXT, keys_in

IMAGE = "image"
MAX_WAITING, MAX_WAITING_BYTES = 40, 60 * 1024 * 1024
"""What one person can have uploaded without having sent it; beyond that, the oldest go."""
MAX_BYTES = 300 * 1024 * 1024
"""Of everything that one person attached anywhere."""


class TooMuch(ValueError):
    """The person has attached as much as one person can."""


@dataclass(frozen=True, slots=True)
class Checked:
    """An upload that was recognised and, if it is a picture, made small."""

    kind: str
    original: bytes
    name: str = ""
    small: bytes = b""
    large: bytes = b""
    width: int = 0
    height: int = 0


def attach(author: User, checked: Checked, now: datetime) -> Attachment:
    """Keep a picture or a file for its author until they send the text that names it. Raises TooMuch.

    The same file sent twice is kept once.
    """
    digest = hashlib.sha256(checked.original).hexdigest()
    mine = Attachment.author_id == author.id, Attachment.text_id.is_(None)
    earlier = db.session.scalar(select(Attachment).where(*mine, Attachment.digest == digest).limit(1))
    if earlier is not None:
        return earlier
    shown = checked.small or checked.original
    total = select(func.coalesce(func.sum(Attachment.size + Attachment.large_size), 0))
    if db.session.scalars(total.where(Attachment.author_id == author.id)).one() + len(shown) > MAX_BYTES:
        raise TooMuch
    attachment = Attachment(
        key=new_key(), author_id=author.id, kind=checked.kind, name=checked.name, digest=digest,
        width=checked.width, height=checked.height, size=len(shown), large_size=len(checked.large),
        small=shown, large=checked.large, created_at=now,
    )  # fmt: skip
    db.session.add(attachment)
    db.session.flush()
    _drop_oldest(author)
    db.session.commit()
    return attachment


def _drop_oldest(author: User) -> None:
    mine = select(Attachment.id, Attachment.size + Attachment.large_size).where(
        Attachment.author_id == author.id, Attachment.text_id.is_(None)
    )
    count, total, surplus = 0, 0, []
    for number, size in db.session.execute(mine.order_by(Attachment.id.desc())).all():
        count, total = count + 1, total + size
        if count > MAX_WAITING or (count > 1 and total > MAX_WAITING_BYTES):
            surplus.append(number)
    if surplus:
        _delete(Attachment.id.in_(surplus))


def take_in(text: Text, source: str, editor: User | None) -> None:
    """Give a text the pictures and files that its source names and that wait for its editor to send it.

    Part of the caller's transaction.
    """
    keys = keys_in(source)[:MOST_IN_TEXT]
    if keys and editor is not None:
        waiting = Attachment.author_id == editor.id, Attachment.text_id.is_(None), Attachment.key.in_(keys)
        given = update(Attachment).where(*waiting).values(text_id=text.id)
        db.session.execute(given, execution_options={"synchronize_session": False})


def copy_attachments(text: Text, copy: Text) -> None:
    """Copy what stands in a text to its copy, within the database. Part of the caller's transaction."""
    columns = [getattr(Attachment, column.key) for column in columns_of(Attachment, copying="same")]
    rows = select(*columns, literal(copy.id)).where(Attachment.text_id == text.id)
    names = [column.key for column in columns]
    db.session.execute(insert(Attachment).from_select([*names, "text_id"], rows))


def forget_waiting(author: User) -> None:
    """Delete everything that waits for somebody who closes their account. Part of the caller's transaction."""
    _delete(Attachment.author_id == author.id, Attachment.text_id.is_(None))


def _delete(*rows: object) -> None:
    statement = delete(Attachment).where(*rows)  # type: ignore[arg-type]
    db.session.execute(statement, execution_options={"synchronize_session": False})
