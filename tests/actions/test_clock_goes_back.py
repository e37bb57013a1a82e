"""The clock goes back two hours: what is written then comes last, and is new to everybody who was there before."""

from __future__ import annotations

from datetime import timedelta

import pytest

from board.actions import posting
from board.actions.marks import VISIT_LASTS, note_visit
from board.extensions import db
from board.models import Post
from board.visible import visible_posts
from board.visible.listing import first_unseen_posts
from tests.support.cast import START, Cast, sight_for, typed

NOW = START + timedelta(hours=3)
TICK = timedelta.resolution


def say(cast: Cast, words: str, after: timedelta) -> Post:
    sight = sight_for(cast, cast.jorge, NOW + after)
    return posting.reply(sight, cast.thread, cast.jorge, typed(words, "en", once=words))


@pytest.mark.parametrize(
    ("later", "stands_at"),
    [
        (timedelta(hours=-2), NOW + TICK),
        (-TICK, NOW + TICK),
        (timedelta(0), NOW),
        (TICK, NOW + TICK),
        (timedelta(hours=2), NOW + timedelta(hours=2)),
    ],
)
def test_a_post_never_stands_before_the_last_one(cast: Cast, later: timedelta, stands_at: object) -> None:
    say(cast, "First words.", timedelta(0))
    assert say(cast, "Words afterwards.", later).created_at == stands_at


def test_what_is_written_after_the_clock_went_back_is_new_and_in_order(cast: Cast) -> None:
    first = say(cast, "First words.", timedelta(0))
    note_visit(sight_for(cast, cast.ana, NOW), cast.thread, first.created_at)
    later = [say(cast, f"Words {n}.", timedelta(hours=-2, minutes=n)) for n in range(3)]
    sight = sight_for(cast, cast.ana, NOW - timedelta(hours=1))
    unseen = {row.thread_id: row.key for row in db.session.execute(first_unseen_posts(sight), sight.me)}
    assert unseen[cast.thread.id] == later[0].key
    posts = db.session.execute(visible_posts(sight).where(Post.thread_id == cast.thread.id)).all()
    assert [row.Post.id for row in posts][-4:] == [first.id, *(post.id for post in later)]
    note_visit(sight, cast.thread, later[-1].created_at)
    assert cast.thread.id not in {row.thread_id for row in db.session.execute(first_unseen_posts(sight), sight.me)}


@pytest.mark.parametrize(
    ("back", "is_new"), [(VISIT_LASTS - TICK, False), (VISIT_LASTS, False), (VISIT_LASTS + TICK, True)]
)
def test_who_comes_back_then_is_shown_what_is_new(cast: Cast, back: timedelta, is_new: bool) -> None:
    """A visit that is said to begin later than now is another one, from when the clock was not right."""
    first = say(cast, "First words.", timedelta(0))
    note_visit(sight_for(cast, cast.ana, NOW), cast.thread, first.created_at)
    later = say(cast, "Words afterwards.", -back)
    line = note_visit(sight_for(cast, cast.ana, NOW - back), cast.thread, later.created_at)
    assert line == (first.created_at if is_new else None)
