"""What the blocks of a source share: link and note definitions, the numbers of notes, the heading levels in use."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from board.text.cleaning import clean
from board.text.fences import outside_fences
from board.text.grammar import HEADING, LINK, NOTE, Chunk, Kind, split

CODE_SPAN = re.compile(r"(?<![\\`])(`{1,3})(?!`)(.{1,2000}?)(?<!`)\1(?!`)", re.DOTALL)
REFERENCE = re.compile(r"\[\^([^\[\]\s]+)\](?!:)")
BRACKETS = re.compile(r"\[([^\[\]]{1,300})\]")


@dataclass(frozen=True, slots=True)
class Link:
    address: str
    title: str | None


@dataclass(frozen=True, slots=True)
class Outline:
    """`label_key` normalises labels; positions count blocks from 0, without link definitions."""

    blocks: tuple[Chunk, ...]
    links: Mapping[str, Link]
    marks: Mapping[str, str]  # note label → the number that readers see
    first_references: Mapping[int, frozenset[str]]  # position → labels of notes that no earlier block refers to
    lone_references: frozenset[str]  # labels of notes that only one block refers to
    notes: Mapping[str, int]  # note label → position of its definition
    levels: tuple[int, ...]  # heading levels in use, ascending


def label_key(label: str) -> str:
    return " ".join(label.split()).casefold()


@lru_cache(maxsize=64)
def outline(source: str) -> Outline:
    """Return the outline of a source, cleaned or not.

    Cached: each segment of a translation asks for the outline of the same whole.
    """
    chunks = list(split(clean(source).split("\n")))
    blocks = tuple(chunk for chunk in chunks if chunk.kind is not Kind.LINK)
    notes = _notes(blocks)
    references = _references(blocks, notes)
    numbered = [*references, *(label for label in notes if label not in references)]
    return Outline(
        blocks=blocks,
        links=_links(chunks),
        marks={label: str(number) for number, label in enumerate(numbered, 1)},
        first_references=_first_references(references),
        lone_references=frozenset(label for label, places in references.items() if len(places) == 1),
        notes=notes,
        levels=tuple(sorted({heading(chunk)[0] for chunk in blocks if chunk.kind is Kind.HEADING})),
    )


def heading(chunk: Chunk) -> tuple[int, str]:
    """Return level and text of a heading chunk of either kind."""
    line = chunk.lines[0]
    hashes = HEADING.match(line)
    if not hashes:
        return (1 if chunk.lines[1].lstrip().startswith("=") else 2), line.strip()
    text = line[hashes.end() :].rstrip()
    unclosed = text.rstrip("#")
    return len(hashes[1]), unclosed.rstrip() if unclosed.endswith((" ", "\t")) else text


def prose(chunk: Chunk) -> str:
    """Return the source of a chunk without its code, which holds neither references nor language."""
    if chunk.kind is Kind.CODE:
        return ""
    return CODE_SPAN.sub(" ", "\n".join(outside_fences(chunk.lines)))


def change_outside_code(text: str, change: Callable[[str], str]) -> str:
    """Return a text in which everything between its spans of code is changed."""
    changed: list[str] = []
    last = 0
    for span in CODE_SPAN.finditer(text):
        changed += [change(text[last : span.start()]), span[0]]
        last = span.end()
    return "".join([*changed, change(text[last:])])


def links_used(chunk: Chunk, links: Mapping[str, Link]) -> Iterator[tuple[str, Link]]:
    """Return the link definitions that a chunk may use, by label."""
    labels = {label_key(label) for label in BRACKETS.findall(prose(chunk))}
    return ((label, links[label]) for label in sorted(labels & links.keys()))


def _links(chunks: Iterable[Chunk]) -> dict[str, Link]:
    links: dict[str, Link] = {}
    for chunk in chunks:
        found = LINK.match(chunk.lines[0]) if chunk.kind is Kind.LINK else None
        if found:
            label, address, *titles = found.groups()
            links.setdefault(label_key(label), Link(address, next(filter(None, titles), None)))
    return links


def note_label(chunk: Chunk) -> str | None:
    found = NOTE.match(chunk.lines[0]) if chunk.kind is Kind.NOTE else None
    return label_key(found[1]) if found else None


def _notes(blocks: Iterable[Chunk]) -> dict[str, int]:
    notes: dict[str, int] = {}
    for position, chunk in enumerate(blocks):
        label = note_label(chunk)
        if label:
            notes.setdefault(label, position)
    return notes


def _references(blocks: Iterable[Chunk], notes: Mapping[str, int]) -> dict[str, set[int]]:
    """Return note label → positions of the blocks that refer to it, labels in the order of their first reference."""
    references: dict[str, set[int]] = {}
    for position, chunk in enumerate(blocks) if notes else ():
        for label in map(label_key, REFERENCE.findall(prose(chunk))):
            if label in notes:
                references.setdefault(label, set()).add(position)
    return references


def _first_references(references: Mapping[str, set[int]]) -> dict[int, frozenset[str]]:
    first: dict[int, set[str]] = defaultdict(set)
    for label, places in references.items():
        first[min(places)].add(label)
    return {position: frozenset(labels) for position, labels in first.items()}
