"""Several questions of a week, set at once."""

from __future__ import annotations

import re
from typing import NamedTuple

from board.actions.once import Writing, other_mark
from board.actions.posting import open_thread
from board.actions.unsent import forget_unsent
from board.extensions import db
from board.models import Thread, User, Week
from board.rules import permissions
from board.rules.permissions import check
from board.rules.unsent import UnsentPlace
from board.text import clean, plain
from board.visible.gate import Sight

MAX_TITLE = 200
MARKER = re.compile(r"\s{0,9}(?:[-*•]|\(?\d{1,2}[.)])[ \t]+")
"""What a list puts before each of its lines: these are lines of a list where they were written, and questions here."""
GAP = re.compile(r"\n[ \t]*\n\s*")


class QuestionWords(NamedTuple):
    """A question's title, and its text."""

    title: str
    body: str


def read_questions(source: str) -> list[QuestionWords]:
    """Read one question a paragraph: the first line is its title, the lines below are its text.

    A question of one line is both. A line too long for a title gives its beginning.
    """
    return [_question(paragraph) for paragraph in GAP.split(clean(source).strip()) if paragraph.strip()]


def _question(paragraph: str) -> QuestionWords:
    first, _end, rest = paragraph.partition("\n")
    first = MARKER.sub("", first, count=1).strip()
    if len(first) > MAX_TITLE:
        return QuestionWords(plain(first, MAX_TITLE), f"{first}\n{rest}".strip())
    return QuestionWords(first, rest.strip() or first)


def set_questions(sight: Sight, week: Week, author: User, source: str, language: str, once: str) -> list[Thread]:
    """Set a question for each paragraph, in their order. A form that is sent twice sets each once.

    Raises EmptyText where a question has no words that are shown.
    """
    check(permissions.administer(sight.viewer))
    marked = ((other_mark(once, str(place)), words) for place, words in enumerate(read_questions(source)))
    threads = [
        open_thread(sight, week, author, Writing(words.body, language, mark, words.title), question=True)
        for mark, words in marked
    ]
    forget_unsent(author, UnsentPlace.QUESTIONS.at(sight.forum.slug, week.number))
    db.session.commit()
    return threads
