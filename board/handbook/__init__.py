"""The handbook: pages of plain Markdown in each language of the interface, beside this file.

A page is ``LANGUAGE/NAME.md``: a title, a sentence that says what it is about, then sections, each with an anchor that
is the same in every language. ``[[Save]]`` is a label of the interface: it is written in English and shown as the
interface says it in the page's language, so that the handbook cannot name a button otherwise than the page does.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import NamedTuple

from babel.support import Translations

from board.text import ParsedQuery, Parts, coverage, marks_in, passage
from board.text.searching import found_by, words_of

ROOT = Path(__file__).parent
CATALOGUES = ROOT.parent / "translations"
HERE = "https://help/"
"""Addresses of other pages begin so: ``https://help/write#ask``."""
AUDIENCES = {
    "everybody": ("start", "write", "mail", "you", "apply", "synthesis"),
    "key_respondent": ("respond",),
    "translator": ("translate",),
    "admin": ("begin", "prepare", "people", "run", "practice", "finish"),
    "owner": ("site",),
}
"""Whom each page is for, in the order of the table of contents."""
NAMES = tuple(name for names in AUDIENCES.values() for name in names)
MAX_RESULTS = 20

_LABEL = re.compile(r"\[\[(.+?)\]\]")
_HEADING = re.compile(r"^## (?P<title>.+?) \{#(?P<anchor>[a-z-]+)\}$", re.MULTILINE)
_STRONG = re.compile(r"\*\*(.+?)\*\*")
_SIGNS = re.compile(r"^(?:[-*>]|\d+\.) +|\*\*|`|\]\([^)]*\)|\[", re.MULTILINE)


class Section(NamedTuple):
    """A part of a page with a heading."""

    anchor: str
    title: str
    source: str
    """Markdown, with the labels of the interface in place."""


class Page(NamedTuple):
    """A page of the handbook in one language."""

    name: str
    title: str
    lead: str
    sections: tuple[Section, ...]


class Result(NamedTuple):
    """A section that was found, with a passage in which the words looked for are marked."""

    page: Page
    section: Section
    passage: Parts


class _Entry(NamedTuple):
    page: Page
    section: Section
    paragraphs: tuple[str, ...]
    title_forms: frozenset[str]
    forms: frozenset[str]


def page(language: str, name: str) -> Page | None:
    """Return a page in a language of the interface; None if there is no such page."""
    return book(language).get(name)


@cache
def book(language: str) -> dict[str, Page]:
    """Return all pages in a language, by name.

    The files never change while the site runs. Two threads that read them at the same time make the same book; neither
    sees an unfinished one.
    """
    say = Translations.load(CATALOGUES, [language]).ugettext
    return {name: parse(name, (ROOT / language / f"{name}.md").read_text(encoding="utf-8"), say) for name in NAMES}


def parse(name: str, source: str, say: Callable[[str], str]) -> Page:
    """Take a page apart; ``say`` translates the labels of the interface."""
    words = _LABEL.sub(lambda label: f"**{say(label[1])}**", source)
    head, *rest = _HEADING.split(words)
    title, lead = head.removeprefix("# ").split("\n\n", 1)
    parts = zip(rest[::3], rest[1::3], rest[2::3], strict=True)
    sections = tuple(Section(anchor, heading, body.strip()) for heading, anchor, body in parts)
    return Page(name, title.strip(), lead.strip(), sections)


def beginning(section: Section) -> Parts:
    """Return the first paragraph of a section in plain words, in parts: those with True are strong, as labels are."""
    pieces = _STRONG.split(section.source.split("\n\n", 1)[0])
    return tuple(
        (re.sub(r"\s+", " ", _SIGNS.sub("", words)), number % 2 == 1) for number, words in enumerate(pieces) if words
    )


def _plain(paragraph: str) -> str:
    return " ".join(_SIGNS.sub("", paragraph).split())


def labels(source: str) -> list[str]:
    """Return the labels of the interface that a page names."""
    return _LABEL.findall(source)


def search(language: str, query: ParsedQuery) -> list[Result]:
    """Return the sections that hold all words of the query in any form, those that say it in their headings first."""
    asked = query.forms(language)
    if not asked:
        return []
    found = [entry for entry in _index(language) if all(not forms.isdisjoint(entry.forms) for forms in asked)]
    found.sort(key=lambda entry: -sum(not forms.isdisjoint(entry.title_forms) for forms in asked))
    return [Result(entry.page, entry.section, _passage(language, entry, query)) for entry in found[:MAX_RESULTS]]


@cache
def _index(language: str) -> tuple[_Entry, ...]:
    """Return every section with the forms of its words. Made once, as `book` is."""
    return tuple(_entry(language, page, section) for page in book(language).values() for section in page.sections)


def _entry(language: str, page: Page, section: Section) -> _Entry:
    paragraphs = tuple(map(_plain, section.source.split("\n\n")))
    in_titles = _forms(language, f"{page.title} {section.title}")
    return _Entry(page, section, paragraphs, in_titles, in_titles | _forms(language, " ".join(paragraphs)))


def _forms(language: str, words: str) -> frozenset[str]:
    return frozenset(form for word in set(words_of(words)) for form in found_by(language, word))


def _passage(language: str, entry: _Entry, query: ParsedQuery) -> Parts:
    """Return the words around the paragraph that says most of the query."""
    marked = [(paragraph, marks_in(paragraph, language, query)) for paragraph in entry.paragraphs]
    return passage(*max(marked, key=lambda paragraph: coverage(paragraph[1])))
