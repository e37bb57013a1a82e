"""What an edition of the proceedings says, as plain values that go into JSON and come back equal.

Every format is made from these values alone, so all files of an edition say the same, whenever they are made. HTML in
them is sanitised. Names are as their owners want to be signed: nothing here tells more than may be printed.

Citations in ``html`` are links to ``#q-KEY`` (a passage) or ``#p-KEY`` (a post or reading), with their number as words;
every such target is in the document: a passage among the ``quotes`` of a theme, a post or reading among the
``sources``. Sources and quotes are numbered from 1, each in their order in the document. A citation of what was
withdrawn or removed is not in the document at all. All other links in ``html`` are whole addresses, or lead to a
footnote of the same text.

A picture stands in ``html`` as ``<span data-image="KEY">what it shows</span>``, so its description is in the language
of its paragraph; every such key is among the ``pictures``. Its bytes are not here: whoever makes a file asks for them,
one picture at a time.
"""

from __future__ import annotations

from dataclasses import dataclass

APPROVED = "approved"
"""Only a paragraph in this state is presented as a translation; any other is marked in words."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph in the original and, if there is one, in translation."""

    html: str
    translation: str | None
    state: str
    """The state of the translation in the words of `rules/translations.py`; ``machine`` for a machine's draft."""


@dataclass(frozen=True, slots=True)
class Words:
    """A text: its language, the language it is translated into, its paragraphs, and the names of its translators."""

    language: str
    target: str | None
    paragraphs: tuple[Paragraph, ...]
    translators: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """A post or reading that something here leads back to."""

    kind: str
    """``post`` or ``reading``."""
    key: str
    address: str
    """Its whole permanent address."""
    week: int
    signed: str
    """The author's name if they want to be signed with it; otherwise empty."""
    region: str
    """The author's region, or empty for somebody who is not signed at all."""
    at: str
    """When it was written, in ISO 8601 with its offset from UTC in the forum's zone."""
    title: Words
    """The title of the reading, or of the thread of the post."""


@dataclass(frozen=True, slots=True)
class Quote:
    """A passage placed in a cell."""

    key: str
    address: str
    source: str
    """The key of its source."""
    theme: str
    region: str
    why: str
    why_language: str
    words: Words
    """The passage itself, in both languages."""
    changed: bool
    """Whether the author has changed the paragraph since it was placed."""


@dataclass(frozen=True, slots=True)
class Element:
    """A policy element: what a theme needs, in a region or (empty) altogether."""

    key: str
    region: str
    words: Words
    unfounded: int
    """How many of its sentences cite nothing. Their words stand in ``<span class="unfounded">``."""


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme with its elements and passages."""

    key: str
    name: Words
    definition: Words | None
    elements: tuple[Element, ...]
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class Contribution:
    """A post of the printed discussion. ``source`` is its key among the sources."""

    source: str
    words: Words
    reply_to: str | None


@dataclass(frozen=True, slots=True)
class Thread:
    """A thread with its summary, and its posts if the discussion is printed."""

    key: str
    title: Words
    abstract: Words | None
    posts: tuple[Contribution, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """A reading of the programme; ``words`` are those of a case study, which is printed."""

    source: str
    """Its key among the sources, if it has words on the site; otherwise empty."""
    title: Words
    words: Words | None
    signed: str
    """The presenter of a case study, as they want to be signed."""
    link: str
    """The address of a reading that is a link; otherwise empty."""
    is_case_study: bool


@dataclass(frozen=True, slots=True)
class Week:
    """A week of the programme."""

    number: int
    opened: str
    """The day on which it opened, in ISO 8601."""
    title: Words
    outline: Words | None
    summary: Words | None
    readings: tuple[Reading, ...]
    threads: tuple[Thread, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture in a text that is printed."""

    key: str
    address: str
    """Its whole permanent address."""
    width: int
    height: int
    """In pixels, as it is shown on the site."""
    is_printed: bool = True
    """Whether its bytes are in the files; instead of any other, a link stands with what it shows."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who agreed to be named."""

    name: str
    region: str
    affiliation: str
    key_respondent_in: tuple[int, ...]
    """The numbers of the weeks that were assigned to them."""


@dataclass(frozen=True, slots=True)
class Statistics:
    """What can be counted without telling anything of anybody."""

    members: int
    authors: int
    regions: int
    threads: int
    posts: int
    words: int
    passages: int
    translated: int
    """How many of the paragraphs to translate have an approved translation."""
    to_translate: int


@dataclass(frozen=True, slots=True)
class Document:
    """An edition of the proceedings."""

    forum: str
    address: str
    """The whole stable address of the edition."""
    number: int
    day: str
    """The day on which its contents were taken, in ISO 8601."""
    note: str
    starts_on: str
    ends_on: str
    zone: str
    languages: tuple[str, ...]
    """The languages in which it can be read alone: the forum's, in their order."""
    regions: tuple[str, ...]
    about: Words | None
    weeks: tuple[Week, ...]
    themes: tuple[Theme, ...]
    sources: tuple[Source, ...]
    people: tuple[Person, ...]
    unnamed: int
    """How many people are quoted without their names."""
    discussion: str
    """``none``, ``selected`` or ``full``."""
    statistics: Statistics
    pictures: tuple[Picture, ...] = ()
    """In the order in which they first stand in it."""
