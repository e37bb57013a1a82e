"""The owner's pages: the forums of this site; mail and other work that waits, or came to nothing."""

from __future__ import annotations

import re

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response as BaseResponse

from board.actions import enrolling, scheduling, work
from board.actions.scheduling import SlugTaken
from board.extensions import db
from board.models import Forum
from board.pages.backups import backups
from board.pages.work import work_on_hand, worker_seen_at
from board.rules.roles import ADMIN
from board.visible import Sight, forums, held_mails
from board.web.frame.edit_forms import Draft, again, begin, saved_meanwhile
from board.web.frame.render import forum_page
from board.web.organising.owner_forms import SETTINGS, ForumForm, NewForumForm, forum_form, zone_names
from board.web.readiness import SEEN_WITHIN
from board.web.viewer import access, myself, now, settings, sight_of

blueprint = Blueprint("owner", __name__)

LATEST_MAILS = 200
NEW_PLACE = "forum:+new"
"""No forum's short name has a plus."""


@blueprint.get("/owner/forums", endpoint="forums")
@access("owner")
def forum_list() -> str:
    """The forums of this site, and whether there is a backup of it."""
    made, is_planned = backups(now()), settings().backup_dir is not None
    return render_template(
        "organising/owner/forums.html", forums=list(db.session.scalars(forums())), backups=made, is_planned=is_planned
    )


@blueprint.get("/owner/forums/new")
@access("owner")
def new_forum() -> Response:
    """The form of a forum to be."""
    form = NewForumForm(formdata=None, policy="es > en", languages=["es"])
    return _new_page(begin(form, NEW_PLACE))


def _new_page(draft: Draft, status: int = 200) -> Response:
    return Response(
        render_template("organising/owner/forum.html", draft=draft, zones=zone_names(), edited=None), status
    )


@blueprint.post("/owner/forums/new")
@access("owner")
def create_forum() -> Response | BaseResponse:
    """Make a forum, and its owner an admin of it if wanted."""
    form = NewForumForm()
    try:
        if not form.validate():
            return _new_page(again(form, NEW_PLACE), 422)
        forum = scheduling.create_forum(form.settings(), form.data["body"], myself(), now())
    except SlugTaken:
        _say_taken(form)
        return _new_page(again(form, NEW_PLACE), 422)
    if form.join.data:
        _join(forum)
    flash(_("The forum “%(name)s” is there. Add its weeks next.", name=forum.name), f"sent {NEW_PLACE}")
    return redirect(url_for("schedule.schedule", forum=forum.slug), 303)


def _say_taken(form: ForumForm) -> None:
    form.slug.errors = [_("Another forum has this short name.")]


def _join(forum: Forum) -> None:
    owner = myself()
    enrolling.add_person(sight_of(forum.slug), owner.email, owner.name, frozenset({ADMIN}), "")


@blueprint.get("/owner/forums/<forum>/edit")
@access("owner")
def edit_forum(sight: Sight) -> Response:
    """The form of a forum's settings."""
    return _edit_page(sight, begin(forum_form(sight), _place(sight), sight, [sight.forum.about_id]))


def _place(sight: Sight) -> str:
    return f"forum:{sight.forum.slug}"


def _edit_page(sight: Sight, draft: Draft, status: int = 200) -> Response:
    return forum_page(
        sight, "organising/owner/forum.html", status=status, draft=draft, zones=zone_names(), edited=sight.forum
    )


@blueprint.post("/owner/forums/<forum>/edit")
@access("owner")
def save_forum(sight: Sight) -> Response | BaseResponse:
    """Change a forum's settings; what somebody else saved meanwhile is told and not overwritten.

    A new zone keeps what the clocks show when a week opens.
    """
    form, place = ForumForm(), _place(sight)
    try:
        if not form.validate():
            return _edit_page(sight, again(form, place), 422)
        theirs = saved_meanwhile(sight, form, sight.forum, "about_id", beside=SETTINGS)
        if theirs is not None:
            return _edit_page(sight, again(form, place, theirs=theirs), 409)
        scheduling.edit_forum(sight, form.settings(), form.data["body"], myself())
    except SlugTaken:
        _say_taken(form)
        return _edit_page(sight, again(form, place), 422)
    flash(_("The forum’s settings are saved."), f"sent {place}")
    return redirect(url_for("owner.forums"), 303)


@blueprint.get("/owner/mail")
@access("owner")
def mail() -> str:
    """What waits to be sent or done, what was given up, and mail that was written while no mail server is set."""
    mails, seen = list(db.session.scalars(held_mails().limit(LATEST_MAILS))), worker_seen_at()
    return render_template(
        "organising/owner/mail.html",
        work=work_on_hand(now()),
        worker_seen_at=seen,
        worker_is_away=seen is None or seen < now() - SEEN_WITHIN,
        mails=mails,
        limit=LATEST_MAILS,
    )


@blueprint.post("/owner/mail")
@access("owner")
def settle_work() -> BaseResponse:
    """Have one piece of work, or all of it, tried once more; or put away what was given up."""
    wanted, asked = request.form.get("wanted"), request.form.get("job")
    if wanted not in ("again", "away") or (asked is not None and not re.fullmatch("[0-9]{1,9}", asked, re.ASCII)):
        abort(400)  # what is asked in no way that a page offers must not come to mean all of it
    job = int(asked) if asked is not None else None
    if wanted == "away":
        number = work.put_away(job)
        flash(ngettext("%(num)d piece of work was removed.", "%(num)d pieces of work were removed.", number))
    else:
        number = work.try_again(now(), job)
        flash(ngettext("%(num)d piece of work is tried now.", "%(num)d pieces of work are tried now.", number))
    return redirect(url_for("owner.mail"), 303)
