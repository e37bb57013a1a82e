"""Numbers in running text, with every meaning of each: "1.500" is 1500 in Spanish, and 1.5 in English."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from board.text.number_words import plain, power, scale_pattern

FRACTIONS = "½¼¾⅓⅔⅛⅜⅝⅞"
QUANTITY = re.compile(r"[0-9]{1,15}(?:\.[0-9]{1,10})?")
"""A value that can be counted; more digits are a code or a mistake."""
TOKEN = re.compile(
    rf"""
    (?P<unit> \b(?:[kcdm]?m|CO)[23]\b )                               # m2 and CO2 may become words
  | (?<![0-9]) (?:
      (?P<date> [0-9]{{4}}-[0-9]{{1,2}}-[0-9]{{1,2}}
              | [0-9]{{1,2}}([/.-])[0-9]{{1,2}}\3(?:[0-9]{{4}}|[0-9]{{2}}) ) (?![0-9])
    | (?P<years> [0-9]{{4}}[-–/][0-9]{{2}} ) (?![0-9]|[/-][0-9])
    | (?P<time> [0-9]{{1,2}} (?: [:h][0-9]{{2}}(?::[0-9]{{2}})? (?![0-9])
                         | \.[0-9]{{2}}(?=\s?(?:h|hs|hrs|horas|heures|[ap]\.?\s?m)\b)
                         | (?=\s?(?:h|hs|hrs|horas|heures|hours|[ap]\.?\s?m|o['’]clock)\b) ) )
    | (?P<ratio> [0-9]{{1,2}}/[0-9]{{1,2}} ) (?![0-9]|/[0-9])
    | (?P<mixed> (?:[0-9]{{1,6}}\ ?)?[{FRACTIONS}] )
    | (?P<plain> [0-9]+ (?: [.,'’][0-9]+ | [ \u00a0\u2009\u202f][0-9]{{3}}(?![0-9]) )* )
    )
    """,
    re.VERBOSE,
)
HALF_OF_DAY = re.compile(r"\s?([ap])\.?\s?m\b", re.IGNORECASE)
DECADE = re.compile(r"['’]?s\b")
SPACES = re.compile(r"[ \u00a0\u2009\u202f]")
SEPARATOR = re.compile(r"[.,'’ \u00a0\u2009\u202f]")
SIGN = re.compile(r"(?:^|[\s(\[])(?:[$€£R]{1,2} ?)?([-\u2212])(?:[$€£R]{1,2} ?)?$")
ASIDE = re.compile(r"\w-(?!\w)")
"""The hyphen that ends an aside -like this- : hyphens in such a text are not signs."""

DECIMAL_POINTS = {"en": ".", "pt": ",", "fr": ","}
"""Languages with one convention. Spanish has two: a comma in Spain and the south, a point from Mexico to Panama."""


@dataclass(frozen=True, slots=True)
class Number:
    """`values` are strings to compare; `parts` are the numbers to look for if the whole number is missing."""

    text: str
    values: frozenset[str]
    parts: tuple[Number, ...] = ()


def numbers(text: str, language: str) -> list[Number]:
    """Return the numbers written with digits, in order."""
    text = unicodedata.normalize("NFC", text)
    signs = not ASIDE.search(text)
    return [_signed(match, _named(match, language), signs) for match in TOKEN.finditer(text) if not match["unit"]]


def _named(match: re.Match[str], language: str) -> Number:
    """Return a number with its meanings; what has none (a telephone number, 9:75) means itself."""
    number = _number(match, language)
    return number if number.values else Number(number.text, frozenset({number.text}), number.parts)


def _number(match: re.Match[str], language: str) -> Number:
    kind = match.lastgroup or "plain"
    text = match[kind]
    if kind == "date":
        return _date(text)
    if kind == "years":
        return Number(text, frozenset({text[:4] + "-" + text[5:]}), (_whole(text[:4]), _year(text[5:])))
    if kind == "time":
        return _time(match, text)
    if kind == "ratio":
        return _ratio(text)
    if kind == "mixed":
        return _mixed(text)
    return _scaled(match, _grouped(text, language), language)


def _whole(digits: str) -> Number:
    return Number(digits, frozenset({digits.lstrip("0") or "0"}))


def _year(digits: str) -> Number:
    """Return a year of two or four digits."""
    short = _whole(digits)
    return Number(digits, short.values | ({"19" + digits, "20" + digits} if len(digits) == 2 else set()))


def _date(text: str) -> Number:
    one, other, last = re.split(r"[/.-]", text)
    year, day, month = (one, last, other) if len(one) == 4 else (last, one, other)
    orders = [(day, month)] if len(one) == 4 else [(day, month), (month, day)]
    values = {f"{y}-{int(m)}-{int(d)}" for y in _year(year).values for d, m in orders if int(m) <= 12 and int(d) <= 31}
    # A token that cannot be a date is a telephone number or a case file: its parts remain.
    return Number(text, frozenset(values), (_whole(one), _whole(other), _year(last)))


def _time(match: re.Match[str], text: str) -> Number:
    hour, minute = map(int, [*re.split(r"[:.h]", text), "0"][:2])
    half = HALF_OF_DAY.match(match.string, match.end())
    values = {_at(h, minute) for h in _hours(hour, half and half[1].lower())} if minute < 60 else set()
    if not minute:
        # An hour may also be a number of hours, and is often written without its two zeros.
        return Number(text, frozenset(values | {str(hour)}), (_hour(hour),))
    return Number(text, frozenset(values), (_hour(hour), _whole(str(minute))))


def _at(hour: int, minute: int) -> str:
    return f"at {60 * (hour % 24) + minute}"


def _hour(hour: int) -> Number:
    return Number(str(hour), frozenset({str(hour), str(hour - 12 if hour > 12 else hour)}))


def _hours(hour: int, half: str | None) -> set[int]:
    """Return the hours of the day that are meant."""
    if half and hour <= 12:
        return {hour % 12 + (12 if half == "p" else 0)}
    return {hour} if hour > 12 else {hour, hour + 12}


def _ratio(text: str) -> Number:
    above, below = text.split("/")
    values = {text}
    if int(below):
        values.add(plain(round(Decimal(above) / Decimal(below), 4)))
    return Number(text, frozenset(values), (_whole(above), _whole(below)))


def _mixed(text: str) -> Number:
    part = round(Decimal(unicodedata.numeric(text[-1])), 4)
    whole = text[:-1].strip()
    if not whole:
        return Number(text, frozenset({plain(part)}))
    return Number(text, frozenset({plain(part + int(whole))}), (_whole(whole), _mixed(text[-1])))


def _grouped(text: str, language: str) -> Number:
    """Return digits with their separators as a number."""
    pieces = SEPARATOR.split(text)
    between = SEPARATOR.findall(text)
    if not between:
        return _whole(text)
    values = frozenset(_meanings(pieces, between, language))
    if SPACES.search(text):
        return Number(text, values, tuple(_grouped(part, language) for part in SPACES.split(text)))  # "2009 350"
    return Number(text, values, () if values else tuple(map(_whole, pieces)))  # "1,2,3"


def _meanings(pieces: list[str], between: list[str], language: str) -> Iterator[str]:
    last = between[-1]
    if len(set(between)) == 1 and _thousands(pieces) and (len(between) > 1 or last not in ".,"):
        yield "".join(pieces)
    elif len(between) == 1 and _thousands(pieces):
        yield from _either(pieces[0], pieces[1], last, language)
    elif last in ".," and between.count(last) == 1 and (len(between) == 1 or _thousands(pieces[:-1])):
        yield _decimal("".join(pieces[:-1]), pieces[-1])
        yield from _on_the_clock(pieces, last)
    elif last == "." and set(between) == {"."}:
        yield ".".join(pieces)  # a version, a section


def _either(whole: str, rest: str, separator: str, language: str) -> Iterator[str]:
    """Yield the meanings of three digits after one point or comma: thousands, decimals or, in Spanish, either.

    Decimals keep their zeros: a translator who turns "1.500" into 1.5 has mistaken thousands for a fraction.
    """
    point = DECIMAL_POINTS.get(language)
    if point != separator:
        yield whole + rest
    # A Spanish "1.500" with a decimal point is so rare that "1.500" left in English deserves a warning.
    if point == separator or (point is None and not (language == "es" and separator == "." and rest.endswith("0"))):
        yield f"{whole}.{rest}"


def _on_the_clock(pieces: list[str], separator: str) -> Iterator[str]:
    """Yield the hour that "9.30" may mean."""
    if separator == "." and [len(piece) for piece in pieces] in ([1, 2], [2, 2]):
        hour, minute = map(int, pieces)
        if hour <= 24 and minute < 60:
            yield _at(hour, minute)


def _thousands(pieces: list[str]) -> bool:
    first = pieces[0]
    return 1 <= len(first) <= 3 and first[0] != "0" and all(len(piece) == 3 for piece in pieces[1:])


def _decimal(whole: str, rest: str) -> str:
    rest = rest.rstrip("0")
    whole = whole.lstrip("0") or "0"
    return f"{whole}.{rest}" if rest else whole


def _scaled(match: re.Match[str], number: Number, language: str) -> Number:
    """Return a number with what follows it: "2.500 millones" is also "2.5 billion", and "1990s" the 90s."""
    text, end = match.string, match.end()
    values = set(number.values)
    pattern = scale_pattern(language)
    space = 1 if text[end : end + 1] in (" ", "-", "\u00a0", "\n") else 0
    scale = pattern.match(text, end + space) if pattern else None
    if scale:
        values |= _times(number.values, power(scale))
    if DECADE.match(text, end) and number.text.isdecimal():
        values |= _decade(number.text)
    return Number(number.text, frozenset(values), number.parts)


def _times(values: Iterable[str], exponent: int) -> set[str]:
    quantities = (value for value in values if QUANTITY.fullmatch(value))
    return {plain(Decimal(value).scaleb(exponent)) for value in quantities}


def _decade(digits: str) -> set[str]:
    return {digits[-2:]} if len(digits) == 4 else {"19" + digits, "20" + digits} if len(digits) == 2 else set()


def _signed(match: re.Match[str], number: Number, signs: bool) -> Number:
    before = SIGN.search(match.string, max(match.start() - 6, 0), match.start())
    if not before or not (signs or before[1] == "\u2212") or match.lastgroup == "date":
        return number
    return Number(before[1] + number.text, frozenset("-" + value for value in number.values))
