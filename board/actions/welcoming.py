"""Coming in: agreeing to the code of conduct and the privacy page, being welcomed; and what a forum's own code says."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from board.actions.acts import note_act
from board.actions.writing import revise_text, write_text
from board.extensions import db
from board.models import Membership, Text, User
from board.rules import permissions
from board.rules.permissions import check
from board.visible.gate import Sight


def agree(membership: Membership, now: datetime) -> None:
    """Note that somebody agreed. What they agreed to first stays the date. Part of the caller's transaction."""
    membership.agreed_at = membership.agreed_at or now
    membership.must_agree = False


def agree_everywhere(user_id: int, now: datetime) -> None:
    """Agree in all forums that one belongs to. Part of the caller's transaction."""
    for membership in db.session.scalars(select(Membership).where(Membership.user_id == user_id)):
        agree(membership, now)


def welcome(membership: Membership, now: datetime) -> None:
    """Somebody has seen how the forum works, and agreed where they had to."""
    if membership.must_agree:
        agree(membership, now)
    membership.welcomed_at = membership.welcomed_at or now
    db.session.commit()


def save_conduct(sight: Sight, words: str, language: str, editor: User) -> None:
    """Give the forum a code of conduct of its own; without words, the site's holds again."""
    check(permissions.administer(sight.viewer))
    forum = sight.forum
    standing = db.session.get(Text, forum.conduct_id) if forum.conduct_id else None
    if not words.strip():
        forum.conduct_id = None
    elif standing is None or standing.language != language:
        forum.conduct_id = write_text(forum, words, language, editor, sight.now).id
    else:
        revise_text(standing, words, editor, sight.now)
    note_act(sight, "conduct.edited")
    db.session.commit()
