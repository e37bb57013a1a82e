"""An edition of the proceedings: of the whole forum in the archive, of its first weeks in the demo of today."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select

from board.actions import editions
from board.actions.editions import Wanted
from board.demo import content
from board.demo.calendar import Calendar, closes_at
from board.extensions import db
from board.models import File, Forum, Membership, User
from board.proceedings import producing
from board.rules.proceedings import FULL_DISCUSSION, NO_DISCUSSION, planned_files
from board.rules.roles import ADMIN, Viewer
from board.visible import Sight, contents_of, forums, look

AFTER_THE_END = timedelta(weeks=2)
"""How long after the forum closed the archive's edition was published."""


def publish_edition(calendar: Calendar, site: str) -> None:
    """Publish an edition for a site with this address. Its PDFs take longest, so they are left to the worker."""
    now = closes_at(calendar.openings) + AFTER_THE_END if calendar.archive else calendar.now
    sight, admin = _admin(now)
    edition = editions.begin_edition(sight, _wanted(calendar), admin)
    payload = {"forum": sight.forum.id, "edition": edition.key}
    producing.take_contents_for(site, payload, now)
    _make_quick_files(payload, now)
    edition.finished_at = now
    db.session.commit()
    editions.publish_edition(sight, edition)


def _wanted(calendar: Calendar) -> Wanted:
    if calendar.archive:
        return Wanted(FULL_DISCUSSION)
    return Wanted(NO_DISCUSSION, (), "The first three weeks, while the forum goes on.")


def _admin(now: datetime) -> tuple[Sight, User]:
    """Return the sight of the forum's first admin, and their account."""
    forum = db.session.scalars(forums().where(Forum.slug == content.forum().slug)).one()
    members = select(Membership, User).join(User, User.id == Membership.user_id).where(Membership.forum_id == forum.id)
    rows = db.session.execute(members.order_by(Membership.id))
    member, user = next((member, user) for member, user in rows if ADMIN in member.roles)
    return look(db.session(), forum, Viewer(user.id, roles=member.roles), now), user


def _make_quick_files(payload: dict[str, object], now: datetime) -> None:
    found = producing.find(payload, now)
    if found is None:
        return
    digest = db.session.execute(contents_of(found.edition).with_only_columns(File.digest)).scalar_one()
    for kind, layout in planned_files(found.sight.forum.languages, without_pdf=True):
        producing.make_file({**payload, "contents": digest, "format": kind, "layout": layout}, now)
