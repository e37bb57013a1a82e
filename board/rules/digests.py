"""What a digest tells a member: what became visible since they wanted mail, and that neither the site nor a mail has
told them.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import NamedTuple

from board.rules.panes import ReadingWay

EITHER_WAY = ReadingWay()
"""That of anyone who chose nothing."""
MOST_POSTS = 1000
"""How many posts one digest has, the oldest first. The next one has the others."""


class NewPost(NamedTuple):
    """A post that participants may read, and when they first could."""

    there: datetime
    id: int
    thread_id: int
    author_id: int
    written: datetime


class NewItem(NamedTuple):
    """An announcement, a reading or a week that participants may read, and when they first could.

    ``by`` is the person whom it is not news to: its author or presenter.
    """

    there: datetime
    id: int
    by: int | None = None


class NewTranslation(NamedTuple):
    """A post whose translation was completed, and when; its language, and the one that it is translated into."""

    there: datetime
    post_id: int
    thread_id: int
    language: str
    target: str | None


@dataclass(frozen=True, slots=True)
class News:
    """What participants of a forum may read at an instant; each kind in the order in which it became visible."""

    posts: Sequence[NewPost] = ()
    translations: Sequence[NewTranslation] = ()
    readings: Sequence[NewItem] = ()
    announcements: Sequence[NewItem] = ()
    weeks: Sequence[NewItem] = ()


class Seen(NamedTuple):
    """What somebody has seen of a thread: the time of the newest post that was shown, and when they were there last."""

    to: datetime
    at: datetime


@dataclass(slots=True)
class Told:
    """What mails have told somebody: ids by kind. ``pending`` posts went out without their translation."""

    posts: set[int] = field(default_factory=set)
    pending: set[int] = field(default_factory=set)
    translated: set[int] = field(default_factory=set)
    readings: set[int] = field(default_factory=set)
    announcements: set[int] = field(default_factory=set)
    weeks: set[int] = field(default_factory=set)

    def add(self, told: Mapping[str, Sequence[int]]) -> None:
        """Add what one more mail told."""
        for kind in fields(self):
            getattr(self, kind.name).update(told.get(kind.name, ()))


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What a member knows of the forum already, and since when they want to be mailed."""

    user_id: int
    since: datetime
    digests_since: datetime
    """Not before ``since``. What is older than this, and no post, they could hear of in other mails."""
    way: ReadingWay = EITHER_WAY
    """How they read, which says what translations they wait for."""
    seen: Mapping[int, Seen] = field(default_factory=dict)
    """By thread id."""
    read: AbstractSet[int] = frozenset()
    """Ids of readings."""
    told: Told = field(default_factory=Told)


@dataclass(frozen=True, slots=True)
class Items:
    """What the next digest of a member tells them, as ids."""

    posts: tuple[int, ...] = ()
    translated: tuple[int, ...] = ()
    """Posts that were told without their translation, which is there now."""
    readings: tuple[int, ...] = ()
    announcements: tuple[int, ...] = ()
    weeks: tuple[int, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not any(getattr(self, kind.name) for kind in fields(self))


def due(news: News, member: Knowledge) -> Items:
    """Return what a member's digest tells them."""
    posts = _posts(news.posts, member)
    return Items(
        tuple(posts[:MOST_POSTS]),
        tuple(_translated(news.translations, member)),
        tuple(_items(news.readings, member, member.told.readings | member.read)),
        tuple(_items(news.announcements, member, member.told.announcements)),
        tuple(_items(news.weeks, member, member.told.weeks)),
    )


def _posts(posts: Sequence[NewPost], member: Knowledge) -> list[int]:
    told = member.told.posts
    new = posts[bisect_left(posts, member.since, key=lambda post: post.there) :]
    return [
        post.id for post in new if post.id not in told and post.author_id != member.user_id and _is_unseen(post, member)
    ]


def _is_unseen(post: NewPost, member: Knowledge) -> bool:
    seen = member.seen.get(post.thread_id)
    return seen is None or post.written > seen.to


def _translated(translations: Sequence[NewTranslation], member: Knowledge) -> list[int]:
    """Return posts whose translation is owed: unless the member has been in the thread since it is there."""
    owed = member.told.pending - member.told.translated
    return [
        done.post_id
        for done in translations
        if done.post_id in owed
        and done.there >= member.since
        and member.way.waits_for(done.language, done.target)
        and ((seen := member.seen.get(done.thread_id)) is None or seen.at < done.there)
    ]


def _items(items: Sequence[NewItem], member: Knowledge, known: AbstractSet[int]) -> list[int]:
    new = items[bisect_left(items, member.digests_since, key=lambda item: item.there) :]
    return [item.id for item in new if item.id not in known and item.by != member.user_id]
