"""What digests tell: for many members at once in a fixed number of queries, and the words of one digest."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from board.extensions import db
from board.models import Announcement, Membership, Reading, Week
from board.pages.mailed_posts import MailedPost, mailed_posts
from board.pages.texts import Pair, load_texts
from board.rules.digests import Items, Knowledge, NewItem, NewPost, News, NewTranslation, Seen, Told, due
from board.rules.languages import mail_language_of
from board.rules.panes import ReadingWay, reads_here
from board.rules.weeks import opened_at
from board.visible import Sight, published_readings, visible_announcements, with_presenter
from board.visible.digests import (
    follows_of,
    mailing_to,
    mailings_to,
    news_announcements,
    news_posts,
    news_readings,
    news_translations,
    reading_marks_of,
    visits_of,
    ways_of,
)


def gather(sight: Sight, members: Sequence[Membership]) -> dict[int, Items]:
    """Return what the next digest of each of these members tells them, by account id, whoever looks.

    It takes the same number of queries for any number of members and posts. Members of whom nobody knows since when
    they want mail are told nothing.
    """
    wanting = {member.user_id: member.mail_since for member in members if member.mail_since is not None}
    if not wanting:
        return {member.user_id: Items() for member in members}
    news = _news(sight.of_participants(), min(wanting.values()))
    known = _knowledge(sight.of_participants(), [member for member in members if member.user_id in wanting])
    told = {user_id: due(news, knowledge) for user_id, knowledge in known.items()}
    return {member.user_id: told.get(member.user_id, Items()) for member in members}


def _news(sight: Sight, since: datetime) -> News:
    opened = {week.id: at for week in sight.weeks if (at := opened_at(week, sight.now)) is not None}
    posts = db.session.execute(news_posts(sight, since))
    readings = db.session.execute(news_readings(sight, since))
    return News(
        sorted(
            NewPost(max(written, opened[week_id]), post_id, thread_id, author_id, written)
            for post_id, thread_id, week_id, author_id, written in posts
        ),
        sorted(
            (NewTranslation(*row) for row in db.session.execute(news_translations(sight, since))),
            key=lambda done: (done.there, done.post_id),
        ),
        _sorted(
            NewItem(max(made, submitted or made, opened[week_id]), reading_id, presenter)
            for reading_id, week_id, presenter, made, submitted in readings
        ),
        [NewItem(at, key, by) for key, by, at in db.session.execute(news_announcements(sight, since))],
        _sorted(NewItem(at, week_id) for week_id, at in opened.items()),
    )


def _sorted(items: object) -> list[NewItem]:
    return sorted(items, key=lambda item: item.there)  # type: ignore[call-overload,no-any-return]


def _knowledge(sight: Sight, members: Sequence[Membership]) -> dict[int, Knowledge]:
    ids = [member.user_id for member in members]
    seen: dict[int, dict[int, Seen]] = defaultdict(dict)
    for user_id, thread_id, seen_to, visited_at in db.session.execute(visits_of(sight, ids)):
        seen[user_id][thread_id] = Seen(seen_to, visited_at)
    read: dict[int, set[int]] = defaultdict(set)
    for user_id, reading_id in db.session.execute(reading_marks_of(sight, ids)):
        read[user_id].add(reading_id)
    people = {row.id: row for row in db.session.execute(ways_of(ids))}
    told: dict[int, Told] = defaultdict(Told)
    for user_id, _kind, what in db.session.execute(mailings_to(sight, ids)):
        told[user_id].add(what)
    return {
        member.user_id: Knowledge(
            member.user_id,
            since,
            max(since, member.digests_since or since),
            _way(people.get(member.user_id), member),
            seen[member.user_id],
            read[member.user_id],
            told[member.user_id],
        )
        for member in members
        if (since := member.mail_since) is not None
    }


def _way(person: Any, member: Membership) -> ReadingWay:
    if person is None:
        return ReadingWay()
    reads = reads_here(person.reads, member.reads)
    return ReadingWay(reads, person.reading_mode, mail_language_of(person.interface, person.languages))


@dataclass(frozen=True, slots=True)
class Digest:
    """What a digest tells, with all its words. Each part is in the order in which it is told."""

    sight: Sight
    """That of the participants."""
    questions: tuple[MailedPost, ...]
    """Posts that put a question to its reader, and are not answered yet."""
    posts: tuple[MailedPost, ...]
    """The others, by week and thread: the latest week first, and in a week the threads that its reader follows."""
    translated: tuple[MailedPost, ...]
    weeks: tuple[Week, ...]
    announcements: tuple[Announcement, ...]
    readings: tuple[Reading, ...]
    words: Mapping[int, Pair]
    """Titles, outlines and bodies by text id."""


def compose(sight: Sight, user_id: int, items: Items) -> Digest:
    """Return a digest with what its reader may read now of these items, in a fixed number of queries."""
    sight = sight.of_participants()
    found = {post.id: post for post in mailed_posts(sight, {*items.posts, *items.translated})}
    new = [found[post_id] for post_id in items.posts if post_id in found]
    followed = frozenset(db.session.scalars(follows_of(sight, user_id)))
    told = visible_announcements(sight).where(Announcement.id.in_(items.announcements))
    to_read = published_readings(sight).where(Reading.id.in_(items.readings)).options(*with_presenter())
    announcements = sorted(db.session.scalars(told), key=lambda row: (row.created_at, row.id))
    readings = sorted(db.session.scalars(to_read), key=lambda row: (row.week_id, row.position, row.id))
    weeks = [week for week in sight.weeks if week.id in items.weeks and week.id in sight.open_week_ids]
    texts = [
        *(text_id for announced in announcements for text_id in (announced.title_id, announced.body_id)),
        *(text_id for reading in readings for text_id in (reading.title_id, reading.body_id)),
        *(text_id for week in sight.weeks for text_id in (week.title_id, week.outline_id)),
    ]
    return Digest(
        sight,
        tuple(post for post in new if _asks(post, user_id)),
        tuple(_in_order(sight, [post for post in new if not _asks(post, user_id)], followed)),
        tuple(post for post_id in items.translated if (post := found.get(post_id)) and post.pair.is_translated),
        tuple(weeks),
        tuple(announcements),
        tuple(readings),
        load_texts(sight, texts),
    )


def _asks(post: MailedPost, user_id: int) -> bool:
    return post.view.post.asked_id == user_id and post.view.post.answered_at is None


def _in_order(sight: Sight, posts: Sequence[MailedPost], followed: Collection[int]) -> list[MailedPost]:
    first: dict[int, datetime] = {}
    for post in posts:
        written = post.view.post.created_at
        first[post.thread.id] = min(first.get(post.thread.id, written), written)

    def place(post: MailedPost) -> tuple[object, ...]:
        thread = post.thread
        return (
            -sight.week(thread.week_id).number,
            thread.id not in followed,
            first[thread.id],
            thread.id,
            post.view.post.created_at,
            post.id,
        )

    return sorted(posts, key=place)


def numbered_posts(user_id: int, mailing_id: int) -> tuple[int, ...]:
    """Return the ids of the posts that a mail to this person listed, in the order of their numbers; () if it has none.

    Whether its reader may still read them, or answer them, is for the caller to find out.
    """
    mailing = db.session.scalar(mailing_to(user_id, mailing_id))
    if mailing is None:
        return ()
    return tuple(mailing.told.get("numbers") or mailing.told.get("posts") or ())
