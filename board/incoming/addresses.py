"""What an address of ours is for: it says so with a token, or with the name of a forum that takes applications."""

from __future__ import annotations

from datetime import datetime

from board.extensions import db
from board.incoming.arriving import token_in
from board.mail.applying import CALL
from board.mail.links import site_settings
from board.models import Forum
from board.rules.mail_tokens import APPLY, Token, unseal
from board.visible import forums


def meaning_of(address: str, now: datetime) -> Token | None:
    """Return what an address is for, or None if it is none of ours."""
    local = token_in(address) or ""
    if not local.startswith(CALL):
        return unseal(site_settings().secret_key, local)
    forum = db.session.scalar(forums().where(Forum.slug == local.removeprefix(CALL)))
    return Token(APPLY, 0, forum.id, now.date()) if forum is not None else None
