"""Texts as they stand, and what is made of a source before it is written."""

from __future__ import annotations

import hashlib

from sqlalchemy import Select, select

from board.extensions import db
from board.models import Revision, Segment, Text, Translation
from board.models.base import new_key
from board.text import Block, blocks, clean, precomputed, render_inline, render_segment


def current_source(text: Text) -> str:
    """The source current version."""
    found = db.session.scalar(select(Revision.source).where(Revision.id == text.revision_id))
    return found or ""


def current_number(text: Text) -> int:
    """The number of the current revision, from 1."""
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
    rows = db.session.execute(
        select(Segment.lineage, Segment.digest, Segment.source)
        .where(Segment.revision_id == text.revision_id)
        .order_by(Segment.position)
    )
    return tuple((lineage, digest, source) for lineage, digest, source in rows)
