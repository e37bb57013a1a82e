"""Seeing what readers say of posts: counted for everybody who reads, and reports for the admins alone."""

from __future__ import annotations

from sqlalchemy import Select, case, func, literal, select
from sqlalchemy.orm import joinedload

from board.models import Post, Report, Voice
from board.visible.discussion import visible_posts
from board.visible.gate import Scope, Sight, cached_per_scope


@cached_per_scope
def voice_counts(scope: Scope) -> Select[int, str, str, int, int]:
    """Of visible posts whose words are there: what is said, from which region, how often, and whether by the viewer."""
    mine = func.max(case((Voice.user_id == (scope.viewer.user_id or 0), 1), else_=0))
    return (
        visible_posts(scope)
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
    """Reports that nobody has settled, of posts that stand, the oldest first: for admins."""
    return (
        _of_standing_posts(sight)
        .where(Report.settled_at.is_(None), literal(sight.viewer.is_admin))
        .options(joinedload(Report.user))
        .order_by(Report.created_at, Report.id)
    )


def my_reports(sight: Sight) -> Select[Report]:
    """The viewer's own reports of posts that stand."""
    return _of_standing_posts(sight).where(Report.user_id == sight.viewer.user_id)
