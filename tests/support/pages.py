"""The rules for every page of the site, whatever it shows. The test client checks each page that it opens."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from xml.etree.ElementTree import Element

import html5lib

from tests.support.scripts import script_problems

# Where a part stands decides how it is parsed: a row outside a table would not be a row.
STANDS_IN = {"tr": "tbody", "td": "tr", "th": "tr", "tbody": "table", "option": "select"}
DATA_SCRIPTS = {"application/json", "application/ld+json", "importmap", "speculationrules"}


def is_whole_page(html: str) -> bool:
    """Return True for a page, False for a part that htmx inserts into a page."""
    return html.lstrip()[:14].lower().startswith(("<!doctype", "<html"))


def problems(html: str) -> list[str]:
    """Return everything that is wrong with a page, or with a part of one."""
    whole = is_whole_page(html)
    parser = html5lib.HTMLParser(tree=html5lib.getTreeBuilder("etree"), namespaceHTMLElements=False)
    tree = parser.parse(html) if whole else parser.parseFragment(html, container=_container(html))
    # A comment's tag is a function, not a name.
    elements = [element for element in tree.iter() if isinstance(element.tag, str)]
    found = [f"line {line}: {code} {detail or ''}" for (line, _), code, detail in parser.errors]
    if whole:
        found += _page_problems(tree, elements)
        found += script_problems(elements)
    for element in elements:
        found += _element_problems(element)
    ids = Counter(element.get("id") for element in elements if "id" in element.attrib)
    found += [f'id "{name}" is used {times} times' for name, times in ids.items() if times > 1]
    return found


def _container(part: str) -> str:
    first = re.match(r"\s*<(\w+)", part)
    return STANDS_IN.get(first[1].lower(), "div") if first else "div"


def _page_problems(tree: Element, elements: list[Element]) -> Iterator[str]:
    by_tag = Counter(element.tag for element in elements)
    if by_tag["h1"] != 1:
        yield f"{by_tag['h1']} h1 instead of one"
    if by_tag["main"] != 1:
        yield f"{by_tag['main']} main instead of one"
    if not (tree.findtext("head/title") or "").strip():
        yield "no title"
    if not (tree.get("lang") or "").strip():
        yield "no lang on html"


def _required_box_problems(form: Element) -> Iterator[str]:
    boxes = [box for box in form.iter("input") if box.get("type") == "checkbox"]
    times = Counter(box.get("name") for box in boxes)
    if any("required" in box.attrib and times[box.get("name")] > 1 for box in boxes):
        yield "each of several check boxes is required: the browser sends the form only with all of them ticked"


def _element_problems(element: Element) -> Iterator[str]:
    yield from _inline_problems(element)
    if element.tag == "form":
        yield from _required_box_problems(element)
    if element.tag == "form" and (element.get("method") or "").lower() == "post":
        fields = (field.get("name") for field in element.iter("input") if field.get("value"))
        if "csrf_token" not in fields:
            yield f"form to {element.get('action')!r} has no CSRF token"
    if element.tag == "img" and "alt" not in element.attrib:
        yield f"img {element.get('src')!r} has no alt"


def _inline_problems(element: Element) -> Iterator[str]:
    """Find what the content security policy forbids, which otherwise only a browser's console shows."""
    if element.tag == "style" or (element.tag == "script" and _is_inline_code(element)):
        yield f"inline {element.tag}"
    for name, value in element.attrib.items():
        if name == "style" or name.startswith(("on", "hx-on")):
            yield f"inline {name} on {element.tag}"
        if name in {"href", "src", "action"} and value.strip().lower().startswith("javascript:"):
            yield f"script in {name} of {element.tag}"


def _is_inline_code(script: Element) -> bool:
    return "src" not in script.attrib and script.get("type") not in DATA_SCRIPTS
