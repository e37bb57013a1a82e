"""Counting, cutting and quoting what a source says."""

from __future__ import annotations

import pytest

from board.text import plain, quoted, reading_minutes, word_count
from tests.text import awkward


@pytest.mark.parametrize(
    ("source", "count"),
    [
        ("", 0),
        ("Hola, **mundo**.", 2),
        ("¿Qué dice [el informe](https://example.org/un/dos)?", 4),
        ("Ver https://example.org/a-b y a@b.org", 2),
        ("a[^1] b\n\n[^1]: tres", 3),
        ("```\nuno dos\n```\n\n`tres`", 3),
        ("a well-known writer's book", 4),
        ("| a | b |\n|---|---|\n| c | d |", 4),
        ("- uno\n- dos\n1. tres", 3),
        ("[x]\n\n[x]: https://example.org 'título largo'", 1),
        ("10 000 — y", 3),
        ("👩‍🌾 🙂", 0),
    ],
)
def test_words(source: str, count: int) -> None:
    assert word_count(source) == count


@pytest.mark.parametrize(("words", "minutes"), [(0, 0), (1, 1), (200, 1), (201, 2), (1000, 5)])
def test_minutes(words: int, minutes: int) -> None:
    assert reading_minutes(words) == minutes


def test_plain_keeps_paragraphs_and_lines() -> None:
    assert plain("# Uno\n\ndos *tres*\ncuatro\n\n- cinco\n- seis `<b>`") == "Uno\n\ndos tres\ncuatro\n\ncinco\nseis <b>"


def test_plain_leaves_note_marks_out() -> None:
    assert plain(awkward.FOOTNOTES.source).startswith("El municipio compró el doble en 2005, y no publicó nada.")


@pytest.mark.parametrize(
    ("limit", "text"),
    [(100, "uno dos tres"), (12, "uno dos tres"), (11, "uno dos…"), (8, "uno dos…"), (7, "uno…"), (3, "un…")],
)
def test_plain_is_cut_between_words(limit: int, text: str) -> None:
    assert plain("uno\n\ndos tres", limit) == text


def test_a_quote_has_one_level() -> None:
    assert quoted("> > uno\n> dos\ntres\n\ncuatro") == "> uno\n> dos\n> tres\n>\n> cuatro"


def test_a_quote_has_no_definitions() -> None:
    assert quoted("a[^1] [b][x] [x] `[x]`\n\n[x]: https://example.org\n[^1]: nota") == (
        "> a [b](https://example.org) [x](https://example.org) `[x]`"
    )


def test_a_quote_keeps_code() -> None:
    assert quoted("```\n> a\n\nb[^1]\n```") == "> ```\n> > a\n>\n> b[^1]\n> ```"


def test_nothing_to_quote() -> None:
    assert quoted("[x]: https://example.org") == ""
