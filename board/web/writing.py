"""Writing: threads, replies, edits, taking back, hiding, and what is still unsent."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import true
from werkzeug.wrappers import Response as BaseResponse

from board.actions import posting
from board.actions.unsent import Draft, OtherVersion, discard_unsent, keep_unsent, unsent_at
from board.extensions import db, limiter
from board.models import Post, Revision, Thread, UnsentText
from board.pages.discussion import post_views, thread_view
from board.pages.people import respondents
from board.rules import permissions
from board.rules.languages import ENDONYMS
from board.rules.permissions import check
from board.rules.roles import KEY_RESPONDENT
from board.text import blocks, clean
from board.visible import Sight, my_unsent_texts, visible_revisions
from board.web.composing import (
    Composer,
    asked_person,
    named_post,
    reply_place,
    sent,
    thread_composer,
)
from board.web.errors import error_page
from board.web.finding import post_by_key, spoken_post, thread_address, thread_by_key, week_numbered
from board.web.forms import MAX_BODY, MAX_UNSENT, PostForm, ReplyForm, ThreadForm, showable, whole_number
from board.web.render import bodies, forum_page
from board.web.security import rate_key, safe_path
from board.web.viewer import access, myself, now, person, settings, wants_part
from board.web.words import clock_time

blueprint = Blueprint("writing", __name__)

posts_slowly = limiter.limit(lambda: settings().rate_posting, key_func=rate_key)


@blueprint.post("/f/<forum>/thread/<key>/reply")
@posts_slowly
@access("member")
def reply(sight: Sight, key: str) -> Response | BaseResponse:
    """Post into a thread: htmx gets the post and an empty form, a plain browser is led to it."""
    thread = thread_by_key(sight, key)
    check(permissions.write(sight.viewer, sight.state(sight.week(thread.week_id))))
    form = ReplyForm(sight.forum.languages)
    to, asked = named_post(sight, thread, form.reply_to.data), asked_person(sight, form.ask.data)
    if not form.holds(reply_to=to, ask=asked):
        return _refused_reply(sight, thread, Composer(form, reply_place(thread), None, to, asked))
    roles = frozenset({KEY_RESPONDENT}) if asked else frozenset()
    post = posting.reply(sight, thread, myself(), sent(form), to=to, asked=asked, asked_roles=roles)
    if wants_part():
        return _new_post(sight, thread, post)
    flash(_("Your reply is posted."), f"sent {reply_place(thread)}")
    return redirect(f"{thread_address(sight, thread)}#p-{post.key}", 303)


def _refused_reply(sight: Sight, thread: Thread, composer: Composer) -> Response:
    view = thread_view(sight, thread, None)
    people = respondents(sight)
    shared: dict[str, Any] = {"composer": composer, "view": view, "respondents": people, "thread": thread}
    if wants_part():
        return forum_page(sight, "_composer.html", status=422, **shared)
    return forum_page(sight, "reply.html", status=422, **shared)


def _new_post(sight: Sight, thread: Thread, post: Post) -> Response:
    [view] = post_views(sight, Post.id == post.id)
    texts = [view.text] if view.text else []
    return forum_page(
        sight,
        "_posted.html",
        post_view=view,
        view=thread_view(sight, thread, None),
        bodies=bodies(sight, texts),
        respondents=respondents(sight),
        thread=thread,
        composer=Composer(PostForm(sight.forum.languages, formdata=None), reply_place(thread), None),
    )


@blueprint.get("/f/<forum>/week/<int:number>/new-thread")
@access("member")
def new_thread(sight: Sight, number: int) -> Response:
    """The form that opens a thread, or for an admin sets a question."""
    week = week_numbered(sight, number)
    check(permissions.write(sight.viewer, sight.state(week)))
    return forum_page(
        sight, "new_thread.html", week=week, composer=thread_composer(sight, _thread_place(sight, number))
    )


def _thread_place(sight: Sight, number: int) -> str:
    return f"thread:{sight.forum.slug}:{number}"


@blueprint.post("/f/<forum>/week/<int:number>/new-thread")
@posts_slowly
@access("member")
def open_thread(sight: Sight, number: int) -> Response | BaseResponse:
    week = week_numbered(sight, number)
    check(permissions.write(sight.viewer, sight.state(week)))
    form = ThreadForm(sight.forum.languages)
    if not form.validate():
        composer = Composer(form, _thread_place(sight, number), None)
        return forum_page(sight, "new_thread.html", status=422, week=week, composer=composer)
    question = request.form.get("question") == "1"
    thread = posting.open_thread(sight, week, myself(), sent(form), question=question)
    flash(_("Your thread is open."), f"sent {_thread_place(sight, number)}")
    return redirect(url_for("discussion.thread", forum=sight.forum.slug, key=thread.key), 303)


@blueprint.get("/f/<forum>/post/<key>/edit")
@access("member")
def edit(sight: Sight, key: str) -> Response:
    """The form with which an author changes a post."""
    post, text, thread = spoken_post(sight, key)
    check(permissions.edit_post(sight.viewer, post, sight.state(sight.week(thread.week_id))))
    current = _current(sight, text.id)
    composer = _edit_composer(sight, post, current)
    return forum_page(sight, "edit_post.html", post=post, thread=thread, composer=composer, theirs=None)


def _current(sight: Sight, text_id: int) -> Revision:
    revisions = list(db.session.scalars(visible_revisions(sight).where(Revision.text_id == text_id)))
    return revisions[-1]


def _edit_composer(sight: Sight, post: Post, current: Revision) -> Composer:
    kept = unsent_at(myself(), f"edit:{post.key}")
    form = PostForm(sight.forum.languages, formdata=None)
    form.body.data, form.base.data = (kept.body if kept else current.source), str(current.number)
    return Composer(form, f"edit:{post.key}", kept)


@blueprint.post("/f/<forum>/post/<key>/edit")
@posts_slowly
@access("member")
def save_edit(sight: Sight, key: str) -> Response | BaseResponse:
    """Save the change; one that was changed meanwhile elsewhere shows both versions and overwrites nothing."""
    post, text, thread = spoken_post(sight, key)
    form = PostForm(sight.forum.languages)
    base = whole_number(form.base.data)
    composer = Composer(form, f"edit:{post.key}", None)
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
        sight, "edit_post.html", status=status, post=post, thread=thread, composer=composer, theirs=theirs
    )


@blueprint.post("/f/<forum>/post/<key>/language")
@access("member")
def correct_language(sight: Sight, key: str) -> BaseResponse:
    """Say in which language a post is written."""
    post, text, thread = spoken_post(sight, key)
    language = request.form.get("language", "")
    if language in ENDONYMS:
        posting.correct_language(sight, post, text, language)
    return _back_to(sight, thread, post)


def _back_to(sight: Sight, thread: Thread, post: Post) -> BaseResponse:
    return redirect(f"{thread_address(sight, thread)}#p-{post.key}", 303)


@blueprint.post("/f/<forum>/post/<key>/remove")
@access("member")
def remove(sight: Sight, key: str) -> Response | BaseResponse:
    """Delete one's own post; or as an admin hide one, with a reason."""
    post, _text, thread = post_by_key(sight, key)
    reason = " ".join(clean(request.form.get("reason", "")).split())[:500]
    if request.form.get("how") == "hide":
        if not reason:
            return error_page(422, _("Say why you hide this post: its author and the other admins read the reason."))
        posting.hide_post(sight, post, reason)
    else:
        posting.delete_post(sight, post)
    return _back_to(sight, thread, post)


