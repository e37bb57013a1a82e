"""What `clean` takes away, and what it must leave alone."""

from __future__ import annotations

import pytest

from board.text import clean
from tests.text import awkward


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("uno\r\ndos\rtres\vcuatro\u2028cinco", "uno\ndos\ntres\ncuatro\ncinco"),
        ("a\x00b\x02c\x1bd\x7fe\x9bf\tg\ud800", "abcdef\tg"),
        ("di\u00adná\u200bmi\u2060co\ufeff", "dinámico"),
        ("a\u00a0b", "a b"),
        ("gpj.\u202eexe", "gpj.exe"),
        ("fin  \nde línea \t", "fin\nde línea"),
        ("a\n\n\n\n\nb\n\n", "a\n\nb"),
        ("\n\n  sangría", "  sangría"),
        ("", ""),
        (" \n\u00a0\n", ""),
    ],
)
def test_clean(typed: str, kept: str) -> None:
    assert clean(typed) == kept


def test_words_bullets_become_nested_items() -> None:
    assert clean(awkward.PASTED_FROM_WORD.source) == (
        "Los tres criterios:\n\n- precio;\n  - del transporte;\n    - de ida;\n- calidad;\n- plazo.\n\nFirmado:\nLuis"
    ).replace("- calidad", "      - calidad")


@pytest.mark.parametrize("line", ["o nada", "o bien", "§ 5 de la ley", "· ", "coma· dos", "a•b"])
def test_a_word_is_no_bullet(line: str) -> None:
    assert not clean(line).startswith("- ")


def test_outlooks_bullets_with_hard_spaces() -> None:
    assert clean("o\u00a0\u00a0 uno\n·\u00a0\u00a0dos") == "- uno\n  - dos"


def test_joined_emoji_stay_whole() -> None:
    assert clean(awkward.EMOJI.source) == awkward.EMOJI.source.strip()


def test_fenced_code_is_left_alone() -> None:
    code = "```\na\u00a0b  \n\n\n\n•\tc\u200b\n```"
    assert clean(code) == code


def test_fenced_code_in_a_list_and_a_quote_is_left_alone() -> None:
    code = "- ```\n  a  \n\n\n  b\n  ```\n\n> ~~~\n> a  \n> ~~~"
    assert clean(code) == code


def test_a_fence_never_closed_is_text() -> None:
    assert clean("```\na  \n\n\n\nb") == "```\na\n\nb"


@pytest.mark.parametrize("post", awkward.ALL, ids=lambda post: post.name)
def test_twice_is_once(post: awkward.Awkward) -> None:
    assert clean(clean(post.source)) == clean(post.source)
