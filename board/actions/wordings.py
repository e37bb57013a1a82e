"""Texts as they stand, and what is made of a source before it is written."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import Select, select

from board.extensions import db
from board.models import Revision, Segment, Text, Translation
from board.models.base import new_key
from board.rules import translations as rule
from board.text import Block, blocks, clean, precomputed, render_inline, render_segment


def current_source(text: Text) -> str:
    """The source current version."""
    found = db.session.scalar(select(Revision.source).where(Revision.id == text.revision_id))
    return found or ""


def current_number(text: Text) -> int:
    """The number of the current revision, from 1; 0 where there is none."""
    if text.revision_id is None:
        return 0
    return db.session.scalar(select(Revision.number).where(Revision.id == text.revision_id)) or 0


def standing_translations(text: Text) -> Select[Translation]:
    """Translations of a text that count, the newest last."""
    return (
        select(Translation)
        .where(
            Translation.text_id == text.id,
            Translation.language == text.target,
            Translation.superseded_at.is_(None),
        )
        .order_by(Translation.id)
    )


def cleaned(source: str, inline: bool) -> str:
    """A source as it is kept; a title is one line."""
    tidied = clean(source).strip()
    return " ".join(tidied.split()) if inline else tidied


def key_for(source: str, *, inline: bool) -> str:
    """The key of a new text: the one under which it was made ready, if it was."""
    return str(precomputed.take(("key", source, inline)) or new_key())


def translation_html(text: Text, whole: str, body: str, position: int) -> str:
    """The HTML of a translated segment that stands at ``position`` in a text whose source is ``whole``."""
    if text.inline:
        return render_inline(body)
    return render_segment(body, whole, anchor=f"{text.key}-t", position=position)


def blocks_of(key: str, source: str, *, inline: bool) -> tuple[Block, ...]:
    """The segments of a text with this key, as a cleaned source makes them."""
    if inline:
        return (Block(source, render_inline(source), hashlib.sha256(source.encode()).hexdigest()),)
    return tuple(blocks(source, anchor=key))


def segments_of(text: Text) -> tuple[tuple[str, str, str], ...]:
    """Lineage, digest and source of a text's segments as they stand."""
    if text.revision_id is None:
        return ()
    rows = db.session.execute(
        select(Segment.lineage, Segment.digest, Segment.source)
        .where(Segment.revision_id == text.revision_id)
        .order_by(Segment.position)
    )
    return tuple((lineage, digest, source) for lineage, digest, source in rows)


class Paragraph(NamedTuple):
    """A segment as it stands."""

    lineage: str
    digest: str
    html: str


class Rendering(NamedTuple):
    """A translation of a segment that counts."""

    lineage: str
    digest: str
    html: str
    state: str
    origin: str
    translator_id: int | None


class Standing(NamedTuple):
    """A text as it stands: its segments in their order, and the translations that count, the newest last."""

    paragraphs: Sequence[Paragraph]
    translations: Sequence[Rendering]
    is_new: bool = False
    """The text is being written for the first time: nothing refers to it yet."""

    @property
    def html(self) -> list[str]:
        """The paragraphs of the original."""
        return [one.html for one in self.paragraphs]

    @property
    def approved_html(self) -> list[str]:
        """The translations that are approved for their paragraph as it stands, in the order of the paragraphs."""
        approved: dict[tuple[str, str], list[str]] = defaultdict(list)
        for translation in self.translations:
            if translation.state == rule.APPROVED:
                approved[translation.lineage, translation.digest].append(translation.html)
        return [html for one in self.paragraphs for html in approved[one.lineage, one.digest]]


def standing_of(text: Text) -> Standing:
    """Read a text as it stands, in two queries. These are columns: rows that were read before may say less by now."""
    segments = select(Segment.lineage, Segment.digest, Segment.html).where(Segment.revision_id == text.revision_id)
    translations = standing_translations(text).with_only_columns(
        Translation.lineage,
        Translation.digest,
        Translation.html,
        Translation.state,
        Translation.origin,
        Translation.translator_id,
    )
    return Standing(
        [Paragraph(*row) for row in db.session.execute(segments.order_by(Segment.position))],
        [Rendering(*row) for row in db.session.execute(translations)],
    )
