"""Mail about reports and about what admins decided, checked again at the moment of sending."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from board.extensions import db
from board.jobs import handles
from board.mail.blocks import Block, Link, Words, remark
from board.mail.delivery import deliver
from board.mail.forum_letters import forum_letter
from board.mail.letters import Letter
from board.mail.links import address, forum_address
from board.mail.readers import Reader, in_language_of, language_of, may_send, reader
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
    if to is None or not may_send(to, "mail.report"):
        return
    report = db.session.scalar(open_reports(to.sight).where(Report.id == payload["report"]))
    if report is None:
        return
    post = db.session.execute(visible_posts(to.sight).where(Post.id == report.post_id)).one().Post
    about = {"name": report.user.name, "author": post.author.name, "thread": _title_of_thread(to.sight, post)}
    with in_language_of(to.user):
        subject = _("A post was reported in “%(forum)s”", forum=to.forum.name)
        why = _("You get this because you are an admin of this forum.")
        blocks: list[Block] = [
            Words(_("%(name)s reported a post by %(author)s in “%(thread)s”:", **about)),
            remark(report.reason),
            Link(_("Decide whether it stays"), forum_address(to.forum, "admin/reports")),
        ]
    unique = f"report.{post.key}.{report.key}.{to.user.key}"
    deliver(forum_letter(to, subject, blocks, unique, why=why, now=now), now)


def _own_post(kind: str, payload: Payload, now: datetime) -> tuple[Reader, Post] | None:
    """Return the author with the post, if they are a member and may still see its place."""
    to = reader(payload, now, "author")
    if to is None or not to.sight.viewer.is_member or not may_send(to, kind):
        return None
    own = visible_posts(to.sight).where(Post.id == payload["post"], Post.author_id == to.user.id)
    row = db.session.execute(own).first()
    return (to, row.Post) if row is not None else None


@handles("mail.hidden")
def hidden_mail(payload: Payload, now: datetime) -> None:
    """Tell an author that a post of theirs was hidden, and why, unless it is shown again by now."""
    known = _own_post("mail.hidden", payload, now)
    if known is None or known[1].removed != "hidden":
        return
    to, post = known
    with in_language_of(to.user):
        subject = _("One of your posts in “%(forum)s” was hidden", forum=to.forum.name)
        title = _title_of_thread(to.sight, post)
        blocks: list[Block] = [
            Words(_("Hello %(name)s,", name=to.user.name)),
            Words(_("An admin hid one of your posts in “%(thread)s”. The reason:", thread=title)),
            remark(post.removed_reason),
            Words(_("The replies to it stay.")),
            Link(_("Its place in the thread"), forum_address(to.forum, f"post/{post.key}")),
        ]
    _about_a_post(to, subject, blocks, f"hidden.{post.key}.{payload['at']}", now)


@handles("mail.restored")
def restored_mail(payload: Payload, now: datetime) -> None:
    """Tell an author that a post of theirs is shown again, unless it was removed once more."""
    known = _own_post("mail.restored", payload, now)
    if known is None or known[1].removed:
        return
    to, post = known
    with in_language_of(to.user):
        subject = _("One of your posts in “%(forum)s” is shown again", forum=to.forum.name)
        title = _title_of_thread(to.sight, post)
        blocks: list[Block] = [
            Words(_("Hello %(name)s,", name=to.user.name)),
            Words(_("One of your posts in “%(thread)s”, which was hidden, is shown again.", thread=title)),
            Link(_("Your post"), forum_address(to.forum, f"post/{post.key}")),
        ]
    _about_a_post(to, subject, blocks, f"restored.{post.key}.{payload['at']}", now)


def _about_a_post(to: Reader, subject: str, blocks: list[Block], unique: str, now: datetime) -> None:
    with in_language_of(to.user):
        why = _("You get this because you wrote the post.")
    deliver(forum_letter(to, subject, blocks, unique, why=why, now=now), now)


def _member(payload: Payload, now: datetime) -> tuple[Reader, Membership] | None:
    to = reader(payload, now)
    return (to, to.membership) if to and to.membership else None


@handles("mail.suspended")
def suspended_mail(payload: Payload, now: datetime) -> None:
    """Tell a member why and by whom they were suspended, unless that was lifted by now."""
    known = _member(payload, now)
    if known is None or known[1].suspended_at is None:
        return
    to, membership = known
    by = db.session.get(User, membership.suspended_by_id) if membership.suspended_by_id else None
    with in_language_of(to.user):
        subject = _("You are suspended in “%(forum)s”", forum=to.forum.name)
        blocks: list[Block] = [
            Words(_("Hello %(name)s,", name=to.user.name)),
            Words(_("You can still read the forum “%(forum)s”, but not write in it. The reason:", forum=to.forum.name)),
            remark(membership.suspended_reason),
            Words(
                _(
                    "If you disagree, write to the admins of the forum; %(by)s decided this. "
                    "As long as you are suspended, you get no e-mail from the forum. "
                    "What you were writing is kept.",
                    by=by.name if by else _("an admin"),
                )
            ),
            Link(_("My unsent texts"), address("unsent")),
        ]
    _about_the_suspension(to, subject, blocks, f"suspended.{to.forum.slug}.{to.user.key}.{payload['at']}", now)


@handles("mail.lifted")
def lifted_mail(payload: Payload, now: datetime) -> None:
    """Tell a member that they can write again, unless they were suspended once more."""
    known = _member(payload, now)
    if known is None or known[1].suspended_at is not None:
        return
    to = known[0]
    with in_language_of(to.user):
        subject = _("You can write in “%(forum)s” again", forum=to.forum.name)
        blocks: list[Block] = [
            Words(_("Hello %(name)s,", name=to.user.name)),
            Words(_("Your suspension in the forum “%(forum)s” was lifted. You can write again.", forum=to.forum.name)),
            Link(_("Go to the forum"), forum_address(to.forum, "")),
        ]
    _about_the_suspension(to, subject, blocks, f"lifted.{to.forum.slug}.{to.user.key}.{payload['at']}", now)


def _about_the_suspension(to: Reader, subject: str, blocks: list[Block], unique: str, now: datetime) -> None:
    """Write to somebody however much mail of the forum they get, so there is nothing to stop in it."""
    deliver(Letter(to.user.email, subject, blocks, unique, language_of(to.user), user_id=to.user.id), now)
