"""A worker's chore: it asks once a day for the mail that lists the questions waiting for a key respondent."""

from __future__ import annotations

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
    waiting = list(db.session.execute(waiting_for(sight)))
    asked = {user_id for user_id, _since in waiting}
    busy = [member for member in members if member.user_id in asked and wants(member, QUESTION)]
    zones = {row.id: row.zone for row in db.session.execute(readers_of([member.user_id for member in busy]))}
    for member in busy:
        hour = _hour(member.mail_hour, zones.get(member.user_id) or forum.zone, now)
        before = [since for user_id, since in waiting if user_id == member.user_id and since <= hour]
        if len(before) >= FEWEST and now - hour < NOT_LATER_THAN:
            day = f"{hour:%Y%m%d}"
            payload = {"user": member.user_id, "forum": forum.id, "day": day}
            yield Wanted(f"questions:{member.id}:{day}", payload)


def _hour(hour: int, zone: str, now: datetime) -> datetime:
    """Return the last instant at which it was this hour there; what is asked later waits for the next day's list."""
    local = now.astimezone(ZoneInfo(zone))
    today = local.replace(hour=hour, minute=0, second=0, microsecond=0)
    return today if today <= local else today - timedelta(days=1)
