"""The coding of a forum as a project for researchers' tools: its texts in both languages, themes as codes, passages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from board.exports.codebook import codes_of
from board.exports.gathering import Found
from board.exports.plain_texts import PlainText, Span, spans_in_original, spans_in_translation
from board.exports.texts import origin_of
from board.pages.excerpts import ExcerptView
from board.pages.texts import Pair
from board.rules.synthesis import theme_guid
from board.text import Project, Selection, Source, write_qdpx

UNSAFE = str.maketrans('/\\:*?"<>|', "---------")
"""Tools name files after texts."""
MAX_TITLE = 60


class Words(NamedTuple):
    """What a project says besides the forum's own words, in its language."""

    about: str
    coder: str
    """Of somebody who did not agree to be named; ``%s`` is a number."""
    region: str
    changed: str
    """That the author has changed a paragraph since."""
    week: str
    author: str
    author_region: str
    language: str
    state: str
    origin: str


def coding_file(found: Found, language: str, words: Words, site_url: str) -> bytes | None:
    """Return the coding as a project of REFI-QDA with its codes named in a language; None if there are no themes."""
    if not found.themes:
        return None
    writer = _Writer(found, language, words, f"{site_url}/f/{found.sight.forum.slug}")
    sources = list(writer.sources())
    project = Project(
        name=found.sight.forum.name,
        description=words.about,
        made_at=found.sight.forum.created_at,
        coders=list(writer.coders.values()),
        codes=codes_of(found.themes, found.texts, language),
        variables={
            words.week: int, words.author: str, words.author_region: str, words.language: str, words.state: str,
            words.origin: str,
        },
        sources=sources,
    )  # fmt: skip
    return write_qdpx(project)


class _Place(NamedTuple):
    """A post or reading with words."""

    kind: str
    key: str
    text_id: int
    title_id: int
    week: int
    author_id: int | None
    at: datetime


@dataclass
class _Writer:
    found: Found
    language: str
    words: Words
    base: str
    coders: dict[int, str] = field(default_factory=dict)
    """Names of coders by account id, each once."""

    def __post_init__(self) -> None:
        self.guids = {theme.id: theme_guid(theme.key, theme.guid) for theme in self.found.themes}

    def sources(self) -> Iterator[Source]:
        """Yield every text from which passages can be taken, and after it its translation.

        A text of which the author has withdrawn a passage is left out: it is exported nowhere in full.
        """
        views: dict[int, list[ExcerptView]] = {}
        for view in self.found.excerpts:
            views.setdefault(view.text.id, []).append(view)
            self._coder(view.excerpt.author_id)  # numbered in the order in which they coded
        for number, place in enumerate(self._places(), 1):
            pair = self.found.texts.get(place.text_id)
            if pair is not None:
                yield from self._sources_of(number, place, pair, views.get(place.text_id, []))

    def _places(self) -> Iterator[_Place]:
        week = self.found.sight.week
        for reading in self.found.readings:
            if reading.body_id is not None:
                yield _Place(
                    "reading", reading.key, reading.body_id, reading.title_id, week(reading.week_id).number,
                    reading.respondent_id, reading.created_at,
                )  # fmt: skip
        for post, thread in self.found.posts:
            yield _Place(
                "post", post.key, post.text_id, thread.title_id, week(thread.week_id).number, post.author_id,
                post.created_at,
            )  # fmt: skip

    def _sources_of(self, number: int, place: _Place, pair: Pair, views: Sequence[ExcerptView]) -> Iterator[Source]:
        original = PlainText.original(pair)
        if original.text.strip():
            spans = [(view, spans_in_original(original, view)) for view in views]
            yield self._source(number, place, pair.text.language, original, spans, "", "")
        if pair.is_translated and pair.text.target:
            translation = PlainText.translation(pair)
            origin = origin_of(row.is_machine for row in pair.rows if row.translation) or ""
            spans = [(view, spans_in_translation(translation, view)) for view in views]
            yield self._source(number, place, pair.text.target, translation, spans, pair.state, origin)

    def _source(
        self, number: int, place: _Place, language: str, plain: PlainText,
        spans: Sequence[tuple[ExcerptView, list[Span]]], state: str, origin: str,
    ) -> Source:  # fmt: skip
        people, words = self.found.people, self.words
        title = self.found.texts[place.title_id].said_in(self.language).translate(UNSAFE)[:MAX_TITLE].strip()
        values: dict[str, str | int] = {
            words.week: place.week,
            words.author: people.name(place.author_id) or people.label(place.author_id),
            words.author_region: people.region(place.author_id),
            words.language: language,
            words.state: state,
            words.origin: origin,
        }
        return Source(
            key=f"{place.key}/{language}",
            name=f"{number:04} {title} ({language})",
            description=f"{self.base}/{place.kind}/{place.key}",
            text=plain.text,
            written_at=place.at,
            values={name: value for name, value in values.items() if value},
            selections=tuple(self._selections(language, spans)),
        )

    def _selections(self, language: str, spans: Sequence[tuple[ExcerptView, list[Span]]]) -> Iterator[Selection]:
        for view, found in spans:
            excerpt = view.excerpt
            for number, span in enumerate(found, 1):
                yield Selection(
                    key=f"{excerpt.key}/{language}/{number}",
                    start=span.start,
                    end=span.end,
                    code=self.guids[excerpt.theme_id],
                    coder=self._coder(excerpt.author_id),
                    at=excerpt.created_at,
                    note=self._note(view),
                    case=excerpt.region,
                )

    def _coder(self, user_id: int) -> str:
        """Return the name of a coder who agreed to be named, or a number; no two coders have the same."""
        if user_id not in self.coders:
            name = self.found.people.name(user_id) or self.words.coder % (len(self.coders) + 1)
            while name in self.coders.values():
                name += " *"
            self.coders[user_id] = name
        return self.coders[user_id]

    def _note(self, view: ExcerptView) -> str:
        region = f"{self.words.region}: {view.excerpt.region}" if view.excerpt.region else ""
        changed = self.words.changed if view.has_changed else ""
        return "\n".join(line for line in (view.excerpt.why, region, changed) if line)
