"""Codebooks in the exchange format REFI-QDA 1.0 (``.qdc``), which tools for qualitative research read and write."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from colorsys import hls_to_rgb
from typing import NamedTuple
from uuid import UUID

from board.text.folding import tidy
from board.text.sheets import TooManyRows
from board.text.xml import Element, read_records, xml_element, xml_tag

XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
GUID = re.compile(r"\{?([0-9A-F]{8}(?:-[0-9A-F]{4}){3}-[0-9A-F]{12})\}?", re.IGNORECASE)
BETWEEN = ": "
"""Stands between the name of a code and those of the codes around it."""


class Code(NamedTuple):
    """A code, to be written."""

    guid: str
    name: str
    description: str


class CodeRead(NamedTuple):
    """A code of a file, in its order. The names of the codes around it come before its own."""

    number: int
    guid: str
    """In capitals and without braces; empty if it has none, or what it has is none."""
    name: str
    description: str
    is_codable: bool


def write_qdc(codes: Iterable[Code]) -> str:
    """Return a codebook of these codes."""
    head = xml_tag("CodeBook", xmlns="urn:QDA-XML:codebook:1.0", origin="Semana")
    return f"{XML}{head}\n{codes_element(codes)}</CodeBook>\n"


def codes_element(codes: Iterable[Code]) -> str:
    """Return the list of codes, which is the same in a codebook and in a project. At least one is needed."""
    return f"<Codes>\n{''.join(map(_code, codes))}</Codes>\n"


def _code(code: Code) -> str:
    head = xml_tag("Code", guid=code.guid, name=code.name, isCodable="true", color=colour_of(code.guid))
    return f"{head}{xml_element('Description', code.description) if code.description else ''}</Code>\n"


def colour_of(guid: str) -> str:
    """Return the colour of a code: always the same one, and dark enough for white letters."""
    red, green, blue = hls_to_rgb(UUID(guid).int % 360 / 360, 0.38, 0.55)
    return f"#{round(red * 255):02X}{round(green * 255):02X}{round(blue * 255):02X}"


def read_qdc(data: bytes, most: int) -> list[CodeRead]:
    """Return the codes of a file, each before those inside it. Raise NotXml, Hostile or TooManyRows."""
    codes: list[CodeRead] = []

    def take(element: Element) -> None:
        for code in _codes(element, ""):
            codes.append(code._replace(number=len(codes) + 1))
            if len(codes) > most:
                raise TooManyRows

    read_records(data, root={"CodeBook"}, records={"Code"}, take=take)
    return codes


def _codes(element: Element, around: str) -> Iterator[CodeRead]:
    """Yield a code and those inside it. How deep they are is limited where the file is read."""
    name = around + tidy(element.attributes.get("name", ""))
    inside = [part for part in element.content if isinstance(part, Element)]
    description = "".join(part.words() for part in inside if part.name == "Description").strip()
    is_codable = element.attributes.get("isCodable", "true").strip() not in ("false", "0")
    yield CodeRead(0, _guid(element.attributes.get("guid", "")), name, description, is_codable)
    for part in inside:
        if part.name == "Code":
            yield from _codes(part, name + BETWEEN)


def _guid(said: str) -> str:
    found = GUID.fullmatch(said.strip())
    return found[1].upper() if found else ""