Change = Callable[[Sight, Post], None]
CHANGES: dict[str, Change] = {"restore": posting.restore_post, "erase": posting.erase_post}


@blueprint.post("/f/<forum>/post/<key>/<any(restore, erase):change>")
@access("reader")
def change_removed(sight: Sight, key: str, change: str) -> BaseResponse:
    """Show a hidden post again (admins), or destroy the words of a removed one (the owner)."""
    post, _text, thread = post_by_key(sight, key)
    CHANGES[change](sight, post)
    return _back_to(sight, thread, post)


@blueprint.post("/f/<forum>/post/<key>/settle")
@access("member")
def settle(sight: Sight, key: str) -> BaseResponse:
    """Mark a question as answered, or open it again."""
    post, _text, thread = spoken_post(sight, key)
    posting.settle_question(sight, post, request.form.get("settled") == "1")
    return redirect(safe_path(request.form.get("back"), f"{thread_address(sight, thread)}#p-{post.key}"), 303)


@blueprint.post("/f/<forum>/thread/<key>/pin")
@access("admin")
def pin(sight: Sight, key: str) -> BaseResponse:
    """Keep a thread at the top of its week, or let it go."""
    thread = thread_by_key(sight, key)
    posting.pin_thread(sight, thread, request.form.get("pinned") == "1")
    return redirect(thread_address(sight, thread), 303)


