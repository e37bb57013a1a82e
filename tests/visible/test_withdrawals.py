"""What an author withdraws is quoted nowhere."""

from __future__ import annotations

import pytest

from board.extensions import db
from board.models import Excerpt, QuoteAnswer
from board.pages.matrix import matrix
from board.rules.proceedings import OBJECTED, WITHDRAWN
from board.visible import excerpts_of_posts, latest_posts, quotable_texts, visible_excerpts
from tests.support.cast import START, Cast, sight_for, text_of
from tests.support.synthesis import add_theme, place


def answer(cast: Cast, kind: str, excerpt: Excerpt | None = None) -> None:
    text_id = text_of(cast.post).id
    excerpt_id = excerpt.id if excerpt else None
    answered = QuoteAnswer(forum_id=cast.forum.id, text_id=text_id, user_id=cast.ana.id, kind=kind, at=START)
    answered.excerpt_id = excerpt_id
    db.session.add(answered)
    db.session.flush()


def seen(cast: Cast) -> tuple[int, int, int, bool, bool]:
    """Return the numbers of excerpts listed, in the matrix and at posts; whether the text is quotable, and in feeds."""
    sight = sight_for(cast, cast.alma)
    at_posts = sum(number for _post, number in db.session.execute(excerpts_of_posts(sight)))
    quotable = cast.post.text_id in {text.id for text in db.session.scalars(quotable_texts(sight))}
    fed = cast.post.id in {row[0].id for row in db.session.execute(latest_posts(sight))}
    listed = len(db.session.execute(visible_excerpts(sight)).unique().all())
    return listed, matrix(sight).total, at_posts, quotable, fed


@pytest.mark.parametrize(
    ("kind", "passage_alone", "expected"),
    [
        (OBJECTED, False, (2, 2, 2, True, True)),
        (OBJECTED, True, (2, 2, 2, True, True)),
        (WITHDRAWN, True, (1, 1, 1, True, True)),
        (WITHDRAWN, False, (0, 0, 0, False, False)),
    ],
)
def test_a_withdrawal_takes_what_it_names_from_every_list(
    cast: Cast, kind: str, passage_alone: bool, expected: tuple[int, int, int, bool, bool]
) -> None:
    theme = add_theme(cast)
    passage = place(cast, theme, "verduras", once="1")
    place(cast, theme, "La cooperativa", once="2")
    assert seen(cast) == (2, 2, 2, True, True)
    answer(cast, kind, passage if passage_alone else None)
    assert seen(cast) == expected
