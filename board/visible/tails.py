"""Seeing what stood around the new words of a mail that became a post."""

from __future__ import annotations

from sqlalchemy import Select, and_, literal, or_
from sqlalchemy.orm import aliased

from board.models import Post, PostTail, Thread
from board.visible.discussion import in_thread, visible_posts
from board.visible.gate import Person, Scope, Scoped, Sight, cached_per_scope, viewer_id, within


@cached_per_scope
def tails_in_thread(scope: Scope) -> Select[int, str]:
    """Return the same of the posts of one thread."""
    return _tails(scope, viewer_id()).where(in_thread())


def visible_tails(sight: Sight) -> Select[int, str]:
    """Return what was cut from the mails that became posts, by post id, while the post can be read.

    Its author sees it, and admins; others only if it is shared, and while the post that it answers can be read, too.
    """
    return _tails(sight, sight.viewer.user_id)


def _tails(seen: Scoped, me: Person) -> Select[int, str]:
    viewer, answered = seen.scope.viewer, aliased(Post)
    mine = and_(Post.author_id == me, literal(viewer.is_member))
    shared = and_(PostTail.is_shared, answered.removed.is_(None), answered.id.is_not(None))
    return (
        visible_posts(seen)
        .join(PostTail, PostTail.post_id == Post.id)
        .outerjoin(answered, answered.id == Post.reply_to_id)
        .where(Post.removed.is_(None), within(seen, Thread.week_id), or_(mine, literal(viewer.is_admin), shared))
        .order_by(None)
        .with_only_columns(PostTail.post_id, PostTail.source)
    )
