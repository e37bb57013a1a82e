"""Change a post that is there: delete, hide, restore, erase or settle it, correct its language, or pin its thread."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from board.actions import answering, erasing, moderating, posting
from board.models import Post, Thread
from board.rules import moderating as rule
from board.rules import permissions
from board.rules.languages import ENDONYMS
from board.rules.permissions import check
from board.visible import Sight
from board.web.discussion.post_tools import HIDE, Trouble, tools_page, typed_reason
from board.web.frame.lookup import post_by_key, spoken_post, thread_address, thread_by_key
from board.web.security import safe_path
from board.web.viewer import access

blueprint = Blueprint("moderation", __name__)


@blueprint.get("/f/<forum>/post/<key>/tools")
@access("reader")
def tools(sight: Sight, key: str) -> Response:
    """Show the seldom used actions on a post: as a part under it for htmx, otherwise as a page."""
    post, text, thread = post_by_key(sight, key)
    check(rule.use_tools(sight.viewer, post))
    return tools_page(sight, post, text, thread)


@blueprint.post("/f/<forum>/post/<key>/language")
@access("member")
def correct_language(sight: Sight, key: str) -> BaseResponse:
    """Correct the language of a post."""
    post, text, thread = spoken_post(sight, key)
    language = request.form.get("language", "")
    if language in ENDONYMS:
        moderating.correct_language(sight, post, text, language)
    return _back_to(sight, thread, post)


def _back_to(sight: Sight, thread: Thread, post: Post) -> BaseResponse:
    return redirect(f"{thread_address(sight, thread)}#p-{post.key}", 303)


@blueprint.post("/f/<forum>/post/<key>/remove")
@access("member")
def remove(sight: Sight, key: str) -> Response | BaseResponse:
    """Delete one's own post, or hide a post as an admin, with a reason."""
    post, text, thread = post_by_key(sight, key)
    if request.form.get("how") != "hide":
        posting.delete_post(sight, post)
        return _back_to(sight, thread, post)
    reason, trouble = typed_reason(HIDE)
    if trouble:
        check(permissions.hide_post(sight.viewer, post))
        return tools_page(sight, post, text, thread, Trouble(HIDE, trouble, reason))
    posting.hide_post(sight, post, reason)
    address = f"{thread_address(sight, thread)}#p-{post.key}"
    return redirect(safe_path(request.form.get("back"), address), 303)


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
    """Pin a thread to the top of its week, or unpin it."""
    thread = thread_by_key(sight, key)
    moderating.pin_thread(sight, thread, request.form.get("pinned") == "1")
    return redirect(thread_address(sight, thread), 303)
