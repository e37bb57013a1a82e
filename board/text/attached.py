"""Pictures and files in a text: ``![what it shows](image:KEY)`` and ``[name](file:KEY)``.

The renderer makes an inert element of each, with the words and the key: wherever HTML of a text goes, its pictures are
their words unless something puts the pictures in (`put_in`). So no page, feed or mail shows one by accident.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html import unescape
from typing import NamedTuple

KEY = "[23456789abcdefghjkmnpqrstvwxyz]{14}"
_IN_SOURCE = re.compile(rf"\]\((?:image|file):({KEY})\)")
_WHOLE = re.compile(rf"!?\[((?:[^\[\]\\\n]|\\.){{0,1000}})\]\((image|file):({KEY})\)")
_BARE = re.compile(rf"!\[[\s\u00a0]{{0,100}}\]\(image:{KEY}\)")
_IN_HTML = re.compile(rf'<span data-(image|file)="({KEY})">(.*?)</span>', re.DOTALL)
_TAG = re.compile(r"<[^<>]*>")
MOST_IN_TEXT = 30
"""Pictures and files in one text."""


class Place(NamedTuple):
    """A picture or a file where it stands in HTML."""

    kind: str
    key: str
    html: str
    """Its words, as HTML."""

    @property
    def words(self) -> str:
        """Its words, as plain text."""
        return " ".join(unescape(_TAG.sub("", self.html)).split())

    @property
    def whole(self) -> str:
        """Its inert element, with its words in it."""
        return f'<span data-{self.kind}="{self.key}">{self.html}</span>'


def keys_in(source: str) -> list[str]:
    """Return the keys of pictures and files that a source names, each once. Those in code may be among them."""
    return list(dict.fromkeys(_IN_SOURCE.findall(source)))


def has_bare_picture(source: str) -> bool:
    """Return whether a picture in the source has no words that say what it shows."""
    return _BARE.search(source) is not None


def keys_in_html(html: str) -> list[str]:
    """Return the keys of pictures and files that stand in HTML."""
    return [key for _kind, key, _words in _IN_HTML.findall(html)] if "<span data-" in html else []


def places_in(html: str) -> Iterator[tuple[Place, str]]:
    """Yield each picture and file that stands in HTML, and the HTML before it."""
    for found in _IN_HTML.finditer(html) if "<span data-" in html else ():
        yield Place(found[1], found[2], found[3]), html[: found.start()]


def put_in(html: str, show: Callable[[Place], str]) -> str:
    """Replace each picture and file in a text's HTML by what ``show`` returns; elements are never nested."""
    if "<span data-" not in html:
        return html
    return _IN_HTML.sub(lambda found: show(Place(found[1], found[2], found[3])), html)


def said_in_source(source: str, say: Callable[[Place], str]) -> str:
    """Replace pictures and files in a source, by what ``say`` makes of each, with its words as they were typed."""
    if "](image:" not in source and "](file:" not in source:
        return source
    return _WHOLE.sub(lambda found: say(Place(found[2], found[3], found[1])), source)


def only_words(html: str) -> str:
    """Leave the words of pictures and files, and nothing else of them."""
    return put_in(html, lambda place: place.html)
