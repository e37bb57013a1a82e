"""The demo's codebook, the passages that its people placed in the cells of the matrix, and policy elements."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import select

from board.actions import codebook
from board.actions.elements import write_element
from board.actions.excerpting import Cell, place_excerpt
from board.actions.titled import Titled
from board.demo import content, translations
from board.demo.citing import CITED, linked
from board.demo.content import Translated
from board.demo.stage import Stage
from board.extensions import db
from board.models import Excerpt, Text, Theme
from board.pages.choosing import chosen
from board.pages.texts import Pair, load_pairs

A_DAY = timedelta(days=1)
A_MINUTE = timedelta(minutes=1)
KEEPER = "claire"
"""The admin who writes examples and memos, also of a theme that a participant proposes."""
READER = "ana"
"""A participant: words are looked for in what she may read, not in drafts that only translators see."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeEntry:
    """A theme, in Spanish, with its translation into English."""

    id: str
    by: str
    week: int = 1
    """The week in which it is added, a day after the opening."""
    name: str
    name_translation: str
    definition: str
    definition_translation: str
    example: str = ""
    example_translation: str = ""
    counter_example: str = ""
    counter_example_translation: str = ""
    memo: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PassageEntry:
    """A passage: ``source`` is the id of a post or reading, ``words`` stand in its original or its translation."""

    source: str
    words: str
    by: str
    theme: str
    region: str
    why: str

    @property
    def week(self) -> int:
        """The number of the week in which the source stands, read from its id."""
        return int(self.source[1])


@dataclass(frozen=True, slots=True, kw_only=True)
class ElementEntry:
    """A policy element; in braces are the sources of passages of the same theme, which it cites."""

    theme: str
    region: str = ""
    by: str
    language: str
    body: str
    translation: str = ""

    @property
    def cited(self) -> list[str]:
        return CITED.findall(self.body)


@cache
def _tables() -> dict[str, Any]:
    return tomllib.loads((content.HERE / "synthesis.toml").read_text(encoding="utf-8"))


@cache
def entries() -> tuple[tuple[ThemeEntry, ...], tuple[PassageEntry, ...]]:
    """Return the themes and the passages of `synthesis.toml`."""
    themes = tuple(ThemeEntry(**table) for table in _tables()["theme"])
    return themes, tuple(PassageEntry(**table) for table in _tables()["passage"])


@cache
def elements() -> tuple[ElementEntry, ...]:
    """Return the policy elements of `synthesis.toml`."""
    return tuple(ElementEntry(**table) for table in _tables()["element"])


Placed = Mapping[tuple[str, str], Excerpt]
"""The passages that are there, by source and theme."""


def synthesise(stage: Stage) -> None:
    """Add the codebook, place the passages of posts and readings that are there already, and write policy elements."""
    themes, passages = entries()
    by_id = {entry.id: _add_theme(stage, entry) for entry in themes}
    pairs = _pairs(stage, passages)
    placed = {
        (entry.source, entry.theme): _place(stage, entry, by_id[entry.theme], pairs[entry.source])
        for entry in passages
        if entry.source in pairs
    }
    for element in elements():
        if all((source, element.theme) in placed for source in element.cited):
            _write_element(stage, element, by_id[element.theme], placed)


def _add_theme(stage: Stage, entry: ThemeEntry) -> Theme:
    now = stage.calendar.not_later(stage.calendar.openings[entry.week] + A_DAY)
    author, keeper = stage.users[entry.by], stage.sight(KEEPER, now)
    theme = codebook.add_theme(stage.sight(entry.by, now), Titled(entry.name, entry.definition, "es"), author)
    for which in codebook.FURTHER:
        if words := getattr(entry, which):
            codebook.edit_further(keeper, theme, which, Titled(entry.name, words, "es"), stage.users[KEEPER])
    if entry.memo:
        codebook.note_memo(keeper, theme, entry.memo)
    for part in ("name", "definition", *codebook.FURTHER):
        _translate(stage, getattr(theme, f"{part}_id"), getattr(entry, f"{part}_translation"), now + A_MINUTE)
    return theme


def _translate(stage: Stage, text_id: int | None, translation: str, now: datetime) -> None:
    if text_id is not None:
        translations.write(stage, text_id, Translated(language="es", translation=translation), now)


def _pairs(stage: Stage, passages: Sequence[PassageEntry]) -> dict[str, Pair]:
    """Return the texts that passages are taken from, as a participant reads them, by source; all of them at once.

    Left out is what exists only in the archive, or is prepared for a week that has not opened.
    """
    opened = [entry for entry in passages if stage.calendar.openings[entry.week] < stage.calendar.now]
    ids = {entry.source: text_id for entry in opened if (text_id := _text_id(stage, entry.source)) is not None}
    texts = db.session.scalars(select(Text).where(Text.id.in_(ids.values()))).all()
    pairs = load_pairs(stage.sight(READER, stage.calendar.now), texts)
    return {source: pairs[text_id] for source, text_id in ids.items()}


def _text_id(stage: Stage, source: str) -> int | None:
    if post := stage.posts.get(source):
        return post.text_id
    reading = stage.readings.get(source)
    return reading.body_id if reading else None


def _place(stage: Stage, entry: PassageEntry, theme: Theme, pair: Pair) -> Excerpt:
    """Place a passage a day after both it and its theme were there, or just now."""
    post = stage.posts.get(entry.source)
    written = post.created_at if post else stage.calendar.openings[entry.week]
    now = stage.calendar.not_later(max(written, theme.created_at) + A_DAY)
    cell = Cell(theme, entry.region, entry.why)
    spans = chosen(pair, (), entry.words)
    return place_excerpt(stage.sight(entry.by, now), pair.text, spans, cell, stage.users[entry.by])


def _write_element(stage: Stage, entry: ElementEntry, theme: Theme, placed: Placed) -> None:
    """Write a policy element a day after the last passage that it cites was placed, or just now."""
    cited = [placed[source, entry.theme] for source in entry.cited]
    now = stage.calendar.not_later(max(excerpt.created_at for excerpt in cited) + A_DAY)

    def address_of(source: str) -> str:
        return f"/f/{stage.forum.slug}/excerpt/{placed[source, entry.theme].key}"

    words = Titled("", linked(entry.body, address_of), entry.language)
    element = write_element(stage.sight(entry.by, now), theme, entry.region, words, stage.users[entry.by])
    translated = Translated(language=entry.language, translation=linked(entry.translation, address_of))
    translations.write(stage, element.text_id, translated, now + A_MINUTE)
