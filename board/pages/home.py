"""A member's home page in a forum: what is new, what is asked of them, and what they are still writing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from board.extensions import db
from board.models import Post, Reading, Text, Thread
from board.pages.announcements import Announced, announced
from board.pages.frame import Frame, WeekTab
from board.pages.people import Badge, badges
from board.pages.questions import QuestionLine, open_questions
from board.pages.queue import QueuePage, queue_page
from board.pages.rewording import to_reword
from board.pages.texts import Pair, load_pairs, titles
from board.pages.unsent import Unsent, unsent_here
from board.pages.urgent import Urgent, urgent
from board.rules.queue import order_named
from board.rules.roles import KEY_RESPONDENT
from board.visible import (
    Sight,
    first_unseen_posts,
    followed_threads,
    last_visit,
    replies_to_viewer,
    threads_with_ids,
    visible_readings,
)
from board.visible.queue import QueueFilter

MOST = 6
"""The most lines of one kind; the rest is behind a link."""
ANNOUNCEMENTS, TO_TRANSLATE = 3, 3


@dataclass(frozen=True, slots=True)
class ThreadNews:
    """A thread, how many posts in it are new, and the key of the first new one."""

    thread: Thread
    title: Pair
    new: int
    first: str | None
    followed: bool


@dataclass(frozen=True, slots=True)
class WeekNews:
    """A week with new posts. ``more`` is the number of threads beyond those listed; below 1 if all are listed."""

    tab: WeekTab
    lines: list[ThreadNews]
    more: int


@dataclass(frozen=True, slots=True)
class Reply:
    """A reply to one of the viewer's posts, or a post that names them."""

    post: Post
    text: Pair
    thread: Thread
    title: Pair
    unseen: bool
    names_viewer: bool


@dataclass(frozen=True, slots=True)
class MyWeek:
    """A week in which the viewer is a key respondent, and the case studies that they present in it."""

    badge: Badge
    tab: WeekTab
    studies: list[tuple[Reading, Pair]]


@dataclass(frozen=True, slots=True)
class Home:
    """The contents of the home page. Parts for roles that the viewer does not have are empty or None."""

    seen_at: datetime | None
    """When they last opened a thread or a reading."""
    announcements: list[Announced]
    news: list[WeekNews]
    replies: list[Reply]
    questions: list[QuestionLine]
    unsent: list[tuple[Unsent, Pair | None]]
    followed: list[ThreadNews]
    my_weeks: list[MyWeek]
    queue: QueuePage | None
    urgent: Urgent | None
    to_reword: list[Text]
    """Their texts of which a translator asks them to reword something."""

    @property
    def new(self) -> int:
        return sum(week.tab.new for week in self.news)

    @property
    def followed_new(self) -> list[ThreadNews]:
        return [line for line in self.followed if line.new]


Fresh = Mapping[int, str]
"""The key of the first unseen post, by thread id."""


def home(sight: Sight, around: Frame, order: str = "") -> Home:
    """Compose the home page; the number of queries depends on the viewer's roles alone.

    ``order`` is that of the translators' queue.
    """
    unseen = db.session.execute(first_unseen_posts(sight), sight.me).all()
    fresh = {thread_id: key for thread_id, _, key in unseen}
    followed = list(db.session.scalars(followed_threads(sight), sight.me))
    replied = db.session.execute(replies_to_viewer(sight), {**sight.me, "most": MOST}).all()
    unsent = unsent_here(sight)
    followed_ids = frozenset(thread.id for thread in followed)
    listed = _listed(around, [(week_id, thread_id) for thread_id, week_id, _ in unseen], followed_ids)
    threads = _threads(sight, listed, [row.Post for row in replied], unsent) | {row.id: row for row in followed}
    named = titles(sight, [thread.title_id for thread in threads.values()])
    news = _News(around, fresh, followed_ids, threads, named)
    return Home(
        seen_at=db.session.scalar(last_visit(sight), sight.me),
        announcements=announced(sight, ANNOUNCEMENTS),
        news=news.weeks(listed),
        replies=_replies(sight, replied, threads, named),
        questions=_questions(sight),
        unsent=[(words, _title(threads, named, words.thread_id)) for words in unsent],
        followed=news.followed_lines(followed),
        my_weeks=_my_weeks(sight, around),
        queue=queue_page(sight, QueueFilter(for_me=True, order=order_named(order)), size=TO_TRANSLATE)
        if sight.viewer.is_translator
        else None,
        urgent=urgent(sight) if sight.viewer.is_admin else None,
        to_reword=to_reword(sight),
    )


