"""Reading a discussion: threads, permalinks, versions of a post."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from board.models import Thread
from board.pages.discussion import thread_view
from board.pages.frame import frame
from board.pages.history import versions
from board.pages.people import badges, respondents
from board.pages.texts import titles
from board.visible import Sight
from board.web.forms import whole_number
from board.web.frame.composing import reply_composer
from board.web.frame.lookup import Marked, post_by_key, spoken_post, thread_address, thread_to_read, visited
from board.web.frame.render import bodies, forum_page
from board.web.security import reads_slowly
from board.web.viewer import access, one_or_404

blueprint = Blueprint("discussion", __name__)


@blueprint.get("/f/<forum>/thread/<key>")
@access("reader")
def thread(sight: Sight, key: str) -> Response | BaseResponse:
    """A thread with all its posts; the talk about a reading stands under the reading."""
    marked: Marked = one_or_404(thread_to_read(sight, Thread.key == key))
    found = marked.thread
    if found.reading_id is not None:
        asked = f"?{request.query_string.decode()}" if request.query_string else ""  # what to reply to
        return redirect(f"{thread_address(sight, found)}{asked}")
    given = badges(sight)
    names = titles(sight, [found.title_id, *(week.title_id for week in sight.weeks)])
    view = visited(thread_view(sight, found, given, names[found.title_id]))
    return forum_page(
        sight,
        "discussion/thread.html",
        frame=frame(sight, names),
        view=view,
        follows=marked.follows,
        bodies=bodies(sight, view.texts),
        respondents=respondents(sight, given),
        composer=reply_composer(sight, found),
    )


@blueprint.get("/f/<forum>/post/<key>")
@access("reader")
def post(sight: Sight, key: str) -> BaseResponse:
    """A post's permanent address leads to its place in the thread."""
    found, _, its_thread = post_by_key(sight, key)
    return redirect(f"{thread_address(sight, its_thread)}#p-{found.key}")


@blueprint.get("/f/<forum>/post/<key>/history")
@reads_slowly
@access("reader")
def history(sight: Sight, key: str) -> Response:
    """The versions of a post, the latest first, each against the one before; the older ones on pages of their own."""
    found, text, its_thread = spoken_post(sight, key)
    before = whole_number(request.args.get("before"))
    shown, older = versions(sight, text, before)
    return forum_page(
        sight,
        "discussion/history.html",
        post=found,
        text=text,
        thread=its_thread,
        changes=shown,
        before=before,
        older=older,
    )