@blueprint.post("/preview")
@limiter.limit("60 per minute", key_func=rate_key)
@access("signed_in")
def preview() -> Response:
    """How a text will look."""
    source = clean(request.form.get("body", "")[:MAX_BODY]).strip()
    html = "".join(block.html for block in blocks(source, anchor="preview"))
    return make_response(render_template("_preview.html" if wants_part() else "preview.html", html=html))


@blueprint.get("/unsent")
@access("signed_in")
def unsent() -> str:
    """What one is still writing, anywhere."""
    kept = list(db.session.scalars(my_unsent_texts(person()).where(true())))
    return render_template("unsent.html", kept=kept, places=PLACES)


PLACES = {
    "reply": _l("A reply"),
    "thread": _l("A new thread"),
    "edit": _l("A change to a post of yours"),
    "translation": _l("A translation"),
    "reading": _l("A reading"),
    "week": _l("A week’s title and outline"),
    "forum": _l("A forum’s purpose"),
}


@blueprint.post("/unsent")
@limiter.limit("120 per minute", key_func=rate_key)
@access("signed_in")
def keep() -> Response:
    """Keep what is being typed; another version that was kept meanwhile is shown, never overwritten."""
    typed = {name: showable(request.form.get(name)) for name in ("place", "body", "title", "language", "once")}
    place, body = typed["place"], typed["body"]
    if not 0 < len(place) <= 120 or place.split(":")[0] not in PLACES or len(body) > MAX_UNSENT:
        return make_response(_("This could not be kept."), 422)
    title, language = typed["title"][:300], typed["language"][:8]
    if posting.posted_already(myself(), typed["once"]):
        return _kept(None)
    try:
        draft = Draft(place, body, title, language, request.form.get("since"))
        return _kept(keep_unsent(myself(), draft, now()))
    except OtherVersion as other:
        return _kept(other.kept, 409)


def _kept(kept: UnsentText | None, status: int = 200) -> Response:
    """What the typing page needs to know: in words, and which version is kept."""
    if status == 409 and kept is not None:
        response = make_response(kept.body, 409)
    else:
        response = make_response(_("Kept %(time)s", time=clock_time(kept.kept_at)) if kept else "", status)
    response.headers["Content-Type"] = "text/plain; charset=utf-8"
    response.headers["Unsent-At"] = kept.kept_at.isoformat() if kept else ""
    return response


@blueprint.post("/unsent/<key>/discard")
@access("signed_in")
def discard(key: str) -> BaseResponse:
    """Throw an unsent text away."""
    discard_unsent(myself(), key)
    flash(_("The unsent text is gone."))
    return redirect(url_for("writing.unsent"), 303)
