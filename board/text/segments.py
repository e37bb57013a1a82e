"""Splitting a source into segments, each with its HTML."""

from __future__ import annotations

import hashlib
import unicodedata
from dataclasses import dataclass

from board.text.grammar import Chunk
from board.text.outline import Outline, links_used, outline
from board.text.precomputed import computed_once
from board.text.render import renderer
from board.text.scope import block_scope, segment_scope

MAX_BLOCKS = 500
"""The maximum number of segments of a text, five times what ten pages have: each is stored, indexed and translated."""


@dataclass(frozen=True, slots=True)
class Block:
    """One segment of a source."""

    source: str  # Markdown of this top-level block, in the form in which it can be edited
    html: str  # sanitised
    digest: str  # sha-256, hexadecimal: equal if a translation of one fits the other


@computed_once
def blocks(source: str, *, anchor: str, top_heading: int = 3) -> list[Block]:
    """Return the segments of a source, cleaned, in order; their joined HTML is the HTML of the whole text.

    Link definitions belong to no segment; a note's definition is a segment. `anchor` begins each id in the HTML, so it
    must differ from that of any other text on the page. `top_heading` (1–6) is the level of the highest heading.
    """
    whole = outline(source)
    return [_block(whole, position, anchor, top_heading) for position in range(len(whole.blocks))]


@computed_once
def render_segment(
    segment_source: str, whole_source: str, *, anchor: str, position: int | None = None, top_heading: int = 3
) -> str:
    """Return the HTML of a translated segment.

    It takes links, notes and heading levels from the whole source unless the segment has its own. `position` is the
    segment's position among the blocks of the whole. It decides which segment has the id that a note links back to;
    without it, a note that several blocks refer to has no link back.
    """
    own = outline(segment_source)
    scope = segment_scope(outline(whole_source), own, position, anchor, top_heading)
    return renderer.safe(own.blocks, scope)


def block_count(source: str) -> int:
    """Count the segments of a source."""
    return len(outline(source).blocks)


def split_translation(source: str) -> list[str]:
    """Return the sources of the segments of a translation typed as one text."""
    return [chunk.source for chunk in outline(source).blocks]


def memory_digest(source: str) -> str:
    """Return the digest by which an imported memory is compared: of the words alone, whatever their links lead to."""
    return hashlib.sha256(unicodedata.normalize("NFC", source.strip()).encode()).hexdigest()


def _block(whole: Outline, position: int, anchor: str, top_heading: int) -> Block:
    chunk = whole.blocks[position]
    scope = block_scope(whole, position, anchor, top_heading)
    return Block(chunk.source, renderer.safe([chunk], scope), _digest(chunk, whole))


def _digest(chunk: Chunk, whole: Outline) -> str:
    # A note's text is a segment of its own: a change there must not outdate paragraphs that refer to it.
    definitions = [f"[{label}]: {link.address} {link.title or ''}" for label, link in links_used(chunk, whole.links)]
    normal = unicodedata.normalize("NFC", "\n".join([chunk.source, *definitions]))
    return hashlib.sha256(normal.encode()).hexdigest()
