"""Notices of the forum, each in its reader's language."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from flask_babel import force_locale
from flask_babel import gettext as _

from board.actions.links import make_setup_link
from board.extensions import db, writing
from board.jobs import SOON, handles
from board.mail.delivery import deliver
from board.mail.links import site_settings, token_for
from board.models import Forum, Membership, Post, Thread, User
from board.pages.texts import load_pairs, titles
from board.rules import permissions
from board.rules.languages import INTERFACE
from board.visible import Sight, look, my_memberships, viewer_in, visible_posts, visible_threads

KINDS = ("mail.setup", "mail.question")


@contextmanager
def in_language_of(user: User) -> Iterator[None]:
    """Use the recipient's language in this context."""
    with force_locale(user.interface if user.interface in INTERFACE else _spoken(user)):
        yield


def _spoken(user: User) -> str:
    return next((code for code in user.languages if code in INTERFACE), INTERFACE[0])


def sight_of(forum: Forum, user: User, now: datetime) -> Sight:
    """Return what the recipient may see at the moment of sending."""
    membership = db.session.scalar(my_memberships(user.id).where(Membership.forum_id == forum.id))
    return look(db.session(), forum, viewer_in(user, membership), now)


@handles("mail.setup", rank=SOON)
def setup_mail(payload: dict[str, Any], now: datetime) -> None:
    """Tell somebody who was added how to set up their account, once, or where to sign in, while they are a member."""
    with writing():
        user, forum = db.session.get(User, payload["user"]), db.session.get(Forum, payload["forum"])
        if user is None or forum is None or not sight_of(forum, user, now).viewer.is_member:
            db.session.rollback()
            return
        unique = f"setup.{user.key}.{payload['asked_at']}"
        with in_language_of(user):
            subject, body = _("Your place in “%(forum)s”", forum=forum.name), _way_in(user, forum, unique, now)
        db.session.commit()
    deliver(site_settings(), user.email, subject, body, unique, now)


def _way_in(user: User, forum: Forum, unique: str, now: datetime) -> str:
    site = site_settings().site_url
    if user.password_hash is None:
        link = f"{site}/set-up/{make_setup_link(user.id, now, token_for(unique))}"
        words = _(
            "Hello %(name)s,\n\n"
            "You were added to the online forum “%(forum)s”. "
            "Choose your password here; the link works once, for 14 days:\n\n%(link)s\n"
        )
    else:
        link = f"{site}/sign-in?next=/f/{forum.slug}/welcome"
        words = _(
            "Hello %(name)s,\n\n"
            "You were added to the online forum “%(forum)s”. "
            "You have an account here already. Sign in with it:\n\n%(link)s\n"
        )
    return str(words) % {"name": user.name, "forum": forum.name, "link": link}


@handles("mail.question")
def question_mail(payload: dict[str, Any], now: datetime) -> None:
    """Tell a key respondent that a question was put to them, if they may see it at this moment."""
    user, forum = db.session.get(User, payload["asked"]), db.session.get_one(Forum, payload["forum"])
    if user is None:  # they closed their account
        return
    sight = sight_of(forum, user, now)
    question = visible_posts(sight).where(Post.id == payload["post"], Post.asked_id == user.id)
    row = db.session.execute(question).first()
    if row is None or row.Text is None or row.Post.removed or permissions.take_part(sight.viewer):
        return
    thread = db.session.scalars(visible_threads(sight).where(Thread.id == row.Post.thread_id)).one()
    link = f"{site_settings().site_url}/f/{forum.slug}/post/{row.Post.key}"
    with in_language_of(user):
        subject = _("%(name)s asked you a question", name=row.Post.author.name)
        body = _(
            "%(name)s asked you a question in “%(thread)s”:\n\n%(question)s\n\nAnswer it here:\n%(link)s\n",
            name=row.Post.author.name,
            thread=titles(sight, [thread.title_id])[thread.title_id].source,
            question=load_pairs(sight, [row.Text])[row.Text.id].source,
            link=link,
        )
    deliver(site_settings(), user.email, subject, body, f"question.{row.Post.key}", now)
