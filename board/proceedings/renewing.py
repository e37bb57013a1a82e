"""A worker's chore: a published edition in which something was withdrawn is replaced by the next one, by itself."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask_babel import force_locale
from flask_babel import gettext as _

from board.actions.edition_files import is_whole
from board.actions.editions import renew_edition
from board.extensions import db, writing
from board.models import Forum
from board.proceedings.producing import WORKER
from board.rules.languages import INTERFACE
from board.visible import forums_with_editions, look, published_editions

EVERY = timedelta(seconds=10)
"""A worker looks for work every few seconds. An edition is not served from the moment of the withdrawal anyway."""


class Renewer:
    """Looks every few seconds whether the newest edition of a forum is still served."""

    def __init__(self) -> None:
        self.last: datetime | None = None

    def __call__(self, now: datetime) -> None:
        """Look if it is time, even if the clock was put back."""
        if self.last is None or abs(now - self.last) >= EVERY:
            renew_stopped(now)
            self.last = now


def renew_stopped(now: datetime) -> None:
    """Ask for the next edition of each forum whose newest one is not served any more."""
    for forum in list(db.session.scalars(forums_with_editions())):
        sight = look(db.session(), forum, WORKER, now)
        newest = db.session.scalar(published_editions(sight).limit(1))
        if newest is not None and not is_whole(sight, newest):
            with writing():
                renew_edition(sight, newest, _note(forum))
    db.session.rollback()


def _note(forum: Forum) -> str:
    """Say why there is another edition, in the forum's own language."""
    language = next((code for code in forum.languages if code in INTERFACE), INTERFACE[0])
    with force_locale(language):
        return str(_("A text was withdrawn or removed."))
