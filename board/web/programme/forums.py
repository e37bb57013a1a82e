"""The programme: the forums of the site, their weeks, and the readings in them."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from board.actions.marks import mark_read
from board.extensions import db
from board.models import Forum, Week
from board.pages.discussion import thread_view
from board.pages.frame import frame
from board.pages.people import badges, members_among, respondents
from board.pages.texts import titles
from board.pages.weeks import reading_view, week_view
from board.pages.welcome import is_due
from board.rules.weeks import WeekState
from board.visible import Sight, forums, my_memberships, whole_readings
from board.web.frame.citations import abstract_of, texts_in
from board.web.frame.composing import thread_reply
from board.web.frame.folding import fold_of
from board.web.frame.lookup import reading_by_key, talk_to_read, visited, week_numbered
from board.web.frame.render import bodies, forum_page
from board.web.frame.uploads import send_stored
from board.web.programme import crowd
from board.web.security import reads_slowly
from board.web.viewer import access, me, not_found

blueprint = Blueprint("forums", __name__)


@blueprint.get("/")
@access("public")
def home() -> BaseResponse | str:
    """List the forums of this site, or lead to one of them.

    That is the forum named in the address, the only one of a member, or the only one of the site. A member is led to
    their home in it, anyone else to its programme.
    """
    every_forum = list(db.session.scalars(forums()))
    my_forums = _joined(every_forum)
    named_forums = [forum for forum in every_forum if forum.slug == request.args.get("to")]
    candidates = named_forums or (my_forums if len(my_forums) == 1 else every_forum)
    if len(candidates) == 1 and "all" not in request.args:
        page = "home.home" if candidates[0] in my_forums else "forums.programme"
        return redirect(url_for(page, forum=candidates[0].slug))
    return render_template("programme/home.html", forums=every_forum, mine={forum.id for forum in my_forums})


def _joined(every_forum: list[Forum]) -> list[Forum]:
    user = me()
    if user is None:
        return []
    ids = {membership.forum_id for membership in db.session.scalars(my_memberships(user.id))}
    return [forum for forum in every_forum if forum.id in ids]


@blueprint.get("/f/<forum>/")
@access("public")
def programme(sight: Sight) -> Response:
    """Show what the forum is about, and its weeks. Anyone can read this page."""
    outlines = titles(sight, [week.outline_id for week in sight.weeks])
    about = titles(sight, [sight.forum.about_id])
    told = [*about.values(), *outlines.values()]
    return forum_page(
        sight,
        "programme/forum.html",
        about=about,
        told=told,
        bodies=bodies(sight, [pair.text for pair in told], guesses=True),
        offers_welcome=is_due(sight),
    )


@blueprint.get("/f/<forum>/week/<int:number>")
@access("public")
def week(sight: Sight, number: int) -> Response:
    """Show a week: its outline while it is locked, and everything in it once it is open."""
    shown = week_numbered(sight, number)
    if sight.state(shown) is WeekState.LOCKED:
        return _week_page(sight, shown, spread=crowd.spread_over(sight))
    with crowd.pace.measured():
        return _week_page(sight, shown)


@blueprint.get("/f/<forum>/week/<int:number>/preview")
@access("admin")
def preview(sight: Sight, number: int) -> Response:
    """Show a locked week as a participant will see it once it is open."""
    locked_week = week_numbered(sight, number)
    return _week_page(sight.as_participant(locked_week), locked_week, preview=True)


def _week_page(sight: Sight, week: Week, *, preview: bool = False, spread: float = 0) -> Response:
    around = frame(sight)
    view = week_view(sight, week, around)
    found = bodies(sight, texts_in(view.outline, view.summary), guesses=True)
    return forum_page(
        sight,
        "programme/week.html",
        frame=around,
        view=view,
        bodies=found,
        abstract=abstract_of(sight, view.summary, found),
        preview=preview,
        spread=spread,
    )


@blueprint.get("/f/<forum>/reading/<key>")
@access("reader")
def reading(sight: Sight, key: str) -> Response:
    """Show a reading, and the thread about it."""
    shown_reading = reading_by_key(sight, key)
    view = reading_view(sight, shown_reading)
    marked = talk_to_read(sight, shown_reading)
    badges_by_user = badges(sight)
    talk = visited(thread_view(sight, marked.thread, badges_by_user)) if marked else None
    abstract = talk.abstract if talk else None
    found = bodies(sight, [*texts_in(view.body, abstract), *(talk.texts if talk else [])])
    return forum_page(
        sight,
        "programme/reading.html",
        view=view,
        talk=talk,
        fold=fold_of(talk) if talk else None,
        follows=marked is not None and marked.follows,
        bodies=found,
        abstract=abstract_of(sight, abstract, found),
        respondents=respondents(sight, badges_by_user),
        with_profile=members_among(sight, [shown_reading.respondent_id]),
        composer=thread_reply(sight, marked.thread) if marked else None,
    )


@blueprint.post("/f/<forum>/reading/<key>/read")
@access("member")
def read(sight: Sight, key: str) -> BaseResponse:
    """Mark a reading as read or unread."""
    mark_read(sight, reading_by_key(sight, key), request.form.get("read") == "1")
    return redirect(url_for("forums.reading", forum=sight.forum.slug, key=key), 303)


@blueprint.get("/f/<forum>/reading/<key>/file")
@reads_slowly
@access("reader")
def reading_file(sight: Sight, key: str) -> Response:
    """Send the file of a reading."""
    reading_row = reading_by_key(sight, key, whole_readings)
    if reading_row.file_id is None:
        not_found()
    return send_stored(reading_row.file_id)
