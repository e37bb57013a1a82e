"""A post in a mail of its own: to those whom it answers or names, and to members who want each post by itself."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from board.actions.telling import POST_MAIL, TRANSLATION_MAIL
from board.extensions import db
from board.jobs import handles
from board.mail.blocks import Block, Heading, Link, Links, Note
from board.mail.delivery import deliver
from board.mail.forum_letters import forum_letter
from board.mail.letters import Letter
from board.mail.links import forum_address, token
from board.mail.post_blocks import lacks_translation, on_site, post_blocks
from board.mail.readers import Reader, in_language_of, may_mail, reader
from board.models import Mailing, Visit
from board.pages.mailed_posts import MailedPost, mailed_posts
from board.rules.mail_tokens import POST
from board.rules.mailing import EACH, MENTION, OPENING, QUESTION, REPLY, wants, wants_each
from board.rules.weeks import WeekState, opened_at
from board.rules.work import BULK
from board.visible import visible_visits
from board.visible.digests import digests_to
from board.visible.telling import answered_by, first_post_of, mailing_named, mentioned_in, replied_to


@handles(POST_MAIL)
def post_mail(payload: dict[str, Any], now: datetime) -> None:
    """Mail a post to one person, for the strongest reason that holds at this moment; without one, send nothing."""
    to = reader(payload, now)
    post = _readable(to, payload["post"]) if to is not None else None
    if to is None or post is None or (reason := _reason(to, post)) is None:
        return
    unique = f"post.{post.view.post.key}.{to.user.key}"
    if _is_told(unique):
        return
    with in_language_of(to.user):
        letter = _letter(to, post, unique, _parents(to, post), [*_named(post, reason), *_headed(to, post)], reason, now)
    deliver(letter, now, also=[_record(to, post, unique, now)])


@handles(TRANSLATION_MAIL, rank=BULK)
def translation_mail(payload: dict[str, Any], now: datetime) -> None:
    """Mail a post once more, with the translation that it lacked, unless its reader has been there since that came."""
    to = reader(payload, now)
    post = _readable(to, payload["post"]) if to is not None else None
    if to is None or post is None or not _wants_each(to) or lacks_translation(to, post.pair):
        return
    if not to.way.waits_for(*post.pair.languages):
        return
    visit = _visit(to, post)
    unique = f"translated.{post.view.post.key}.{to.user.key}"
    if (visit is not None and visit.visited_at >= datetime.fromisoformat(payload["at"])) or _is_told(unique):
        return
    parents = (_thread_of(post), f"post.{post.view.post.key}.{to.user.key}")
    with in_language_of(to.user):
        note = Note(_("This post was sent to you before its translation was there. Now it is."))
        letter = _letter(to, post, unique, parents, [note, *_headed(to, post)], EACH, now)
    told = {"translated": [post.id]}
    deliver(letter, now, also=[_mailing(to, unique, told, now)])


def _readable(to: Reader, post_id: int) -> MailedPost | None:
    """Return a post that is by somebody else, and that participants may read now."""
    found = mailed_posts(to.sight.of_participants(), [post_id]) if may_mail(to) else ()
    return next((post for post in found if post.view.post.author_id != to.user.id), None)


def _reason(to: Reader, post: MailedPost) -> str | None:
    """Return why this person is mailed the post: it names them, it answers them, or they want each post."""
    member = to.membership
    if member is None or (post.view.post.asked_id == to.user.id and wants(member, QUESTION)):
        return None  # they get the question itself
    if wants(member, MENTION) and to.user.id in set(db.session.scalars(mentioned_in(post.id))):
        return MENTION
    if wants(member, REPLY) and db.session.scalar(answered_by(post.id)) == to.user.id:
        return REPLY
    known = _has_seen(to, post) or _opening_tells(to, post) or _digest_has_told(to, post)
    return EACH if _wants_each(to) and not known else None


def _wants_each(to: Reader) -> bool:
    return to.membership is not None and wants_each(to.membership)


def _visit(to: Reader, post: MailedPost) -> Visit | None:
    return db.session.scalar(visible_visits(to.sight).where(Visit.thread_id == post.thread.id))


def _has_seen(to: Reader, post: MailedPost) -> bool:
    visit = _visit(to, post)
    return visit is not None and visit.seen_to >= post.view.post.created_at


def _opening_tells(to: Reader, post: MailedPost) -> bool:
    """Return whether this is a question that was set before its week opened: the mail of the opening has it in full."""
    if post.thread.kind != "question" or to.membership is None or not wants(to.membership, OPENING):
        return False
    opened = opened_at(to.sight.week(post.thread.week_id), to.sight.now)
    was_prepared = opened is not None and post.view.post.created_at < opened
    return was_prepared and db.session.scalar(first_post_of(post.thread)) == post.id


def _digest_has_told(to: Reader, post: MailedPost) -> bool:
    """Return whether a digest has told it: its reader wants each post by itself since then."""
    sent = db.session.scalars(digests_to(to.sight, to.user.id).where(Mailing.at.is_not(None)))
    return any(post.id in digest.told.get("posts", ()) for digest in sent)


def _is_told(unique: str) -> bool:
    return db.session.scalar(mailing_named(unique)) is not None


def _record(to: Reader, post: MailedPost, unique: str, now: datetime) -> Mailing:
    """Return what this mail told. A digest tells a post again that was only sent at once because it concerned them."""
    kind = "posts" if _wants_each(to) else "notices"
    pending = {"pending": [post.id]} if kind == "posts" and lacks_translation(to, post.pair) else {}
    return _mailing(to, unique, {kind: [post.id], **pending}, now)


def _mailing(to: Reader, unique: str, told: dict[str, list[int]], now: datetime) -> Mailing:
    return Mailing(user_id=to.user.id, forum_id=to.forum.id, kind="post", unique=unique, at=now, told=told)


def _letter(
    to: Reader, post: MailedPost, unique: str, parents: tuple[str, ...], blocks: list[Block], reason: str, now: datetime
) -> Letter:
    week = to.sight.week(post.thread.week_id)
    can_answer = to.sight.state(week) is WeekState.OPEN
    return forum_letter(
        to,
        _subject(post),
        blocks,
        unique,
        why=_why(to, reason),
        now=now,
        sender=post.view.post.author.name,
        parents=parents,
        reply_token=token(POST, to.user.id, post.id, now) if can_answer else "",
    )


def _subject(post: MailedPost) -> str:
    """Return the original title, in whatever language: programs keep mails together by an unchanged subject."""
    is_first = db.session.scalar(first_post_of(post.thread)) == post.id
    return post.title.source if is_first else f"Re: {post.title.source}"


def _why(to: Reader, reason: str) -> str:
    reasons = {
        MENTION: _("You get this at once because the post names you."),
        REPLY: _("You get this at once because it answers what you wrote."),
        EACH: _("You chose to get each post of “%(forum)s” in an e-mail of its own.", forum=to.forum.name),
    }
    return str(reasons[reason])


def _parents(to: Reader, post: MailedPost) -> tuple[str, ...]:
    answered = db.session.scalars(replied_to(post.id))
    return (_thread_of(post), *(f"post.{key}.{to.user.key}" for key in answered))


def _thread_of(post: MailedPost) -> str:
    return f"thread.{post.thread.key}"


def _named(post: MailedPost, reason: str) -> list[Block]:
    name = post.view.post.author.name
    return [Note(_("%(name)s names you in this post.", name=name))] if reason == MENTION else []


def _headed(to: Reader, post: MailedPost) -> list[Block]:
    """Return the post below the title of its thread, in the language of the mail if people translated that.

    No link answers it: the mail is answered itself, if it can be.
    """
    title = to.title(post.title)
    week = to.sight.week(post.thread.week_id)
    where = Link(_("The whole thread"), forum_address(to.forum, f"thread/{post.thread.key}"))
    number = Note(_("Week %(number)s", number=week.number))
    links = Links((on_site(to, post), where))
    return [Heading(title.words, language=title.language), number, *post_blocks(to, post, linked=False), links]
