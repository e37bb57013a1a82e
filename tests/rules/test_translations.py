"""How far a translation has come."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from board.rules.translations import (
    APPROVED,
    DRAFT,
    HUMAN,
    IN_REVIEW,
    MACHINE,
    MEMORY,
    MISSING,
    OUTDATED,
    STATES,
    STORED,
    is_for_a_machine,
    is_untouched,
    segment_state,
    text_state,
)
from tests.support.examples import examples

any_states = st.lists(st.sampled_from(STATES))


@dataclass(frozen=True)
class Made:
    """A stored translation of a source with this digest."""

    digest: str
    state: str


def test_a_segment_that_nobody_translated_is_missing() -> None:
    assert segment_state("a", None) == MISSING


@pytest.mark.parametrize("state", STORED)
def test_a_translation_of_these_very_words_has_its_own_state(state: str) -> None:
    assert segment_state("a", Made("a", state)) == state


@pytest.mark.parametrize("state", STORED)
def test_a_translation_of_other_words_is_outdated_however_far_it_was(state: str) -> None:
    assert segment_state("a", Made("b", state)) == OUTDATED


@given(st.text(max_size=3), st.text(max_size=3), st.sampled_from(STORED))
@settings(max_examples=examples(80), deadline=None)
def test_a_segment_is_approved_only_if_its_own_words_were(now: str, then: str, state: str) -> None:
    assert (segment_state(now, Made(then, state)) == APPROVED) == (now == then and state == APPROVED)


@dataclass(frozen=True)
class Origin:
    """Where a stored translation comes from."""

    origin: str = MACHINE
    state: str = DRAFT
    translator_id: int | None = None
    digest: str = "now"


def test_a_machines_draft_is_untouched_until_a_person_does_anything_with_it() -> None:
    assert is_untouched(Origin())
    touched = [Origin(HUMAN), Origin(MEMORY), Origin(state=IN_REVIEW), Origin(state=APPROVED), Origin(translator_id=7)]
    assert not any(map(is_untouched, touched))


def test_a_machine_drafts_what_nobody_translated_and_what_it_drafted_of_an_older_source() -> None:
    assert is_for_a_machine("now", None)
    assert is_for_a_machine("now", Origin(digest="before"))
    assert not is_for_a_machine("now", Origin())
    assert not is_for_a_machine("now", Origin(HUMAN, digest="before"))
    assert not is_for_a_machine("now", Origin(state=IN_REVIEW, digest="before"))


@given(any_states)
@settings(max_examples=examples(80), deadline=None)
def test_a_text_is_as_far_as_its_least_advanced_segment(states: list[str]) -> None:
    reached = STATES.index(text_state(states))
    assert all(reached <= STATES.index(state) for state in states)
    assert not states or STATES[reached] in states


@given(any_states, any_states)
@settings(max_examples=examples(50), deadline=None)
def test_further_segments_never_bring_a_text_further(states: list[str], more: list[str]) -> None:
    assert STATES.index(text_state(states + more)) <= STATES.index(text_state(states))


def test_in_a_text_without_segments_nothing_is_missing() -> None:
    assert text_state([]) == APPROVED
