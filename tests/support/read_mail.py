"""A sent mail as a program that is not ours reads it, and what its two parts say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

import html5lib
from fast_mail_parser import PyMail, parse_email

ADDRESS = re.compile(r"(?:https?://|mailto:)[^\s)>\]]+")
TARGET = re.compile(r"\]\([^)]*\)")
LANGUAGE = re.compile(r"^\[[a-z]{2,3}(?:-[A-Za-z]+)?\] ", re.MULTILINE)
WORD = re.compile(r"\w+")
UNSEEN = {"style", "title"}


@dataclass(frozen=True)
class Mail:
    """A mail as it left the site."""

    raw: bytes
    recipient: str
    parsed: PyMail

    @classmethod
    def read(cls, raw: bytes, recipient: str) -> Mail:
        """Parse a mail strictly: whatever would have to be repaired is an error."""
        return cls(raw, recipient, parse_email(raw, strict=True))

    @property
    def headers(self) -> dict[str, str]:
        """Its headers by their names in small letters; each is there once."""
        found = {name.lower(): values for name, values in self.parsed.headers.items()}
        assert {name: len(values) for name, values in found.items()} == dict.fromkeys(found, 1)
        return {name: values[0] for name, values in found.items()}

    @property
    def plain(self) -> str:
        [text] = self.parsed.text_plain
        return text.replace("\r\n", "\n")

    @property
    def html(self) -> str:
        [html] = self.parsed.text_html
        return html.replace("\r\n", "\n")

    @property
    def page(self) -> Element:
        page = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(self.html)
        assert isinstance(page, Element)
        return page

    @property
    def links(self) -> list[str]:
        return [link.get("href", "") for link in self.page.iter("a")]

    def link_to(self, beginning: str) -> str:
        """Return the only link of the mail that begins so."""
        [link] = {link for link in self.links if link.startswith(beginning)}
        return link

    @property
    def words_of_plain(self) -> list[str]:
        return WORD.findall(TARGET.sub("]", ADDRESS.sub("", LANGUAGE.sub("", self.plain))))

    @property
    def words_of_html(self) -> list[str]:
        return WORD.findall(ADDRESS.sub("", " ".join(_texts(self.page))))


def _texts(element: Element) -> Iterator[str]:
    """Yield what is read of a page. Markup inside a word does not part it; nothing here writes such."""
    if element.tag in UNSEEN:
        return
    yield element.text or ""
    for child in element:
        yield from _texts(child)
        yield child.tail or ""
