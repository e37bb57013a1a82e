"""The order of the translators' queue: the rank that comes before the age of a text."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, false, literal, or_, select
from sqlalchemy.orm import aliased

from board.models import Assignment, Post, Text
from board.rules.places import in_group
from board.rules.queue import ASKED, BY_WEEK, NOW, REST, TOLD, WAITED_FOR
from board.rules.weeks import is_answering
from board.visible.gate import Sight


def rank(sight: Sight, order: str, kind: Any, text_id: Any, week_id: Any) -> ColumnElement[int]:
    """Return the rank of a text at a place; within a rank the oldest comes first."""
    if order == BY_WEEK:
        return week_number(sight, week_id)
    return urgency(sight, kind, text_id, week_id) if order == WAITED_FOR else literal(0)


def week_number(sight: Sight, week_id: Any) -> ColumnElement[int]:
    """Return the number of a week by its id; texts outside any week come first."""
    numbers = {week.id: week.number for week in sight.weeks}
    return case(numbers, value=week_id, else_=0) if numbers else literal(0)


def urgency(sight: Sight, kind: Any, text_id: Any, week_id: Any) -> ColumnElement[int]:
    """Return how much somebody waits for a text."""
    now = sight.this_week
    in_this_week = week_id == now.id if now else false()
    return case(
        (and_(kind == "post", _is_asked(sight, text_id)), ASKED),
        (kind.in_(in_group("announcements")), TOLD),
        (in_this_week, NOW),
        else_=REST,
    )


def _is_asked(sight: Sight, text_id: Any) -> ColumnElement[bool]:
    """Match open questions to the key respondents who answer now, and what they answered."""
    weeks = [week.id for week in sight.weeks if is_answering(week, sight.weeks, sight.forum.closed_at, sight.now)]
    if not weeks:
        return false()
    question, answering = aliased(Post), select(Assignment.user_id).where(Assignment.week_id.in_(weeks))
    asked = question.forum_id == sight.forum.id, question.asked_id.in_(answering), question.removed.is_(None)
    questions = select(question.text_id).where(*asked, question.answered_at.is_(None))
    answers = select(Post.text_id).join(question, question.answer_id == Post.id)
    given = answers.where(*asked, question.answered_at.is_not(None), Post.removed.is_(None))
    return or_(text_id.in_(questions), text_id.in_(given))


def rank_of(sight: Sight, order: str, text: Text, kind: str, week_id: int | None) -> Select[int]:
    """Return the rank of one text whose place was found visible, also when it does not wait any more."""
    place = rank(sight, order, literal(kind), Text.id, literal(week_id))
    return select(place).where(Text.id == text.id)
