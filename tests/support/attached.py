"""Pictures and files in texts, for tests."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from typing import Any

from board.actions.attaching import IMAGE, Checked, attach
from board.extensions import db
from board.models import Attachment, User
from board.web.attaching import check
from tests.support.cast import START


def kept_picture(author: User, now: datetime = START, seed: int = 0) -> Attachment:
    """Keep a picture for its author, as after an upload. It is none that could be shown: nothing is decoded."""
    small = f"small {author.key} {seed}".encode()
    return attach(author, Checked(IMAGE, small, "", small, b"large " + small, 40, 30), now)


def kept_file(author: User, now: datetime = START, name: str = "report.pdf") -> Attachment:
    """Keep a file for its author."""
    return attach(author, check(b"%PDF-1.7 of " + author.key.encode(), name), now)


def in_markdown(attachment: Attachment, words: str) -> str:
    """Return the Markdown of a picture or a file."""
    return f"![{words}](image:{attachment.key})" if attachment.kind == IMAGE else f"[{words}](file:{attachment.key})"


def upload(data: bytes, name: str = "photo.jpg", words: str = "The market of La Paz") -> dict[str, Any]:
    """Return the fields of a form that brings a picture or a file."""
    return {"attachment": (BytesIO(data), name), "attachment_words": words}


def attachments() -> list[Attachment]:
    """Return all pictures and files, the oldest first."""
    return list(db.session.query(Attachment).order_by(Attachment.id))
