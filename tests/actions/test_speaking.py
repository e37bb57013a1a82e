"""One tap on a post: said once, exclusive where it must be, taken back, with the region of that moment."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from board.actions import erasing, posting, speaking, suspending
from board.extensions import db
from board.models import Post, User, Voice
from board.pages.voices import SILENCE, Heard, heard
from board.rules.permissions import Refusal, Refused
from tests.support.cast import START, Cast, membership_of, sight_for

CASES = [
    ([("true_here", True)], {"true_here"}),
    ([("true_here", True), ("true_here", True)], {"true_here"}),
    ([("true_here", True), ("not_here", True)], {"not_here"}),
    ([("not_here", True), ("true_here", True)], {"true_here"}),
    ([("true_here", True), ("tried", True)], {"true_here", "tried"}),
    ([("tried", True), ("not_here", True)], {"tried", "not_here"}),
    ([("true_here", True), ("true_here", False)], set()),
    ([("true_here", False)], set()),
    ([("tried", True), ("true_here", True), ("tried", False)], {"true_here"}),
]


def speak(cast: Cast, person: User, kind: str = "true_here", *, on: bool = True, post: Post | None = None) -> None:
    speaking.speak(sight_for(cast, person), cast.thread, post or cast.post, kind, on=on)


def said_of(cast: Cast, person: User, post: Post | None = None) -> Heard:
    post = post or cast.post
    return heard(sight_for(cast, person), Post.id == post.id).get(post.id, SILENCE)


@pytest.mark.parametrize(("taps", "standing"), CASES)
def test_what_stands_after_taps(cast: Cast, taps: list[tuple[str, bool]], standing: set[str]) -> None:
    for kind, on in taps:
        speak(cast, cast.jorge, kind, on=on)
    assert set(db.session.scalars(select(Voice.kind).where(Voice.user_id == cast.jorge.id))) == standing
    assert said_of(cast, cast.jorge).mine == standing


def test_counts_are_by_region_the_most_first_and_nobody_is_named(cast: Cast) -> None:
    for person in (cast.rosa, cast.bento, cast.jorge, cast.tess):
        speak(cast, person)
    speak(cast, cast.rosa, "tried")
    membership = membership_of(cast.tess, cast.forum)
    assert membership is not None
    everything = (("true_here", (("", 2), ("Brazil", 1), ("Quebec", 1))), ("tried", (("Quebec", 1),)))
    assert said_of(cast, cast.ana) == Heard(everything, frozenset())
    assert said_of(cast, cast.rosa).mine == {"true_here", "tried"}


def test_the_region_is_that_of_the_moment(cast: Cast) -> None:
    membership = membership_of(cast.jorge, cast.forum)
    assert membership is not None
    speak(cast, cast.jorge)
    membership.region = "Quebec"
    db.session.commit()
    assert said_of(cast, cast.ana).counts == (("true_here", (("", 1),)),)
    speak(cast, cast.jorge, on=False)
    speak(cast, cast.jorge)
    assert said_of(cast, cast.ana).counts == (("true_here", (("Quebec", 1),)),)


def test_one_speaks_of_others_posts_in_an_open_week(cast: Cast) -> None:
    with pytest.raises(Refused) as refused:
        speak(cast, cast.ana)
    assert refused.value.reason is Refusal.OWN_POST
    cast.week(1).closed_at = START - timedelta(seconds=1)
    db.session.commit()
    with pytest.raises(Refused) as refused:
        speak(cast, cast.jorge)
    assert refused.value.reason is Refusal.WEEK_CLOSED


def test_what_is_said_of_a_removed_post_goes_from_view_and_comes_back_with_it(cast: Cast) -> None:
    speak(cast, cast.jorge)
    posting.hide_post(sight_for(cast, cast.alma), cast.post, "A reason")
    for person in (cast.jorge, cast.ana, cast.alma):
        assert said_of(cast, person) == SILENCE
    with pytest.raises(Refused):
        speak(cast, cast.jorge, on=False)
    posting.restore_post(sight_for(cast, cast.alma), cast.post)
    assert said_of(cast, cast.ana).counts == (("true_here", (("", 1),)),)


def test_erasing_a_post_erases_what_is_said_of_it(cast: Cast) -> None:
    speak(cast, cast.jorge)
    posting.delete_post(sight_for(cast, cast.ana), cast.post)
    erasing.erase_post(sight_for(cast, cast.olga), cast.post)
    assert list(db.session.scalars(select(Voice))) == []


def test_who_is_suspended_is_not_heard_any_more_but_what_they_said_stands(cast: Cast) -> None:
    speak(cast, cast.jorge)
    membership = membership_of(cast.jorge, cast.forum)
    assert membership is not None
    suspending.suspend(sight_for(cast, cast.alma), membership, "A reason")
    with pytest.raises(Refused) as refused:
        speak(cast, cast.jorge, "tried")
    assert refused.value.reason is Refusal.SUSPENDED
    assert said_of(cast, cast.ana).counts == (("true_here", (("", 1),)),)
