"""Translation memories in the exchange format TMX 1.4b (LISA, 2005).

A segment is written as the Markdown of its source, character by character, and the header says so: a tool that shows
plain text shows the marks, and what comes back fits the same paragraph.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from board.text.sheets import TooManyRows
from board.text.xml import Element, Hostile, read_records, xml_element, xml_tag

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE tmx SYSTEM "tmx14.dtd">\n<tmx version="1.4">\n'
CODES = frozenset({"bpt", "ept", "ph", "it", "ut"})
"""Elements that hold the codes of another tool's format, not words."""

MAX_LANGUAGES = 100


@dataclass(frozen=True, slots=True)
class TmxUnit:
    """A source with its translation, to be written."""

    unit_id: str
    language: str
    target: str
    source: str
    translation: str
    created_at: datetime
    changed_at: datetime
    props: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TmxPair:
    """A source and one of its translations, as a file has them. A language may be unknown or empty."""

    number: int
    """The number of its unit in the file, from 1."""
    language: str
    target: str
    source: str
    translation: str


def write_tmx(units: Iterable[TmxUnit], name: str) -> Iterator[str]:
    """Yield a file piece by piece; ``name`` is what the memory is called."""
    yield HEAD
    yield xml_tag(
        "header", creationtool="Semana", creationtoolversion="1", segtype="paragraph", o_tmf="Semana", adminlang="en",
        srclang="*all*", datatype="plaintext",
    )  # fmt: skip
    yield xml_element("prop", name, type="x-name")
    yield xml_element("prop", "Markdown; in titles: plain text", type="x-segments")
    yield "</header>\n<body>\n"
    for unit in units:
        yield _unit(unit)
    yield "</body>\n</tmx>\n"


def _unit(unit: TmxUnit) -> str:
    dates = {"creationdate": _date(unit.created_at), "changedate": _date(unit.changed_at)}
    props = "".join(xml_element("prop", words, type=name) for name, words in unit.props.items())
    sides = ((unit.language, unit.source), (unit.target, unit.translation))
    variants = "".join(
        f"\n{xml_tag('tuv', xml_lang=language)}{xml_element('seg', words)}</tuv>" for language, words in sides
    )
    return f"{xml_tag('tu', tuid=unit.unit_id, srclang=unit.language, **dates)}{props}{variants}\n</tu>\n"


def _date(instant: datetime) -> str:
    return instant.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def read_tmx(data: bytes, most: int) -> list[TmxPair]:
    """Return the pairs of a file, in its order. Codes of a format inside a segment are left out.

    The source is the unit's source language, or the file's, or else the first. Raise NotXml, Hostile or TooManyRows.
    """
    pairs: list[TmxPair] = []
    usual, number = "", 0

    def take(element: Element) -> None:
        nonlocal usual, number
        if element.name == "header":
            usual = element.attributes.get("srclang", "")
            return
        number += 1
        pairs.extend(_pairs(number, element, usual))
        if len(pairs) > most:
            raise TooManyRows

    read_records(data, root={"tmx"}, records={"header", "tu"}, take=take)
    return pairs


def _pairs(number: int, unit: Element, usual: str) -> Iterator[TmxPair]:
    """Yield the unit's source with each translation; if it has none, with an empty one."""
    variants = list(unit.all("tuv"))
    if len(variants) > MAX_LANGUAGES:
        raise Hostile
    said = [(variant.language, _segment(variant)) for variant in variants] or [("", "")]
    wanted = Element("", {"lang": unit.attributes.get("srclang", usual)}).language
    source = next((side for side in said if side[0] == wanted), said[0])
    others = [side for side in said if side is not source] or [("", "")]
    for target, words in others:
        yield TmxPair(number, source[0], target, source[1], words)


def _segment(variant: Element) -> str:
    return "".join(segment.words(CODES) for segment in variant.all("seg"))
