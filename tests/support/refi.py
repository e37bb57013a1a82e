"""The schemas of REFI-QDA 1.5, element by element, as far as our files use it, and a check of a file against them.

Written from the standard (https://www.qdasoftware.org), and not from the code that writes the files.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from lxml import etree

GUID = r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}|\{[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\}"
RGB = "#([A-Fa-f0-9]{6}|[A-Fa-f0-9]{3})"
STRING, INTEGER, BOOLEAN = r"[\s\S]*", r"[+-]?\d+", "true|false|1|0"
TIME = r"-?\d{4,}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?"
VARIABLE = "Text|Boolean|Integer|Float|Date|DateTime"

ONE, MAYBE, ANY, SOME = (1, 1), (0, 1), (0, 10**9), (1, 10**9)
Times = tuple[int, int]


class Kind(NamedTuple):
    """What an element may hold: attributes by name (with ``!`` if needed), children in order, and text."""

    attributes: Mapping[str, str] = {}
    children: tuple[tuple[str, Times], ...] = ()
    text: str | None = None


REF = Kind({"targetGUID!": GUID})
TEXT = Kind(text=STRING)
MADE = {"creatingUser": GUID, "creationDateTime": TIME}
CHANGED = {**MADE, "modifyingUser": GUID, "modifiedDateTime": TIME}
CODE = {"guid!": GUID, "name!": STRING, "isCodable!": BOOLEAN, "color": RGB}
SET = {"guid!": GUID, "name!": STRING}

CODEBOOK: dict[str, Kind] = {
    "CodeBook": Kind({"origin": STRING}, (("Codes", ONE), ("Sets", MAYBE))),
    "Codes": Kind(children=(("Code", SOME),)),
    "Code": Kind(CODE, (("Description", MAYBE), ("Code", ANY))),
    "Description": TEXT,
    "Sets": Kind(children=(("Set", SOME),)),
    "Set": Kind(SET, (("Description", MAYBE), ("MemberCode", ANY))),
    "MemberCode": Kind({"guid!": GUID}),
}
PROJECT: dict[str, Kind] = {
    "Project": Kind(
        {
            "name!": STRING, "origin": STRING, "creatingUserGUID": GUID, "creationDateTime": TIME,
            "modifyingUserGUID": GUID, "modifiedDateTime": TIME, "basePath": STRING,
        },
        (
            ("Users", MAYBE), ("CodeBook", MAYBE), ("Variables", MAYBE), ("Cases", MAYBE), ("Sources", MAYBE),
            ("Notes", MAYBE), ("Links", MAYBE), ("Sets", MAYBE), ("Graphs", MAYBE), ("Description", MAYBE),
            ("NoteRef", ANY),
        ),
    ),
    "Users": Kind(children=(("User", SOME),)),
    "User": Kind({"guid!": GUID, "name": STRING, "id": STRING}),
    "CodeBook": Kind(children=(("Codes", ONE),)),
    "Codes": Kind(children=(("Code", SOME),)),
    "Code": Kind(CODE, (("Description", MAYBE), ("NoteRef", ANY), ("Code", ANY))),
    "Variables": Kind(children=(("Variable", SOME),)),
    "Variable": Kind({"guid!": GUID, "name!": STRING, "typeOfVariable!": VARIABLE}, (("Description", MAYBE),)),
    "VariableValue": Kind(children=(("VariableRef", ONE), ("TextValue", MAYBE), ("IntegerValue", MAYBE))),
    "VariableRef": REF,
    "TextValue": TEXT,
    "IntegerValue": Kind(text=INTEGER),
    "Cases": Kind(children=(("Case", SOME),)),
    "Case": Kind(
        {"guid!": GUID, "name": STRING},
        (("Description", MAYBE), ("CodeRef", ANY), ("VariableValue", ANY), ("SourceRef", ANY), ("SelectionRef", ANY)),
    ),
    "CodeRef": REF,
    "SourceRef": REF,
    "SelectionRef": REF,
    "NoteRef": REF,
    "Sources": Kind(children=(("TextSource", SOME),)),
    "TextSource": Kind(
        {"guid!": GUID, "name": STRING, "richTextPath": STRING, "plainTextPath": STRING, **CHANGED},
        (
            ("Description", MAYBE), ("PlainTextContent", MAYBE), ("PlainTextSelection", ANY), ("Coding", ANY),
            ("NoteRef", ANY), ("VariableValue", ANY),
        ),
    ),
    "PlainTextSelection": Kind(
        {"guid!": GUID, "name": STRING, "startPosition!": INTEGER, "endPosition!": INTEGER, **CHANGED},
        (("Description", MAYBE), ("Coding", ANY), ("NoteRef", ANY)),
    ),
    "Coding": Kind({"guid!": GUID, **MADE}, (("CodeRef", ONE), ("NoteRef", ANY))),
    "Sets": Kind(children=(("Set", SOME),)),
    "Set": Kind(SET, (("Description", MAYBE), ("MemberCode", ANY), ("MemberSource", ANY), ("MemberNote", ANY))),
    "MemberCode": REF,
    "MemberSource": REF,
    "Description": TEXT,
}  # fmt: skip


def faults_in(data: bytes, schema: Mapping[str, Kind], root: str, namespace: str) -> list[str]:
    """Return everything in which a file departs from a schema."""
    element = etree.fromstring(data)
    if element.tag != f"{{{namespace}}}{root}":
        return [f"the root is {element.tag}"]
    return [fault for each in element.iter() for fault in _faults_of(each, schema, namespace)]


def _faults_of(element: etree._Element, schema: Mapping[str, Kind], namespace: str) -> Iterator[str]:
    name = etree.QName(element).localname
    kind = schema.get(name)
    if kind is None or etree.QName(element).namespace != namespace:
        yield f"unknown: {element.tag}"
        return
    yield from _faults_of_attributes(name, dict(element.attrib), kind)
    yield from _faults_of_children(name, [etree.QName(child).localname for child in element], kind)
    text = "".join([element.text or "", *(child.tail or "" for child in element)])
    if not re.fullmatch(r"\s*" if kind.text is None else kind.text, text):
        yield f"{name}: text {text!r}"


def _faults_of_attributes(name: str, said: dict[str, str], kind: Kind) -> Iterator[str]:
    for attribute, pattern in kind.attributes.items():
        value = said.pop(attribute.rstrip("!"), None)
        if value is None and attribute.endswith("!"):
            yield f"{name}: lacks {attribute}"
        elif value is not None and not re.fullmatch(pattern, value):
            yield f"{name}: {attribute} is {value!r}"
    yield from (f"{name}: has {attribute}" for attribute in said)


def _faults_of_children(name: str, children: list[str], kind: Kind) -> Iterator[str]:
    left = list(children)
    for child, (least, most) in kind.children:
        count = 0
        while left and left[0] == child:
            left.pop(0)
            count += 1
        if not least <= count <= most:
            yield f"{name}: {count} of {child}"
    if left:
        yield f"{name}: {left[0]} is out of place"
