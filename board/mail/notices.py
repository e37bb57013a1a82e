"""Notices of the forum, each in its reader's language."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from board.actions.links import make_setup_link
from board.extensions import db, writing
from board.jobs import SOON, handles
from board.mail.delivery import deliver
from board.mail.letters import plain_letter
from board.mail.links import address, forum_address, token_for
from board.mail.readers import in_language_of, language_of, reader
from board.models import Forum, Post, Thread, User
from board.pages.texts import load_pairs, titles
from board.rules import permissions
from board.visible import visible_posts, visible_threads


@handles("mail.setup", rank=SOON)
def setup_mail(payload: dict[str, Any], now: datetime) -> None:
    """Tell somebody who was added how to set up their account, once, or where to sign in, while they are a member."""
    with writing():
        to = reader(payload, now)
        if to is None or not to.sight.viewer.is_member:
            db.session.rollback()
            return
        user, forum, _sight, _place = to
        unique = f"setup.{user.key}.{payload['asked_at']}"
        with in_language_of(user):
            subject, body = _("Your place in “%(forum)s”", forum=forum.name), _way_in(user, forum, unique, now)
        db.session.commit()
    deliver(plain_letter(user.email, subject, body, unique, language_of(user)), now)


def _way_in(user: User, forum: Forum, unique: str, now: datetime) -> str:
    if user.password_hash is None:
        link = address(f"set-up/{make_setup_link(user.id, now, token_for(unique))}")
        words = _(
            "Hello %(name)s,\n\n"
            "You were added to the online forum “%(forum)s”. "
            "Choose your password here; the link works once, for 14 days:\n\n%(link)s\n"
        )
    else:
        link = address(f"sign-in?next=/f/{forum.slug}/welcome")
        words = _(
            "Hello %(name)s,\n\n"
            "You were added to the online forum “%(forum)s”. "
            "You have an account here already. Sign in with it:\n\n%(link)s\n"
        )
    return str(words) % {"name": user.name, "forum": forum.name, "link": link}


@handles("mail.question")
def question_mail(payload: dict[str, Any], now: datetime) -> None:
    """Tell a key respondent that a question was put to them, if they may see it at this moment."""
    to = reader(payload, now, "asked")
    if to is None:  # they closed their account
        return
    user, forum, sight, _place = to
    question = visible_posts(sight).where(Post.id == payload["post"], Post.asked_id == user.id)
    row = db.session.execute(question).first()
    if row is None or row.Text is None or row.Post.removed or permissions.take_part(sight.viewer):
        return
    thread = db.session.scalars(visible_threads(sight).where(Thread.id == row.Post.thread_id)).one()
    with in_language_of(user):
        subject = _("%(name)s asked you a question", name=row.Post.author.name)
        body = _(
            "%(name)s asked you a question in “%(thread)s”:\n\n%(question)s\n\nAnswer it here:\n%(link)s\n",
            name=row.Post.author.name,
            thread=titles(sight, [thread.title_id])[thread.title_id].source,
            question=load_pairs(sight, [row.Text])[row.Text.id].source,
            link=forum_address(forum, f"post/{row.Post.key}"),
        )
    deliver(plain_letter(user.email, subject, body, f"question.{row.Post.key}", language_of(user)), now)
