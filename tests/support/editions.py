"""What a test asks of a file of the proceedings, whatever its format."""

from __future__ import annotations

import re
import xml.etree.ElementTree as etree
from collections.abc import Iterator

import html5lib

XHTML = "{http://www.w3.org/1999/xhtml}"


def parsed(page: bytes | str) -> etree.Element:
    """Return a page as a tree; any fault in its HTML fails the test."""
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    tree: etree.Element = parser.parse(page if isinstance(page, str) else page.decode())
    return tree


def ids(tree: etree.Element) -> list[str]:
    return [element.get("id", "") for element in tree.iter() if element.get("id")]


def links(tree: etree.Element) -> list[str]:
    return [element.get("href", "") for element in tree.iter("a")]


def text(element: etree.Element) -> str:
    """Return what somebody reads, without white space."""
    return re.sub(r"\s+", "", "".join(element.itertext()))


def by_id(tree: etree.Element, wanted: str) -> etree.Element:
    return next(element for element in tree.iter() if element.get("id") == wanted)


def translations_in(tree: etree.Element) -> Iterator[tuple[str, str]]:
    """Return the words of each translation that stands beside an original, and what is said of it."""
    for second in tree.iter("div"):
        if second.get("class") == "second":
            mark = next((text(p) for p in second.findall("p") if p.get("class") == "mark"), "")
            yield "".join(text(div) for div in second.findall("div")), mark
