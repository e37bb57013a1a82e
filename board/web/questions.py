"""Questions put to key respondents: their tray, and the admins' view of what is unanswered."""

from __future__ import annotations

from flask import Blueprint, Response

from board.pages.people import members_among
from board.pages.questions import tray
from board.visible import Sight
from board.web.render import bodies, forum_page
from board.web.viewer import access

blueprint = Blueprint("questions", __name__)


@blueprint.get("/f/<forum>/questions")
@access("member")
def questions(sight: Sight) -> Response:
    """Questions to oneself, open until answered."""
    return _page(sight, sight.viewer.user_id, everyone=False)


@blueprint.get("/f/<forum>/admin/questions")
@access("admin")
def unanswered(sight: Sight) -> Response:
    """Questions to all key respondents, so that nobody goes unanswered."""
    return _page(sight, None, everyone=True)


def _page(sight: Sight, asked_id: int | None, *, everyone: bool) -> Response:
    found = tray(sight, asked_id)
    lines = (*found.open, *found.answered)
    return forum_page(
        sight,
        "questions.html",
        tray=found,
        everyone=everyone,
        with_profile=members_among(sight, [line.post.author_id for line in lines]),
        bodies=bodies(sight, [line.text.text for line in lines]),
    )
