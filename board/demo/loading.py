"""Loading the demo: all of it in one transaction, through the actions, or nothing."""

from __future__ import annotations

from sqlalchemy import or_, select

from board.demo import (
    abstracts,
    announcements,
    applicants,
    content,
    discussion,
    moderation,
    programme,
    synthesis,
    visitors,
)
from board.demo.accounts import Account
from board.demo.calendar import FIRST_DAY_2009, Calendar
from board.demo.stage import Stage
from board.demo.transaction import one_transaction
from board.extensions import db
from board.models import Forum, Job, Post
from board.rules.weeks import opened_at
from board.visible import accounts, forums


class ForeignData(Exception):
    """The database holds something that does not belong to the demo; the message says what."""


class AlreadyLoaded(Exception):
    """The database already holds the demo."""


def is_loaded() -> bool:
    """Return whether the database holds the demo, whatever its visitors have changed: a person of it has an account."""
    ours = {person.email for person in content.people()}
    return any(user.email in ours for user in db.session.scalars(accounts()))


def is_archive() -> bool:
    """Return whether the loaded demo is the closed archive with the true dates."""
    forum = db.session.scalar(forums().where(Forum.slug == content.forum().slug))
    return forum is not None and forum.starts_on == FIRST_DAY_2009


def load(calendar: Calendar) -> list[Account]:
    """Write the demo into an empty database; return its accounts. Raise ForeignData or AlreadyLoaded."""
    with one_transaction():
        check_nothing_else()
        if is_loaded():
            raise AlreadyLoaded
        stage, listed = programme.create_forum_with_accounts(calendar)
        programme.enrol(stage)
        programme.add_weeks(stage)
        programme.call_for_participants(stage)
        applicants.apply(stage)
        programme.keep_glossary(stage)
        for number in content.WEEKS:
            inside = content.week(number, archive=calendar.archive)
            programme.add_readings(stage, inside)
            discussion.write_week(stage, inside)
        announcements.announce_all(stage)
        synthesis.synthesise(stage)
        abstracts.summarise(stage)
        visitors.look_around(stage)
        moderation.read_along(stage)
        _settle_mail(stage)
    return listed


def check_nothing_else() -> None:
    """Raise ForeignData if there is a person or a forum that does not belong to the demo."""
    ours = {person.email for person in content.people()}
    foreign = [user.email for user in db.session.scalars(accounts()) if user.email not in ours]
    foreign += [forum.name for forum in db.session.scalars(forums()) if forum.slug != content.forum().slug]
    if foreign:
        raise ForeignData(", ".join(foreign[:3]))


def _settle_mail(stage: Stage) -> None:
    """Mark mails about old decisions, openings, posts and answers as done; questions that still wait are mailed."""
    for week in stage.weeks.values():
        week.told_at = opened_at(week, stage.calendar.now)
    told = or_(Job.kind.in_(("mail.setup", "mail.decision")), Job.kind.startswith("notify."))
    for past in db.session.scalars(select(Job).where(told)):
        past.done_at = past.run_at
    for job in db.session.scalars(select(Job).where(Job.kind.in_(("mail.question", "mail.hidden")))):
        told_of = db.session.get_one(Post, job.payload["post"])
        if stage.calendar.archive or told_of.removed or told_of.answered_at is not None:
            job.done_at = job.run_at
