"""Whom a post, an opening or an announcement is told to: one job for each person, which decides when it is done.

What an act causes is written in its transaction: one job, however many members there are. The worker then makes one
for each of them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime

from sqlalchemy import delete

from board import jobs
from board.actions.holding import hold
from board.extensions import db, insert_into, writing
from board.jobs import Wanted
from board.models import Announcement, Job, Mailing, Mention, Post, Text, Week
from board.rules.mailing import is_news
from board.rules.weeks import WeekState, opened_at
from board.rules.work import BULK
from board.text.mentions import called, named
from board.visible.gate import Sight
from board.visible.telling import (
    answered_by,
    mailed_one_by_one,
    members_to_tell,
    members_to_tell_of,
    mentioned_in,
    names_of_members,
    prepared_posts,
)

POST, ANNOUNCEMENT, TRANSLATED = "notify.post", "notify.announcement", "notify.translated"
"""The kinds of job that find out whom to tell."""
POST_MAIL, OPENING_MAIL, ANNOUNCEMENT_MAIL = "mail.post", "mail.opening", "mail.announcement"
TRANSLATION_MAIL = "mail.translated"


def members_called(sight: Sight, author_id: int, source: str) -> tuple[int, ...]:
    """Return the ids of the members whom an author names with ``@``; one query, or none if nobody is called."""
    places = called(source)
    if not places:
        return ()
    members = db.session.execute(names_of_members(sight))
    return tuple(member for member in named(places, members) if member != author_id)


def tell_post(sight: Sight, post: Post, mentioned: Collection[int]) -> None:
    """Record whom a new post names, and ask for the mails about it. Part of the caller's transaction."""
    _note_mentions(sight, post, mentioned)
    wanted = Wanted(f"notify.post:{post.key}", {"forum": sight.forum.id, "post": post.id})
    jobs.enqueue_all(POST, [wanted], sight.now)  # one statement, where asking for one job takes two


def tell_newly_mentioned(sight: Sight, week: Week, post: Post, mentioned: Collection[int]) -> None:
    """Record whom an edited post names, and ask for a mail to those whom it did not name before.

    Part of the caller's transaction. In a locked week nobody is told; its opening tells them.
    """
    before = set(db.session.scalars(mentioned_in(post.id)))
    if before - set(mentioned):
        db.session.execute(delete(Mention).where(Mention.post_id == post.id, Mention.user_id.not_in(mentioned)))
    new = [member for member in mentioned if member not in before]
    _note_mentions(sight, post, new)
    if sight.state(week) is not WeekState.LOCKED:
        jobs.enqueue_all(POST_MAIL, _mails_about(sight, post, new), sight.now)


def _note_mentions(sight: Sight, post: Post, mentioned: Iterable[int]) -> None:
    rows = [{"post_id": post.id, "user_id": member, "at": sight.now} for member in mentioned]
    if rows:
        db.session.execute(insert_into(Mention).values(rows).on_conflict_do_nothing())


def _mails_about(sight: Sight, post: Post, members: Iterable[int]) -> Iterator[Wanted]:
    """One post makes one mail to a person, whatever the reasons."""
    return _for_each(sight, members, f"post:{post.id}", post=post.id)


def _for_each(sight: Sight, members: Iterable[int], about: str, **what: int | str) -> Iterator[Wanted]:
    for member in members:
        yield Wanted(f"{about}:{member}", {"forum": sight.forum.id, "user": member, **what})


def ask_for_mails_about(sight: Sight, post: Post) -> None:
    """Ask for a mail about a post to everyone who may want one, and settle the current job. Commits.

    Thousands who want each post do not delay the mails to those whom one concerns, nor any other.
    """
    concerned = [*db.session.scalars(mentioned_in(post.id)), *db.session.scalars(answered_by(post.id))]
    members = list(db.session.scalars(members_to_tell_of(sight, post, concerned)))
    mails = {concerns: _mails_about(sight, post, which) for concerns, which in _parted(members, concerned).items()}
    db.session.commit()  # it read until now: the next transaction waits for its turn to write
    with writing():
        jobs.enqueue_all(POST_MAIL, mails[True], sight.now)
        jobs.enqueue_all(POST_MAIL, mails[False], sight.now, rank=BULK)
        jobs.settle(sight.now)
        db.session.commit()


