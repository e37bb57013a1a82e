"""How far a text has come is kept beside it: for the queue, and for how long readers wait."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from board.actions import moderating, posting, setting_up
from board.actions.translating import newest_translation, save_translation
from board.actions.wordings import current_number
from board.extensions import db
from board.models import Post, Text
from board.pages.texts import load_pairs
from board.rules.translations import APPROVED, DRAFT, IN_REVIEW, MISSING, OUTDATED, STORED
from tests.support.cast import START, Cast, forum_settings, segments_of, sight_for, text_of, translate, typed
from tests.support.examples import examples

LATER = START + timedelta(hours=5)


def spanish_post(cast: Cast, body: str = "Buenos días a todas.\n\nEscribo desde Tarija.") -> Post:
    return posting.reply(sight_for(cast, cast.ana), cast.thread, cast.ana, typed(body))


def kept(post: Post) -> Text:
    db.session.commit()
    text = text_of(post)
    db.session.refresh(text)
    return text


def test_a_new_text_waits_from_when_it_was_written(cast: Cast) -> None:
    text = kept(spanish_post(cast))
    assert (text.progress, text.waits_since, text.waited) == (MISSING, START, None)


def test_a_text_that_is_not_translated_keeps_nobody_waiting(cast: Cast) -> None:
    post = posting.reply(sight_for(cast, cast.jorge), cast.thread, cast.jorge, typed("Good morning.", "en"))
    assert kept(post).waits_since is None


def test_it_is_as_far_as_its_least_advanced_paragraph(cast: Cast) -> None:
    post = spanish_post(cast)
    translate(sight_for(cast, cast.tess), text_of(post), "Good morning, all.", "I write from Tarija.", state=IN_REVIEW)
    assert kept(post).progress == IN_REVIEW
    first = segments_of(text_of(post))[0]
    newest = newest_translation(text_of(post), first.lineage)
    assert newest is not None
    sight = sight_for(cast, cast.tess)
    save_translation(sight, text_of(post), first, newest.source, APPROVED, base=newest.id, digest=first.digest)
    text = kept(post)
    assert (text.progress, text.waits_since) == (IN_REVIEW, START)


def test_how_long_readers_waited_is_kept_when_it_is_complete(cast: Cast) -> None:
    post = spanish_post(cast, "Buenos días.")
    translate(sight_for(cast, cast.tess, LATER), text_of(post), "Good morning.")
    text = kept(post)
    assert (text.progress, text.waits_since, text.approved_at, text.waited) == (APPROVED, None, LATER, 5 * 3600)


def test_an_edit_makes_them_wait_again_from_then_on(cast: Cast) -> None:
    post = spanish_post(cast, "Buenos días.")
    translate(sight_for(cast, cast.tess), text_of(post), "Good morning.")
    text = text_of(post)
    posting.edit_post(
        sight_for(cast, cast.ana, LATER), cast.thread, post, text, "Muy buenos días.", current_number(text)
    )
    assert (kept(post).progress, kept(post).waits_since) == (OUTDATED, LATER)


def test_correcting_the_language_queues_and_unqueues(cast: Cast) -> None:
    post = spanish_post(cast, "Bom dia.")
    moderating.correct_language(sight_for(cast, cast.ana), post, text_of(post), "pt")
    assert kept(post).waits_since is None
    moderating.correct_language(sight_for(cast, cast.ana, LATER), post, text_of(post), "es")
    assert kept(post).waits_since == LATER


def test_a_new_policy_queues_and_unqueues(cast: Cast) -> None:
    post = posting.reply(sight_for(cast, cast.ana), cast.thread, cast.ana, typed("Bom dia a todas.", "pt"))
    olga = sight_for(cast, cast.olga, LATER)
    setting_up.edit_forum(olga, forum_settings(policy=("pt>en",)), "", cast.olga)
    assert kept(post).waits_since == LATER
    assert kept(cast.post).waits_since is None


PARAGRAPHS = ["La cooperativa vendió verduras.", "La cooperativa vendió muchas verduras.", "- una\n- dos"]
edits = st.lists(st.sampled_from(PARAGRAPHS), min_size=1, max_size=3).map("\n\n".join)
saves = st.tuples(st.sampled_from(STORED), st.integers(0, 2))


@given(edits, st.lists(st.one_of(edits, saves, st.sampled_from(["es", "pt"])), max_size=6))
@settings(max_examples=examples(25), deadline=None, suppress_health_check=list(HealthCheck))
def test_what_is_kept_is_what_the_rows_say(cast: Cast, first: str, story: list[object]) -> None:
    post = spanish_post(cast, first)
    for step in story:
        take(cast, post, step)
        text = kept(post)
        pair = load_pairs(sight_for(cast, cast.tess), [text])[text.id]
        if text.target is not None:
            assert text.progress == pair.state
        assert (text.waits_since is not None) == (text.target is not None and pair.state != APPROVED)


def take(cast: Cast, post: Post, step: object) -> None:
    text = text_of(post)
    if isinstance(step, tuple):
        segments = segments_of(text)
        segment = segments[step[1] % len(segments)]
        newest = newest_translation(text, segment.lineage)
        if text.target is not None:
            tess, base = sight_for(cast, cast.tess), newest.id if newest else 0
            save_translation(tess, text, segment, "Words.", step[0], base=base, digest=segment.digest)
    elif step in ("es", "pt"):
        moderating.correct_language(sight_for(cast, cast.ana), post, text, str(step))
    else:
        posting.edit_post(sight_for(cast, cast.ana), cast.thread, post, text, str(step), current_number(text))


@pytest.mark.parametrize("state", [DRAFT, IN_REVIEW])
def test_a_draft_is_not_complete(cast: Cast, state: str) -> None:
    post = spanish_post(cast, "Buenos días.")
    translate(sight_for(cast, cast.tess, LATER), text_of(post), "Good morning.", state=state)
    assert (kept(post).progress, kept(post).waited) == (state, None)
