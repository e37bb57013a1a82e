"""Arrange a week: the order of its readings and questions, on its own page and on the one where it is prepared."""

from __future__ import annotations

from flask import Blueprint, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from board.actions import arranging
from board.models import Thread
from board.visible import Sight
from board.web.frame.lookup import reading_by_key, thread_by_key
from board.web.viewer import access, not_found

blueprint = Blueprint("arranging", __name__)


@blueprint.post("/f/<forum>/admin/reading/<key>/move")
@access("admin")
def reading(sight: Sight, key: str) -> BaseResponse:
    """Move a reading up or down among those of its week."""
    moved = reading_by_key(sight, key)
    arranging.move_reading(sight, moved, up=_up())
    return _back(sight, moved.week_id, f"r-{key}")


@blueprint.post("/f/<forum>/admin/thread/<key>/move")
@access("admin")
def question(sight: Sight, key: str) -> BaseResponse:
    """Move a question up or down among those of its week."""
    moved: Thread = thread_by_key(sight, key)
    if moved.kind != "question":
        not_found()
    arranging.move_question(sight, moved, up=_up())
    return _back(sight, moved.week_id, f"q-{key}")


def _up() -> bool:
    return request.form.get("way") == "up"


def _back(sight: Sight, week_id: int, anchor: str) -> BaseResponse:
    page = "forums.week" if request.form.get("from") == "week" else "preparing.readings"
    number = sight.week(week_id).number
    return redirect(url_for(page, forum=sight.forum.slug, number=number, _anchor=anchor), 303)
