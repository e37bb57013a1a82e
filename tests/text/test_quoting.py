"""Passages inside a paragraph: cut, found again, and carried over into the translation."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from board.text.quoting import (
    Spot,
    Stretch,
    counterpart,
    cut,
    find_passage,
    find_words,
    letter_count,
    sentences,
    whole,
    whole_words,
)

SPANISH = "La cooperativa vendió verduras. El municipio pagó a 90 días. ¿Quién firmó?"
ENGLISH = "The cooperative sold vegetables. The town paid after 90 days. Who signed?"
WRITTEN = st.text(st.sampled_from("aé ñ\n\t🙂e\u0301.?B"), max_size=60)


def words_at(words: str, stretch: Stretch) -> str:
    return cut(words, stretch).words


def test_a_passage_is_cut_with_what_stands_around_it() -> None:
    found = find_words(SPANISH, "El municipio pagó")
    assert found is not None
    assert cut(SPANISH, found) == (
        "La cooperativa vendió verduras. ", "El municipio pagó", " a 90 días. ¿Quién firmó?",
    )  # fmt: skip


@pytest.mark.parametrize("typed", ["el MUNICIPIO pagó", "El\n municipio\tpagó", "l municipio pag"])
def test_case_white_space_and_half_words_do_not_matter(typed: str) -> None:
    found = find_words(SPANISH, typed)
    assert found is not None
    assert words_at(SPANISH, found) == "El municipio pagó"


@pytest.mark.parametrize("typed", ["", "  ", "paid", "verduras El"])
def test_words_that_are_not_there_are_not_found(typed: str) -> None:
    assert find_words(SPANISH, typed) is None


def test_exact_case_wins_over_the_first_that_only_looks_alike() -> None:
    found = find_words("Estado o estado", "estado")
    assert found == Stretch(7, 13)


@pytest.mark.parametrize(("near", "expected"), [(0, 0), (2, 0), (4, 6), (6, 6), (400, 12)])
def test_of_several_occurrences_the_nearest_is_meant(near: int, expected: int) -> None:
    assert find_passage(["uno dos uno dos uno"], "uno", near) == (Spot(0, Stretch(expected, expected + 3)),)


def test_a_passage_can_reach_over_several_paragraphs() -> None:
    spots = find_passage(["First. Second.", "- - -", "Third. Fourth."], "Second. - - - Third.")
    assert spots == (Spot(0, Stretch(6, 13)), Spot(1, Stretch(0, 3)), Spot(2, Stretch(0, 6)))


def test_a_passage_is_the_same_sentences_in_the_translation() -> None:
    found = find_words(SPANISH, "pagó a 90 días")
    assert found is not None
    assert words_at(ENGLISH, counterpart(SPANISH, found, ENGLISH)) == "The town paid after 90 days."


def test_without_as_many_sentences_it_is_the_whole_paragraph() -> None:
    merged = "The cooperative sold vegetables and the town paid after 90 days. Who signed?"
    found = find_words(SPANISH, "pagó a 90 días")
    assert found is not None
    assert counterpart(SPANISH, found, merged) == whole(merged)


def test_a_small_letter_after_a_full_stop_goes_on_with_the_sentence() -> None:
    assert len(sentences("It took approx. ten weeks. Then it was over.")) == 2


def test_nothing_is_cut_from_nothing() -> None:
    assert cut("", Stretch(0, 3)) == ("", "", "")
    assert cut("words", Stretch(9, 12)) == ("words", "", "")
    assert whole_words("", Stretch(0, 1)) is None


@given(words=WRITTEN, start=st.integers(0, 70), length=st.integers(0, 70))
def test_a_stretch_is_always_whole_words(words: str, start: int, length: int) -> None:
    stretch = whole_words(words, Stretch(start, start + length))
    if stretch is None:
        assert length == 0 or start >= letter_count(words)
        return
    before, quoted, after = cut(words, stretch)
    assert before + quoted + after == words
    assert quoted.split() == words.split()[len(before.split()) : len(words.split()) - len(after.split())]


@given(words=WRITTEN, other=WRITTEN, start=st.integers(0, 70), length=st.integers(0, 70))
def test_a_counterpart_is_always_inside_the_other_words(words: str, other: str, start: int, length: int) -> None:
    found = counterpart(words, Stretch(start, start + length), other)
    assert 0 <= found.start <= found.end <= letter_count(other)


@given(st.lists(WRITTEN, max_size=6), st.integers(0, 70), st.integers(1, 40))
def test_what_is_quoted_is_found_again(paragraphs: list[str], start: int, length: int) -> None:
    letters = "".join("".join(words.split()) for words in paragraphs)
    wanted = letters[start : start + length]
    spots = find_passage(paragraphs, wanted, start)
    assert bool(spots) == bool(wanted)
    quoted = "".join("".join(words_at(paragraphs[spot.paragraph], spot.stretch).split()) for spot in spots)
    assert wanted in quoted


@pytest.mark.parametrize("size", [2_000, 4_000])
def test_the_work_grows_with_the_length(size: int) -> None:
    words = "a. B " * size
    found = find_passage([words], "zz" * size)
    assert found == ()
    assert counterpart(words, Stretch(0, 5), words).start == 0
