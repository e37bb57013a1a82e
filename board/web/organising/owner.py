"""The owner's pages: the forums of this site, and mail and other work that waits or was given up."""

from __future__ import annotations

import re

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response as BaseResponse

from board.actions import beginning, setting_up, work
from board.actions.setting_up import SlugTaken
from board.extensions import db
from board.pages.backups import backups
from board.pages.work import work_on_hand, worker_seen_at
from board.rules.closing import LastDay, closed_by_hand
from board.rules.unsent import UnsentPlace
from board.visible import Sight, forums, held_mails
from board.web.frame.edit_forms import Editing, again, begin, saved_meanwhile
from board.web.frame.render import forum_page
from board.web.organising.owner_forms import SETTINGS, ForumForm, forum_form, zone_names
from board.web.readiness import SEEN_WITHIN
from board.web.viewer import access, myself, now, settings

blueprint = Blueprint("owner", __name__)

LATEST_MAILS = 200


@blueprint.get("/owner/forums", endpoint="forums")
@access("owner")
def forum_list() -> str:
    """List the forums of this site and its backups."""
    made, is_planned = backups(now()), settings().backup_dir is not None
    return render_template(
        "organising/owner/forums.html",
        forums=list(db.session.scalars(forums())),
        backups=made,
        is_planned=is_planned,
        begun=beginning.begun_by(myself()),
    )


def _say_taken(form: ForumForm) -> None:
    form.slug.errors = [_("Another forum has this short name.")]


@blueprint.get("/owner/forums/<forum>/edit")
@access("owner")
def edit_forum(sight: Sight) -> Response:
    """Show the form of a forum's settings."""
    return _edit_page(sight, begin(forum_form(sight), _place(sight), sight, [sight.forum.about_id]))


def _place(sight: Sight) -> str:
    return UnsentPlace.FORUM.at(sight.forum.slug)


def _edit_page(sight: Sight, editing: Editing) -> Response:
    return forum_page(
        sight,
        "organising/owner/forum.html",
        status=editing.status,
        editing=editing,
        zones=zone_names(),
        edited=sight.forum,
        closed_by_hand=closed_by_hand(sight.forum.closed_at, LastDay(sight.forum.ends_on, sight.forum.zone), sight.now),
    )


@blueprint.post("/owner/forums/<forum>/edit")
@access("owner")
def save_forum(sight: Sight) -> Response | BaseResponse:
    """Change a forum's settings. What somebody else saved meanwhile is shown and not overwritten.

    After a change of the zone, every week still opens at the same wall time.
    """
    form, place = ForumForm(), _place(sight)
    try:
        if not form.validate():
            return _edit_page(sight, again(form, place))
        setting_up.ready_policy(sight.forum, form.settings().policy)
        if (theirs := saved_meanwhile(sight, form, sight.forum, "about_id", beside=SETTINGS)) is not None:
            return _edit_page(sight, again(form, place, theirs))
        setting_up.edit_forum(sight, form.settings(), form.data["body"], myself())
    except SlugTaken:
        _say_taken(form)
        return _edit_page(sight, again(form, place))
    flash(_("The forum’s settings are saved."), f"sent {place}")
    return redirect(url_for("owner.forums"), 303)


@blueprint.get("/owner/mail")
@access("owner")
def mail() -> str:
    """Show work that waits, work that was given up, and mail that was written while no mail server was set."""
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
    """Try one or all pieces of work again, or remove those that were given up."""
    wanted, asked = request.form.get("wanted"), request.form.get("job")
    if wanted not in ("again", "away") or (asked is not None and not re.fullmatch("[0-9]{1,9}", asked, re.ASCII)):
        abort(400)  # a request that no page sends must not be taken for one about all work
    job = int(asked) if asked is not None else None
    if wanted == "away":
        number = work.put_away(job)
        flash(ngettext("%(num)d task was removed.", "%(num)d tasks were removed.", number))
    else:
        number = work.try_again(now(), job)
        flash(ngettext("%(num)d task will be tried again now.", "%(num)d tasks will be tried again now.", number))
    return redirect(url_for("owner.mail"), 303)
