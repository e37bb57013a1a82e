"""Seeing what stood around the new words of a mail that became a post."""

from __future__ import annotations

from sqlalchemy import CompoundSelect, Select, and_, literal, or_, union_all
from sqlalchemy.orm import aliased

from board.models import Post, PostTail, Thread
from board.visible.discussion import in_thread, visible_posts
from board.visible.gate import Person, Scope, Scoped, Sight, cached_per_scope, viewer_id, within
from board.visible.translating import asked_of_own_posts


@cached_per_scope
def tails_and_requests(scope: Scope) -> CompoundSelect[int, str | None]:
    """Return what was cut from the mails that became posts of one thread, by post id, and the viewer's posts in it of
    which they are asked to reword something, each with a null.
    """
    return union_all(_tails(scope, viewer_id()).where(in_thread()), asked_of_own_posts().where(in_thread()))


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
