"""The page of seldom used actions on a post, which also comes back if a reason is missing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Response, request
from flask_babel import gettext as _

from board.actions.reporting import MAX_REASON
from board.extensions import db
from board.models import Post, Report, Text, Thread
from board.pages.posts import post_views
from board.pages.texts import load_pairs
from board.rules import permissions
from board.text import clean
from board.visible import Sight, my_reports
from board.web.frame.render import bodies, forum_page, forum_part
from board.web.viewer import wants_part

HIDE, REPORT = "hide", "report"
MAX_LENGTHS = {HIDE: 500, REPORT: MAX_REASON}


@dataclass(frozen=True, slots=True)
class Trouble:
    """Which form was refused, why, and what was typed into it."""

    form: str
    message: str
    typed: str


def typed_reason(form: str) -> tuple[str, str | None]:
    """Return the reason that was typed, as one line, and what is wrong with it or None."""
    reason = " ".join(clean(request.form.get("reason", "")).split())
    if not reason:
        missing = {
            HIDE: _("Say why you hide this post: its author and the other admins will read the reason."),
            REPORT: _("Say what is wrong with this post: the admins will read it."),
        }
        return reason, missing[form]
    if len(reason) > MAX_LENGTHS[form]:
        return reason, _("A reason can have at most %(number)s characters.", number=MAX_LENGTHS[form])
    return reason, None


def tools_page(sight: Sight, post: Post, text: Text | None, thread: Thread, trouble: Trouble | None = None) -> Response:
    """Return the actions on a post: a part to put under it for htmx, otherwise a page."""
    status = 422 if trouble else 200
    shared: dict[str, Any] = {
        "post": post,
        "text": text,
        "flags": text is not None and _may_flag(sight, post, text),
        "is_reported": db.session.scalar(my_reports(sight).where(Report.post_id == post.id)) is not None,
        "trouble": trouble,
    }
    if wants_part():
        return forum_part(sight, "discussion/_post_tools.html", status, **shared)
    [entry] = post_views(sight, Post.id == post.id)
    shown = bodies(sight, [text] if text else [])
    week = sight.week(thread.week_id)
    return forum_page(
        sight, "discussion/post_tools.html", status=status, bodies=shown, entry=entry, week=week, **shared
    )


def _may_flag(sight: Sight, post: Post, text: Text) -> bool:
    """Return whether the post has a translation that the viewer may flag."""
    if permissions.flag(sight.viewer, text.target, post.author_id) is not None:
        return False
    return load_pairs(sight, [text])[text.id].is_translated
