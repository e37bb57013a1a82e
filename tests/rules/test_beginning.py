"""The openings of a new forum's weeks, and the short name made of its name."""

# ruff: noqa: DTZ001 - wall times
from __future__ import annotations

from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from board.rules.beginning import openings
from board.rules.slugs import MAX_SLUG, is_slug, slug_from

MONDAY = date(2026, 10, 26)
NINE = time(9)


@pytest.mark.parametrize(
    ("first", "opens"),
    [
        (date(2026, 10, 25), datetime(2026, 10, 26, 9)),
        (MONDAY, datetime(2026, 10, 26, 9)),
        (date(2026, 10, 27), datetime(2026, 11, 2, 9)),
    ],
)
def test_the_first_week_opens_on_that_weekday_not_before_the_first_day(first: date, opens: datetime) -> None:
    assert openings(first, 0, NINE, 7, 1) == [opens]


def test_the_others_follow_in_the_rhythm() -> None:
    assert openings(MONDAY, 2, time(18, 30), 14, 3) == [
        datetime(2026, 10, 28, 18, 30), datetime(2026, 11, 11, 18, 30), datetime(2026, 11, 25, 18, 30)
    ]  # fmt: skip
    assert openings(MONDAY, 0, NINE, 7, 0) == []


@given(st.dates(date(1990, 1, 1), date(2190, 1, 1)), st.integers(0, 6), st.sampled_from([7, 14]), st.integers(1, 30))
def test_all_are_on_that_weekday(first: date, weekday: int, days: int, number: int) -> None:
    found = openings(first, weekday, NINE, days, number)
    assert {opens.weekday() for opens in found} == {weekday}
    assert 0 <= (found[0].date() - first).days < 7
    assert len(found) == number


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Care work", "care-work"),
        ("Économie sociale & solidaire", "economie-sociale-solidaire"),
        ("  Año 2026: ¡Adelante!  ", "ano-2026-adelante"),
        ("Форум", "forum"),
        ("", "forum"),
        (
            "Canada – Latin America Online Forum: Policy to Support the Social and Solidarity Economy",
            "canada-latin-america-online-forum-policy-to-support-the",
        ),
        ("x" * 61, "x" * 60),
        ("x" * 60, "x" * 60),
    ],
)
def test_a_short_name_is_made_of_the_name(name: str, slug: str) -> None:
    assert slug_from(name, ()) == slug


def test_one_that_is_taken_gets_a_number() -> None:
    assert slug_from("Care", {"care"}) == "care-2"
    assert slug_from("Care", {"care", "care-2", "care-3"}) == "care-4"
    assert slug_from("x" * 60, {"x" * 60}) == "x" * 58 + "-2"


@given(st.text(max_size=130), st.sets(st.sampled_from(["forum", "a", "a-2", "forum-2"])))
def test_it_is_always_a_free_short_name(name: str, taken: set[str]) -> None:
    slug = slug_from(name, taken)
    assert is_slug(slug)
    assert len(slug) <= MAX_SLUG
    assert slug not in taken
