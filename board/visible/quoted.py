"""Seeing the authors' check: what is quoted of each author, and, for them and for admins, what they say of it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, Select, Subquery, func, literal, or_, select
from sqlalchemy.orm import joinedload

from board.models import Excerpt, Job, Post, QuoteAnswer, Reading, Text
from board.rules.proceedings import OBJECTED
from board.visible.gate import Sight
from board.visible.synthesis import QUOTED, excerpts_of_author, is_kept_from, quotable_places, visible_excerpts
from board.visible.withdrawals import withdrawn_passages

ASKED, REMINDED = "mail.quoted", "mail.quoted_again"
"""The kinds of work that ask somebody to check what is quoted of them, and that remind them."""


def my_quotable_places(sight: Sight) -> Subquery:
    """Return the viewer's own texts that every participant may read, withdrawn or not: see `quotable_places`."""
    return quotable_places(sight.of_participants(), of=_me(sight))


def my_quotable_texts(sight: Sight) -> Select[Text, str, str, int, int]:
    """Return these texts with kind, key, week id and title id, by week and time."""
    places = my_quotable_places(sight)
    return (
        select(Text, places.c.kind, places.c.key, places.c.week_id, places.c.title_id)
        .join(places, places.c.text_id == Text.id)
        .order_by(places.c.week_id, Text.created_at, Text.id)
    )


def my_quoted_passages(sight: Sight) -> Select[Excerpt, str, str, int, int | None, int]:
    """Return the passages of the viewer's own texts, withdrawn or not, as `visible_excerpts` does.

    They are what every participant sees. A viewer who codes is blind to what others placed in a text of their own, too,
    until authors are asked: whoever is quoted has to see it then.
    """
    mine = excerpts_of_author(sight.of_participants(), _me(sight))
    return mine if sight.forum.check_from is not None else mine.where(~is_kept_from(sight))


def my_withdrawn_passages(sight: Sight) -> Select[int, int]:
    """Return the ids of passages of which the viewer has withdrawn words, each with the id of the answer."""
    return withdrawn_passages().where(*_are_mine(sight))


def my_quote_answers(sight: Sight) -> Select[QuoteAnswer]:
    """Return what the viewer has said of what is quoted of them, the earliest first."""
    return select(QuoteAnswer).where(*_are_mine(sight)).order_by(QuoteAnswer.at, QuoteAnswer.id)


def _are_mine(sight: Sight) -> tuple[ColumnElement[bool], ...]:
    return QuoteAnswer.forum_id == sight.forum.id, QuoteAnswer.user_id == _me(sight)


def _me(sight: Sight) -> int:
    return sight.viewer.user_id or 0


def passages_by_author(sight: Sight) -> Select[int, int, datetime]:
    """Return of how many passages each author's words are quoted, and when the newest was placed."""
    rows = visible_excerpts(sight.of_participants()).order_by(None)
    author_id = rows.selected_columns[QUOTED].label("author_id")
    quoted = rows.with_only_columns(author_id, Excerpt.created_at.label("at")).subquery()
    return (
        select(quoted.c.author_id, func.count(quoted.c.at), func.max(quoted.c.at))
        .where(quoted.c.author_id.is_not(None))
        .group_by(quoted.c.author_id)
    )


def quotable_authors(sight: Sight, kind: str) -> Select[str, int | None]:
    """Return the keys of all posts, or all readings, that may be quoted, with their author's account id."""
    places = quotable_places(sight.of_participants())
    return select(places.c.key, places.c.author_id).where(places.c.kind == kind)


def quote_answers(sight: Sight) -> Select[QuoteAnswer, str | None, str | None, str | None]:
    """Return what all authors said, the earliest first, with the keys of passage, post and reading, for admins."""
    return (
        select(QuoteAnswer, Excerpt.key, Post.key, Reading.key)
        .outerjoin(Excerpt, Excerpt.id == QuoteAnswer.excerpt_id)
        .outerjoin(Post, Post.text_id == QuoteAnswer.text_id)
        .outerjoin(Reading, Reading.body_id == QuoteAnswer.text_id)
        .where(QuoteAnswer.forum_id == sight.forum.id, literal(sight.viewer.is_admin))
        .options(joinedload(QuoteAnswer.user))
        .order_by(QuoteAnswer.at, QuoteAnswer.id)
    )


def objections(sight: Sight) -> Select[QuoteAnswer]:
    """Return the objections of all authors, for admins."""
    here = QuoteAnswer.forum_id == sight.forum.id, literal(sight.viewer.is_admin)
    return select(QuoteAnswer).where(QuoteAnswer.kind == OBJECTED, *here)


def mails_to_quoted(sight: Sight) -> Select[Job]:
    """Return the work, done or due, that asks and reminds people who are quoted, the earliest first, for admins."""
    here = or_(*(Job.unique_key.startswith(f"{mail_key(kind, sight)}:", autoescape=True) for kind in (ASKED, REMINDED)))
    return select(Job).where(here, literal(sight.viewer.is_admin)).order_by(Job.due_at, Job.id)


def mail_key(kind: str, sight: Sight, *named: object) -> str:
    """Return the unique key of such work, or the beginning of the keys of all of a forum."""
    return ":".join(map(str, (kind, sight.forum.id, *named)))
