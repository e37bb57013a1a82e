"""Forms for posts and threads: filled with unsent text, and read after they are sent."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from flask import request

from board.actions.once import Writing
from board.actions.unsent import unsent_at
from board.extensions import db
from board.models import Membership, Post, Thread, UnsentText, User
from board.models.base import new_key
from board.pages.questions import QuestionLine, answerable, chosen_questions
from board.pages.texts import load_pairs
from board.rules import permissions
from board.rules.roles import KEY_RESPONDENT
from board.rules.unsent import UnsentPlace
from board.text import quoted
from board.visible import Sight, forum_memberships, named_by, visible_posts
from board.web.forms import PostForm, ReplyForm, ThreadForm
from board.web.viewer import me, myself

MAX_ANSWERED = 50
"""The most questions that one post can answer."""


@dataclass(frozen=True, slots=True)
class Composer:
    """A form, the place under which its unsent text is kept, and the text kept there."""

    form: PostForm
    place: str
    kept: UnsentText | None
    reply_to: Post | None = None
    asked: User | None = None
    answerable: Sequence[QuestionLine] = ()
    """Open questions that the post may be ticked to answer."""
    ticked: Collection[str] = ()
    is_gone: bool = False
    """Whether the post that the kept words answered is no longer there."""
    quote: str = ""
    """The words of the answered post as a quotation, if it was asked for; they are in the form already."""

    @property
    def known(self) -> str:
        """The time stamp of the kept text that the form was filled from; a form that comes back keeps its own."""
        if self.form.errors or request.form.get("attach"):
            return request.form.get("known", "")
        return self.kept.kept_at.isoformat() if self.kept else ""

    @property
    def known_reply_to(self) -> str:
        """The key of the post that the kept words answer, as far as the page goes by it."""
        return self.kept.reply_to if self.kept and not self.is_gone else ""


def reply_place(thread: Thread) -> str:
    """Return the place under which an unsent reply is kept."""
    return UnsentPlace.REPLY.at(thread.key)


def thread_reply(sight: Sight, thread: Thread) -> Composer | None:
    """Return the reply form of a thread, for the post that the address names, or else for the one that the person's
    unsent words answer. None if signed out.
    """
    if me() is None:
        return None
    kept = unsent_at(myself(), reply_place(thread))
    named = request.args.get("reply") or request.args.get("quote")
    if named or "reply" in request.args or kept is None or not kept.reply_to:
        return reply_composer(sight, thread, named_post(sight, thread, named), kept)
    to = named_post(sight, thread, kept.reply_to)
    is_gone = to is None or to.removed is not None
    return reply_composer(sight, thread, None if is_gone else to, kept, is_gone=is_gone)


def reply_composer(
    sight: Sight, thread: Thread, to: Post | None, kept: UnsentText | None, *, is_gone: bool = False
) -> Composer:
    """Return the form for a reply to a post, or to all, with the unsent text and a quote if one was asked for."""
    form = PostForm(formdata=None)
    _fill(form, kept)
    quote = quoted(_source_of(sight, to)) if to is not None and "quote" in request.args and to.removed is None else ""
    if quote:
        form.body.data = _with_quote(form.body.data or "", quote)
    ticked = request.args.getlist("answers")[:MAX_ANSWERED]
    asked = asked_person(sight, request.args.get("ask"))
    choices = answerable(sight, thread, ticked)
    return Composer(form, reply_place(thread), kept, to, asked, choices, ticked, is_gone, quote)


def refused_composer(sight: Sight, thread: Thread, form: ReplyForm, to: Post | None, asked: User | None) -> Composer:
    """Return a refused form with everything that was typed and ticked."""
    place, ticked = reply_place(thread), form.answers.data or []
    return Composer(form, place, unsent_at(myself(), place), to, asked, answerable(sight, thread, ticked), ticked)


def next_composer(sight: Sight, thread: Thread) -> Composer:
    """Return the form after a reply was posted: empty, unless other words were kept there from another device."""
    form, place = PostForm(formdata=None), reply_place(thread)
    kept = unsent_at(myself(), place)
    _fill(form, kept)
    return Composer(form, place, kept, answerable=answerable(sight, thread))


def answered_questions(sight: Sight, keys: list[str]) -> list[Post] | None:
    """Return the questions that were ticked; None if the viewer may not see, or not answer, one of them."""
    ticked = chosen_questions(sight, set(keys)) if len(keys) <= MAX_ANSWERED else []
    allowed = [post for post in ticked if permissions.answer(sight.viewer, post) is None]
    return allowed if len(allowed) == len(set(keys)) else None


def _with_quote(body: str, quote: str) -> str:
    """Append a quote to what is already written, unless it is there from an earlier visit to the page."""
    return body if quote in body else "\n\n".join(filter(None, (body.strip(), quote))) + "\n\n"


def _fill(form: PostForm, kept: UnsentText | None) -> None:
    if kept is None:
        return
    form.body.data, form.language.data = kept.body, kept.language
    if isinstance(form, ThreadForm):
        form.title.data = kept.title


def named_post(sight: Sight, thread: Thread, key: str | None) -> Post | None:
    """Return the post of this thread with a key from a form or an address, or None."""
    if not key:
        return None
    row = db.session.execute(visible_posts(sight).where(Post.key == key, Post.thread_id == thread.id)).first()
    return row.Post if row else None


def _source_of(sight: Sight, post: Post) -> str:
    row = db.session.execute(visible_posts(sight).where(Post.id == post.id)).first()
    return load_pairs(sight, [row.Text])[row.Text.id].source if row and row.Text else ""


def asked_person(sight: Sight, key: str | None) -> User | None:
    """Return the key respondent with this key if the viewer may put a question to them, else None."""
    membership = _asked_membership(sight, key)
    return membership.user if membership else None


def _asked_membership(sight: Sight, key: str | None) -> Membership | None:
    if not key:
        return None
    can_answer = (named_by(key), Membership.suspended_at.is_(None))
    membership = db.session.scalar(forum_memberships(sight).where(*can_answer))
    if membership is None or KEY_RESPONDENT not in membership.roles or membership.user_id == myself().id:
        return None
    return membership


def thread_composer(sight: Sight, place: str) -> Composer:
    """Return the form that opens a thread, with its unsent text."""
    kept = unsent_at(myself(), place)
    form = ThreadForm(formdata=None)
    _fill(form, kept)
    return Composer(form, place, kept)


def sent(form: PostForm) -> Writing:
    """Return the contents of a valid form."""
    title = form.title.data if isinstance(form, ThreadForm) else ""
    typed = form.body.data or "", form.language.data or "", form.once.data or new_key(), title or ""
    return Writing(*typed, known=request.form.get("known"))
