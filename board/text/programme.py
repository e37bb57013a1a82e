"""Reads a programme that somebody pasted: weeks with titles and outlines, and the questions and readings in them.

Week 1                                    or "Semana 1: …", "Semaine 1 – …", "## Week one"
Introduction: Why the Social Economy?     the title
A discussion of what …                    the outline
Question: What has changed?               any number of them; or "Questions:" and one on each line
Reading: A title, https://example.org     a link; "20 min" may stand after it

Without a line that names a week, each line is the title of one. No word is lost: what is not understood stays in the
outline, and what stands before the first week is kept apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import groupby

from board.text.cleaning import clean
from board.text.programme_items import BULLET, LISTED, MAX_TITLE, PastedReading, shortened, told_apart

SHORT_TITLE = 120
"""A block of lines that is longer, or ends like a sentence, is not all title."""
_NUMBERS = (
    "one two three four five six seven eight nine ten eleven twelve",
    "uno dos tres cuatro cinco seis siete ocho nueve diez once doce",
    "un deux trois quatre cinq six sept huit neuf dix onze douze",
    "um dois três quatro cinco seis sete oito nove dez onze doze",
)
NUMBERS = {word: number for line in _NUMBERS for number, word in enumerate(line.split(), 1)} | {"une": 1, "uma": 1}
_WORDS = "|".join(sorted(NUMBERS, key=len, reverse=True))
_MARKS = r"[#>*_\s]{0,12}"
HEADING = re.compile(
    rf"{_MARKS}(?:week|semana|semaine|settimana|setmana|woche)\s{{1,3}}(?:no\.?|n[.º°]|nº|#)?\s{{0,3}}"
    rf"(\d{{1,3}}|{_WORDS})\b(?:\s{{0,3}}[:.)–—*-]+\s*(.*)|[*_\s]*)",
    re.IGNORECASE,
)
BLOCK_BEGINS = re.compile(r"(?:[-*+•>|#]|\d{1,3}[.)]\s|```|~~~|    )")
"""Lines that begin a list, a quotation, a table or a heading are left as they are."""
ENDS = '.!?:;…»”")]|'


@dataclass(frozen=True, slots=True)
class PastedWeek:
    """A week as it was pasted."""

    title: str
    outline: str = ""
    questions: tuple[str, ...] = ()
    readings: tuple[PastedReading, ...] = ()
    number: int = field(default=0, compare=False)
    """The number that its line gave it; 0 in a list of titles."""


@dataclass(frozen=True, slots=True)
class Programme:
    """What was read: the weeks in their order, and what stands before the first of them."""

    weeks: tuple[PastedWeek, ...]
    before: str = ""


def read_programme(words: str) -> Programme:
    """Return the weeks in a pasted programme, or in a list of titles."""
    lines = [line.strip() for line in clean(words).replace("\u00a0", " ").replace("\t", " ").split("\n")]
    if not any(map(HEADING.fullmatch, lines)):
        return Programme(
            tuple(_titled(BULLET.sub("", line.lstrip("# "), count=1)) for line in lines if line.strip("# "))
        )
    (_none, before), *weeks = _apart(lines)
    numbered = (replace(_week(part), number=number) for number, part in weeks)
    return Programme(tuple(numbered), "\n\n".join(_paragraphs(before)))


def _titled(words: str) -> PastedWeek:
    title = shortened(words, MAX_TITLE)
    return PastedWeek(title, "" if title == words else words)


def _apart(lines: Iterable[str]) -> list[tuple[int, list[str]]]:
    """Return the lines before the first week, then the number and the lines of each. The weeks count on: a line such as
    “Week 6: …” in the outline of week 6 begins none. Only a line that says nothing else may leave a number out.
    """
    parts: list[tuple[int, list[str]]] = [(0, [])]
    last = None
    for line in lines:
        found = HEADING.fullmatch(line)
        number = _number(found[1]) if found else 0
        if found and (last is None or (number > last if not found[2] else number == last + 1)):
            last = number
            parts.append((number, [_unmarked(found[2] or "")]))
        else:
            parts[-1][1].append(line)
    return parts


def _number(word: str) -> int:
    return int(word) if word.isdecimal() else NUMBERS[word.casefold()]


def _unmarked(title: str) -> str:
    return title.strip("*_# ")


def _week(lines: list[str]) -> PastedWeek:
    title, *rest = lines
    if not title:
        title, rest = _title_of(rest)
    found = told_apart(rest)
    outline = "\n\n".join(_paragraphs(found.plain))
    if len(title) > MAX_TITLE:
        outline, title = "\n\n".join(filter(None, (title, outline))), shortened(title, MAX_TITLE)
    return PastedWeek(title, outline, tuple(found.questions), tuple(found.readings))


def _title_of(lines: list[str]) -> tuple[str, list[str]]:
    """Return the title below a line that only names the week, and the other lines.

    It is the first block of lines if that is short and no sentence, otherwise the first line.
    """
    first = next((at for at, line in enumerate(lines) if line), len(lines))
    end = next((at for at in range(first, len(lines)) if not lines[at]), len(lines))
    block = lines[first:end]
    if not block or LISTED.fullmatch(block[0]):
        return "", lines
    if any(map(LISTED.fullmatch, block)) or len(whole := " ".join(block)) > SHORT_TITLE or whole[-1] in ".;,":
        return _unmarked(block[0]), lines[first + 1 :]
    return _unmarked(whole), lines[end:]


def _paragraphs(lines: Iterable[str]) -> list[str]:
    """Return the paragraphs, each in one line: of lines that were broken to fit a page, and of a sentence that goes on
    after an empty line, as it does over the end of a page. Lists and other blocks keep their lines.
    """
    paragraphs: list[list[str]] = []
    for is_text, block in groupby(lines, bool):
        if is_text:
            parts = list(block)
            if paragraphs and parts[0][0].islower() and paragraphs[-1][-1][-1] not in ENDS:
                paragraphs[-1] += parts
            else:
                paragraphs.append(parts)
    return ["".join(_joined(parts)) for parts in paragraphs]


def _joined(lines: Iterable[str]) -> Iterator[str]:
    between = ""
    for line in lines:
        yield (between and ("\n" if BLOCK_BEGINS.match(line) else between)) + line
        between = " "