def _parted(members: Iterable[int], concerned: Collection[int | None]) -> dict[bool, list[int]]:
    parted: dict[bool, list[int]] = {True: [], False: []}
    for member in members:
        parted[member in concerned].append(member)
    return parted


def ask_for_translations(sight: Sight, post: Post) -> None:
    """Ask for a mail with the translation to those who were mailed a post without it, and settle the job. Commits."""
    mailed = db.session.execute(mailed_one_by_one(sight, post))
    members = [member for member, told in mailed if post.id in told.get("pending", ())]
    _ask(
        sight,
        TRANSLATION_MAIL,
        _for_each(sight, members, f"translated:{post.id}", post=post.id, at=sight.now.isoformat()),
    )


def ask_for_mails_announcing(sight: Sight, announcement: Announcement) -> None:
    """Ask for a mail of an announcement to each member, and settle the current job. Commits."""
    members = list(db.session.scalars(members_to_tell(sight, announcement.created_at)))
    about = f"announcement:{announcement.id}"
    _ask(sight, ANNOUNCEMENT_MAIL, _for_each(sight, members, about, announcement=announcement.id))


def _ask(sight: Sight, kind: str, wanted: Iterable[Wanted]) -> None:
    db.session.commit()  # it read until now: the next transaction waits for its turn to write
    with writing():
        jobs.enqueue_all(kind, wanted, sight.now)
        jobs.settle(sight.now)
        db.session.commit()


def tell_announcement(sight: Sight, announcement: Announcement) -> None:
    """Ask for the mails of a new announcement. Part of the caller's transaction."""
    db.session.flush()
    payload = {"forum": sight.forum.id, "announcement": announcement.id}
    jobs.enqueue(ANNOUNCEMENT, f"notify.announcement:{announcement.key}", payload, sight.now)


def tell_translation(text: Text, now: datetime) -> None:
    """Ask for the mails with a translation that is complete now, if the text is a post. Part of the caller's
    transaction.
    """
    payload = {"forum": text.forum_id, "text": text.id}
    jobs.enqueue(TRANSLATED, f"notify.translated:{text.key}", payload, now, anew=True)


def tell_opening(sight: Sight, week: Week) -> None:
    """Ask for the mails of a week that has opened, once ever, also for what was prepared in it. Commits.

    Members who were added after it opened are not told. If it opened long ago, nobody is.
    """
    with writing():
        # two workers who find it open, or an admin who locks it now, wait for each other
        hold(week, ["told_at", "opens_at", "override", "override_at", "closed_at"])
        opened = opened_at(week, sight.now)
        if week.told_at is None and opened is not None:
            if not is_news(opened, sight.now):
                week.told_at = sight.now
            elif sight.state(week) is WeekState.OPEN:
                week.told_at = sight.now
                _ask_for_mails_of_opening(sight, week, opened)
        db.session.commit()


def forget_opening(sight: Sight, week: Week) -> None:
    """Forget who was told that a week opened which is removed now: the next one has its number, and on SQLite its id.

    Part of the caller's transaction.
    """
    named = f"opening.{sight.forum.slug}.{week.number}."
    db.session.execute(delete(Mailing).where(Mailing.unique.startswith(named, autoescape=True)))
    db.session.execute(delete(Job).where(Job.unique_key.startswith(f"opening:{week.id}:")))


def _ask_for_mails_of_opening(sight: Sight, week: Week, opened: datetime) -> None:
    members = db.session.scalars(members_to_tell(sight, opened)).all()
    jobs.enqueue_all(OPENING_MAIL, _for_each(sight, members, f"opening:{week.id}", week=week.id), sight.now)
    posts = db.session.execute(prepared_posts(week, opened)).all()
    prepared = (Wanted(f"notify.post:{key}:opened", {"forum": sight.forum.id, "post": post}) for post, key in posts)
    jobs.enqueue_all(POST, prepared, sight.now)
