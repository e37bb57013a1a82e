"""A thread with its posts, and lists of threads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple

from board.extensions import db
from board.models import Post, Thread, Week
from board.pages.people import Badges
from board.pages.posts import PostView, ShownPost, TextMark, posts_in_thread
from board.pages.texts import Pair, titles
from board.pages.voices import Heard, heard_among
from board.rules import permissions
from board.rules.weeks import WeekState
from board.visible import (
    Sight,
    followed_thread_ids,
    last_posts_of_week,
    summarised_threads,
    threads_of_week,
    visible_threads,
)
from board.visible.below import PLACED, TAIL, VOICE, below_posts


@dataclass(frozen=True, slots=True)
class ThreadView:
    """A thread with all its posts, the oldest first."""

    sight: Sight
    thread: Thread
    week: Week
    title: Pair
    abstract: Pair | None
    """What admins say of it in a few sentences."""
    posts: tuple[PostView, ...]
    voices: dict[int, Heard]
    """The readers' one-tap answers, by post id."""
    placed: dict[int, int]
    """How many passages of a post are in the synthesis, by post id."""
    tails: dict[int, str]
    """What was cut from the e-mails that became posts, by post id."""
    to_reword: frozenset[int] = frozenset()
    """The ids of the viewer's posts of which a translator asks them to reword something."""

    @property
    def state(self) -> WeekState:
        return self.sight.state(self.week)

    @property
    def refusal(self) -> permissions.Refusal | None:
        """Why the viewer may not write here, or None."""
        return permissions.write(self.sight.viewer, self.state)

    @property
    def authors(self) -> int:
        return len({view.post.author_id for view in self.posts})

    @property
    def texts(self) -> list[TextMark]:
        return [view.text for view in self.posts if view.text is not None]

    @property
    def newest(self) -> datetime:
        """When the newest visible post was written."""
        return max((view.post.created_at for view in self.posts), default=self.thread.created_at)

    def since(self, instant: datetime | None) -> ThreadView:
        """Return this thread with the posts that others wrote after the instant marked as new."""
        if instant is None or self.newest <= instant:
            return self
        return replace(self, posts=tuple(self._marked(view, instant) for view in self.posts))

    def _marked(self, view: PostView, instant: datetime) -> PostView:
        is_new = view.post.created_at > instant and view.post.author_id != self.sight.viewer.user_id
        return view._replace(is_new=True) if is_new else view

    @property
    def first_new(self) -> str | None:
        """The key of the post before which the "new" line stands."""
        return next((view.post.key for view in self.posts if view.is_new), None)

    def find(self, key: str | None) -> PostView | None:
        return next((view for view in self.posts if view.post.key == key), None)


@dataclass(frozen=True, slots=True)
class ThreadLine:
    """A thread in a list."""

    thread: Thread
    title: Pair
    posts: int
    new: int
    last_at: datetime | None
    last_author: str
    followed: bool = False


def thread_view(
    sight: Sight, thread: Thread, given: Badges | None = None, named: Mapping[int, Pair] | None = None
) -> ThreadView:
    """Compose the whole thread: one query for its posts, and one for what stands below them; one for badges if they are
    not given, and two for the title and the abstract if these are not among the texts ``named``.
    """
    named = named or titles(sight, [thread.title_id, abstract_id_of(sight, thread)])
    posts = posts_in_thread(sight, thread.id, given)
    below = _below(sight, thread)
    return ThreadView(
        sight=sight,
        thread=thread,
        week=sight.week(thread.week_id),
        title=named[thread.title_id],
        abstract=named.get(thread.abstract_id or 0),
        posts=posts,
        voices=below.voices,
        placed=below.placed,
        tails=below.tails,
        to_reword=below.to_reword,
    )


class _Below(NamedTuple):
    """What is shown below each post, by post id. The fields are those of ``ThreadView``."""

    voices: dict[int, Heard]
    placed: dict[int, int]
    tails: dict[int, str]
    to_reword: frozenset[int]


def _below(sight: Sight, thread: Thread) -> _Below:
    rows = db.session.execute(below_posts(sight), {**sight.me, "thread_id": thread.id}).all()
    tails = [(post_id, words) for what, post_id, words, *_ in rows if what == TAIL]
    return _Below(
        heard_among(row[1:] for row in rows if row[0] == VOICE),
        {post_id: number for what, post_id, _words, _region, number, _mine in rows if what == PLACED},
        {post_id: words for post_id, words in tails if words is not None},
        frozenset(post_id for post_id, words in tails if words is None),
    )


def abstract_id_of(sight: Sight, thread: Thread) -> int | None:
    """Return the id of a visible thread's summary if the viewer may read it.

    Only a translator may see a thread (of a locked week) without its summary, so only for them a query is made.
    """
    if thread.abstract_id is None or not sight.viewer.is_translator:
        return thread.abstract_id
    seen = summarised_threads(sight).where(Thread.id == thread.id)
    return db.session.scalar(seen.with_only_columns(Thread.abstract_id))


def threads_of(sight: Sight, posts: Iterable[Post | ShownPost]) -> dict[int, Thread]:
    """Return the threads of visible posts, by thread id; one query."""
    ids = {post.thread_id for post in posts}
    return {thread.id: thread for thread in db.session.scalars(visible_threads(sight).where(Thread.id.in_(ids)))}


def threads_in(sight: Sight, week: Week) -> list[Thread]:
    """Return the visible threads of a week, in no order; one query."""
    return list(db.session.scalars(threads_of_week(sight), {"week_id": week.id}))


def thread_lines(
    sight: Sight,
    week: Week,
    new: dict[int, int],
    threads: Sequence[Thread] | None = None,
    named: Mapping[int, Pair] | None = None,
) -> list[ThreadLine]:
    """Return the week's threads: pinned ones first, then those of readings, questions, and participants' threads.
    Two queries if the ``threads`` and the texts ``named``, their titles among them, are given.

    Participants' threads stand by their last post, the latest first; the others in the order of their making.
    """
    threads = threads_in(sight, week) if threads is None else threads
    names = titles(sight, [thread.title_id for thread in threads]) if named is None else named
    last = _last_posts(sight, week)
    followed = followed_ids(sight)
    lines = []
    for thread in threads:
        posts, last_at, last_author = last.get(thread.id, NO_POSTS)
        title, unseen = names[thread.title_id], new.get(thread.id, 0)
        lines.append(ThreadLine(thread, title, posts, unseen, last_at, last_author, thread.id in followed))
    return sorted(lines, key=_order)


def followed_ids(sight: Sight) -> frozenset[int]:
    """Return the ids of the visible threads that the viewer follows."""
    return frozenset(db.session.scalars(followed_thread_ids(sight), sight.me))


Summary = tuple[int, datetime | None, str]
NO_POSTS: Summary = (0, None, "")


def _last_posts(sight: Sight, week: Week) -> dict[int, Summary]:
    """Summarise each thread of the week, by its id: the number of posts, when the last was written, and by whom."""
    rows = db.session.execute(last_posts_of_week(sight), {"week_id": week.id})
    return {thread_id: (number, at, name) for thread_id, number, at, name in rows}


def _order(line: ThreadLine) -> tuple[bool, int, int, float]:
    kinds: Sequence[str] = ("reading", "question", "thread")
    kind = kinds.index(line.thread.kind)
    at = line.last_at or line.thread.created_at
    return (
        line.thread.pinned_at is None,
        kind,
        line.thread.position,
        -at.timestamp() if kind == 2 else line.thread.created_at.timestamp(),
    )
