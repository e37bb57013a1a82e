"""Questions to key respondents: each one's own list, and the admins' list of all that are unanswered."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import Blueprint, Response, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from board.pages.discussion import threads_of
from board.pages.people import members_among
from board.pages.questions import chosen_questions, tray
from board.visible import Sight
from board.web.frame.composing import MAX_ANSWERED
from board.web.frame.lookup import thread_address
from board.web.frame.render import bodies, forum_page
from board.web.viewer import access

blueprint = Blueprint("questions", __name__)


@blueprint.get("/f/<forum>/questions")
@access("member")
def questions(sight: Sight) -> Response:
    """List the questions to the viewer."""
    return _page(sight, sight.viewer.user_id, everyone=False)


@blueprint.get("/f/<forum>/admin/questions")
@access("admin")
def unanswered(sight: Sight) -> Response:
    """List the questions to all key respondents, so that admins see which are unanswered."""
    return _page(sight, None, everyone=True)


@blueprint.get("/f/<forum>/questions/answer")
@access("member")
def answer(sight: Sight) -> BaseResponse:
    """Lead to the form of one post that answers the ticked questions, in the thread of the oldest of them."""
    ticked = request.args.getlist("answers")[:MAX_ANSWERED]
    asked = chosen_questions(sight, ticked)
    if not asked:
        flash(_("Tick the questions that one post is to answer."))
        return redirect(url_for("questions.questions", forum=sight.forum.slug), 303)
    thread = threads_of(sight, asked)[asked[0].thread_id]
    query = urlencode([("answers", post.key) for post in asked])
    return redirect(f"{thread_address(sight, thread)}?{query}#reply", 303)


def _page(sight: Sight, asked_id: int | None, *, everyone: bool) -> Response:
    view = tray(sight, asked_id)
    lines = (*view.open, *view.answered)
    return forum_page(
        sight,
        "discussion/questions.html",
        tray=view,
        everyone=everyone,
        with_profile=members_among(sight, [line.post.author_id for line in lines]),
        bodies=bodies(sight, [line.text.text for line in lines]),
    )
