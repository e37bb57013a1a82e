"""HTML of people's words, made to fit into the proceedings.

What comes out is also well-formed XML, so that an e-book can hold it. Headings go below the heading that the words
stand under; ids differ wherever the same text stands twice; citations get the numbers of this edition; addresses on
the forum's own site are whole, since the file is read elsewhere. The HTML was sanitised when it was written; a tag or
attribute that this closed set lacks is left out here as well.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape
from html.parser import HTMLParser
from urllib.parse import quote, urljoin, urlsplit

VOID = {"br", "hr"}
PLAIN = {
    "p", "em", "strong", "code", "pre", "blockquote", "ul", "ol", "li", "a", "sup", "div", "table", "thead", "tbody",
    "tr", "th", "td",
}  # fmt: skip
HEADING = re.compile("h[1-6]")
TOP_LEVEL = 3
"""The highest level of headings in HTML that people wrote (text/scope.py)."""
LOWEST = 6
CITED = re.compile("#[pq]-[0-9A-Za-z]+")
NUMBER = re.compile(r"\s*\[?\d+\]?\s*")
ROLES = {"doc-noteref", "doc-backlink", "doc-footnote"}
ALIGNED = {"left", "center", "right"}
NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def legible(text: str) -> str:
    """Return the text without the few characters that no XML file may hold."""
    return NOT_IN_XML.sub("", text)


def whole_address(site: str, address: str) -> str:
    """Return an address as a link from anywhere, or "" for one that leads nowhere."""
    try:
        whole = urljoin(site, address)
        parts = urlsplit(whole)
        is_whole = bool(parts.path) if parts.scheme == "mailto" else bool(parts.hostname) and (parts.port or True)
    except ValueError:
        return ""
    known = parts.scheme in ("http", "https", "mailto")
    return quote(whole, safe="%:/?#@!$&'()*+,;=~") if known and is_whole else ""


class Adapter(HTMLParser):
    """Writes one paragraph's HTML again. `labels` has the number of each passage and source by its address here."""

    def __init__(self, labels: Mapping[str, str], site: str, level: int, prefix: str) -> None:
        super().__init__(convert_charrefs=True)
        self.labels, self.site, self.prefix = labels, site, prefix
        self.shift = level + 1 - TOP_LEVEL
        self.written: list[str] = []
        self.open: list[str] = []
        self.label = ""

    def adapted(self, made: str) -> str:
        self.feed(made)
        self.close()
        while self.open:
            self._end(self.open[-1])
        return legible("".join(self.written))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if HEADING.fullmatch(tag):
            self._start(f"h{min(int(tag[1]) + self.shift, LOWEST)}", {})
        elif tag in VOID:
            self.written.append(f"<{tag}/>")
        elif tag in PLAIN:
            self._start(tag, self._kept(tag, given))

    def handle_endtag(self, tag: str) -> None:
        tag = f"h{min(int(tag[1]) + self.shift, LOWEST)}" if HEADING.fullmatch(tag) else tag
        while tag in self.open:
            last = self.open[-1]
            self._end(last)
            if last == tag:
                return

    def handle_data(self, data: str) -> None:
        if self.label and NUMBER.fullmatch(data):
            data, self.label = self.label, ""
        self.written.append(escape(data, quote=False))

    def _start(self, tag: str, attributes: Mapping[str, str]) -> None:
        words = "".join(f' {name}="{escape(value)}"' for name, value in attributes.items())
        self.written.append(f"<{tag}{words}>")
        self.open.append(tag)

    def _end(self, tag: str) -> None:
        if tag == "a" and self.label:
            self.written.append(f" {self.label}")
            self.label = ""
        self.written.append(f"</{tag}>")
        self.open.pop()

    def _kept(self, tag: str, given: Mapping[str, str]) -> dict[str, str]:
        kept = self._link(given["href"]) if tag == "a" and "href" in given else {}
        if "id" in given:
            kept["id"] = self.prefix + given["id"]
        if given.get("role") in ROLES:
            kept["role"] = given["role"]
        if given.get("align") in ALIGNED:
            kept["class"] = given["align"]
        if given.get("class") in ("scroll", "note"):
            kept["class"] = given["class"]
        if given.get("class") == "scroll":
            kept["tabindex"] = "0"
        if tag == "th":
            kept["scope"] = "col"
        if tag == "ol" and given.get("start", "").isdecimal():
            kept["start"] = given["start"]
        return kept

    def _link(self, address: str) -> dict[str, str]:
        if CITED.fullmatch(address):
            self.label = self.labels.get(address, "")
            return {"href": address, "class": "cite"}
        if address.startswith("#"):
            return {"href": f"#{self.prefix}{address[1:]}"}
        whole = whole_address(self.site, address)
        return {"href": whole} if whole else {}
