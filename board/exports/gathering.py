"""Everything that the exports hold of a forum, read once in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import joinedload

from board.exports.seeing import People
from board.extensions import db
from board.models import Excerpt, PolicyElement, Post, Reading, Theme, Thread, Week
from board.pages.excerpts import ExcerptView, excerpts
from board.pages.texts import Pair, load_texts
from board.pages.voices import ORDER
from board.visible import (
    Sight,
    latest_posts,
    latest_readings,
    texts_not_printable,
    visible_elements,
    visible_themes,
    visible_threads,
    voice_counts,
)


@dataclass(frozen=True, slots=True)
class Found:
    """What the sight of an export sees of a forum."""

    sight: Sight
    weeks: tuple[Week, ...]
    readings: Sequence[Reading]
    threads: Sequence[Thread]
    posts: Sequence[tuple[Post, Thread]]
    voices: Sequence[tuple[str, str, str, int]]
    """Key of the post, kind, region, and number."""
    themes: Sequence[Theme]
    excerpts: Sequence[ExcerptView]
    elements: Sequence[PolicyElement]
    texts: Mapping[int, Pair]
    people: People


def gather(sight: Sight) -> Found:
    """Read the forum as this sight sees it (see `seeing.plain_sight`)."""
    weeks = tuple(week for week in sight.weeks if week.id in sight.scope.weeks)
    readings = _readings(sight)
    threads = db.session.scalars(visible_threads(sight).order_by(Thread.created_at, Thread.id)).all()
    rows = db.session.execute(latest_posts(sight).order_by(None).order_by(Post.created_at, Post.id))
    posts = [(row.Post, row.Thread) for row in rows]
    themes = db.session.scalars(visible_themes(sight)).all()
    elements = db.session.scalars(visible_elements(sight)).all()
    ids = {*_text_ids(sight, weeks, readings, threads, posts, themes), *(element.text_id for element in elements)}
    ids -= set(db.session.scalars(texts_not_printable()))  # they keep their rows, to which others lead, without words
    return Found(
        sight=sight,
        weeks=weeks,
        readings=readings,
        threads=threads,
        posts=posts,
        voices=_voices(sight, [post for post, _thread in posts]),
        themes=themes,
        excerpts=excerpts(sight, Excerpt.forum_id == sight.forum.id),
        elements=elements,
        texts=load_texts(sight, ids),
        people=People.of(sight),
    )


def _readings(sight: Sight) -> list[Reading]:
    """Return the readings in the order of the programme."""
    readings = db.session.scalars(latest_readings(sight).options(joinedload(Reading.file))).unique()
    return sorted(readings, key=lambda reading: (sight.week(reading.week_id).number, reading.position, reading.id))


def _voices(sight: Sight, posts: Sequence[Post]) -> list[tuple[str, str, str, int]]:
    """Return the answers to these posts, in their order."""
    place = {post.id: number for number, post in enumerate(posts)}
    counted = [
        (place[post_id], ORDER.index(kind), region, number)
        for post_id, kind, region, number, _is_mine in db.session.execute(voice_counts(sight))
        if post_id in place
    ]
    return [(posts[at].key, ORDER[kind], region, number) for at, kind, region, number in sorted(counted)]


def _text_ids(
    sight: Sight, weeks: Sequence[Week], readings: Sequence[Reading], threads: Sequence[Thread],
    posts: Sequence[tuple[Post, Thread]], themes: Sequence[Theme],
) -> Iterator[int | None]:  # fmt: skip
    yield sight.forum.about_id
    for week in weeks:
        yield from (week.title_id, week.outline_id, week.summary_id)
    for reading in readings:
        yield from (reading.title_id, reading.body_id)
    for thread in threads:
        yield from (thread.title_id, thread.abstract_id)
    for post, _thread in posts:
        yield post.text_id
    for theme in themes:
        yield from (theme.name_id, theme.definition_id, theme.example_id, theme.counter_example_id)
