"""Posts with all that a mail shows of them, for as many as there are in the same number of queries."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from board.extensions import db
from board.models import Post, Thread
from board.pages.discussion import threads_of
from board.pages.people import Badges
from board.pages.posts import PostView, post_views
from board.pages.texts import Pair, load_texts
from board.visible import Sight, visible_posts


class MailedPost(NamedTuple):
    """A post whose words its reader may see, with its thread, and whom it replies to; empty: nobody."""

    view: PostView
    pair: Pair
    thread: Thread
    title: Pair
    """The title of the thread."""
    replies_to: str

    @property
    def id(self) -> int:
        return self.view.post.id


def mailed_posts(sight: Sight, ids: Collection[int], given: Badges | None = None) -> tuple[MailedPost, ...]:
    """Return those of these posts whose words can be read now, oldest first; nothing of the others.

    ``sight`` is that of the participants: a mail holds what all of them may read.
    """
    views = [view for view in post_views(sight, Post.id.in_(ids), given) if view.text and not view.post.removed]
    threads = threads_of(sight, [view.post for view in views])
    texts = [view.text.id for view in views if view.text]
    pairs = load_texts(sight, [*texts, *(thread.title_id for thread in threads.values())])
    names = _names(sight, views)
    return tuple(
        MailedPost(view, pairs[view.text.id], thread, pairs[thread.title_id], names.get(view.post.reply_to_id or 0, ""))
        for view in views
        if view.text and (thread := threads.get(view.post.thread_id))
    )


def _names(sight: Sight, views: Sequence[PostView]) -> dict[int, str]:
    """Return who wrote the posts that these reply to, by post id; one query, or none if these are all of them."""
    known = {view.post.id: view.post.author.name for view in views}
    elsewhere = {view.post.reply_to_id for view in views if view.post.reply_to_id} - known.keys()
    return known | dict(_authors(sight, elsewhere))


def _authors(sight: Sight, ids: Collection[int | None]) -> Iterable[tuple[int, str]]:
    if ids:
        for row in db.session.execute(visible_posts(sight).where(Post.id.in_(ids))):
            yield row.Post.id, row.Post.author.name
