"""The programme: forums, their weeks, and the readings in them."""

from __future__ import annotations

from io import BytesIO

from flask import Blueprint, Response, redirect, render_template, request, send_file, url_for
from sqlalchemy.orm import undefer
from werkzeug.wrappers import Response as BaseResponse

from board.actions.marks import mark_read
from board.extensions import db
from board.models import File, Forum, Thread, Week
from board.pages.discussion import thread_view
from board.pages.frame import frame
from board.pages.people import badges, members_among, respondents
from board.pages.texts import titles
from board.pages.weeks import reading_view, week_view
from board.pages.welcome import is_due
from board.visible import Sight, forums, my_memberships, whole_readings
from board.web.forms import showable
from board.web.frame.composing import reply_composer
from board.web.frame.lookup import reading_by_key, thread_to_read, visited, week_numbered
from board.web.frame.render import bodies, forum_page
from board.web.security import reads_slowly, sandboxed
from board.web.viewer import access, me, not_found

blueprint = Blueprint("forums", __name__)


@blueprint.get("/")
@access("public")
def home() -> BaseResponse | str:
    """The forums of this site; with a single one, a single membership or one that is named, straight to it: a member
    to their home there, others to its programme."""
    found = list(db.session.scalars(forums()))
    mine = _mine(found)
    named = [forum for forum in found if forum.slug == request.args.get("to")]
    only = named or (mine if len(mine) == 1 else found)
    if len(only) == 1 and "all" not in request.args:
        page = "home.home" if only[0] in mine else "forums.programme"
        return redirect(url_for(page, forum=only[0].slug))
    return render_template("programme/home.html", forums=found, mine={forum.id for forum in mine})


def _mine(found: list[Forum]) -> list[Forum]:
    user = me()
    if user is None:
        return []
    ids = {membership.forum_id for membership in db.session.scalars(my_memberships(user.id))}
    return [forum for forum in found if forum.id in ids]


@blueprint.get("/f/<forum>/")
@access("public")
def programme(sight: Sight) -> Response:
    """What the forum is about, and its weeks: everyone's."""
    outlines = titles(sight, [week.outline_id for week in sight.weeks])
    about = titles(sight, [sight.forum.about_id])
    texts = [pair.text for pair in (*about.values(), *outlines.values())]
    return forum_page(
        sight,
        "programme/forum.html",
        about=about,
        outlines=outlines,
        bodies=bodies(sight, texts),
        offers_welcome=is_due(sight),
    )


@blueprint.get("/f/<forum>/week/<int:number>")
@access("public")
def week(sight: Sight, number: int) -> Response:
    """A week: locked, its programme only; open, everything in it."""
    return _week_page(sight, week_numbered(sight, number))


@blueprint.get("/f/<forum>/week/<int:number>/preview")
@access("admin")
def preview(sight: Sight, number: int) -> Response:
    """A locked week as a participant would see it once open."""
    found = week_numbered(sight, number)
    return _week_page(sight.as_participant(found), found, preview=True)


def _week_page(sight: Sight, week: Week, *, preview: bool = False) -> Response:
    around = frame(sight)
    view = week_view(sight, week, around)
    texts = [view.outline.text] if view.outline else []
    return forum_page(
        sight, "programme/week.html", frame=around, view=view, bodies=bodies(sight, texts), preview=preview
    )


@blueprint.get("/f/<forum>/reading/<key>")
@access("reader")
def reading(sight: Sight, key: str) -> Response:
    """A reading, and the talk about it."""
    found = reading_by_key(sight, key)
    view = reading_view(sight, found)
    marked = thread_to_read(sight, Thread.reading_id == found.id)
    given = badges(sight)
    talk = visited(thread_view(sight, marked.thread, given)) if marked else None
    texts = ([view.body.text] if view.body else []) + (talk.texts if talk else [])
    return forum_page(
        sight,
        "programme/reading.html",
        view=view,
        talk=talk,
        follows=marked is not None and marked.follows,
        bodies=bodies(sight, texts),
        respondents=respondents(sight, given),
        with_profile=members_among(sight, [found.respondent_id]),
        composer=reply_composer(sight, marked.thread) if marked else None,
    )


@blueprint.post("/f/<forum>/reading/<key>/read")
@access("member")
def read(sight: Sight, key: str) -> BaseResponse:
    """Mark a reading as read, or as not."""
    mark_read(sight, reading_by_key(sight, key), request.form.get("read") == "1")
    return redirect(url_for("forums.reading", forum=sight.forum.slug, key=key), 303)


@blueprint.get("/f/<forum>/reading/<key>/file")
@reads_slowly
@access("reader")
def reading_file(sight: Sight, key: str) -> Response:
    """The file of a reading, to be opened in the browser's own viewer."""
    found = reading_by_key(sight, key, whole_readings)
    if found.file_id is None:
        not_found()
    file = db.session.get_one(File, found.file_id, options=[undefer(File.data)], populate_existing=True)
    name = " ".join(showable(file.name).split())  # as a header it has one line
    return sandboxed(send_file(BytesIO(file.data), mimetype="application/pdf", download_name=name, etag=False))
