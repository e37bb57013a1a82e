"""The members of a forum, and the page of one member."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Blueprint, Response, jsonify, request

from board.extensions import db
from board.models import Membership, Post
from board.pages.discussion import threads_of
from board.pages.people import badges, members
from board.pages.posts import PostView, post_views
from board.pages.texts import titles
from board.text.mentions import suggested
from board.visible import Sight
from board.visible.telling import names_of_members
from board.web.field_rules import showable
from board.web.frame.lookup import membership_by_key
from board.web.frame.render import bodies, forum_page
from board.web.security import reads_slowly
from board.web.viewer import access

blueprint = Blueprint("people", __name__)

LATEST = 20
MOST_NAMES = 8


@blueprint.get("/f/<forum>/people")
@access("member")
def people(sight: Sight) -> Response:
    """List the members of the forum, key respondents with their weeks."""
    return forum_page(sight, "discussion/people.html", members=members(sight))


@blueprint.get("/f/<forum>/names")
@reads_slowly
@access("member")
def names(sight: Sight) -> Response:
    """Return the other members whose names go on as somebody types them after ``@``, as JSON."""
    typed = showable(request.args.get("q")).strip()
    members = db.session.execute(names_of_members(sight)) if typed else ()
    others = (name for member, name in members if member != sight.viewer.user_id)
    return jsonify(names=suggested(typed, others, MOST_NAMES))


@blueprint.get("/f/<forum>/people/<key>")
@access("member")
def person(sight: Sight, key: str) -> Response:
    """Show a member's profile, and their visible posts."""
    membership = membership_by_key(sight, key)
    views = post_views(sight, Post.author_id == membership.user_id)
    latest = [view for view in views if view.text is not None and view.post.removed is None][-LATEST:][::-1]
    threads = threads_of(sight, [view.post for view in latest])
    return forum_page(
        sight,
        "discussion/person.html",
        membership=membership,
        given=badges(sight).get(membership.user_id, ()),
        hidden=_hidden(sight, membership, views),
        count=sum(view.post.removed is None for view in views),
        latest=latest,
        threads=threads,
        thread_titles=titles(sight, [thread.title_id for thread in threads.values()]),
        bodies=bodies(sight, [view.text for view in latest if view.text]),
    )


def _hidden(sight: Sight, membership: Membership, views: Iterable[PostView]) -> list[PostView]:
    """Return the viewer's own hidden posts without their words, the latest first; none on another member's page."""
    if membership.user_id != sight.viewer.user_id:
        return []
    return [view._replace(text=None) for view in views if view.post.removed == "hidden"][::-1]
