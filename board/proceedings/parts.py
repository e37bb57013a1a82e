"""Chapters in parts of about the same length, so that a PDF is laid out a part at a time.

All pages of a layout are in memory until its last one is written: a long book would take gigabytes.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as etree
from collections.abc import Iterable, Iterator

PART = 40_000
"""How many characters a part has, about twenty pages."""
PICTURE = 1_500
"""How many characters a picture counts for."""
HEADING = re.compile("h[1-6]")


def parts(chapters: Iterable[str], limit: int = PART) -> Iterator[list[etree.Element]]:
    """Yield chapters, and pieces of long ones, in groups of at most so many characters where they can be cut."""
    group: list[etree.Element] = []
    length = 0
    for piece in (piece for chapter in chapters for piece in pieces(_parsed(chapter), limit)):
        if group and length + _length(piece) > limit:
            yield group
            group, length = [], 0
        group.append(piece)
        length += _length(piece)
    if group:
        yield group


def _parsed(chapter: str) -> etree.Element:
    """Return a chapter as a tree; each of its pieces will name it in the heads of its pages."""
    root = etree.fromstring(chapter)  # noqa: S314 - our own HTML, and no declarations in it
    heading = next(root.iter("h2"), None)
    root.set("data-part", " ".join("".join(heading.itertext()).split()) if heading is not None else "")
    return root


def pieces(element: etree.Element, limit: int) -> list[etree.Element]:
    """Cut an element between its children, or theirs, until no piece is longer than the limit."""
    if _length(element) <= limit or not len(element):
        return [element]
    found, length = [_like(element)], 0
    for child in element:
        for piece in pieces(child, limit):
            if length and length + _length(piece) > limit:
                found.append(_continued(found[-1]))
                length = sum(map(_length, found[-1]))
            found[-1].append(piece)
            length += _length(piece)
    return found


def _like(element: etree.Element) -> etree.Element:
    like = etree.Element(element.tag, dict(element.attrib))
    like.text = element.text
    return like


def _continued(before: etree.Element) -> etree.Element:
    """Begin the next piece, with the headings that would be left alone at the end of the one before."""
    after = etree.Element(before.tag, {name: value for name, value in before.attrib.items() if name != "id"})
    after.set("class", f"{before.get('class', '')} continued".strip())
    taken: list[etree.Element] = []
    while len(before) > 1 and (HEADING.fullmatch(before[-1].tag) or before[-1].get("class") in ("by", "mark")):
        taken.insert(0, before[-1])
        before.remove(before[-1])
    after.extend(taken)
    return after


def _length(element: etree.Element) -> int:
    return sum(map(len, element.itertext())) + PICTURE * sum(1 for _picture in element.iter("img"))
