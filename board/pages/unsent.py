"""What a person is still writing in one forum, with the place where they can go on writing, if they still may."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from board.extensions import db
from board.models import Post, Segment, Text, Thread, UnsentText
from board.rules import permissions
from board.rules.unsent import UnsentPlace
from board.visible import Sight, every_unsent_text, visible_posts, visible_texts, visible_threads

OF_A_TEXT = (UnsentPlace.TRANSLATION, UnsentPlace.FLAG)
OF_THE_FORUM = (UnsentPlace.READING, UnsentPlace.WEEK, UnsentPlace.ANNOUNCEMENT, UnsentPlace.ABSTRACT)
"""The kinds of places where admins write."""


@dataclass(frozen=True, slots=True)
class Unsent:
    """An unsent text. ``key`` names the thread, post, text or case study that it belongs to, ``number`` the week."""

    kept: UnsentText
    kind: str
    key: str = ""
    number: int = 0
    thread_id: int | None = None


def unsent_here(sight: Sight) -> list[Unsent]:
    """Return the viewer's unsent texts of this forum, the latest first.

    Texts of a week that was locked again are left out: the page of all unsent texts lists them without their place.
    """
    kept = list(db.session.scalars(every_unsent_text(), sight.me))
    threads, posts, texts = _threads(sight, kept), _posts(sight, kept), _texts(sight, kept)
    return [line for row in kept for line in _placed(sight, row, threads, posts, texts)]


def _keys_in_places(kept: Sequence[UnsentText], *kinds: str) -> list[str]:
    """Return what follows the kind in the places of these kinds, such as the key in "reply:KEY"."""
    parts = (row.place.partition(":") for row in kept)
    return [key for kind, _, key in parts if kind in kinds]


def _threads(sight: Sight, kept: Sequence[UnsentText]) -> dict[str, int]:
    keys = _keys_in_places(kept, UnsentPlace.REPLY)
    if not keys:
        return {}
    query = visible_threads(sight).where(Thread.key.in_(keys))
    return dict(db.session.execute(query.with_only_columns(Thread.key, Thread.id)).all())


def _posts(sight: Sight, kept: Sequence[UnsentText]) -> dict[str, int]:
    keys = _keys_in_places(kept, UnsentPlace.EDIT)
    if not keys:
        return {}
    query = visible_posts(sight).where(Post.key.in_(keys), Post.removed.is_(None))
    return dict(db.session.execute(query.with_only_columns(Post.key, Post.thread_id)).all())


def _texts(sight: Sight, kept: Sequence[UnsentText]) -> dict[str, str]:
    lineages = _keys_in_places(kept, *OF_A_TEXT)
    if not lineages:
        return {}
    query = visible_texts(sight).join(Segment, Segment.revision_id == Text.revision_id)
    keys = query.where(Segment.lineage.in_(lineages)).with_only_columns(Segment.lineage, Text.key)
    return dict(db.session.execute(keys).all())


def _placed(
    sight: Sight, kept: UnsentText, threads: dict[str, int], posts: dict[str, int], texts: dict[str, str]
) -> Iterator[Unsent]:
    kind, _, rest = kept.place.partition(":")
    slug, _, what = rest.partition(":")
    if kind == UnsentPlace.REPLY and rest in threads:
        yield Unsent(kept, kind, rest, thread_id=threads[rest])
    elif kind == UnsentPlace.EDIT and rest in posts:
        yield Unsent(kept, kind, rest, thread_id=posts[rest])
    elif kind in OF_A_TEXT and rest in texts:
        yield Unsent(kept, kind, texts[rest])
    elif kind == UnsentPlace.CASE_STUDY and slug == sight.forum.slug and sight.viewer.is_member:
        yield Unsent(kept, kind, what)
    elif kind == UnsentPlace.THREAD and slug == sight.forum.slug and _writable(sight, what):
        yield Unsent(kept, kind, number=int(what))
    elif kind in OF_THE_FORUM and slug == sight.forum.slug and sight.viewer.is_admin:
        yield Unsent(kept, kind)


def _writable(sight: Sight, number: str) -> bool:
    """Return whether the viewer may open a thread now in the week with this number."""
    week = next((week for week in sight.weeks if str(week.number) == number), None)
    return week is not None and permissions.write(sight.viewer, sight.state(week)) is None
