"""How far a translation has come."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from board.rules.translations import APPROVED, MISSING, OUTDATED, STATES, STORED, segment_state, text_state

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
@settings(max_examples=80, deadline=None)
def test_a_segment_is_approved_only_if_its_own_words_were(now: str, then: str, state: str) -> None:
    assert (segment_state(now, Made(then, state)) == APPROVED) == (now == then and state == APPROVED)


@given(any_states)
@settings(max_examples=80, deadline=None)
def test_a_text_is_as_far_as_its_least_advanced_segment(states: list[str]) -> None:
    reached = STATES.index(text_state(states))
    assert all(reached <= STATES.index(state) for state in states)
    assert not states or STATES[reached] in states


@given(any_states, any_states)
@settings(max_examples=50, deadline=None)
def test_further_segments_never_bring_a_text_further(states: list[str], more: list[str]) -> None:
    assert STATES.index(text_state(states + more)) <= STATES.index(text_state(states))


def test_in_a_text_without_segments_nothing_is_missing() -> None:
    assert text_state([]) == APPROVED
