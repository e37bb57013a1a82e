"""Krippendorff's alpha, beside the reference implementation."""

from __future__ import annotations

import math
import random
import warnings

import krippendorff
import pytest

from board.rules.agreement import alpha

Table = list[list[int | None]]

TEXTBOOK: Table = [
    [1, 1, None, 1], [2, 2, 3, 2], [3, 3, 3, 3], [3, 3, 3, 3], [2, 2, 2, 2], [1, 2, 3, 4], [4, 4, 4, 4], [1, 1, 2, 1],
    [2, 2, 2, 2], [None, 5, 5, 5], [None, None, 1, 1], [None, None, 3, None],
]  # fmt: skip
"""Four observers and twelve units, from Krippendorff's "Computing Krippendorff's Alpha-Reliability"."""


def table(seed: int) -> Table:
    """Return what up to six coders said of up to thirty units: yes or no, seldom or often, some of it missing."""
    choice = random.Random(seed)  # noqa: S311 - examples, not secrets
    coders, yes, missing = choice.randint(2, 6), choice.choice([0.05, 0.3, 0.5, 0.9]), choice.choice([0, 0.1, 0.6])

    def value() -> int | None:
        return None if choice.random() < missing else int(choice.random() < yes)

    return [[value() for _ in range(coders)] for _ in range(choice.randint(1, 30))]


def reference(units: Table) -> float | None:
    """Return what the reference implementation says, or None where it refuses, or divides nought by nought."""
    rows = [[math.nan if value is None else value for value in coder] for coder in zip(*units, strict=True)]
    domain = [0, 1, 2, 3, 4, 5]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)
            answer = krippendorff.alpha(reliability_data=rows, value_domain=domain, level_of_measurement="nominal")
    except ValueError:  # no unit has two values
        return None
    return None if math.isnan(answer) else float(answer)


@pytest.mark.parametrize("first", range(0, 200, 20))
def test_alpha_is_what_the_reference_implementation_says(first: int) -> None:
    for seed in range(first, first + 20):
        units = table(seed)
        assert alpha(units) == pytest.approx(reference(units)), f"table {seed}"


def test_most_of_these_tables_have_an_alpha_and_some_have_none() -> None:
    undefined = sum(alpha(table(seed)) is None for seed in range(200))
    assert 3 < undefined < 50


def test_the_example_of_krippendorffs_paper() -> None:
    assert alpha(TEXTBOOK) == pytest.approx(0.743, abs=0.0005)
    assert alpha(TEXTBOOK) == pytest.approx(reference(TEXTBOOK))


def test_whoever_always_agrees_has_one() -> None:
    assert alpha([[True, True], [False, False], [True, True]]) == 1


def test_whoever_never_agrees_has_less_than_chance() -> None:
    assert alpha([[True, False], [False, True]]) == pytest.approx(-0.5)


@pytest.mark.parametrize(
    "units",
    [
        [],
        [[], []],
        [[True, None], [None, False]],  # no unit has two values
        [[True, True], [True, True]],  # nothing varies
        [[True, True], [False, None]],  # the one value that differs is alone in its row
    ],
)
def test_alpha_is_undefined_without_pairs_or_without_variation(units: list[list[bool | None]]) -> None:
    assert alpha(units) is None


def test_a_value_that_is_alone_in_its_row_does_not_count() -> None:
    pairs: Table = [[1, 1], [0, 1], [0, 0]]
    assert alpha([*pairs, [1, None], [None, 0]]) == alpha(pairs)
