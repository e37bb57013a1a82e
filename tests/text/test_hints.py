"""Hints on writing that translates well."""

from __future__ import annotations

import pytest

from board.text import Term, hints

HUB = Term("centro de acopio", "food hub | collection centre")
ECONOMY = Term("economía social", "social economy")


def said(source: str, language: str = "en", *terms: Term) -> list[tuple[str, str, str]]:
    return [(hint.advice.value, hint.words, hint.instead) for hint in hints(source, language, terms)]


@pytest.mark.parametrize(("number", "long"), [(29, False), (30, False), (31, True)])
def test_a_sentence_of_more_than_thirty_words_is_long(number: int, long: bool) -> None:
    words = " ".join(["word"] * number).capitalize()
    found = [("long", "Word word word word word word word", "31")] if long else []
    assert said(f"Short. {words}. Short.") == found


def test_spanish_sentences_may_be_longer() -> None:
    assert said(" ".join(["palabra"] * 35) + ".", "es") == []
    assert said(" ".join(["palabra"] * 36) + ".", "es") != []


@pytest.mark.parametrize(
    ("paragraph", "missing"),
    [
        ("one two three four five six seven eight nine ten eleven twelve thirteen", False),
        ("one two three four five six seven eight nine ten eleven twelve thirteen fourteen", True),
        ("one two three four five six seven eight nine ten eleven twelve thirteen fourteen.", False),
        ("one two three four five six seven eight nine ten eleven twelve thirteen fourteen?»", False),
        ("one two three four five six seven eight nine ten eleven twelve *thirteen fourteen.*", False),
        ("one two three four five six seven eight nine ten eleven twelve thirteen these:", False),
        ("- one two three four five six seven eight nine ten eleven twelve thirteen fourteen", False),
        ("# one two three four five six seven eight nine ten eleven twelve thirteen fourteen", False),
        ("> one two three four five six seven eight nine ten eleven twelve thirteen fourteen", False),
    ],
)
def test_a_paragraph_ends_with_a_stop(paragraph: str, missing: bool) -> None:
    assert ("unstopped" in [advice for advice, _, _ in said(paragraph)]) is missing


def test_a_word_of_the_other_language_is_said_as_the_glossary_does() -> None:
    assert said("Abrimos un food hub.", "es", HUB) == [("term", "food hub", "centro de acopio")]
    assert said("Abrimos un centro de acopio.", "es", HUB) == []


def test_a_term_is_spelt_as_in_the_glossary() -> None:
    assert said("La economia social crece.", "es", ECONOMY) == [("term", "economia social", "economía social")]
    assert said("La Economía Social crece.", "es", ECONOMY) == []


def test_a_single_word_may_be_of_both_languages() -> None:
    assert said("Un mercado local.", "es", Term("de aquí", "local")) == []


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("We asked the AFN.", ["AFN"]),
        ("We asked the AFN (Assembly of First Nations). The AFN said yes.", []),
        ("The Assembly of First Nations (AFN) said yes. So did AFN.", []),
        ("The UN, a PDF and chapter XIV.", []),
        ("See https://example.org/ABC and `XYZ`.", []),
    ],
)
def test_an_abbreviation_is_spelt_out_once(words: str, named: list[str]) -> None:
    assert [found for advice, found, _ in said(words) if advice == "abbreviation"] == named


def test_an_abbreviation_of_the_glossary_is_known() -> None:
    assert said("Las OSC firman.", "es", Term("OSC", "CSO")) == []


def test_there_are_never_more_than_six() -> None:
    assert len(said("\n\n".join(f"We asked the AB{letter}." for letter in "CDEFGHIJK"))) == 6


def test_another_language_gets_none() -> None:
    assert said(" ".join(["wort"] * 100), "de") == []
