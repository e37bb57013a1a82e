"""The mail that tells somebody that what they sent is posted, and how it looks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from board.actions.mail_in import kept_mail
from board.extensions import db
from board.incoming.parsing import Arrived, parse
from board.jobs import handles
from board.mail.blocks import Block, Heading, Link, Links, Note, Words
from board.mail.delivery import deliver
from board.mail.forum_letters import forum_letter
from board.mail.links import forum_address, reply_address, token
from board.mail.post_blocks import words_of
from board.mail.readers import Reader, in_language_of, may_mail, reader
from board.pages.mailed_posts import MailedPost, mailed_posts
from board.rules.incoming import CORRECTED, is_correctable
from board.rules.mail_tokens import CORRECT
from board.rules.mailing import RECEIPT
from board.text.subjects import bare_subject


@handles("mail.receipt")
def receipt_mail(payload: dict[str, Any], now: datetime) -> None:
    """Tell the author of posts that came by mail that they are there, if participants can read them."""
    to, mail = reader(payload, now), kept_mail(payload["mail"])
    if to is None or mail is None or mail.raw is None or not may_mail(to, RECEIPT):
        return
    to = to._replace(sight=to.sight.of_participants())
    posts = [post for post in mailed_posts(to.sight, payload["posts"]) if post.view.post.author_id == to.user.id]
    if not posts:
        return
    db.session.commit()  # no transaction stays open while a long mail is read
    arrived = parse(mail.raw, mail.digest)
    with in_language_of(to.user):
        subject = _("Re: %(subject)s", subject=bare) if (bare := bare_subject(arrived.subject)) else _("Your post")
        changed = mail.outcome == CORRECTED
        blocks = [_opening(changed, len(posts)), *_posts(to, posts), *_about(arrived), *_correcting(posts, now)]
        why = _("You get this e-mail because you wrote to the forum by e-mail.")
        letter = forum_letter(
            to, subject, blocks, f"receipt.{mail.key}", why=why, now=now, reply_token=_correction(to, posts)
        )
    deliver(replace(letter, answers=arrived.message_id), now)


def _opening(changed: bool, number: int) -> Block:
    if changed:
        return Words(_("Your post was changed. This is how others read it now:"))
    return Words(
        ngettext(
            "Your post is in. This is how others read it:", "Your %(num)d posts are in. This is how others read them:",
            number,
        )
    )  # fmt: skip


def _posts(to: Reader, posts: list[MailedPost]) -> Iterator[Block]:
    for post in posts:
        title = to.title(post.title)
        yield Heading(title.words, 2, title.language)
        yield from words_of(to, post.pair)
        yield Links(tuple(_links(to, post, alone=len(posts) == 1)))


def _links(to: Reader, post: MailedPost, *, alone: bool) -> Iterator[Link]:
    yield Link(_("On the site"), forum_address(to.forum, f"post/{post.view.post.key}"))
    where = reply_address(token(CORRECT, to.user.id, post.id, to.sight.now))
    if not alone and where is not None and is_correctable(post.view.post.created_at, to.sight.now):
        yield Link(_("Correct it by e-mail"), f"mailto:{where}")


def _about(arrived: Arrived) -> Iterator[Block]:
    """Yield what is to be said of files, which are not kept."""
    if arrived.attachments:
        names = ", ".join(arrived.attachments)
        yield Note(
            _(
                "Attached files and pictures cannot be taken, so these are not in the forum: %(names)s. "
                "Put them somewhere where others can open them, and send a link.",
                names=names,
            )
        )


def _correcting(posts: list[MailedPost], now: datetime) -> Iterator[Block]:
    if len(posts) == 1 and is_correctable(posts[0].view.post.created_at, now):
        yield Note(
            _(
                "Is anything wrong? Reply to this e-mail within 24 hours with the whole text as it should be: it takes "
                "the place of what you sent."
            )
        )


def _correction(to: Reader, posts: list[MailedPost]) -> str:
    """Return the token of an answer with other words for the post; empty if there are several, or it is too late."""
    alone = len(posts) == 1 and is_correctable(posts[0].view.post.created_at, to.sight.now)
    return token(CORRECT, to.user.id, posts[0].id, to.sight.now) if alone else ""