def _listed(around: Frame, unseen: Sequence[tuple[int, int]], followed: frozenset[int]) -> dict[int, list[int]]:
    """Return the ids of threads with new posts by week id: followed ones first, then those with most new posts.

    ``unseen`` holds pairs of week id and thread id.
    """
    ranked = sorted(unseen, key=lambda ids: (ids[1] not in followed, -around.new.get(ids[1], 0), ids[1]))
    return {tab.week.id: [thread for week, thread in ranked if week == tab.week.id] for tab in around.weeks}


def _threads(
    sight: Sight, listed: Mapping[int, list[int]], posts: Sequence[Post], unsent: Sequence[Unsent]
) -> dict[int, Thread]:
    """Return the threads that the page names, by id; one query, or none if it names none."""
    ids = {thread_id for of_week in listed.values() for thread_id in of_week[:MOST]}
    ids |= {post.thread_id for post in posts} | {words.thread_id for words in unsent if words.thread_id}
    threads = db.session.scalars(threads_with_ids(sight), {"thread_ids": ids}) if ids else ()
    return {thread.id: thread for thread in threads}


def _title(threads: Mapping[int, Thread], named: Mapping[int, Pair], thread_id: int | None) -> Pair | None:
    return named[threads[thread_id].title_id] if thread_id is not None and thread_id in threads else None


@dataclass(frozen=True, slots=True)
class _News:
    """Composes the lines that tell what is new in a thread."""

    around: Frame
    fresh: Fresh
    followed: frozenset[int]
    threads: Mapping[int, Thread]
    named: Mapping[int, Pair]

    def line(self, thread: Thread) -> ThreadNews:
        title, new = self.named[thread.title_id], self.around.new.get(thread.id, 0)
        return ThreadNews(thread, title, new, self.fresh.get(thread.id), thread.id in self.followed)

    def weeks(self, listed: Mapping[int, list[int]]) -> list[WeekNews]:
        """Return the weeks with new posts, the latest first; locked weeks, which few people see, come last."""
        return [
            WeekNews(tab, [self.line(self.threads[thread_id]) for thread_id in ids[:MOST]], len(ids) - MOST)
            for tab in sorted(self.around.weeks, key=lambda tab: (tab.is_locked, -tab.week.number))
            if (ids := listed[tab.week.id])
        ]

    def followed_lines(self, threads: Sequence[Thread]) -> list[ThreadNews]:
        """Put threads with new posts first, and otherwise keep the order."""
        return sorted((self.line(thread) for thread in threads), key=lambda line: not line.new)


def _replies(
    sight: Sight, rows: Sequence[Any], threads: Mapping[int, Thread], named: Mapping[int, Pair]
) -> list[Reply]:
    pairs = load_pairs(sight, [row.Text for row in rows])
    return [
        Reply(
            post=row.Post,
            text=pairs[row.Text.id],
            thread=threads[row.Post.thread_id],
            title=named[threads[row.Post.thread_id].title_id],
            unseen=bool(row.unseen),
            names_viewer=bool(row.names),
        )
        for row in rows
    ]


def _questions(sight: Sight) -> list[QuestionLine]:
    return open_questions(sight, sight.viewer.user_id, MOST) if KEY_RESPONDENT in sight.viewer.roles else []


def _my_weeks(sight: Sight, around: Frame) -> list[MyWeek]:
    if KEY_RESPONDENT not in sight.viewer.roles:
        return []
    mine = badges(sight).get(sight.viewer.user_id or 0, ())
    query = visible_readings(sight).where(Reading.respondent_id == sight.viewer.user_id)
    studies = list(db.session.scalars(query.order_by(Reading.position, Reading.id)))
    named = titles(sight, [study.title_id for study in studies])
    of_week = {
        badge.week.id: [(study, named[study.title_id]) for study in studies if study.week_id == badge.week.id]
        for badge in mine
    }
    return [MyWeek(badge, around.tab(badge.week.id), of_week[badge.week.id]) for badge in mine]
