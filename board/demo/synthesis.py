"""The demo's codebook, and the passages that its people placed in the cells of the matrix."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from board.actions import codebook
from board.actions.excerpting import Cell, place_excerpt
from board.actions.titled import Titled
from board.demo import content, translations
from board.demo.content import Translated
from board.demo.stage import Stage
from board.extensions import db
from board.models import Text, Theme
from board.pages.choosing import chosen
from board.pages.texts import load_pairs

A_DAY = timedelta(days=1)
A_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeEntry:
    """A theme, in Spanish, with its translation into English."""

    id: str
    by: str
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


@cache
def entries() -> tuple[tuple[ThemeEntry, ...], tuple[PassageEntry, ...]]:
    """Return the themes and the passages of `synthesis.toml`."""
    tables: dict[str, Any] = tomllib.loads((content.HERE / "synthesis.toml").read_text(encoding="utf-8"))
    themes = tuple(ThemeEntry(**table) for table in tables["theme"])
    return themes, tuple(PassageEntry(**table) for table in tables["passage"])


def synthesise(stage: Stage) -> None:
    """Add the codebook, and place the passages of posts and readings that are there already."""
    themes, passages = entries()
    keys = {entry.id: _add_theme(stage, entry) for entry in themes}
    for entry in passages:
        _place(stage, entry, keys[entry.theme])


def _add_theme(stage: Stage, entry: ThemeEntry) -> Theme:
    now = stage.calendar.not_later(stage.calendar.openings[1] + A_DAY)
    sight, author = stage.sight(entry.by, now), stage.users[entry.by]
    theme = codebook.add_theme(sight, Titled(entry.name, entry.definition, "es"), author)
    for which in codebook.FURTHER:
        if words := getattr(entry, which):
            codebook.edit_further(sight, theme, which, Titled(entry.name, words, "es"), author)
    if entry.memo:
        codebook.note_memo(sight, theme, entry.memo)
    for part in ("name", "definition", *codebook.FURTHER):
        _translate(stage, getattr(theme, f"{part}_id"), getattr(entry, f"{part}_translation"), now + A_MINUTE)
    return theme


def _translate(stage: Stage, text_id: int | None, translation: str, now: datetime) -> None:
    if text_id is not None:
        translations.write(stage, text_id, Translated(language="es", translation=translation), now)


def _place(stage: Stage, entry: PassageEntry, theme: Theme) -> None:
    """Place a passage a day after it was written, or just now, unless it exists only in the archive."""
    post, reading = stage.posts.get(entry.source), stage.readings.get(entry.source)
    text_id = post.text_id if post else reading.body_id if reading else None
    if text_id is None:
        return
    written = post.created_at if post else stage.calendar.openings[int(entry.source[1])]
    now = stage.calendar.not_later(written + A_DAY)
    if written > now:  # a reading of a week that has not opened
        return
    sight, text = stage.sight(entry.by, now), db.session.get_one(Text, text_id)
    spans = chosen(load_pairs(sight, [text])[text.id], (), entry.words)
    place_excerpt(sight, text, spans, Cell(theme, entry.region, entry.why), stage.users[entry.by])
