"""Answer a post with one tap: true in my region, not here, we tried this."""

from __future__ import annotations

from flask import Blueprint, Response, abort, make_response, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from board.actions import speaking
from board.extensions import limiter
from board.models import Post
from board.pages.voices import heard
from board.visible import Sight
from board.web.frame.lookup import post_by_key, thread_address
from board.web.frame.voices import voice_lines
from board.web.security import rate_key
from board.web.viewer import access, wants_part

blueprint = Blueprint("speaking", __name__)


@blueprint.post("/f/<forum>/post/<key>/voice")
@limiter.limit("120 per minute", key_func=rate_key)
@access("member")
def speak(sight: Sight, key: str) -> Response | BaseResponse:
    """Add or take back the viewer's answer. htmx gets the line with the counts, a plain browser is led to the post."""
    post, _text, thread = post_by_key(sight, key)
    kind = request.form.get("say") or request.form.get("unsay")
    if kind not in speaking.KINDS:
        abort(400)
    speaking.speak(sight, thread, post, kind, on="say" in request.form)
    if not wants_part():
        return redirect(f"{thread_address(sight, thread)}#p-{post.key}", 303)
    state = sight.state(sight.week(thread.week_id))
    return make_response(voice_lines(sight)(post, state, heard(sight, Post.id == post.id)))
