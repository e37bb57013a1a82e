"""Seeing the synthesis: themes, and excerpts of texts that the viewer may read now and that nobody removed."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    String,
    Subquery,
    and_,
    cast,
    false,
    func,
    literal,
    select,
    true,
)
from sqlalchemy.orm import joinedload

from board.models import (
    CodingMark,
    Excerpt,
    ExcerptSpan,
    Membership,
    Post,
    Reading,
    Segment,
    Text,
    Theme,
    Thread,
    Translation,
)
from board.rules.synthesis import IN_USE, RETIRED
from board.visible.discussion import in_thread, visible_posts
from board.visible.gate import Person, Scope, Scoped, Sight, cached_per_scope, viewer_id, within
from board.visible.people import is_newcomer
from board.visible.programme import published_readings
from board.visible.withdrawals import is_not_withdrawn, is_printable, passage_is_not_withdrawn

QUOTED = "quoted_id"
"""The label of the account id of a text's author beside an excerpt, whose own author is the person who placed it."""


def visible_themes(seen: Scoped) -> Select[Theme]:
    """Return the codebook in its order: themes in use for readers, proposed ones too for members, all for admins."""
    return (
        select(Theme)
        .where(Theme.forum_id == seen.scope.forum_id, literal(seen.scope.reads), _theme_is_shown(seen))
        .order_by(Theme.position, Theme.id)
    )


def _theme_is_shown(seen: Scoped) -> ColumnElement[bool]:
    viewer = seen.scope.viewer
    if viewer.is_admin:
        return literal(True)
    return Theme.state != RETIRED if viewer.is_member else Theme.state == IN_USE


def quotable_places(sight: Sight, *, of: int | None = None) -> Subquery:
    """Return the texts from which excerpts can be taken: ``text_id``, ``kind``, ``key``, ``week_id``, ``author_id``.

    ``title_id`` is the title of the reading, or of the thread in which the post stands. The texts are posts and
    readings of weeks within sight. Nothing that was removed is among them, for admins either; nor what a translator
    sees of a locked week, since that is material to translate and not yet part of the discussion; nor what its author
    has withdrawn from the proceedings. With ``of`` they are the texts of this author alone, withdrawn or not: only the
    author is shown them (`visible/quoted.py`).
    """
    posts = visible_posts(sight).where(Text.id.is_not(None), Post.removed.is_(None), within(sight, Thread.week_id))
    posts = posts.where(_may_be_quoted(Post.text_id, Post.author_id, of))
    readings = published_readings(sight).where(Reading.body_id.is_not(None), within(sight, Reading.week_id))
    readings = readings.where(_may_be_quoted(Reading.body_id, Reading.respondent_id, of))
    return (
        posts.order_by(None)
        .with_only_columns(
            Text.id.label("text_id"), cast(literal("post"), String).label("kind"), Post.key.label("key"),
            Thread.week_id.label("week_id"), cast(Post.author_id, Integer).label("author_id"),
            Thread.title_id.label("title_id"),
        )
        .union_all(
            readings.with_only_columns(
                Reading.body_id, cast(literal("reading"), String), Reading.key, Reading.week_id,
                cast(Reading.respondent_id, Integer), Reading.title_id,
            )
        )
        .subquery("quotable")
    )  # fmt: skip


def quoted_places(sight: Sight) -> Select[int, str, str, int, int | None, int, datetime, bool]:
    """Return the columns of `quotable_places`, when each text was written, and whether it may be printed in full."""
    places = quotable_places(sight)
    columns = places, Text.created_at, is_printable(places.c.text_id).label("printable")
    return select(*columns).join(Text, Text.id == places.c.text_id)


def _may_be_quoted(text_id: Any, author_id: Any, of: int | None) -> ColumnElement[bool]:
    if of is None:
        return is_not_withdrawn(text_id)
    theirs: ColumnElement[bool] = author_id == of
    return theirs


def quotable_texts(sight: Sight) -> Select[Text]:
    """Return the texts themselves."""
    return select(Text).where(Text.id.in_(select(quotable_places(sight).c.text_id)))


def quotable_text(sight: Sight, kind: str, key: str) -> Select[Text, int | None]:
    """Return the text at a place, with its author's account id."""
    places = quotable_places(sight)
    here = select(Text, places.c.author_id).join(places, places.c.text_id == Text.id)
    return here.where(places.c.kind == kind, places.c.key == key)


def region_of_author(sight: Sight, author_id: int | None) -> Select[str]:
    """Return the region of the author of a text already found visible; of a newcomer's nothing is told."""
    theirs = select(Membership.region).where(Membership.forum_id == sight.forum.id, ~is_newcomer())
    return theirs.where(Membership.user_id == author_id)


