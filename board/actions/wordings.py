"""Reading texts in their current version, and turning a source into HTML and segments."""

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
    """Return the Markdown of the current revision, "" if there is none."""
    return db.session.scalar(select(Revision.source).where(Revision.id == text.revision_id)) or ""


def current_number(text: Text) -> int:
    """Return the number of the current revision, from 1; 0 if there is none."""
    if text.revision_id is None:
        return 0
    return db.session.scalar(select(Revision.number).where(Revision.id == text.revision_id)) or 0


def standing_translations(text: Text, target: str | None = None) -> Select[Translation]:
    """Select the translations that count, the newest last: into the text's target, or into one it will have."""
    return (
        select(Translation)
        .where(
            Translation.text_id == text.id,
            Translation.language == (target or text.target),
            Translation.superseded_at.is_(None),
        )
        .order_by(Translation.id)
    )


def cleaned(source: str, inline: bool) -> str:
    """Clean a source for storing; an ``inline`` one, such as a title, becomes one line."""
    tidied = clean(source).strip()
    return " ".join(tidied.split()) if inline else tidied


def key_for(source: str, *, inline: bool) -> str:
    """Return the key for a new text: the one with which `ready_text` prepared it, or a new one."""
    return str(precomputed.take(("key", source, inline)) or new_key())


def translation_html(text: Text, whole: str, body: str, position: int) -> str:
    """Render the translation of the segment at ``position`` in a text whose source is ``whole``."""
    if text.inline:
        return render_inline(body)
    return render_segment(body, whole, anchor=f"{text.key}-t", position=position)


def blocks_of(key: str, source: str, *, inline: bool) -> tuple[Block, ...]:
    """Split a cleaned source into blocks, which become the segments of the text with this key."""
    if inline:
        return (Block(source, render_inline(source), hashlib.sha256(source.encode()).hexdigest()),)
    return tuple(blocks(source, anchor=key))


def segments_of(text: Text) -> tuple[tuple[str, str, str], ...]:
    """Return lineage, digest and source of the segments of the current revision, in their order."""
    if text.revision_id is None:
        return ()
    rows = db.session.execute(
        select(Segment.lineage, Segment.digest, Segment.source)
        .where(Segment.revision_id == text.revision_id)
        .order_by(Segment.position)
    )
    return tuple((lineage, digest, source) for lineage, digest, source in rows)


class Paragraph(NamedTuple):
    """A segment of the current revision."""

    lineage: str
    digest: str
    html: str


class Rendering(NamedTuple):
    """A translation of a segment that was not superseded."""

    lineage: str
    digest: str
    html: str
    state: str
    origin: str
    translator_id: int | None


class Standing(NamedTuple):
    """A text in its current version: its segments in their order, and the `standing_translations`, the newest last."""

    paragraphs: Sequence[Paragraph]
    translations: Sequence[Rendering]
    is_new: bool = False
    """The text is being added, so it has no index entry yet."""

    @property
    def html(self) -> list[str]:
        """The HTML of the original's paragraphs."""
        return [paragraph.html for paragraph in self.paragraphs]

    @property
    def approved_html(self) -> list[str]:
        """The HTML of approved translations whose paragraph has not changed since, in the order of the paragraphs."""
        approved: dict[tuple[str, str], list[str]] = defaultdict(list)
        for translation in self.translations:
            if translation.state == rule.APPROVED:
                approved[translation.lineage, translation.digest].append(translation.html)
        return [html for paragraph in self.paragraphs for html in approved[paragraph.lineage, paragraph.digest]]


def standing_of(text: Text, target: str | None = None) -> Standing:
    """Read a text as it stands, in two queries. They read columns: rows that were read before may be out of date."""
    segments = select(Segment.lineage, Segment.digest, Segment.html).where(Segment.revision_id == text.revision_id)
    translations = standing_translations(text, target).with_only_columns(
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
