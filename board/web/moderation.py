"""What is done to a post that stands: taken back, hidden, restored, erased, pinned, settled, its language corrected."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, redirect, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from board.actions import answering, erasing, posting
from board.models import Post, Thread
from board.pages.posts import post_views
from board.pages.texts import load_pairs
from board.rules import permissions
from board.rules.languages import ENDONYMS
from board.rules.permissions import check
from board.text import clean
from board.visible import Sight
from board.web.errors import error_page
from board.web.finding import post_by_key, spoken_post, thread_address, thread_by_key
from board.web.render import bodies, forum_page
from board.web.security import safe_path
from board.web.viewer import access

blueprint = Blueprint("moderation", __name__)


@blueprint.get("/f/<forum>/post/<key>/tools")
@access("reader")
def tools(sight: Sight, key: str) -> Response:
    """What is seldom done with a post: for htmx to put under it, otherwise a page."""
    post, text, thread = post_by_key(sight, key)
    check(permissions.use_tools(sight.viewer, post))
    [entry] = post_views(sight, Post.id == post.id)
    shown: dict[str, Any] = {"post": post, "text": text, "entry": entry, "week": sight.week(thread.week_id)}
    texts = [text] if text else []
    shown["is_translated"] = any(pair.is_translated for pair in load_pairs(sight, texts).values())
    return forum_page(sight, "post_tools.html", "_post_tools.html", bodies=bodies(sight, texts), **shown)


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
CHANGES: dict[str, Change] = {"restore": posting.restore_post, "erase": erasing.erase_post}


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
    answering.settle_question(sight, post, request.form.get("settled") == "1")
    return redirect(safe_path(request.form.get("back"), f"{thread_address(sight, thread)}#p-{post.key}"), 303)


@blueprint.post("/f/<forum>/thread/<key>/pin")
@access("admin")
def pin(sight: Sight, key: str) -> BaseResponse:
    """Keep a thread at the top of its week, or let it go."""
    thread = thread_by_key(sight, key)
    posting.pin_thread(sight, thread, request.form.get("pinned") == "1")
    return redirect(thread_address(sight, thread), 303)
