"""Ten thousand stories of a forum, by the rules alone: each item is told exactly once, or lawfully never.

tests/mail/test_digest_property.py plays fewer with the whole program. A failure names the number of its story.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from board.rules.digests import Items, Knowledge, NewItem, NewPost, News, NewTranslation, Seen, Told, due
from board.rules.mailing import DAYS, NEVER, USUAL_DAYS, USUAL_KINDS, is_sent, next_digest
from board.rules.panes import ReadingWay
from tests.support.examples import LONG

STORIES = 40_000 if LONG else 10_000
START = datetime(2026, 3, 4, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


@dataclass
class Post:
    id: int
    author: int
    thread: int
    week: int
    written: datetime
    to_translate: bool
    is_removed: bool = False
    approved_at: datetime | None = None


@dataclass
class Reader:
    id: int
    zone: str
    mail_since: datetime = START
    mail_rhythm: str = DAYS
    mail_days: frozenset[str] = USUAL_DAYS
    mail_hour: int = 7
    mail_kinds: frozenset[str] = USUAL_KINDS
    mail_stopped_at: datetime | None = None
    suspended_at: datetime | None = None
    digest_at: datetime | None = None
    mode: str = "both"
    seen: dict[int, Seen] = field(default_factory=dict)
    told: Told = field(default_factory=Told)
    tellings: list[tuple[str, int]] = field(default_factory=list)
    """Every item that a digest has told them, with its kind."""


class Forum:
    """A forum of two weeks, four people and two threads in each week. People 0 and 1 get digests."""

    def __init__(self, number: int) -> None:
        self.random = Random(number)  # noqa: S311
        self.now = START
        self.opened: dict[int, datetime | None] = {1: START - HOUR, 2: None}
        self.closed_at: datetime | None = None
        self.posts: list[Post] = []
        self.readers = [Reader(0, "America/Toronto"), Reader(1, "Asia/Kathmandu")]
        self.work()

    def there(self, post: Post) -> datetime | None:
        opened = self.opened[post.week]
        return None if opened is None or post.is_removed else max(opened, post.written)

    # What happens

    def act(self) -> None:
        acts = (
            self.write, self.write, self.write, self.remove, self.turn_week, self.approve, self.visit, self.visit,
            self.choose, self.stop, self.suspend, self.read_in, self.close,
        )  # fmt: skip
        self.random.choice(acts)()
        self.now += HOUR * self.random.choice((1, 3, 17, 40, 100, 400))
        self.work()

    def write(self) -> None:
        if self.closed_at is None:
            thread, author = self.random.randrange(4), self.random.randrange(4)
            self.posts.append(
                Post(len(self.posts), author, thread, 1 + thread // 2, self.now, self.random.random() < 0.6)
            )

    def remove(self) -> None:
        if self.posts:
            post = self.random.choice(self.posts)
            post.is_removed = not post.is_removed

    def turn_week(self) -> None:
        week = self.random.choice((1, 2))
        self.opened[week] = self.now if self.opened[week] is None else None

    def approve(self) -> None:
        waiting = [post for post in self.posts if post.to_translate and post.approved_at is None]
        if waiting:
            self.random.choice(waiting).approved_at = self.now

    def visit(self) -> None:
        reader, thread = self.random.choice(self.readers), self.random.randrange(4)
        written = [post.written for post in self.posts if post.thread == thread]
        if written and self.opened[1 + thread // 2] is not None:
            reader.seen[thread] = Seen(max(written), self.now)

    def choose(self) -> None:
        reader, wanted = self.random.choice(self.readers), self.random.choice((DAYS, NEVER))
        if reader.mail_rhythm == NEVER != wanted:
            reader.mail_since = self.now
        days = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
        reader.mail_days = frozenset(self.random.sample(days, self.random.randint(1, 7)))
        reader.mail_rhythm, reader.mail_hour = wanted, self.random.randrange(24)
        reader.digest_at = next_digest(reader, reader.zone, self.now)

    def stop(self) -> None:
        reader = self.random.choice(self.readers)
        if reader.mail_stopped_at is None:
            reader.mail_stopped_at = self.now
        else:
            reader.mail_stopped_at, reader.mail_since = None, self.now
        reader.digest_at = next_digest(reader, reader.zone, self.now)

    def suspend(self) -> None:
        reader = self.random.choice(self.readers)
        reader.suspended_at = self.now if reader.suspended_at is None else None
        reader.digest_at = next_digest(reader, reader.zone, self.now)

    def read_in(self) -> None:
        self.random.choice(self.readers).mode = self.random.choice(("both", "original"))

    def close(self) -> None:
        if self.random.random() < 0.2:
            self.closed_at = self.closed_at or self.now

    # What the worker does

    def work(self) -> None:
        for reader in self.readers:
            at = reader.digest_at
            following = next_digest(reader, reader.zone, self.now)
            if following is not None and at is not None and at <= self.now:
                if is_sent(reader, reader.zone, at, self.closed_at):
                    self.tell(reader)
                reader.digest_at = following
            elif at is None:
                reader.digest_at = following

    def tell(self, reader: Reader) -> None:
        items = due(self.news(), self.knowledge(reader))
        self.check(reader, items)
        pending = [number for number in items.posts if self.is_pending(number)] if reader.mode == "both" else []
        reader.told.add(
            {"posts": items.posts, "translated": items.translated, "weeks": items.weeks, "pending": pending}
        )
        for kind in ("posts", "translated", "weeks"):
            reader.tellings += [(kind, number) for number in getattr(items, kind)]

    def is_pending(self, number: int) -> bool:
        return self.posts[number].to_translate and self.posts[number].approved_at is None

    def news(self) -> News:
        posts = [(there, post) for post in self.posts if (there := self.there(post)) is not None]
        return News(
            posts=sorted(NewPost(there, post.id, post.thread, post.author, post.written) for there, post in posts),
            translations=sorted(
                NewTranslation(post.approved_at, post.id, post.thread, "es", "en")
                for _there, post in posts
                if post.approved_at
            ),
            weeks=sorted(NewItem(at, week, -1) for week, at in self.opened.items() if at is not None),
        )

    def knowledge(self, reader: Reader) -> Knowledge:
        since = reader.mail_since
        return Knowledge(reader.id, since, since, ReadingWay(mode=reader.mode), reader.seen, frozenset(), reader.told)

    # What has to hold

    def check(self, reader: Reader, items: Items) -> None:
        """Nothing may be told that its reader may not read now, has read, has written, or that is too old."""
        assert reader.mail_stopped_at is None
        assert reader.suspended_at is None
        for number in items.posts:
            post = self.posts[number]
            there = self.there(post)
            assert there is not None
            assert there >= reader.mail_since
            assert post.author != reader.id
            assert not self.has_seen(reader, post)
        for number in items.translated:
            assert self.there(self.posts[number]) is not None
            assert self.is_owed(reader, self.posts[number])
            assert reader.mode == "both"

    def has_seen(self, reader: Reader, post: Post) -> bool:
        return post.thread in reader.seen and reader.seen[post.thread].to >= post.written

    def is_owed(self, reader: Reader, post: Post) -> bool:
        """Return whether a translation came since the reader wants mail, and since they were in the thread."""
        at, seen = post.approved_at, reader.seen.get(post.thread)
        return at is not None and at >= reader.mail_since and (seen is None or seen.at < at)

    def check_end(self) -> None:
        """After one more digest, everything has been told that had to be, and nothing twice."""
        for reader in self.readers:
            assert len(reader.tellings) == len(set(reader.tellings)), "told twice"
            last = next_digest(reader, reader.zone, self.now)
            if last is None or not is_sent(reader, reader.zone, last, self.closed_at):
                continue
            self.now = last
            self.tell(reader)
            told = {number for kind, number in reader.tellings if kind == "posts"}
            for post in self.posts:
                there = self.there(post)
                is_news = there is not None and there >= reader.mail_since and post.author != reader.id
                assert not is_news or self.has_seen(reader, post) or post.id in told, "never told"
                is_pending = post.id in reader.told.pending and there is not None and reader.mode == "both"
                if is_pending and self.is_owed(reader, post):
                    assert ("translated", post.id) in reader.tellings, "its translation was never told"
            assert len(reader.tellings) == len(set(reader.tellings)), "told twice"


def test_each_item_is_told_once_or_lawfully_never() -> None:
    told = 0
    for number in range(STORIES):
        forum = Forum(number)
        try:
            for _step in range(forum.random.randrange(5, 15)):
                forum.act()
            forum.check_end()
        except AssertionError as error:
            pytest.fail(f"story {number}: {error}")
        told += sum(len(reader.tellings) for reader in forum.readers)
    assert told > STORIES
