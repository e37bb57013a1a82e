"""What numbers mean in each language, and which are missed in a translation."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from board.text.number_checks import check_large, check_numbers
from board.text.number_words import values_in_words
from board.text.numbers import numbers

Told = list[tuple[str, str]]


def told(source: str, translation: str, languages: str = "es en") -> Told:
    return [(one.code, one.detail) for one in check_numbers(source, translation, *languages.split())]


@pytest.mark.parametrize(
    ("source", "translation"),
    [
        ("1.500,75", "1,500.75"),
        ("1,500.75", "1,500.75"),  # as written in Mexico
        ("1.500", "1,500"),
        ("1 500 familias", "1,500 families"),
        ("22\u202f000", "22,000"),
        ("1,500 familias", "1,500 families"),
        ("1,250 kg", "1.250 kg"),
        ("3,142", "3.142"),
        ("3.142", "3.142"),
        ("0,250", "0.25"),
        ("1.234.567,8", "1,234,567.8"),
        ("3,5 %", "3.5%"),
        ("3,50", "3.5"),
        ("en 2009", "in 2009"),
        ("2009.", "2009."),
        ("En 2003 350 socios", "In 2003, 350 members"),
        ("la semana 3 200 personas", "in week 3, 200 people"),
        ("las semanas 1,2,3", "weeks 1, 2 and 3"),
        ("el 1.º y la 2.ª, el 3er", "the 1st and the 2nd, the 3rd"),
        ("el 1.º de mayo", "the first of May"),
        ("el 26/10/2009", "on October 26, 2009"),
        ("el 26-10-2009", "on 26/10/2009"),
        ("el 26/10/2009", "on 10/26/2009"),
        ("el 26.10.2009", "on 2009-10-26"),
        ("el 5/3/09", "on 5 March 2009"),
        ("el 26 de octubre", "on 10/26"),
        ("de 2005-06", "from 2005 to 2006"),
        ("entre 1998/99 y 2001", "between 1998–99 and 2001"),
        ("a las 9:00", "at 9 a.m."),
        ("a las 9:00", "at nine"),
        ("a las 9.30 h", "at 9:30"),
        ("a las 14 h", "at 2 p.m."),
        ("a las 14 horas", "at 2 p.m."),
        ("a las 14:30", "at 2:30 p. m."),
        ("a las 12 p. m.", "at 12:00"),
        ("durante 14 horas", "for 14 hours"),
        ("a las 24:00", "at 24:00"),
        ("1-1½ páginas, 2–5 horas", "1 to 1.5 pages, 2-5 hours"),
        ("1½ páginas", "one and a half pages"),
        ("½ página", "half a page"),
        ("3/4 de las socias", "¾ of the members"),
        ("el 50 %", "half"),
        ("-5 °C", "−5 °C"),
        ("un -5 %", "fell by 5%"),
        ("hubo 12 -en total-", "there were 12 in all"),
        ("-12 de ellas- y", "12 of them, and"),
        ("−3,5", "minus 3.5"),
        ("$1.500 o US$ 20", "$1,500 or US$20"),
        ("R$ 140", "140 reais"),
        ("siglo XX", "20th century"),
        ("los años 90", "the 1990s"),
        ("los años noventa", "the 1990s"),
        ("la década de 1990", "the ’90s"),
        ("dos socias y 11 vecinas", "2 members and eleven neighbours"),
        ("once", "11"),
        ("ciento veinte", "120"),
        ("doscientos mil", "200,000"),
        ("treinta y cinco", "35"),
        ("medio millón", "500,000"),
        ("media docena", "6"),
        ("dos millones y medio", "2,500,000"),
        ("10 años", "a decade"),
        ("1 vez", "once"),
        ("2.500 millones", "2.5 billion"),
        ("mil millones", "1,000,000,000"),
        ("20 mil", "20,000"),
        ("1,5 millones", "1,500,000"),
        ("200 m2", "200 square metres"),
        ("CO2", "carbon dioxide"),
        ("la Ley 29.190 y el G20", "Act 29190 and the G20"),
        ("art. 5.2 y 2.1.3", "art. 5.2 and 2.1.3"),
        ("tel. 2 244-1234", "tel. 2 244-1234"),
        ("22-45-67", "22-45-67"),
        ("a 9:75", "at 9:75"),
        ("9" * 5000, "9" * 5000),
        ("1.1.1 millones", "1.1.1 million"),
    ],
)
def test_the_same_numbers(source: str, translation: str) -> None:
    assert told(source, translation) == []
    assert told(translation, source, "en es") == []


@pytest.mark.parametrize(
    ("source", "translation", "expected"),
    [
        ("45 familias", "54 families", [("number_changed", "45 → 54")]),
        ("45 familias", "families", [("number_missing", "45")]),
        ("familias", "45 families", [("number_added", "45")]),
        ("15 y 15", "15", [("number_missing", "15")]),
        ("13, 14 y 15", "13", [("number_missing", "14"), ("number_missing", "15")]),
        ("1.500,75", "150.75", [("number_changed", "1.500,75 → 150.75")]),
        ("1.500", "1.5", [("number_changed", "1.500 → 1.5")]),
        ("22 000 pesos", "18,000 pesos", [("number_changed", "22 000 → 18,000")]),
        ("Hay 1.500 familias", "There are 1.500 families", [("number_style", "1.500")]),
        ("el 26/10/2009", "on October 27, 2009", [("number_changed", "26/10/2009 → 27")]),
        ("a las 14 h", "at 3 p.m.", [("number_changed", "14 → 3")]),
        ("a las 9:30", "at 9:45", [("number_changed", "9:30 → 9:45")]),
        ("bajo cero: -5", "5", [("number_changed", "-5 → 5")]),
        ("siglo XX", "19th century", [("number_added", "19")]),
        ("art. 2.1.3", "art. 2.1.4", [("number_changed", "2.1.3 → 2.1.4")]),
        ("2.500 millones", "2.5 million", [("number_changed", "2.500 → 2.5")]),
        ("los años 90", "the 1980s", [("number_changed", "90 → 1980")]),
        ("dos", "3", [("number_added", "3")]),
    ],
)
def test_other_numbers(source: str, translation: str, expected: Told) -> None:
    assert told(source, translation) == expected


@pytest.mark.parametrize("language", ["pt", "fr"])
def test_where_the_comma_is_the_decimal_point(language: str) -> None:
    assert told("1.500,75 e 3,5", "1,500.75 and 3.5", f"{language} en") == []
    assert told("1.500", "1.500", f"{language} en") == [("number_style", "1.500")]
    assert told("1,500", "1,500", f"en {language}") == [("number_style", "1,500")]


def test_a_language_that_is_not_known_reads_both_ways() -> None:
    assert told("1.500 und 1,5", "1,500 and 1.5", "de en") == []
    assert told("1.500", "1.500", "de en") == []


@pytest.mark.parametrize(
    ("text", "language", "value"),
    [
        ("quatre-vingt-dix-neuf", "fr", "99"),
        ("deux cents", "fr", "200"),
        ("soixante-dix-sept", "fr", "77"),
        ("cinquenta e três", "pt", "53"),
        ("dois mil e duzentos", "pt", "2200"),
        ("veintidós", "es", "22"),
        ("dos millones trescientos mil", "es", "2300000"),
        ("two hundred and six", "en", "206"),
        ("half a million", "en", "500000"),
        ("trois douzaines", "fr", "36"),
        ("março", "pt", "3"),
        ("MCMXCIV", "en", "1994"),
    ],
)
def test_numbers_in_words(text: str, language: str, value: str) -> None:
    assert value in values_in_words(text, language)


def test_words_apart_make_no_number() -> None:
    assert "202" not in values_in_words("two, hundred; one hundred and a house, two", "en")
    assert values_in_words("mil " * 5000, "es")  # in no time, although each multiplies the one before it


@pytest.mark.parametrize(
    ("source", "translation", "languages", "detail"),
    [
        ("dos billones de pesos", "two billion pesos", "es en", "billones → billion"),
        ("un billón", "a billion", "es en", "billón → billion"),
        ("mil millones", "a trillion", "es en", "mil millones → trillion"),
        ("tres millardos", "3 trillion", "es en", "millardos → trillion"),
        ("a billion", "un billón", "en es", "billion → billón"),
        ("un billion", "a billion", "fr en", "billion → billion"),
        ("un milliard", "a trillion", "fr en", "milliard → trillion"),
        ("um bilhão", "a trillion", "pt en", "bilhão → trillion"),
        ("um bilião", "a billion", "pt en", "bilião → billion"),
        ("un trillón", "a trillion", "es en", "trillón → trillion"),
    ],
)
def test_a_billon_is_no_billion(source: str, translation: str, languages: str, detail: str) -> None:
    findings = list(check_large(source, translation, *languages.split()))
    assert [(one.code, one.blocks, one.detail) for one in findings] == [("billion", False, detail)]


@pytest.mark.parametrize(
    ("source", "translation", "languages"),
    [
        ("dos billones", "two trillion", "es en"),
        ("un billón", "a thousand billion", "es en"),
        ("mil millones", "a billion", "es en"),
        ("miles de millones", "billions", "es en"),
        ("2.500 millones", "2.5 billion", "es en"),
        ("um bilhão", "a billion", "pt en"),
        ("mil milhões", "a billion", "pt en"),
        ("un milliard", "a billion", "fr en"),
        ("um bilhão", "mil millones", "pt es"),
        ("eine Billion", "a billion", "de en"),
    ],
)
def test_the_same_large_number(source: str, translation: str, languages: str) -> None:
    assert list(check_large(source, translation, *languages.split())) == []


AMOUNTS = st.tuples(st.integers(13, 10**9), st.integers(0, 99))


def spanish(amount: tuple[int, int], group: str) -> str:
    whole, cents = amount
    return f"{whole:,}".replace(",", group) + (f",{cents:02}" if cents else "")


def english(amount: tuple[int, int]) -> str:
    whole, cents = amount
    return f"{whole:,}" + (f".{cents:02}" if cents else "")


@given(st.lists(AMOUNTS, max_size=8), st.sampled_from([".", " ", "\u202f", ""]), st.sampled_from(["es", "pt", "fr"]))
def test_rewriting_a_number_is_never_told(amounts: list[tuple[int, int]], group: str, language: str) -> None:
    source = "; ".join(f"son {spanish(amount, group)} pesos" for amount in amounts)
    translation = "; ".join(f"it is {english(amount)} pesos" for amount in reversed(amounts))
    assert told(source, translation, f"{language} en") == []


@given(AMOUNTS, AMOUNTS, st.sampled_from([".", " ", ""]))
def test_another_amount_is_always_told(one: tuple[int, int], other: tuple[int, int], group: str) -> None:
    assert bool(told(f"son {spanish(one, group)} pesos", f"it is {english(other)} pesos")) == (one != other)


@given(st.text(alphabet="0123456789.,:/-–½ hmaps'", max_size=40), st.sampled_from(["es", "en", "pt", "de"]))
def test_a_text_has_its_own_numbers(text: str, language: str) -> None:
    assert told(text, text, f"{language} {language}") == []
    assert all(number.text in text for number in numbers(text, language))
