"""Summaries of threads and weeks: the posts that they cite, the posts that they can cite, and the week in brief."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import NamedTuple

from sqlalchemy import ColumnElement

from board.extensions import db
from board.models import Post, Text, Thread, Week
from board.pages.discussion import ThreadLine, thread_lines
from board.pages.texts import Pair, titles
from board.pages.weeks import summary_of
from board.visible import Sight, is_not_withdrawn, visible_posts


class Cited(NamedTuple):
    """A post that a summary cites, as its reader may see it now."""

    key: str
    author: str
    created_at: datetime


def cited_posts(sight: Sight, keys: Collection[str]) -> dict[str, Cited]:
    """Return the posts with these keys whose words the viewer may read and nobody removed or withdrew; one query if
    there are keys.

    Admins are told no more of a removed post than others: what stands above a thread is for all its readers.
    """
    if not keys:
        return {}
    query = visible_posts(sight).where(Post.key.in_(keys), Post.removed.is_(None), Text.id.is_not(None))
    query = query.where(is_not_withdrawn(Post.text_id))
    return {post.key: Cited(post.key, post.author.name, post.created_at) for post, _text in db.session.execute(query)}


class Citable(NamedTuple):
    """A post that a summary can cite."""

    post: Post
    words: Pair


def citable_posts(sight: Sight, which: ColumnElement[bool]) -> list[tuple[Pair, list[Citable]]]:
    """Return posts with their words, the oldest first, by thread with its title; three queries for all."""
    query = visible_posts(sight).where(which, Post.removed.is_(None), Text.id.is_not(None)).add_columns(Thread)
    query = query.where(is_not_withdrawn(Post.text_id))
    rows = list(
        db.session.execute(query.order_by(None).order_by(Thread.created_at, Thread.id, Post.created_at, Post.id))
    )
    named = titles(sight, {text_id for post, _text, thread in rows for text_id in (post.text_id, thread.title_id)})
    return [
        (named[thread.title_id], [Citable(row.Post, named[row.Post.text_id]) for row in group])
        for thread, group in groupby(rows, key=lambda row: row.Thread)
    ]


class Outlined(NamedTuple):
    """A thread of the week in brief."""

    line: ThreadLine
    abstract: Pair | None


@dataclass(frozen=True, slots=True)
class Brief:
    """A week on one page: its summary, and those of its threads in the order of the week's page."""

    week: Week
    title: Pair
    summary: Pair | None
    threads: list[Outlined]

    @property
    def summarised(self) -> list[Outlined]:
        return [outlined for outlined in self.threads if outlined.abstract]

    @property
    def others(self) -> list[Outlined]:
        """The threads without a summary."""
        return [outlined for outlined in self.threads if not outlined.abstract]

    @property
    def pairs(self) -> list[Pair]:
        """All summaries."""
        told = [self.summary, *(outlined.abstract for outlined in self.threads)]
        return [pair for pair in told if pair is not None]


def brief(sight: Sight, week: Week) -> Brief:
    """Compose the week in brief in a fixed number of queries."""
    lines = thread_lines(sight, week, {})
    summary_id = summary_of(sight, week)
    named = titles(sight, [week.title_id, summary_id, *(line.thread.abstract_id for line in lines)])
    return Brief(
        week=week,
        title=named[week.title_id],
        summary=named.get(summary_id) if summary_id else None,
        threads=[Outlined(line, named.get(line.thread.abstract_id or 0)) for line in lines],
    )
