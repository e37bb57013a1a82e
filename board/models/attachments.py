"""Pictures and files in texts."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from board.models.base import Base, UTCDateTime, new_key
from board.models.fates import Id, account_key, fate


class Attachment(Base):
    """A picture or a file that stands in a text, by its key: ``![words](image:KEY)``, ``[name](file:KEY)``.

    Without a text it waits for its author to send the one it is meant for; until then nobody else sees it. It goes with
    the text: whoever may read that may see it, and it is destroyed with it. A copy of a text has a copy of it, with the
    same key, so that the words stay the same.
    """

    __tablename__ = "attachments"
    __table_args__ = (UniqueConstraint("text_id", "key"), Index("ix_attachments_author_text", "author_id", "text_id"))

    id: Mapped[Id]
    key: Mapped[str] = mapped_column(String(14), default=new_key, index=True, info=fate(copying="same", told=True))
    text_id: Mapped[int | None] = mapped_column(
        ForeignKey("texts.id", ondelete="CASCADE"), info=fate(copying="anew", told=False)
    )
    author_id: Mapped[int] = account_key("hand over", "attachments", copying="same")
    kind: Mapped[str] = mapped_column(String(8), info=fate(copying="same", told=True))
    """``image``, or the ending of a file's name: `media/documents.TYPES`."""
    name: Mapped[str] = mapped_column(String(200), default="", info=fate(copying="same", told=True))
    digest: Mapped[str] = mapped_column(String(64), info=fate(copying="same", told=False))
    """Of what was uploaded: the same file chosen twice is kept once."""
    width: Mapped[int] = mapped_column(default=0, info=fate(copying="same", told=True))
    height: Mapped[int] = mapped_column(default=0, info=fate(copying="same", told=True))
    """Of a picture as it is shown in a text; 0 for a file."""
    size: Mapped[int] = mapped_column(info=fate(copying="same", told=True))
    """In bytes: of a picture as shown, or of a file."""
    large_size: Mapped[int] = mapped_column(default=0, info=fate(copying="same", told=True))
    """Of the larger picture; 0 if there is none."""
    small: Mapped[bytes] = mapped_column(
        LargeBinary, deferred=True, deferred_raiseload=True, info=fate(copying="same", told=False)
    )
    large: Mapped[bytes] = mapped_column(
        LargeBinary, deferred=True, deferred_raiseload=True, info=fate(copying="same", told=False)
    )
    """Empty if there is no larger one."""
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, info=fate(copying="same", told=True))
