"""A feed as an Atom document (RFC 4287)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from xml.etree import ElementTree

from board.web.field_rules import showable

ATOM = "http://www.w3.org/2005/Atom"


class AtomEntry(NamedTuple):
    """An entry; ``html`` is clean already."""

    id: str
    title: str
    link: str
    published: datetime
    updated: datetime
    author: str
    category: str
    html: str


class AtomFeed(NamedTuple):
    """A feed. ``own_address`` is None where it is a secret: what a program stores or passes on must not tell it."""

    id: str
    title: str
    language: str
    site: str
    link: str
    own_address: str | None
    updated: datetime
    entries: Sequence[AtomEntry]


def document(feed: AtomFeed) -> bytes:
    """Write a feed. The addresses of the site in people's texts are relative to ``xml:base``."""
    root = ElementTree.Element("feed", {"xmlns": ATOM, "xml:lang": feed.language, "xml:base": f"{feed.site}/"})
    _add(root, "id", feed.id)
    _add(root, "title", feed.title)
    _add(root, "updated", _moment(feed.updated))
    _add(root, "link", rel="alternate", type="text/html", href=feed.link)
    if feed.own_address:
        _add(root, "link", rel="self", type="application/atom+xml", href=feed.own_address)
    _add(root, "generator", "Semana")
    for entry in feed.entries:
        _add_entry(root, entry)
    written: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _add_entry(root: ElementTree.Element, entry: AtomEntry) -> None:
    element = _add(root, "entry")
    _add(element, "id", entry.id)
    _add(element, "title", entry.title)
    _add(element, "published", _moment(entry.published))
    _add(element, "updated", _moment(entry.updated))
    _add(_add(element, "author"), "name", entry.author)
    _add(element, "category", term=entry.category)
    _add(element, "link", rel="alternate", type="text/html", href=entry.link)
    _add(element, "content", entry.html, type="html")


def _add(parent: ElementTree.Element, name: str, text: str = "", **attributes: str) -> ElementTree.Element:
    element = ElementTree.SubElement(parent, name, {key: showable(value) for key, value in attributes.items()})
    element.text = showable(text) or None
    return element


def _moment(instant: datetime) -> str:
    return f"{instant:%Y-%m-%dT%H:%M:%SZ}"
