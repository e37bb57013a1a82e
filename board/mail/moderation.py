"""Mail about reports and about what admins decided, checked again at the moment of sending."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from board.extensions import db
from board.jobs import handles
from board.mail.delivery import deliver
from board.mail.letters import plain_letter
from board.mail.links import address, forum_address
from board.mail.readers import Reader, in_language_of, language_of, membership_of, reader
from board.models import Membership, Post, Report, Thread, User
from board.pages.texts import titles
from board.visible import Sight, open_reports, visible_posts, visible_threads

Payload = dict[str, Any]


def _title_of_thread(sight: Sight, post: Post) -> str:
    thread = db.session.scalars(visible_threads(sight).where(Thread.id == post.thread_id)).one()
    return titles(sight, [thread.title_id])[thread.title_id].source


@handles("mail.report")
def report_mail(payload: Payload, now: datetime) -> None:
    """Tell an admin that a post was reported, while the report is open and they are an admin."""
    to = reader(payload, now, "admin")
    if to is None:
        return
    user, forum, sight, _place = to
    report = db.session.scalar(open_reports(sight).where(Report.id == payload["report"]))
    if report is None:
        return
    post = db.session.execute(visible_posts(sight).where(Post.id == report.post_id)).one().Post
    with in_language_of(user):
        subject = _("A post was reported in “%(forum)s”", forum=forum.name)
        body = _(
            "%(name)s reported a post by %(author)s in “%(thread)s”:\n\n%(reason)s\n\n"
            "Decide here whether it stays:\n%(link)s\n",
            name=report.user.name,
            author=post.author.name,
            thread=_title_of_thread(sight, post),
            reason=report.reason,
            link=forum_address(forum, "admin/reports"),
        )
    deliver(
        plain_letter(user.email, subject, body, f"report.{post.key}.{report.key}.{user.key}", language_of(user)), now
    )


def _own_post(payload: Payload, now: datetime) -> tuple[Reader, Post] | None:
    """Return the author with the post, if they are a member and may still see its place."""
    to = reader(payload, now, "author")
    if to is None or not to.sight.viewer.is_member:
        return None
    own = visible_posts(to.sight).where(Post.id == payload["post"], Post.author_id == to.user.id)
    row = db.session.execute(own).first()
    return (to, row.Post) if row is not None else None


@handles("mail.hidden")
def hidden_mail(payload: Payload, now: datetime) -> None:
    """Tell an author that a post of theirs was hidden, and why, unless it is shown again by now."""
    known = _own_post(payload, now)
    if known is None or known[1].removed != "hidden":
        return
    (user, forum, sight, _place), post = known
    with in_language_of(user):
        subject = _("One of your posts in “%(forum)s” was hidden", forum=forum.name)
        body = _(
            "Hello %(name)s,\n\nAn admin hid one of your posts in “%(thread)s”. The reason:\n\n%(reason)s\n\n"
            "The replies to it stay. Its place in the thread:\n%(link)s\n",
            name=user.name,
            thread=_title_of_thread(sight, post),
            reason=post.removed_reason,
            link=forum_address(forum, f"post/{post.key}"),
        )
    deliver(plain_letter(user.email, subject, body, f"hidden.{post.key}.{payload['at']}", language_of(user)), now)


@handles("mail.restored")
def restored_mail(payload: Payload, now: datetime) -> None:
    """Tell an author that a post of theirs is shown again, unless it was removed once more."""
    known = _own_post(payload, now)
    if known is None or known[1].removed:
        return
    (user, forum, sight, _place), post = known
    with in_language_of(user):
        subject = _("One of your posts in “%(forum)s” is shown again", forum=forum.name)
        body = _(
            "Hello %(name)s,\n\nOne of your posts in “%(thread)s”, which was hidden, is shown again:\n%(link)s\n",
            name=user.name,
            thread=_title_of_thread(sight, post),
            link=forum_address(forum, f"post/{post.key}"),
        )
    deliver(plain_letter(user.email, subject, body, f"restored.{post.key}.{payload['at']}", language_of(user)), now)


def _member(payload: Payload, now: datetime) -> tuple[Reader, Membership] | None:
    to = reader(payload, now)
    membership = membership_of(to.user.id, to.forum) if to else None
    return (to, membership) if to and membership else None


@handles("mail.suspended")
def suspended_mail(payload: Payload, now: datetime) -> None:
    """Tell a member why and by whom they were suspended, unless that was lifted by now."""
    known = _member(payload, now)
    if known is None or known[1].suspended_at is None:
        return
    (user, forum, _sight, _place), membership = known
    by = db.session.get(User, membership.suspended_by_id) if membership.suspended_by_id else None
    with in_language_of(user):
        subject = _("You are suspended in “%(forum)s”", forum=forum.name)
        body = _(
            "Hello %(name)s,\n\nYou can still read the forum “%(forum)s”, but not write in it. The reason:\n\n"
            "%(reason)s\n\nIf you disagree, write to the admins of the forum; %(by)s decided this. "
            "What you were writing is kept under “My unsent texts”:\n%(link)s\n",
            name=user.name,
            forum=forum.name,
            reason=membership.suspended_reason,
            by=by.name if by else _("an admin"),
            link=address("unsent"),
        )
    deliver(
        plain_letter(
            user.email, subject, body, f"suspended.{forum.slug}.{user.key}.{payload['at']}", language_of(user)
        ),
        now,
    )


@handles("mail.lifted")
def lifted_mail(payload: Payload, now: datetime) -> None:
    """Tell a member that they can write again, unless they were suspended once more."""
    known = _member(payload, now)
    if known is None or known[1].suspended_at is not None:
        return
    user, forum, _sight, _place = known[0]
    with in_language_of(user):
        subject = _("You can write in “%(forum)s” again", forum=forum.name)
        body = _(
            "Hello %(name)s,\n\nYour suspension in the forum “%(forum)s” was lifted. You can write again:\n%(link)s\n",
            name=user.name,
            forum=forum.name,
            link=forum_address(forum, ""),
        )
    deliver(
        plain_letter(user.email, subject, body, f"lifted.{forum.slug}.{user.key}.{payload['at']}", language_of(user)),
        now,
    )
