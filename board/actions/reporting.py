"""Reports of posts and their settling, and the mails to an author whose post is hidden or restored."""

from __future__ import annotations

from sqlalchemy import select, update

from board import jobs
from board.actions.acts import note_act
from board.actions.holding import hold
from board.extensions import db
from board.models import Membership, Post, Report, Thread, User
from board.rules import moderating
from board.rules.permissions import Refusal, Refused, check
from board.rules.roles import ADMIN
from board.visible.gate import Sight

HIDDEN, KEPT = "hidden", "kept"
MAX_REASON = 1_000


def report_post(sight: Sight, post: Post, reason: str) -> bool:
    """Report a post to the admins, once per person and post; return False if this person has reported it before.

    The first open report of a post is mailed to the admins; further ones only join it on their page.
    """
    hold(post, ["removed"])  # so that two first reports at once do not both send mails
    check(moderating.report(sight.viewer, post))
    earlier = list(db.session.scalars(select(Report).where(Report.post_id == post.id)))
    if any(report.user_id == sight.viewer.user_id for report in earlier):
        db.session.commit()
        return False
    report = Report(post_id=post.id, user_id=sight.viewer.user_id, reason=reason, created_at=sight.now)
    db.session.add(report)
    db.session.flush()
    if all(earlier_report.settled_at for earlier_report in earlier):
        _tell_admins(sight, report)
    db.session.commit()
    return True


def _tell_admins(sight: Sight, report: Report) -> None:
    for member in db.session.scalars(select(Membership).where(Membership.forum_id == sight.forum.id)):
        if ADMIN in member.roles and member.user_id != report.user_id:
            payload = {"report": report.id, "admin": member.user_id, "forum": sight.forum.id}
            jobs.enqueue("mail.report", f"report:{report.key}:{member.user_id}", payload, sight.now)


def keep_post(sight: Sight, post: Post) -> None:
    """Decide that a reported post stays, and settle its open reports. Raises Refused."""
    hold(post, ["removed"])
    check(moderating.settle_reports(sight.viewer, post))
    if not _settle(sight, post, KEPT):
        raise Refused(Refusal.ALREADY_SO)
    _log(sight, "post.kept", post)
    db.session.commit()


def _settle(sight: Sight, post: Post, outcome: str) -> int:
    """Settle the open reports of a post; return how many there were."""
    settled = {"settled_at": sight.now, "settled_by_id": sight.viewer.user_id, "outcome": outcome}
    still_open = (Report.post_id == post.id, Report.settled_at.is_(None))
    ids = db.session.scalars(update(Report).where(*still_open).values(settled).returning(Report.id))
    return len(ids.all())


def note_hidden(sight: Sight, post: Post) -> None:
    """Settle the reports of a hidden post, log it and mail its author. Part of the caller's transaction."""
    _settle(sight, post, HIDDEN)
    _log(sight, "post.hidden", post)
    _tell_author(sight, post, "hidden")


def note_restored(sight: Sight, post: Post) -> None:
    """Log that a post was restored and mail its author. Part of the caller's transaction."""
    _log(sight, "post.restored", post)
    _tell_author(sight, post, "restored")


def _tell_author(sight: Sight, post: Post, what: str) -> None:
    if post.author_id != sight.viewer.user_id:
        payload = {"post": post.id, "author": post.author_id, "forum": sight.forum.id, "at": sight.now.isoformat()}
        jobs.enqueue(f"mail.{what}", f"{what}:{post.key}:{sight.now.isoformat()}", payload, sight.now)


def _log(sight: Sight, kind: str, post: Post) -> None:
    thread = db.session.get_one(Thread, post.thread_id)
    note_act(sight, kind, db.session.get_one(User, post.author_id).name, sight.week(thread.week_id))
