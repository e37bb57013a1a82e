"""Languages, and the policy of translation."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from board.rules.languages import ENDONYMS, INTERFACE, can_all_be_read, endonym, parse_policy, target_for
from tests.support.examples import examples

PAIRS = st.permutations(sorted(ENDONYMS)).map(lambda codes: f"{codes[0]}>{codes[1]}")


@pytest.mark.parametrize("typed", ["es>en", "es > en", "ES -> EN", " es → en "])
def test_a_pair_is_read_however_it_is_typed(typed: str) -> None:
    assert parse_policy([typed]) == ("es>en",)


@pytest.mark.parametrize("typed", ["es", "es>", "es>es", "es>xx", "xx>en", "es>en>fr", "es en"])
def test_what_is_not_a_pair_of_two_languages_is_refused_by_its_line(typed: str) -> None:
    with pytest.raises(ValueError) as refused:
        parse_policy(["pt>en", typed])
    assert refused.value.args == (typed,)


def test_empty_lines_and_repetitions_are_left_out() -> None:
    assert parse_policy(["es>en", "", "  ", "es > en", "pt>en"]) == ("es>en", "pt>en")


def test_the_calls_policy_translates_spanish_alone() -> None:
    assert [target_for(code, ("es>en",)) for code in ("es", "en", "pt", "fr")] == ["en", None, None, None]


def test_without_a_policy_every_text_stands_alone() -> None:
    assert target_for("es", ()) is None


def test_of_two_pairs_for_one_language_the_first_counts() -> None:
    assert target_for("es", ("es>pt", "es>en")) == "pt"


@given(st.lists(PAIRS, max_size=6))
@settings(max_examples=examples(50), deadline=None)
def test_reading_a_policy_again_changes_nothing(pairs: list[str]) -> None:
    policy = parse_policy(pairs)
    assert parse_policy(policy) == policy


@given(st.lists(PAIRS, max_size=6), st.sampled_from(sorted(ENDONYMS)))
@settings(max_examples=examples(50), deadline=None)
def test_a_text_is_never_translated_into_its_own_language(pairs: list[str], language: str) -> None:
    assert target_for(language, parse_policy(pairs)) != language


def test_a_language_is_named_in_itself() -> None:
    assert endonym("es") == "Español"
    assert endonym("xx") == "xx"


def test_the_interface_speaks_languages_that_have_a_name() -> None:
    assert set(INTERFACE) <= ENDONYMS.keys()


def test_who_can_read_everything() -> None:
    languages = ("en", "es")
    assert can_all_be_read("en", languages, ("es>en",))
    assert not can_all_be_read("es", languages, ("es>en",))
    assert can_all_be_read("es", languages, ("es>en", "en>es"))
    assert not can_all_be_read("en", ("en", "es", "fr"), ("es>en",))
    assert can_all_be_read("fr", ("fr",), ())
