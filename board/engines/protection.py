"""Splitting a paragraph's Markdown into prose for an engine and everything that it must not see.

No engine gets markup or anything that looks like it: links, code, notes, mentions, addresses, emoji, entities. The
patterns may keep too much, never too little; what they keep comes back unchanged. All are linear.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import partial

from board.engines.parts import Part, Piece, has_letters
from board.text.addresses import MAIL
from board.text.fences import fenced_lines
from board.text.grammar import Kind
from board.text.inline import TARGET
from board.text.outline import CODE_SPAN, Link, change_outside_code, heading, label_key, outline
from board.text.words import REFERENCE_LINK

EDGE = (  # where a line or a cell begins: no unit of translation crosses it
    r"(?:\A|\n)(?:[ \t]*(?:>|(?:[-*+]|\d{1,9}[.)])(?=[ \t]|$)|\#{1,6}(?=[ \t])|\[\^[^\[\]\s]+\]:))*[ \t]*"
    r"|(?<![ \t])[ \t]*+\|[ \t]*+|\|[ \t]*+"
)
KEPT = re.compile(
    "|".join(
        (
            CODE_SPAN.pattern,
            rf"(?P<edge>{EDGE})",
            r"\\[^\w\s]",
            r"</?[a-z!][^<>\n]*>",
            r"(?:https?://|www\.)[^\s<>|`]*[^\s<>|`.,;:!?'\"»”…*_]",
            MAIL.pattern,
            r"\]" + TARGET.pattern,
            r"\]\[[^\[\]]{0,300}\]",
            r"\[\^[^\[\]\s]+\]",
            r"\[[ x]\](?=\s)",
            r"(?<![\w@#])[@#](?!https?:|www\.)\w(?:[\w.-]*\w)?",
            r"&\#?\w{1,30};",
            r"(?<![^\W_])[^\W_]++(?:[&_]++[^\W_]++)+",
            r"[☀-➿⬀-⯿\U0001f000-\U0001faff\U000e0020-\U000e007f\u200d\ufe0f\u20e3]+",
            r"[!*_`~\[\]<>{}\\&#]",
        )
    ),
    re.IGNORECASE | re.DOTALL | re.MULTILINE,
)

Frame = list[str | Part]
"""A paragraph: kept text and parts to translate, in order."""


def frame(source: str, links: Mapping[str, Link], *, plain: bool) -> Frame:
    """Split a segment. ``links`` are the targets of its references; ``plain`` marks a title."""
    if plain:
        return list(_parts([*_pieces(source)], plain=True))
    lines = _with_labels(_one_line_heading(source), links).split("\n")
    stretches = itertools.groupby(zip(fenced_lines(lines), lines, strict=True), key=lambda pair: pair[0])
    parted = [(fenced, "\n".join(line for _, line in pairs)) for fenced, pairs in stretches]
    made: Frame = []
    for fenced, text in parted:
        made += ["\n"] if made else []
        made += [text] if fenced else _parts([*_pieces(text)], plain=False)
    return made


def _one_line_heading(source: str) -> str:
    """Write an underlined heading with #: it is a heading only while it is short, and a translation may be longer."""
    blocks = outline(source).blocks
    if len(blocks) != 1 or blocks[0].kind is not Kind.HEADING or len(blocks[0].lines) == 1:
        return source
    level, text = heading(blocks[0])
    return source if text.endswith("#") else f"{'#' * level} {text}"


def _with_labels(source: str, links: Mapping[str, Link]) -> str:
    """Write ``[label]`` as ``[label][label]``: the first is translated, the second still finds its definition."""

    def written_out(found: re.Match[str]) -> str:
        return f"[{found[1]}][{found[1]}]" if not found[2] and label_key(found[1]) in links else found[0]

    return change_outside_code(source, partial(REFERENCE_LINK.sub, written_out)) if links else source


def _pieces(text: str) -> Iterator[Piece | None]:
    """Yield prose and kept pieces, with None around each edge."""
    last = 0
    for kept in KEPT.finditer(text):
        yield Piece(text[last : kept.start()], True)
        yield from (None, Piece(kept[0], False), None) if kept["edge"] is not None else (Piece(kept[0], False),)
        last = kept.end()
    yield Piece(text[last:], True)


def _parts(pieces: Iterable[Piece | None], *, plain: bool) -> Iterator[str | Part]:
    for is_edge, group in itertools.groupby(pieces, key=lambda piece: piece is None):
        if not is_edge:
            merged = _merged(piece for piece in group if piece and piece.text)
            worth = any(piece.is_prose for piece in merged)
            yield Part(merged, plain) if worth else "".join(piece.text for piece in merged)


def _merged(pieces: Iterable[Piece]) -> tuple[Piece, ...]:
    """Return alternating prose and kept pieces, prose first and last. Prose without letters joins the kept pieces."""
    made = [Piece("", True)]
    for piece in pieces:
        is_prose = piece.is_prose and has_letters(piece.text)
        if made[-1].is_prose == is_prose:
            made[-1] = Piece(made[-1].text + piece.text, is_prose)
        else:
            made.append(Piece(piece.text, is_prose))
    if not any(piece.text for piece in made if piece.is_prose):
        return tuple(piece for piece in made if piece.text)
    return tuple(made if made[-1].is_prose else [*made, Piece("", True)])
