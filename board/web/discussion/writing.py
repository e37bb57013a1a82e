"""Open threads, reply, and edit posts."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from board.actions import posting
from board.actions.unsent import unsent_at
from board.extensions import db, limiter
from board.models import Post, Revision, Thread
from board.pages.people import badges, respondents
from board.pages.posts import post_views
from board.pages.texts import titles
from board.rules import permissions
from board.rules.permissions import check
from board.rules.roles import KEY_RESPONDENT
from board.rules.unsent import UnsentPlace
from board.visible import Sight, visible_revisions
from board.web.attaching import room_for_files
from board.web.field_rules import whole_number
from board.web.forms import PostForm, ReplyForm, ThreadForm
from board.web.frame.composing import (
    Composer,
    answered_questions,
    asked_person,
    named_post,
    next_composer,
    refused_composer,
    reply_composer,
    reply_place,
    sent,
    thread_composer,
)
from board.web.frame.lookup import spoken_post, thread_address, thread_by_key, week_numbered
from board.web.frame.render import bodies, forum_page, forum_part
from board.web.security import rate_key
from board.web.viewer import access, myself, settings, wants_part

blueprint = Blueprint("writing", __name__)
blueprint.url_value_preprocessor(room_for_files)

posts_slowly = limiter.limit(lambda: settings().rate_posting, key_func=rate_key)


@blueprint.post("/f/<forum>/thread/<key>/reply")
@posts_slowly
@access("member")
def reply(sight: Sight, key: str) -> Response | BaseResponse:
    """Post a reply. htmx gets the post and an empty form, a plain browser is led to the post."""
    thread = thread_by_key(sight, key)
    check(permissions.write(sight.viewer, sight.state(sight.week(thread.week_id))))
    form = ReplyForm()
    replied_to, asked = named_post(sight, thread, form.reply_to.data), asked_person(sight, form.ask.data)
    answers = answered_questions(sight, form.answers.data or [])
    if not form.holds(reply_to=replied_to, ask=asked, answers=answers):
        return _refused_reply(sight, thread, refused_composer(sight, thread, form, replied_to, asked))
    roles = frozenset({KEY_RESPONDENT}) if asked else frozenset()
    options: dict[str, Any] = {"to": replied_to, "asked": asked, "asked_roles": roles, "answers": answers or ()}
    post = posting.reply(sight, thread, myself(), sent(form), **options)
    if wants_part():
        return _new_post(sight, thread, post)
    flash(_("Your reply is posted."), f"sent {reply_place(thread)}")
    return redirect(f"{thread_address(sight, thread)}#p-{post.key}", 303)


@blueprint.get("/f/<forum>/post/<key>/reply")
@access("member")
def reply_form(sight: Sight, key: str) -> Response:
    """Show the reply form below the post that it answers, for anyone under whose post no script opens it."""
    post, _text, thread = spoken_post(sight, key)
    check(permissions.write(sight.viewer, sight.state(sight.week(thread.week_id))))
    return _reply_page(sight, thread, reply_composer(sight, thread, post, unsent_at(myself(), reply_place(thread))))


def _refused_reply(sight: Sight, thread: Thread, composer: Composer) -> Response:
    if wants_part():
        shared: dict[str, Any] = {"composer": composer, "respondents": respondents(sight), "thread": thread}
        return forum_part(sight, "frame/_composer.html", 422, **shared)
    return _reply_page(sight, thread, composer, 422)


def _reply_page(sight: Sight, thread: Thread, composer: Composer, status: int = 200) -> Response:
    """Return a page with the form alone, and the answered post above it."""
    badges_by_user, to = badges(sight), composer.reply_to
    answered = post_views(sight, Post.id == to.id, badges_by_user) if to else ()
    return forum_page(
        sight,
        "discussion/reply.html",
        status=status,
        title=titles(sight, [thread.title_id])[thread.title_id],
        week=sight.week(thread.week_id),
        answered=answered,
        bodies=bodies(sight, [view.text for view in answered if view.text]),
        composer=composer,
        respondents=respondents(sight, badges_by_user),
        thread=thread,
    )


def _new_post(sight: Sight, thread: Thread, post: Post) -> Response:
    badges_by_user = badges(sight)
    # a reply quotes a line of the post that it replies to, so both are loaded
    views = post_views(sight, Post.id.in_((post.id, post.reply_to_id)), badges_by_user)
    view = next(view for view in views if view.post.id == post.id)
    texts = [view.text] if view.text else []
    return forum_part(
        sight,
        "discussion/_posted.html",
        post_view=view,
        state=sight.state(sight.week(thread.week_id)),
        bodies=bodies(sight, texts),
        respondents=respondents(sight, badges_by_user),
        thread=thread,
        composer=next_composer(sight, thread),
    )


@blueprint.get("/f/<forum>/week/<int:number>/new-thread")
@access("member")
def new_thread(sight: Sight, number: int) -> Response:
    """Show the form that opens a thread, or sets a question if the viewer is an admin."""
    week = week_numbered(sight, number)
    check(permissions.write(sight.viewer, sight.state(week)))
    return forum_page(
        sight, "discussion/new_thread.html", week=week, composer=thread_composer(sight, _thread_place(sight, number))
    )


def _thread_place(sight: Sight, number: int) -> str:
    return UnsentPlace.THREAD.at(sight.forum.slug, number)


@blueprint.post("/f/<forum>/week/<int:number>/new-thread")
@posts_slowly
@access("member")
def open_thread(sight: Sight, number: int) -> Response | BaseResponse:
    week = week_numbered(sight, number)
    check(permissions.write(sight.viewer, sight.state(week)))
    form = ThreadForm()
    if not form.validate():
        place = _thread_place(sight, number)
        composer = Composer(form, place, unsent_at(myself(), place))
        return forum_page(sight, "discussion/new_thread.html", status=422, week=week, composer=composer)
    question = request.form.get("question") == "1"
    thread = posting.open_thread(sight, week, myself(), sent(form), question=question)
    # an admin who prepares the week goes back to that page
    if question and sight.viewer.is_admin and request.form.get("prepares"):
        flash(_("The question is set."), f"sent {_thread_place(sight, number)}")
        if request.form.get("then") == "another":
            return redirect(url_for("writing.new_thread", forum=sight.forum.slug, number=number, question=1), 303)
        return redirect(f"{url_for('preparing.readings', forum=sight.forum.slug, number=number)}#questions", 303)
    flash(_("Your thread is open."), f"sent {_thread_place(sight, number)}")
    return redirect(url_for("discussion.thread", forum=sight.forum.slug, key=thread.key), 303)


@blueprint.get("/f/<forum>/post/<key>/edit")
@access("member")
def edit(sight: Sight, key: str) -> Response:
    """Show the form with which an author changes a post."""
    post, text, thread = spoken_post(sight, key)
    check(permissions.edit_post(sight.viewer, post, sight.state(sight.week(thread.week_id))))
    current = _current(sight, text.id)
    composer = _edit_composer(sight, post, current)
    return forum_page(sight, "discussion/edit_post.html", post=post, thread=thread, composer=composer, theirs=None)


def _current(sight: Sight, text_id: int) -> Revision:
    revisions = list(db.session.scalars(visible_revisions(sight).where(Revision.text_id == text_id)))
    return revisions[-1]


def _edit_composer(sight: Sight, post: Post, current: Revision) -> Composer:
    kept = unsent_at(myself(), UnsentPlace.EDIT.at(post.key))
    form = PostForm(formdata=None)
    # number 0 makes saving a conflict, which shows both versions
    is_behind = kept is not None and current.created_at >= kept.kept_at
    form.body.data, form.base.data = (kept.body if kept else current.source), str(0 if is_behind else current.number)
    return Composer(form, UnsentPlace.EDIT.at(post.key), kept)


@blueprint.post("/f/<forum>/post/<key>/edit")
@posts_slowly
@access("member")
def save_edit(sight: Sight, key: str) -> Response | BaseResponse:
    """Save the change. If the post was changed meanwhile, both versions are shown and nothing is overwritten."""
    post, text, thread = spoken_post(sight, key)
    form = PostForm()
    base = whole_number(form.base.data)
    composer = Composer(form, UnsentPlace.EDIT.at(post.key), unsent_at(myself(), UnsentPlace.EDIT.at(post.key)))
    theirs, status = None, 422
    try:
        if form.validate():
            posting.edit_post(sight, thread, post, text, form.body.data or "", base)
            flash(_("Your post is changed."), f"sent {composer.place}")
            return redirect(f"{thread_address(sight, thread)}#p-{post.key}", 303)
    except posting.Conflict:
        theirs, status = _current(sight, text.id), 409
        form.base.data = str(theirs.number)
    return forum_page(
        sight, "discussion/edit_post.html", status=status, post=post, thread=thread, composer=composer, theirs=theirs
    )
