"""The call for participants: when it opens and closes, how many key respondents there are, and its texts."""

from __future__ import annotations

from datetime import datetime

from board.actions.acts import note_act
from board.actions.readying import ready_revision, ready_text
from board.actions.unsent import forget_unsent
from board.actions.writing import revise_text, write_text
from board.extensions import db
from board.models import Forum, Text, User
from board.rules import permissions
from board.rules.permissions import check
from board.rules.unsent import UnsentPlace
from board.rules.weeks import to_instant, to_wall
from board.visible.gate import Sight

FORMAT, PREREQUISITES, CONDUCT = "format", "prerequisites", "conduct"
TEXTS = (FORMAT, PREREQUISITES, CONDUCT)
"""What admins write for the call: how the forum works, what taking part requires, and the code of conduct."""
NO_DATE = "–"


def schedule_call(sight: Sight, opens: datetime | None, until: datetime | None, seats: int | None) -> None:
    """Set when the call opens and closes, as wall times in the forum's zone, and the number of ``seats`` for key
    respondents (None: no limit).

    An unchanged wall time leaves its instant alone. Raises NonexistentTime if clocks skip one of the times.
    """
    check(permissions.manage(sight.viewer))
    forum = sight.forum
    moved = [_move(forum, name, wall) for name, wall in (("applications_from", opens), ("applications_until", until))]
    if any(moved):
        times = (f"{wall:%Y-%m-%d %H:%M}" if wall else NO_DATE for wall in (opens, until))
        note_act(sight, "call.scheduled", f"{', '.join(times)} {forum.zone}")
    if seats != forum.respondent_seats:
        forum.respondent_seats = seats
        note_act(sight, "call.seats", NO_DATE if seats is None else str(seats))
    db.session.commit()


def _move(forum: Forum, name: str, wall: datetime | None) -> bool:
    standing: datetime | None = getattr(forum, name)
    if wall == (to_wall(standing, forum.zone) if standing else None):
        return False
    setattr(forum, name, to_instant(wall, forum.zone) if wall else None)
    return True


def call_text_id(forum: Forum, which: str) -> int | None:
    """Return the id of one of the call's texts, if it has been written."""
    text_id: int | None = getattr(forum, f"{which}_id")
    return text_id


def write_call_text(sight: Sight, which: str, source: str, editor: User) -> None:
    """Write one of the call's texts, in the forum's main language; an empty ``source`` removes it."""
    check(permissions.manage(sight.viewer))
    forum = sight.forum
    text_id = call_text_id(forum, which)
    if text_id is not None and source.strip():
        text = db.session.get_one(Text, text_id)
        ready_revision(text, source)
        changed = revise_text(text, source, editor, sight.now)
    else:
        changed = text_id is not None or bool(source.strip())
        ready_text(source, forum.languages[0])
        new_text = write_text(forum, source, forum.languages[0], editor, sight.now) if source.strip() else None
        setattr(forum, f"{which}_id", new_text.id if new_text else None)
    if changed:
        note_act(sight, f"call.{which}")
    forget_unsent(editor, UnsentPlace.CALL.at(forum.slug, which))
    db.session.commit()
