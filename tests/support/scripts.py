"""Which scripts a page must load, judged by its elements: none may be missing, and none may be superfluous."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from xml.etree.ElementTree import Element

Needs = Callable[[Element], bool]


def has_class(name: str, tag: str | None = None) -> Needs:
    return lambda element: name in (element.get("class") or "").split() and element.tag == (tag or element.tag)


def has(*attributes: str) -> Needs:
    return lambda element: any(name in element.attrib for name in attributes)


ASKED_BY_SCRIPT: tuple[Needs, ...] = (has_class("voices"), has_class("more", "a"), has("data-opens-at"))
NEEDS: dict[str, tuple[Needs, ...]] = {
    "requests.js": (has("hx-post", "hx-get"), *ASKED_BY_SCRIPT),
    "vendor/htmx.min.js": (has("hx-post", "hx-get"), *ASKED_BY_SCRIPT),
    "weeks.js": (has_class("weeks", "nav"),),
    "times.js": (has("data-your-time"),),
    "countdown.js": (has("data-opens-at"),),
    "reading-mode.js": (lambda element: element.get("name") == "show",),
    "voices.js": (has_class("voices"),),
    "post-tools.js": (has_class("more", "a"),),
    "segments.js": (has_class("segment"),),
    "keys.js": (has("data-key", "data-opens"),),
    "reply.js": (lambda element: element.get("id") == "reply-home",),
    "jump.js": (has_class("jump", "nav"),),
    "unsent.js": (has("data-unsent"),),
    "paste.js": (has("data-markdown"),),
    "keyboard.js": (has("data-markdown"),),
    "formatting.js": (has("data-format"), has_class("segment")),
    "forms.js": (has_class("error-summary"), has("data-max-bytes"), lambda element: element.tag == "form"),
    "header.js": (has_class("menu", "details"), has("data-find")),
    "leftovers.js": (has("data-sign-out", "data-sent"),),
}
"""The elements that each script works on."""


def loaded(elements: list[Element]) -> list[str]:
    """Return the names of the site's own scripts on a page."""
    found = (re.search(r"/static/v-[0-9a-f]{10}/(.+)\Z", element.get("src") or "") for element in elements)
    return [match[1] for match in found if match]


def script_problems(elements: list[Element]) -> Iterator[str]:
    """Yield what is wrong with the scripts of a page; a page without any is the page for when the site is away."""
    if names := loaded(elements):
        wanted = {name for name, needs in NEEDS.items() if any(need(element) for element in elements for need in needs)}
        yield from (f"{name} is missing" for name in sorted(wanted - set(names)))
        yield from (f"{name} comes for nothing" for name in sorted((NEEDS.keys() & set(names)) - wanted))
        yield from (f"{name} comes twice" for name in sorted({name for name in names if names.count(name) > 1}))
