"""Announcements to all members: the page that lists them, and the pages on which admins write them."""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from board.actions import announcing
from board.actions.announcing import unsent_place
from board.extensions import db
from board.models import Announcement
from board.pages.announcements import announced
from board.pages.texts import titles
from board.rules.unsent import NEW
from board.visible import Sight, visible_announcements
from board.web.frame.edit_forms import Editing, again, begin, refused, words_to_edit
from board.web.frame.render import bodies, forum_page
from board.web.organising.announcing_forms import AnnouncementForm
from board.web.viewer import access, myself, one_or_404

blueprint = Blueprint("announcements", __name__)


@blueprint.get("/f/<forum>/announcements")
@access("member")
def announcements(sight: Sight) -> Response:
    """List all announcements, the latest first."""
    views = announced(sight)
    texts = [view.body.text for view in views]
    found = bodies(sight, texts, guesses=True)
    return forum_page(sight, "organising/announcements.html", announcements=views, bodies=found)


@blueprint.get("/f/<forum>/admin/announcements")
@access("admin")
def prepare(sight: Sight) -> Response:
    """List the announcements for admins, with the form for a new one."""
    form = AnnouncementForm(sight.forum, is_new=True, formdata=None)
    return _list_page(sight, begin(form, unsent_place(sight, NEW)))


def _list_page(sight: Sight, editing: Editing) -> Response:
    template, views = "organising/prepare_announcements.html", announced(sight)
    return forum_page(sight, template, status=editing.status, editing=editing, announcements=views)


@blueprint.post("/f/<forum>/admin/announcements")
@access("admin")
def add(sight: Sight) -> Response | BaseResponse:
    """Publish an announcement. A form that is sent twice publishes one."""
    form, place = AnnouncementForm(sight.forum, is_new=True), unsent_place(sight, NEW)
    if not form.validate():
        return _list_page(sight, again(form, place))
    announcing.announce(sight, form.typed, myself(), form.once.data)
    return _done(sight, _("The announcement is published."), place)


def _done(sight: Sight, words: str, place: str) -> BaseResponse:
    flash(words, f"sent {place}")
    return redirect(url_for("announcements.prepare", forum=sight.forum.slug), 303)


@blueprint.get("/f/<forum>/admin/announcements/<key>")
@access("admin")
def edit(sight: Sight, key: str) -> Response:
    """Show the form to change an announcement."""
    announcement = _by_key(sight, key)
    words = words_to_edit(sight, announcement, "title_id", "body_id")
    form = AnnouncementForm(sight.forum, formdata=None, **words)
    texts = announcement.title_id, announcement.body_id
    return _edit_page(sight, announcement, begin(form, unsent_place(sight, key), sight, texts))


def _by_key(sight: Sight, key: str) -> Announcement:
    return one_or_404(db.session.scalar(visible_announcements(sight).where(Announcement.key == key)))


def _edit_page(sight: Sight, announcement: Announcement, editing: Editing) -> Response:
    texts = list(titles(sight, [announcement.title_id, announcement.body_id]).values())
    return forum_page(
        sight,
        "organising/prepare_announcement.html",
        status=editing.status,
        told=announcement,
        editing=editing,
        texts=texts,
    )


@blueprint.post("/f/<forum>/admin/announcements/<key>")
@access("admin")
def save(sight: Sight, key: str) -> Response | BaseResponse:
    """Save an announcement. What somebody else saved meanwhile is shown and not overwritten."""
    announcement, place = _by_key(sight, key), unsent_place(sight, key)
    form = AnnouncementForm(sight.forum)
    if editing := refused(sight, form, place, announcement, "title_id", "body_id"):
        return _edit_page(sight, announcement, editing)
    announcing.edit_announcement(sight, announcement, form.typed, myself())
    return _done(sight, _("The announcement is changed."), place)


@blueprint.post("/f/<forum>/admin/announcements/<key>/remove")
@access("admin")
def remove(sight: Sight, key: str) -> BaseResponse:
    """Remove an announcement."""
    announcing.remove_announcement(sight, _by_key(sight, key), myself())
    return _done(sight, _("The announcement is removed."), unsent_place(sight, key))
