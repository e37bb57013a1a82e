"""Drafting one segment of a text in Markdown with the same structure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from board.engines import Engine
from board.engines.http import Unusable
from board.engines.parts import Part, has_letters
from board.engines.protection import Frame, frame
from board.text import render_segment
from board.text.outline import outline

SHAPE = re.compile(r"<code>[^<]*</code>|<[^<>]*>")


def draft(engine: Engine, segment: str, whole: str, source: str, target: str, *, inline: bool = False) -> str:
    """Return the segment in the other language. ``whole`` is the source that contains it; ``inline`` marks a title.

    Raise EngineError if the engine fails, Unusable if its answer is useless.
    """
    taken = frame(segment, outline(whole).links, plain=inline)
    parts = [piece for piece in taken if isinstance(piece, Part)]
    if not parts:
        return segment
    answers = _ask(engine, [part.question for part in parts], source, target)
    if not any(map(has_letters, answers)):
        raise Unusable("it answered nothing")
    done = [part.answered(answer) for part, answer in zip(parts, answers, strict=True)]
    made = _assembled(taken, _mended(engine, parts, done, source, target))
    if inline or _shape(made, whole) == _shape(segment, whole):
        return made
    made = _assembled(taken, _mended(engine, parts, [None] * len(parts), source, target))
    if _shape(made, whole) != _shape(segment, whole):
        raise Unusable("its translation does not have the structure of the original")
    return made


def _ask(engine: Engine, texts: Sequence[str], source: str, target: str) -> list[str]:
    answers = engine.translate(texts, source, target)
    if len(answers) != len(texts):
        raise Unusable("it did not answer each text")
    if any(len(answer) > 10 * len(text) + 200 for text, answer in zip(texts, answers, strict=True)):
        raise Unusable("its answer is too long to be a translation")
    return answers


def _mended(
    engine: Engine, parts: Collection[Part], done: Sequence[str | None], source: str, target: str
) -> Iterator[str]:
    """Yield the finished parts, and translate the others from their pieces."""
    runs = [run for part, said in zip(parts, done, strict=True) if said is None for run in part.runs]
    pieces = iter(_ask(engine, runs, source, target) if runs else [])
    return iter([said or part.pieced_together(pieces) for part, said in zip(parts, done, strict=True)])


def _assembled(taken: Frame, parts: Iterator[str]) -> str:
    return "".join(next(parts) if isinstance(piece, Part) else piece for piece in taken)


def _shape(segment: str, whole: str) -> list[str]:
    """Return everything in a segment's HTML that is not prose: tags, addresses, code."""
    return SHAPE.findall(render_segment(segment, whole, anchor="t"))
