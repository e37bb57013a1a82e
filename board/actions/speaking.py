"""One-tap answers to a post: it is true in my region, it is not, or it was tried there."""

from __future__ import annotations

from sqlalchemy import Select, select

from board.extensions import db
from board.models import Membership, Post, Thread, Voice
from board.rules import moderating
from board.rules.permissions import check
from board.visible.gate import Sight

TRUE_HERE, NOT_HERE, TRIED = "true_here", "not_here", "tried"
KINDS = (TRUE_HERE, NOT_HERE, TRIED)
INSTEAD = {TRUE_HERE: NOT_HERE, NOT_HERE: TRUE_HERE}
"""Saying one takes the other back."""


def speak(sight: Sight, thread: Thread, post: Post, kind: str, *, on: bool) -> None:
    """Give an answer to a post, or take it back. ``on`` names the wanted state, so that a double click is harmless."""
    check(moderating.speak(sight.viewer, post, sight.state(sight.week(thread.week_id))))
    region = _lock_region(sight)
    said = {voice.kind: voice for voice in db.session.scalars(_my_voices(sight, post))}
    taken_back = (INSTEAD.get(kind),) if on else (kind,)
    for voice in (said[old_kind] for old_kind in taken_back if old_kind in said):
        db.session.delete(voice)
    if on and kind not in said:
        user_id = sight.viewer.user_id
        db.session.add(Voice(post_id=post.id, user_id=user_id, kind=kind, region=region, at=sight.now))
    db.session.commit()


def _my_voices(sight: Sight, post: Post) -> Select[Voice]:
    return select(Voice).where(Voice.post_id == post.id, Voice.user_id == sight.viewer.user_id)


def _lock_region(sight: Sight) -> str:
    """Return the viewer's region, and hold their membership, so that two taps of one person wait for each other."""
    mine = (Membership.forum_id == sight.forum.id, Membership.user_id == sight.viewer.user_id)
    return db.session.scalars(select(Membership.region).where(*mine).with_for_update()).one()
