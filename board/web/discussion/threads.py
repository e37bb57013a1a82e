"""Read a discussion: threads, permanent links, and the versions of a post."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from board.pages.discussion import abstract_id_of, thread_view
from board.pages.history import versions
from board.pages.people import badges, respondents
from board.pages.texts import titles
from board.visible import Sight
from board.web.field_rules import whole_number
from board.web.frame.citations import abstract_of, texts_in
from board.web.frame.composing import thread_reply
from board.web.frame.folding import fold_of
from board.web.frame.lookup import post_by_key, spoken_post, thread_address, thread_to_read, visited
from board.web.frame.render import bodies, forum_page
from board.web.security import reads_slowly
from board.web.viewer import access, one_or_404

blueprint = Blueprint("discussion", __name__)


@blueprint.get("/f/<forum>/thread/<key>")
@access("reader")
def thread(sight: Sight, key: str) -> Response | BaseResponse:
    """Show a thread with all its posts. The thread of a reading is on the page of the reading."""
    marked = one_or_404(thread_to_read(sight, key))
    shown_thread = marked.thread
    if shown_thread.reading_id is not None:
        # what to reply to is in the query, and has to survive the redirect
        query = f"?{request.query_string.decode()}" if request.query_string else ""
        return redirect(f"{thread_address(sight, shown_thread)}{query}")
    badges_by_user = badges(sight)
    own = shown_thread.title_id, abstract_id_of(sight, shown_thread)
    view = visited(thread_view(sight, shown_thread, badges_by_user, titles(sight, own)))
    found = bodies(sight, [*view.texts, *texts_in(view.abstract)])
    return forum_page(
        sight,
        "discussion/thread.html",
        view=view,
        fold=fold_of(view),
        follows=marked.follows,
        bodies=found,
        abstract=abstract_of(sight, view.abstract, found),
        respondents=respondents(sight, badges_by_user),
        composer=thread_reply(sight, shown_thread),
    )


@blueprint.get("/f/<forum>/post/<key>")
@access("reader")
def post(sight: Sight, key: str) -> BaseResponse:
    """Lead from the permanent address of a post to its place in the thread."""
    shown_post, _, its_thread = post_by_key(sight, key)
    return redirect(f"{thread_address(sight, its_thread)}#p-{shown_post.key}")


@blueprint.get("/f/<forum>/post/<key>/history")
@reads_slowly
@access("reader")
def history(sight: Sight, key: str) -> Response:
    """Show the versions of a post, the latest first, each compared with the one before; older ones on further pages."""
    shown_post, text, its_thread = spoken_post(sight, key)
    before = whole_number(request.args.get("before"))
    shown, older = versions(sight, text, before)
    return forum_page(
        sight,
        "discussion/history.html",
        post=shown_post,
        text=text,
        thread=its_thread,
        changes=shown,
        before=before,
        older=older,
    )
