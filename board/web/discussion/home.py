"""A member's home in a forum: what is new, what they are asked to do, and what they began to write."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, Response, url_for

from board.pages.frame import frame
from board.pages.home import ThreadNews
from board.pages.home import home as home_page
from board.pages.mail_choices import is_unreachable, own_place
from board.pages.texts import Pair
from board.pages.unsent import Unsent
from board.text import plain
from board.visible import Sight
from board.web.frame.credits import in_my_language
from board.web.frame.render import bodies, forum_page
from board.web.viewer import access, choose_locale, myself

blueprint = Blueprint("home", __name__)

FRESH = timedelta(days=7)
"""How long the latest announcement is shown here in full."""
PASSAGE = 180
"""Characters of a post that one line shows."""


@blueprint.get("/f/<forum>/home")
@access("member")
def home(sight: Sight) -> Response:
    """Show what concerns the viewer in each of their roles."""
    around = frame(sight)
    view = home_page(sight, around, myself().queue_order)
    latest = [told for told in view.announcements[:1] if told.announcement.created_at > sight.now - FRESH]
    return forum_page(
        sight,
        "discussion/home.html",
        frame=around,
        home=view,
        bodies=bodies(sight, [told.body.text for told in latest], guesses=True),
        news_address=lambda line: news_address(sight, line),
        unsent_address=lambda unsent: unsent_address(sight, unsent),
        passage=passage,
        mailed=own_place(sight, myself()),
        unreachable=is_unreachable(myself()),
    )


def passage(pair: Pair) -> str:
    """Return the beginning of a text, in the reader's language if it is translated."""
    return plain(in_my_language(pair, choose_locale()), PASSAGE)


def news_address(sight: Sight, line: ThreadNews) -> str:
    """Return the address of a thread at its first new post; in a reading's thread, the post's own address."""
    slug, key = sight.forum.slug, line.thread.key
    if line.thread.reading_id is not None and line.first:
        return url_for("discussion.post", forum=slug, key=line.first)
    return url_for("discussion.thread", forum=slug, key=key, _anchor=f"p-{line.first}" if line.first else None)


def unsent_address(sight: Sight, unsent: Unsent) -> str:
    """Return the page on which an unsent text can be continued, or else the list of all unsent texts."""
    slug = sight.forum.slug
    match unsent.kind:
        case "reply":
            return url_for("discussion.thread", forum=slug, key=unsent.key, _anchor="reply")
        case "edit":
            return url_for("writing.edit", forum=slug, key=unsent.key)
        case "thread":
            return url_for("writing.new_thread", forum=slug, number=unsent.number)
        case "translation":
            return url_for("translate.desk", forum=slug, key=unsent.key)
        case "case":
            return url_for("kit.overview", forum=slug)
        case "flag":
            return url_for("flags.flag", forum=slug, key=unsent.key)
    return url_for("unsent.mine")
