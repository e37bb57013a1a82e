"""Reading the HTML of strangers into tags and words, in time that is linear whatever it is.

The standard library's parser takes the square of the length for markup that is broken on purpose.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import NamedTuple

_NAME = re.compile(r"/?[a-zA-Z][a-zA-Z0-9:-]{0,30}")
_ATTRIBUTE = re.compile(r"""([^\s=>"'/]{1,60})\s{0,9}=\s{0,9}(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_SILENT = frozenset({"style", "script", "title", "template", "noscript"})
"""Elements whose words nobody sees."""
MAX_TAG, MAX_TRIES = 20_000, 8
"""Characters of a tag, and how many ``>`` in quoted attributes it may have."""


class Tag(NamedTuple):
    """A tag that opens or closes an element."""

    name: str
    is_end: bool
    attributes: dict[str, str]


def pieces(html: str) -> Iterator[Tag | str]:
    """Return the tags and the words between them, without comments and what is not shown."""
    at, last = 0, html.rfind(">")
    while at < len(html):
        start = html.find("<", at, last) if at <= last else -1
        words = html[at:start] if start >= 0 else html[at:]
        if words:
            yield unescape(words)
        if start < 0:
            return
        tag, at = _piece(html, start)
        if tag:
            yield tag
        if isinstance(tag, Tag) and tag.name in _SILENT and not tag.is_end:
            at = _end_of_silence(html, tag.name, at)


def _piece(html: str, start: int) -> tuple[Tag | str, int]:
    """Return what begins with a ``<``, and where it ends."""
    if html.startswith("<!--", start):
        closing = html.find("-->", start + 4)
        return "", len(html) if closing < 0 else closing + 3
    name = _NAME.match(html, start + 1)
    if name or html.startswith(("<!", "<?"), start):
        end = _end_of_tag(html, start)
        if end:
            return (_tag(name[0], html[name.end() : end - 1]) if name else ""), end
    return "<", start + 1


def _end_of_tag(html: str, start: int) -> int | None:
    """Return where a tag ends: behind the first ``>`` that stands in no quotes, or else the first one."""
    ends: list[int] = []
    for _try in range(MAX_TRIES):
        end = html.find(">", ends[-1] if ends else start, start + MAX_TAG) + 1
        if not end:
            break
        if not _in_quotes(html, start, end):
            return end
        ends.append(end)
    return ends[0] if ends else None


def _in_quotes(html: str, start: int, end: int) -> bool:
    """Tell whether a place is inside quotes. An apostrophe between double quotes begins none."""
    doubled = html.count('"', start, end)
    return doubled % 2 == 1 or (not doubled and html.count("'", start, end) % 2 == 1)


def _tag(name: str, rest: str) -> Tag:
    if name.startswith("/"):
        return Tag(name[1:].lower(), True, {})
    found = _ATTRIBUTE.findall(rest)
    return Tag(name.lower(), False, {key.lower(): unescape(a or b or c) for key, a, b, c in reversed(found)})


def _end_of_silence(html: str, name: str, at: int) -> int:
    found = re.compile(f"</{name}", re.IGNORECASE).search(html, at)
    return found.start() if found else len(html)
