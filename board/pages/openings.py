"""A week that has opened, with everything that its mail tells, in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import joinedload

from board.extensions import db
from board.models import Post, Reading, Text, Thread, Week
from board.pages.mailed_posts import MailedPost, mailed_posts
from board.pages.people import Badge, Badges, badges, respondents
from board.pages.texts import Pair, load_texts
from board.visible import (
    Sight,
    forum_assignments,
    published_readings,
    visible_posts,
    visible_threads,
    with_presenter,
)


@dataclass(frozen=True, slots=True)
class Answerer:
    """A key respondent who answers in the week."""

    name: str
    key: str
    badge: Badge
    assignment_id: int


@dataclass(frozen=True, slots=True)
class OpenedWeek:
    """A week as participants read it now."""

    week: Week
    words: Mapping[int, Pair]
    """Title and outline of the week, titles and bodies of its readings, by text id."""
    readings: Sequence[Reading]
    questions: Sequence[MailedPost]
    answering: Sequence[Answerer]

    @property
    def title(self) -> Pair:
        return self.words[self.week.title_id]

    @property
    def outline(self) -> Pair | None:
        return self.words.get(self.week.outline_id or 0)


def opened_week(sight: Sight, week: Week) -> OpenedWeek:
    """Compose the week. ``sight`` is that of the participants."""
    query = published_readings(sight).where(Reading.week_id == week.id).options(*with_presenter())
    readings = list(db.session.scalars(query.options(joinedload(Reading.file)).order_by(Reading.position, Reading.id)))
    texts = [text_id for reading in readings for text_id in (reading.title_id, reading.body_id)]
    given = badges(sight)
    return OpenedWeek(
        week,
        load_texts(sight, [week.title_id, week.outline_id, *texts]),
        readings,
        _questions(sight, week, given),
        _answering(sight, week, given),
    )


def _questions(sight: Sight, week: Week, given: Badges) -> Sequence[MailedPost]:
    """Return the first post of each question, pinned ones first, as the week's page orders them."""
    set_here = visible_threads(sight).where(Thread.week_id == week.id, Thread.kind == "question")
    order = Thread.pinned_at.is_(None), Thread.position, Thread.created_at, Thread.id
    threads = list(db.session.scalars(set_here.order_by(*order)))
    posts = visible_posts(sight).where(Post.thread_id.in_([thread.id for thread in threads]), Text.id.is_not(None))
    first: dict[int, int] = {}
    for thread_id, post_id in db.session.execute(posts.with_only_columns(Post.thread_id, Post.id)):
        first.setdefault(thread_id, post_id)
    found = {post.thread.id: post for post in mailed_posts(sight, set(first.values()), given)}
    return [found[thread.id] for thread in threads if thread.id in found]


def _answering(sight: Sight, week: Week, given: Badges) -> Sequence[Answerer]:
    rows = db.session.execute(forum_assignments(sight))
    assigned = {row.user_id: row.id for row, _suspended in rows if row.week_id == week.id}
    return [
        Answerer(member.membership.shown.name, member.membership.shown.key, badge, assigned[member.membership.user_id])
        for member in respondents(sight, given)
        for badge in member.badges
        if badge.week.id == week.id
    ]
