"""Which version of a text somebody is shown, and which stands first."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from board.rules.panes import (
    BOTH,
    MINE,
    MODES,
    ORIGINAL,
    TRANSLATION,
    Panes,
    ReadingWay,
    known_languages,
    reads_here,
)

CODES = ("es", "en", "fr", "pt")
ALONE = Panes((ORIGINAL,), TRANSLATION)
SIDE_BY_SIDE = Panes((ORIGINAL, TRANSLATION))
SWAPPED = Panes((TRANSLATION, ORIGINAL))

ways = st.builds(
    ReadingWay,
    st.lists(st.sampled_from(CODES), unique=True).map(tuple),
    st.sampled_from(MODES),
    st.sampled_from(("", *CODES)),
)
pairs = st.tuples(st.sampled_from(CODES), st.sampled_from((*CODES, None))).filter(lambda pair: pair[0] != pair[1])


@pytest.mark.parametrize(
    ("reads", "mode", "shown"),
    [
        ((), MINE, SIDE_BY_SIDE),
        ((), BOTH, SIDE_BY_SIDE),
        (("es",), MINE, ALONE),
        (("es", "en"), MINE, ALONE),
        (("es", "en"), BOTH, SIDE_BY_SIDE),
        (("es", "en"), TRANSLATION, Panes((TRANSLATION,), ORIGINAL)),
        (("en",), MINE, SWAPPED),
        (("en",), BOTH, SWAPPED),
        (("en",), ORIGINAL, ALONE),
        (("fr",), MINE, SIDE_BY_SIDE),
    ],
)
def test_a_spanish_text_translated_into_english(reads: tuple[str, ...], mode: str, shown: Panes) -> None:
    assert ReadingWay(reads, mode).panes("es", "en") == shown


@pytest.mark.parametrize(
    ("reads", "guess", "shown"),
    [((), "es", SWAPPED), ((), "en", SIDE_BY_SIDE), (("fr",), "es", SIDE_BY_SIDE), (("en",), "es", ALONE)],
)
def test_the_language_of_the_page_counts_for_anyone_who_said_nothing(
    reads: tuple[str, ...], guess: str, shown: Panes
) -> None:
    assert ReadingWay(reads, MINE, guess).panes("en", "es") == shown


@given(ways, pairs)
def test_a_translation_is_a_tap_away_or_shown(way: ReadingWay, pair: tuple[str, str | None]) -> None:
    found = way.panes(*pair)
    panes = [*found.shown, *filter(None, [found.folded])]
    assert sorted(panes) == sorted({ORIGINAL, TRANSLATION} if pair[1] else {ORIGINAL})


@given(ways, pairs)
def test_what_is_not_translated_is_shown_as_it_is(way: ReadingWay, pair: tuple[str, str | None]) -> None:
    assert way.panes(*pair, is_translated=False) == Panes((ORIGINAL,))


@given(ways, pairs)
def test_nobody_is_shown_one_pane_that_they_cannot_read_unless_they_chose_it(
    way: ReadingWay, pair: tuple[str, str | None]
) -> None:
    shown = way.panes(*pair).shown
    if pair[1] and way.mode in (MINE, BOTH) and len(shown) == 1:
        assert pair[0] in way.languages


@given(ways, pairs)
def test_anyone_who_reads_the_original_is_shown_no_needless_pane(way: ReadingWay, pair: tuple[str, str | None]) -> None:
    if pair[0] in way.languages and way.mode == MINE:
        assert way.panes(*pair).shown == (ORIGINAL,)


@given(ways, pairs)
def test_a_language_that_is_read_stands_first(way: ReadingWay, pair: tuple[str, str | None]) -> None:
    original, target = pair
    if way.mode in (MINE, BOTH) and target in way.languages and original not in way.languages:
        assert way.panes(*pair).shown == (TRANSLATION, ORIGINAL)


@given(ways, pairs)
def test_a_guess_hides_nothing_and_never_overrules_what_was_said(way: ReadingWay, pair: tuple[str, str | None]) -> None:
    guessed, plain = way.panes(*pair), way._replace(guess="").panes(*pair)
    assert sorted(guessed.shown) == sorted(plain.shown)
    assert guessed == plain or not way.languages


@pytest.mark.parametrize(
    ("way", "waits"),
    [
        (ReadingWay(), True),
        (ReadingWay(guess="en"), True),
        (ReadingWay(guess="es"), False),
        (ReadingWay(("es",)), False),
        (ReadingWay(("es", "en"), BOTH), False),
        (ReadingWay(("en",), guess="es"), True),
        (ReadingWay(("en",), ORIGINAL), False),
        (ReadingWay(("es", "en"), TRANSLATION), True),
    ],
)
def test_only_those_who_do_not_read_the_original_wait_for_its_translation(way: ReadingWay, waits: bool) -> None:
    assert way.waits_for("es", "en") is waits
    assert not way.waits_for("es", None)


def test_what_was_said_for_a_forum_counts_there() -> None:
    assert reads_here(("es",), ("en",)) == ("en",)
    assert reads_here(("es",), ()) == ("es",)


def test_unknown_and_repeated_languages_are_left_out() -> None:
    assert known_languages(["es", "xx", "en", "es", "es\x00"]) == ("en", "es")