def visible_excerpts(sight: Sight) -> Select[Excerpt, str, str, int, int | None, int]:
    """Return each excerpt with kind, key, week id, author id and title id of the text that it quotes.

    An excerpt goes with its text and with its theme: none is seen of a removed or locked text, or under a theme that
    the viewer does not see, or that is retired. Nor does anyone who codes see what others placed in a text that they
    have not gone through themselves.
    """
    return _excerpts_of_texts(sight).where(~is_kept_from(sight))


def excerpts_of_author(sight: Sight, author_id: int) -> Select[Excerpt, str, str, int, int | None, int]:
    """Return the same of the texts of one author, withdrawn or not."""
    return _excerpts_of_texts(sight, of=author_id)


def _excerpts_of_texts(sight: Sight, *, of: int | None = None) -> Select[Excerpt, str, str, int, int | None, int]:
    places = quotable_places(sight, of=of)
    return (
        select(
            Excerpt, places.c.kind, places.c.key, places.c.week_id, places.c.author_id.label(QUOTED), places.c.title_id
        )
        .join(places, places.c.text_id == Excerpt.text_id)
        .join(Theme, Theme.id == Excerpt.theme_id)
        .where(_stands(sight), passage_is_not_withdrawn() if of is None else true())
        .options(joinedload(Excerpt.author))
        .order_by(Excerpt.created_at, Excerpt.id)
    )


def _stands(seen: Scoped) -> ColumnElement[bool]:
    """Match excerpts that nobody removed, under themes that the viewer sees."""
    here = and_(Excerpt.forum_id == seen.scope.forum_id, Excerpt.removed_at.is_(None))
    return and_(here, _theme_is_shown(seen), Theme.state != RETIRED)


def is_kept_from(sight: Sight) -> ColumnElement[bool]:
    """Match what others placed in texts that the viewer is to code and has not marked yet."""
    return _is_kept_from(sight, sight.viewer.user_id)


def _is_kept_from(seen: Scoped, mine: Person) -> ColumnElement[bool]:
    if not seen.scope.viewer.codes:
        return false()
    return and_(Excerpt.author_id != mine, Excerpt.text_id.not_in(marked_by(mine)))


def marked_by(user_id: Person) -> Select[int]:
    """Return the ids of texts that somebody has gone through at the coding desk."""
    return select(CodingMark.text_id).where(CodingMark.user_id == user_id)


def number_kept_back(sight: Sight) -> Select[int]:
    """Count the excerpts that the viewer does not see, because they code and are to do so blind."""
    kept = _excerpts_of_texts(sight).where(is_kept_from(sight)).order_by(None)
    return kept.with_only_columns(func.count(Excerpt.id))


def excerpt_counts(sight: Sight) -> Select[int, str, int]:
    """Return how many visible excerpts each cell has: theme id, region, number."""
    return (
        visible_excerpts(sight)
        .order_by(None)
        .with_only_columns(Excerpt.theme_id, Excerpt.region, func.count(Excerpt.id))
        .group_by(Excerpt.theme_id, Excerpt.region)
    )


@cached_per_scope
def excerpts_in_thread(scope: Scope) -> Select[int, int]:
    """Return the same of the posts of one thread."""
    return _excerpts_of_posts(scope, viewer_id()).where(in_thread())


def excerpts_of_posts(sight: Sight) -> Select[int, int]:
    """Return how many visible excerpts each visible post has: post id, number; posts without any are left out."""
    return _excerpts_of_posts(sight, sight.viewer.user_id)


def _excerpts_of_posts(seen: Scoped, me: Person) -> Select[int, int]:
    posts = visible_posts(seen).where(Post.removed.is_(None), within(seen, Thread.week_id))
    return (
        posts.where(is_not_withdrawn(Post.text_id))
        .join(Excerpt, Excerpt.text_id == Text.id)
        .join(Theme, Theme.id == Excerpt.theme_id)
        .where(_stands(seen), passage_is_not_withdrawn(), ~_is_kept_from(seen, me))
        .with_only_columns(Post.id, func.count(Excerpt.id))
        .group_by(Post.id)
        .order_by(None)
    )


def spans_of(sight: Sight, excerpt_ids: Collection[int]) -> Select[ExcerptSpan, Segment, Translation | None]:
    """Return the spans of excerpts already found visible, with the paragraph and translation that they were made in.

    The translation is left out where the viewer may not see it, even if it was superseded since.
    """
    return (
        select(ExcerptSpan, Segment, Translation)
        .join(Segment, Segment.id == ExcerptSpan.segment_id)
        .outerjoin(Translation, Translation.id == ExcerptSpan.translation_id)
        .where(ExcerptSpan.excerpt_id.in_(excerpt_ids))
        .order_by(ExcerptSpan.excerpt_id, ExcerptSpan.position)
    )
