"""Seeing what stands beside the matrix: readers' voices on what it quotes, themes that occur together, and questions.

Everything is counted through `visible_excerpts`, so a text that the viewer may not see counts nowhere.
"""

from __future__ import annotations

from sqlalchemy import Select, and_, func, select

from board.models import CellQuestion, Excerpt, Post, Text, Thread, Voice
from board.visible.discussion import visible_posts
from board.visible.gate import Sight, within
from board.visible.synthesis import visible_excerpts


def voices_on_passages(sight: Sight) -> Select[str, str, int]:
    """Return how many readers reacted to posts that visible excerpts quote: the kind, the readers' region, number."""
    quoted = visible_excerpts(sight).order_by(None).with_only_columns(Excerpt.text_id)
    return (
        visible_posts(sight)
        .join(Voice, Voice.post_id == Post.id)
        .where(Post.removed.is_(None), Post.text_id.in_(quoted))
        .with_only_columns(Voice.kind, Voice.region, func.count(Voice.user_id.distinct()))
        .group_by(Voice.kind, Voice.region)
        .order_by(None)
    )


def texts_under(sight: Sight, theme_id: int) -> Select[int]:
    """Return the ids of the texts of which the viewer sees a passage under a theme."""
    return visible_excerpts(sight).where(Excerpt.theme_id == theme_id).order_by(None).with_only_columns(Excerpt.text_id)


def themes_together(sight: Sight) -> Select[int, int, int]:
    """Return each two themes that have visible excerpts of the same text: both ids, and in how many texts that is."""
    placed = visible_excerpts(sight).order_by(None).with_only_columns(Excerpt.text_id, Excerpt.theme_id)
    texts = placed.distinct().cte("texts_of_themes")
    one, other = texts.alias("one"), texts.alias("other")
    same_text = and_(one.c.text_id == other.c.text_id, one.c.theme_id < other.c.theme_id)
    return (
        select(one.c.theme_id, other.c.theme_id, func.count())
        .join(other, same_text)
        .group_by(one.c.theme_id, other.c.theme_id)
    )


def cell_questions(sight: Sight) -> Select[Post, Text | None, int, str]:
    """Return the questions that were asked about cells, each with its theme's id and its region, the earliest first.

    Nobody sees one that was removed; nor does a translator see that of a locked week, even if it is to be translated.
    """
    return (
        visible_posts(sight)
        .join(CellQuestion, CellQuestion.post_id == Post.id)
        .where(Post.removed.is_(None), Post.asked_id.is_not(None), within(sight, Thread.week_id))
        .add_columns(CellQuestion.theme_id, CellQuestion.region)
    )
