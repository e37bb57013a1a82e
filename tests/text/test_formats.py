"""Dates, times and numbers as each language of the interface writes them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest

from board.rules.languages import INTERFACE
from board.text import formats

AFTERNOON = datetime(2026, 11, 3, 20, 30, tzinfo=UTC)
FIRST = datetime(2026, 11, 1, 14, 0, tzinfo=UTC)
TORONTO = "America/Toronto"


@pytest.mark.parametrize(
    ("language", "brief", "full"),
    [
        ("en", "Tue 3 Nov, 15:30", "Tuesday 3 November 2026, 15:30"),
        ("es", "mar 3 nov, 15:30", "martes 3 de noviembre de 2026, 15:30"),
        ("fr", "mar. 3 nov., 15\u00a0h\u00a030", "mardi 3 novembre 2026 à 15\u00a0h\u00a030"),
        ("pt", "ter., 3 de nov., 15:30", "terça-feira, 3 de novembro de 2026, 15:30"),
    ],
)
def test_a_moment_is_written_as_in_the_country(language: str, brief: str, full: str) -> None:
    assert formats.moment(AFTERNOON, TORONTO, language) == brief
    assert formats.full_moment(AFTERNOON, TORONTO, language) == full


def test_french_says_the_first_of_a_month_and_full_hours_as_people_do() -> None:
    assert formats.moment(FIRST, TORONTO, "fr") == "dim. 1er nov., 9\u00a0h"
    assert formats.moment(FIRST, TORONTO, "fr", with_year=True) == "dim. 1er nov. 2026, 9\u00a0h"
    assert formats.day(date(2026, 11, 1), "fr") == "1er novembre 2026"
    assert formats.day(date(2026, 11, 11), "fr") == "11 novembre 2026"
    assert formats.hour(time(7), "fr") == "7\u00a0h"
    assert formats.hour(time(7, 5), "fr") == "7\u00a0h\u00a005"


@pytest.mark.parametrize(("language", "written"), [("en", "1.5"), ("es", "1,5"), ("fr", "1,5"), ("pt", "1,5")])
def test_numbers_have_the_mark_of_the_language(language: str, written: str) -> None:
    assert formats.number(1.5, language) == written


@pytest.mark.parametrize("language", ["de", "it", "ht", "nl", *INTERFACE])
def test_any_other_language_needs_no_line_of_its_own(language: str) -> None:
    for written in (formats.moment(AFTERNOON, TORONTO, language), formats.full_moment(AFTERNOON, TORONTO, language)):
        assert "3" in written
        assert "15" in written
    assert "2026" in formats.day(date(2026, 11, 3), language)
    assert formats.city(TORONTO, language)


def test_french_keeps_a_colon_apart_from_its_word() -> None:
    assert [formats.colon(language) for language in ("en", "es", "fr", "pt")] == [":", ":", "\u00a0:", ":"]
