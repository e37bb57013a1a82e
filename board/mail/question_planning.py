"""A worker's chore: it asks once a day for the mail that lists the questions waiting for a key respondent."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from board.actions.mailings import ask_for_lists
from board.extensions import db
from board.jobs import Wanted
from board.mail.open_questions import FEWEST
from board.models import Forum
from board.rules.mailing import QUESTION, wants
from board.rules.roles import NOBODY
from board.rules.weeks import is_answering
from board.visible import forums, look
from board.visible.asked import respondents_of, waiting_for
from board.visible.digests import readers_of

EVERY = timedelta(minutes=5)
"""How often the worker looks."""
NOT_LATER_THAN = timedelta(hours=12)
"""A worker that was away at the hour of the mail sends it later on the same day, up to then."""


class QuestionPlanner:
    """Looks every five minutes for whom a list of questions is due."""

    def __init__(self) -> None:
        self.last: datetime | None = None

    def __call__(self, now: datetime) -> None:
        """Look if it is time, even if the clock was put back."""
        if self.last is None or abs(now - self.last) >= EVERY:
            plan_questions(now)
            self.last = now


def plan_questions(now: datetime) -> None:
    """Ask for the mails that are due now; what was asked for before on the same day is not asked for again."""
    ask_for_lists([one for forum in db.session.scalars(forums()).all() for one in _due(forum, now)], now)


def _due(forum: Forum, now: datetime) -> Iterator[Wanted]:
    sight = look(db.session(), forum, NOBODY, now).of_participants()
    answering = [week.id for week in sight.weeks if is_answering(week, sight.weeks, forum.closed_at, now)]
    if not answering:
        return
    members = list(db.session.scalars(respondents_of(sight, answering)))
    waiting = Counter(db.session.scalars(waiting_for(sight)).all())
    busy = [member for member in members if waiting[member.user_id] >= FEWEST and wants(member, QUESTION)]
    zones = {user_id: zone for user_id, zone, _mode in db.session.execute(readers_of([m.user_id for m in busy]))}
    for member in busy:
        if day := _day(member.mail_hour, zones.get(member.user_id) or forum.zone, now):
            payload = {"user": member.user_id, "forum": forum.id, "day": day}
            yield Wanted(f"questions:{member.id}:{day}", payload)


def _day(hour: int, zone: str, now: datetime) -> str:
    """Return the person's day if the hour has come on it, and not long ago; otherwise nothing."""
    local = now.astimezone(ZoneInfo(zone))
    since = timedelta(hours=local.hour - hour, minutes=local.minute)
    return f"{local:%Y%m%d}" if timedelta(0) <= since < NOT_LATER_THAN else ""
