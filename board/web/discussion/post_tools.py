"""The page with what is seldom done with a post, also as it comes back when a reason is missing."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Response, request
from flask_babel import gettext as _

from board.actions.reporting import MAX_REASON
from board.extensions import db
from board.models import Post, Report, Text, Thread
from board.pages.posts import post_views
from board.pages.texts import load_pairs
from board.text import clean
from board.visible import Sight, my_reports
from board.web.frame.render import bodies, forum_page

HIDE, REPORT = "hide", "report"
LONGEST = {HIDE: 500, REPORT: MAX_REASON}


@dataclass(frozen=True, slots=True)
class Trouble:
    """Which form came back, why, and what was typed into it."""

    form: str
    message: str
    typed: str


def typed_reason(form: str) -> tuple[str, str | None]:
    """The reason that a form gives, in one paragraph, and what is wrong with it."""
    reason = " ".join(clean(request.form.get("reason", "")).split())
    if not reason:
        missing = {
            HIDE: _("Say why you hide this post: its author and the other admins read the reason."),
            REPORT: _("Say what is not right with this post: the admins read it."),
        }
        return reason, missing[form]
    if len(reason) > LONGEST[form]:
        return reason, _("A reason can have at most %(number)s characters.", number=LONGEST[form])
    return reason, None


def tools_page(sight: Sight, post: Post, text: Text | None, thread: Thread, trouble: Trouble | None = None) -> Response:
    """For htmx the part that stands under the post, otherwise a page."""
    [entry] = post_views(sight, Post.id == post.id)
    texts = [text] if text else []
    return forum_page(
        sight,
        "discussion/post_tools.html",
        "discussion/_post_tools.html",
        status=422 if trouble else 200,
        bodies=bodies(sight, texts),
        post=post,
        text=text,
        entry=entry,
        week=sight.week(thread.week_id),
        is_translated=any(pair.is_translated for pair in load_pairs(sight, texts).values()),
        is_reported=db.session.scalar(my_reports(sight).where(Report.post_id == post.id)) is not None,
        trouble=trouble,
    )
