"""A member's home in a forum: what is new, what is asked of them, what they began."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, Response, url_for

from board.pages.frame import frame
from board.pages.home import ThreadNews
from board.pages.home import home as home_page
from board.pages.texts import Pair
from board.pages.unsent import Unsent
from board.text import plain
from board.visible import Sight
from board.web.frame.credits import in_my_language
from board.web.frame.render import bodies, forum_page
from board.web.viewer import access, choose_locale

blueprint = Blueprint("home", __name__)

FRESH = timedelta(days=7)
"""So long the latest announcement stands here with all its words."""
PASSAGE = 180
"""Characters of somebody's words that a line shows."""


@blueprint.get("/f/<forum>/home")
@access("member")
def home(sight: Sight) -> Response:
    """What concerns the viewer, whatever their role."""
    around = frame(sight)
    found = home_page(sight, around)
    latest = [told for told in found.announcements[:1] if told.announcement.created_at > sight.now - FRESH]
    return forum_page(
        sight,
        "discussion/home.html",
        frame=around,
        home=found,
        bodies=bodies(sight, [told.body.text for told in latest]),
        news_address=lambda line: news_address(sight, line),
        unsent_address=lambda one: unsent_address(sight, one),
        passage=passage,
    )


def passage(pair: Pair) -> str:
    """The beginning of somebody's words, in the reader's language where there is such a version."""
    return plain(in_my_language(pair, choose_locale()), PASSAGE)


def news_address(sight: Sight, line: ThreadNews) -> str:
    """A thread, at the first post that is new; the talk about a reading is found by that post."""
    slug, key = sight.forum.slug, line.thread.key
    if line.thread.reading_id is not None and line.first:
        return url_for("discussion.post", forum=slug, key=line.first)
    return url_for("discussion.thread", forum=slug, key=key, _anchor=f"p-{line.first}" if line.first else None)


def unsent_address(sight: Sight, one: Unsent) -> str:
    """Where somebody goes on writing; what has no place of its own here stands with all their unsent texts."""
    slug = sight.forum.slug
    match one.kind:
        case "reply":
            return url_for("discussion.thread", forum=slug, key=one.key, _anchor="reply")
        case "edit":
            return url_for("writing.edit", forum=slug, key=one.key)
        case "thread":
            return url_for("writing.new_thread", forum=slug, number=one.number)
        case "translation":
            return url_for("translate.desk", forum=slug, key=one.key)
        case "case":
            return url_for("kit.overview", forum=slug)
        case "flag":
            return url_for("flags.flag", forum=slug, key=one.key)
    return url_for("unsent.mine")
