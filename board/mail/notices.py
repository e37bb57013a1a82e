"""Notices of the forum, each in its reader's language."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from board.actions.links import make_setup_link
from board.extensions import db, writing
from board.jobs import SOON, handles
from board.mail.blocks import Block, Link, Words
from board.mail.delivery import deliver
from board.mail.forum_letters import forum_letter
from board.mail.letters import plain_letter
from board.mail.links import address, forum_address, reply_address, token, token_for
from board.mail.post_blocks import post_blocks
from board.mail.readers import Reader, in_language_of, language_of, may_send, reader
from board.models import Forum, Post, User
from board.pages.mailed_posts import MailedPost, mailed_posts
from board.rules import permissions
from board.rules.mail_tokens import POST
from board.visible import visible_posts


@handles("mail.setup", rank=SOON)
def setup_mail(payload: dict[str, Any], now: datetime) -> None:
    """Tell somebody who was added how to set up their account, once, or where to sign in, while they are a member."""
    with writing():
        to = reader(payload, now)
        if to is None or not to.sight.viewer.is_member:
            db.session.rollback()
            return
        user, forum = to.user, to.forum
        unique = f"setup.{user.key}.{payload['asked_at']}"
        with in_language_of(user):
            subject, (body, action) = (
                _("Your place in “%(forum)s”", forum=forum.name), _way_in(user, forum, unique, now),
            )  # fmt: skip
        db.session.commit()
    deliver(plain_letter(user.email, subject, body, unique, language_of(user), action=action, user_id=user.id), now)


def _way_in(user: User, forum: Forum, unique: str, now: datetime) -> tuple[str, str]:
    if user.password_hash is None:
        link, action = address(f"set-up/{make_setup_link(user.id, now, token_for(unique))}"), _("Set up your account")
        words = _(
            "Hello %(name)s,\n\n"
            "You were added to the online forum “%(forum)s”. "
            "Choose your password here; the link works once, for 14 days:\n\n%(link)s\n"
        )
    else:
        link, action = address(f"sign-in?next=/f/{forum.slug}/welcome"), _("Sign in")
        words = _(
            "Hello %(name)s,\n\n"
            "You were added to the online forum “%(forum)s”. "
            "You have an account here already. Sign in with it:\n\n%(link)s\n"
        )
    return str(words) % {"name": user.name, "forum": forum.name, "link": link}, str(action)


@handles("mail.question")
def question_mail(payload: dict[str, Any], now: datetime) -> None:
    """Tell a key respondent that a question was put to them, if they may see it at this moment."""
    to = reader(payload, now, "asked")
    question = _question(to, payload["post"]) if to and may_send(to, "mail.question") else None
    if to is None or question is None:
        return
    post = question.view.post
    answer = token(POST, to.user.id, post.id, now)
    with in_language_of(to.user):
        subject = _("%(name)s asked you a question", name=post.author.name)
        why = _("You get this because the question was put to you.")
        blocks = _asked(to, question, answer)
    letter = forum_letter(
        to, subject, blocks, f"question.{post.key}", why=why, now=now, sender=post.author.name,
        parents=(f"thread.{question.thread.key}",), reply_token=answer,
    )  # fmt: skip
    deliver(letter, now)


def _question(to: Reader, post_id: int) -> MailedPost | None:
    """Return a question that its reader may answer, as a participant reads it."""
    own = visible_posts(to.sight).where(Post.id == post_id, Post.asked_id == to.user.id)
    if permissions.take_part(to.sight.viewer) or db.session.execute(own).first() is None:
        return None
    return next(iter(mailed_posts(to.sight.of_participants(), [post_id])), None)


def _asked(to: Reader, question: MailedPost, answer: str) -> list[Block]:
    title = to.title(question.title).words
    words = (
        _("Reply to this e-mail, and your answer is posted in the forum. You can also answer on the site.")
        if reply_address(answer)
        else _("You answer on the site.")
    )
    return [
        Words(_("%(name)s asked you a question in “%(thread)s”:", name=question.view.post.author.name, thread=title)),
        *post_blocks(to, question, linked=False, says_asked=False),
        Words(words),
        Link(_("Answer on the site"), forum_address(to.forum, f"post/{question.view.post.key}")),
    ]
