"""Seeing reactions and reports: readers see counts of reactions (`Voice`), members their own reports, admins all."""

from __future__ import annotations

from sqlalchemy import Select, case, func, literal, select
from sqlalchemy.orm import joinedload

from board.models import Post, Report, Voice
from board.visible.discussion import in_thread, visible_posts
from board.visible.gate import Person, Scope, Scoped, Sight, cached_per_scope, viewer_id


@cached_per_scope
def voices_in_thread(scope: Scope) -> Select[int, str, str, int, int]:
    """Return the same of the posts of one thread."""
    return _voice_counts(scope, viewer_id()).where(in_thread())


def voice_counts(sight: Sight) -> Select[int, str, str, int, int]:
    """Count reactions to visible posts that are not removed, by post, kind and region, and tell whether the viewer
    reacted.
    """
    return _voice_counts(sight, sight.viewer.user_id or 0)


def _voice_counts(seen: Scoped, me: Person) -> Select[int, str, str, int, int]:
    mine = func.max(case((Voice.user_id == me, 1), else_=0))
    return (
        visible_posts(seen)
        .join(Voice, Voice.post_id == Post.id)
        .where(Post.removed.is_(None))
        .with_only_columns(Voice.post_id, Voice.kind, Voice.region, func.count(Voice.id), mine)
        .group_by(Voice.post_id, Voice.kind, Voice.region)
        .order_by(None)
    )


def _of_standing_posts(sight: Sight) -> Select[Report]:
    standing = visible_posts(sight).where(Post.removed.is_(None)).with_only_columns(Post.id).order_by(None)
    return select(Report).where(Report.post_id.in_(standing))


def open_reports(sight: Sight) -> Select[Report]:
    """Return unsettled reports of posts that are not removed, the oldest first, for admins."""
    return (
        _of_standing_posts(sight)
        .where(Report.settled_at.is_(None), literal(sight.viewer.is_admin))
        .options(joinedload(Report.user))
        .order_by(Report.created_at, Report.id)
    )


def my_reports(sight: Sight) -> Select[Report]:
    """Return the viewer's own reports of posts that are not removed."""
    return _of_standing_posts(sight).where(Report.user_id == sight.viewer.user_id)
