"""Everyone reads a published edition, as long as participants may read everything that it prints."""

from __future__ import annotations

from datetime import timedelta

import pytest

from board import jobs
from board.actions import codebook, editions, excerpting, posting, preparing, quoted, scheduling
from board.actions.editions import Wanted
from board.clock import FixedClock
from board.extensions import db
from board.models import Edition, Excerpt, Theme
from board.rules.permissions import Refused
from board.rules.proceedings import BY_REGION, FULL_DISCUSSION, NAMED, UNNAMED
from board.rules.synthesis import RETIRED
from board.visible import parts_out_of_sight, published_editions, silent_authors, stopped_editions, visible_editions
from tests.support.cast import START, Cast, look_as, membership_of, sight_for, text_of
from tests.support.press import begin, new_press, publish, published_edition, quoted_passage, withdraw


@pytest.fixture
def passage(cast: Cast) -> Excerpt:
    return quoted_passage(cast)


@pytest.fixture
def edition(cast: Cast, clock: FixedClock, passage: Excerpt, monkeypatch: pytest.MonkeyPatch) -> Edition:
    new_press(monkeypatch)
    return published_edition(cast, clock, Wanted(FULL_DISCUSSION))


def lost(cast: Cast, edition: Edition) -> set[tuple[str, str]]:
    """Return what of an edition is out of sight now; it is the same whoever asks."""
    found = []
    for person in (None, cast.ana, cast.tess, cast.alma):
        sight = sight_for(cast, person)
        parts = db.session.scalars(parts_out_of_sight(sight, edition)).all()
        assert set(db.session.scalars(stopped_editions(sight))) == ({edition.id} if parts else set())
        found.append({(part.kind, part.key) for part in parts})
    assert all(parts == found[0] for parts in found)
    return found[0]


@pytest.mark.parametrize("person", [None, "ana", "nina", "omar", "alma"])
def test_everyone_sees_what_is_published_and_admins_what_is_not(
    cast: Cast, edition: Edition, person: str | None
) -> None:
    draft = begin(cast)
    sight = sight_for(cast, getattr(cast, person) if person else None)
    assert list(db.session.scalars(visible_editions(sight))) == ([draft] if person == "alma" else []) + [edition]
    assert list(db.session.scalars(published_editions(sight))) == [edition]


def test_an_admin_of_another_forum_sees_nothing_of_it(cast: Cast, edition: Edition) -> None:
    assert db.session.scalar(visible_editions(look_as(cast.other_forum, cast.omar))) is None


def test_nothing_is_lost_of_a_fresh_edition_nor_by_an_edit(cast: Cast, edition: Edition) -> None:
    assert lost(cast, edition) == set()
    text = text_of(cast.post)
    posting.edit_post(sight_for(cast, cast.ana), cast.thread, cast.post, text, "Otras palabras.", 1)
    assert lost(cast, edition) == set()


def test_a_withdrawn_text_goes_with_its_passages(cast: Cast, edition: Edition, passage: Excerpt) -> None:
    withdraw(cast)
    assert lost(cast, edition) == {("post", cast.post.key), ("whole", cast.post.key), ("excerpt", passage.key)}


def test_a_withdrawn_passage_goes_and_the_post_is_not_printed_in_full(
    cast: Cast, edition: Edition, passage: Excerpt
) -> None:
    withdraw(cast, excerpt=passage)
    assert lost(cast, edition) == {("excerpt", passage.key), ("whole", cast.post.key)}


def test_a_hidden_post_goes_until_it_is_shown_again(cast: Cast, edition: Edition) -> None:
    alma = sight_for(cast, cast.alma)
    posting.hide_post(alma, cast.answer, "not here")
    assert lost(cast, edition) == {("post", cast.answer.key), ("whole", cast.answer.key)}
    posting.restore_post(alma, cast.answer)
    assert lost(cast, edition) == set()


def test_a_removed_reading_goes_with_its_thread(cast: Cast, edition: Edition) -> None:
    preparing.remove_reading(sight_for(cast, cast.alma), cast.reading)
    assert {kind for kind, _key in lost(cast, edition)} >= {"thread"}


def test_what_editors_do_with_the_synthesis_afterwards_changes_no_edition(
    cast: Cast, edition: Edition, passage: Excerpt
) -> None:
    excerpting.remove_excerpt(sight_for(cast, cast.jorge), passage)
    theme = db.session.get_one(Theme, passage.theme_id)
    codebook.set_state(sight_for(cast, cast.alma), theme, RETIRED, "It")
    assert lost(cast, edition) == set()
    withdraw(cast, excerpt=passage)
    assert lost(cast, edition) == {("excerpt", passage.key), ("whole", cast.post.key)}


def test_a_week_that_is_locked_again_goes_at_that_moment(cast: Cast, edition: Edition) -> None:
    scheduling.override_week(sight_for(cast, cast.alma), cast.week(2), "locked")
    assert lost(cast, edition) >= {("week", "2"), ("post", cast.question.key)}
    scheduling.override_week(sight_for(cast, cast.alma), cast.week(2), None)
    assert lost(cast, edition) == set()


def choose(cast: Cast, attribution: str) -> None:
    quoted.choose_attribution(sight_for(cast, cast.ana), attribution)


def test_who_wants_to_be_signed_with_less_is_not_published_with_more(
    cast: Cast, clock: FixedClock, passage: Excerpt, monkeypatch: pytest.MonkeyPatch
) -> None:
    new_press(monkeypatch)
    choose(cast, NAMED)
    draft = begin(cast)
    jobs.run_due(clock)
    choose(cast, BY_REGION)
    assert lost(cast, draft) == {("named", cast.post.key)}
    with pytest.raises(Refused):
        publish(cast, draft)
    editions.make_again(sight_for(cast, cast.alma), draft)
    jobs.run_due(clock)
    choose(cast, UNNAMED)
    assert lost(cast, draft) == {("by_region", cast.post.key)}
    choose(cast, NAMED)
    assert lost(cast, draft) == set()
    publish(cast, draft)
    choose(cast, UNNAMED)
    assert lost(cast, draft) == set(), "what is published stays as its author wanted it then"


def test_quoted_people_who_have_not_answered_are_told(cast: Cast, edition: Edition) -> None:
    alma = sight_for(cast, cast.alma)
    silent = {member.user_id for member in db.session.scalars(silent_authors(alma, edition))}
    assert silent >= {cast.ana.id, cast.jorge.id}
    assert cast.rosa.id not in silent
    membership = membership_of(cast.ana, cast.forum)
    assert membership is not None
    membership.checked_at = START - timedelta(days=1)
    db.session.flush()
    assert cast.ana.id not in {member.user_id for member in db.session.scalars(silent_authors(alma, edition))}
    assert db.session.scalar(silent_authors(sight_for(cast, None), edition)) is None
