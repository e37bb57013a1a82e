"""The text of a source without markup: plain text, word counts, quotations."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from math import ceil

from board.text.addresses import ADDRESS, MAIL
from board.text.grammar import Chunk, Kind
from board.text.outline import REFERENCE, Link, Outline, change_outside_code, label_key, outline
from board.text.precomputed import computed_once
from board.text.render import renderer
from board.text.scope import Scope

WORDS_A_MINUTE = 200
LINE_END = re.compile(r"<br>|</(?:li|tr|pre|table)>|<(?:ul|ol)>|<hr>")
CELL_END = re.compile(r"</t[hd]>")
BLOCK_END = re.compile(r"</(?:p|h[1-6]|blockquote|div)>")
TAG = re.compile(r"<[^<>]*>")
WORD = re.compile(r"[^\W_]+(?:['’·-][^\W_]+)*")
REFERENCE_LINK = re.compile(r"\[([^\[\]]{1,300})\](?:\[([^\[\]]{0,300})\])?(?![(:\[])")
QUOTE_MARKS = re.compile(r"^(?:[ \t]*>)+ ?")


@computed_once
def plain(source: str, limit: int | None = None) -> str:
    """Return the text that a reader reads, a blank line between paragraphs, without marks of notes.

    With `limit` (characters, "…" included) return one line, cut between two words.
    """
    text = _text(source)
    if limit is None:
        return text
    line = " ".join(text.split())
    return line if len(line) <= limit else _cut(line, limit - 1) + "…"


@computed_once
def is_shown(source: str) -> bool:
    """Return whether a source has anything to read."""
    whole = outline(source)
    scope = _plain_scope(whole)
    return any(_block_text(chunk, scope) for chunk in whole.blocks)


@computed_once
def word_count(source: str) -> int:
    """Count the words that a reader reads, code included; addresses do not count."""
    return len(WORD.findall(MAIL.sub(" ", ADDRESS.sub(" ", _text(source)))))


def reading_minutes(words: int) -> int:
    """Return whole minutes, at least 1 for any words."""
    return ceil(words / WORDS_A_MINUTE)


def quoted(source: str) -> str:
    """Return `source` as one Markdown quote, with nested quotes at the same level.

    Definitions are left out: links by reference are written out, marks of notes removed. Put a blank line after it, or
    what follows joins it.
    """
    whole = outline(source)
    parts = [_quotable(chunk, whole.links) for chunk in whole.blocks if chunk.kind is not Kind.NOTE]
    return "\n".join(f"> {line}".rstrip() for line in "\n\n".join(parts).split("\n")) if parts else ""


def _text(source: str) -> str:
    whole = outline(source)
    scope = _plain_scope(whole)
    return "\n\n".join(filter(None, (_block_text(chunk, scope) for chunk in whole.blocks)))


def _plain_scope(whole: Outline) -> Scope:
    return Scope(links=whole.links, marks=whole.marks, levels=whole.levels, marked=False)


def _block_text(chunk: Chunk, scope: Scope) -> str:
    marked = BLOCK_END.sub("\n\n", LINE_END.sub("\n", CELL_END.sub(" ", renderer.raw([chunk], scope))))
    lines = [line.strip() for line in html.unescape(TAG.sub("", marked)).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _cut(line: str, room: int) -> str:
    """Return at most `room` characters: whole words if the first word fits."""
    if line[room : room + 1] == " ":
        return line[:room].rstrip()
    return (line[:room].rpartition(" ")[0] or line[:room]).rstrip(" ,;:.")


def _quotable(chunk: Chunk, links: Mapping[str, Link]) -> str:
    def written_out(match: re.Match[str]) -> str:
        link = links.get(label_key(match[2] or match[1]))
        return f"[{match[1]}]({link.address})" if link else match[0]

    if chunk.kind is Kind.CODE:
        return chunk.source
    lines = [QUOTE_MARKS.sub("", line) for line in chunk.lines] if chunk.kind is Kind.QUOTE else chunk.lines
    return change_outside_code(
        "\n".join(lines), lambda prose: REFERENCE_LINK.sub(written_out, REFERENCE.sub("", prose))
    )
