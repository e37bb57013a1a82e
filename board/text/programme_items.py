"""The questions and readings of a pasted programme, which stand on lines of their own among the others."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

MAX_TITLE = 200
MAX_ADDRESS = 2000
LISTED = re.compile(
    r"(?:[-*•]\s{0,3})?(?:(questions?|preguntas?|perguntas?)|(readings?|lecturas?|lectures?|leituras?))"
    r"\s{0,3}\d{0,3}\s{0,3}[:：]\s*(.*)",
    re.IGNORECASE,
)
BULLET = re.compile(r"(?:[-*•–]|\d{1,3}[.)])\s+")
ADDRESS = re.compile(r"https?://[^\s<>\"]+")
MINUTES = re.compile(r"\(?\b(\d{1,3})\s?min(?:ut(?:e|o)s?)?\b\.?\)?", re.IGNORECASE)
QUESTION, READING = "question", "reading"


@dataclass(frozen=True, slots=True)
class PastedReading:
    """A reading on another site. ``minutes`` is 0 if nothing was said of its length."""

    title: str
    url: str
    minutes: int = 0


@dataclass(slots=True)
class Lines:
    """The lines of one week, while they are sorted."""

    plain: list[str] = field(default_factory=list)
    questions: list[str] = field(default_factory=list)
    readings: list[PastedReading] = field(default_factory=list)


def shortened(words: str, most: int) -> str:
    """Return the words, or as many whole ones as fit, with an ellipsis."""
    if len(words) <= most:
        return words
    start = words[: most - 1]
    return f"{start.rpartition(' ')[0].rstrip(' ,;:–-') or start}…"


def told_apart(lines: Iterable[str]) -> Lines:
    """Tell questions and readings from the outline. A reading without an address belongs to the outline."""
    found = Lines()
    for kind, label, words in _items(lines):
        reading = read_reading(words) if kind == READING else None
        if kind == QUESTION:
            found.questions.append(words)
        elif reading is not None:
            found.readings.append(reading)
        elif kind:
            found.plain += ["", f"{label} {words}", ""]
        else:
            found.plain.append(words)
    return found


@dataclass(slots=True)
class _Item:
    """The question or reading that the lines are in, or the list of them."""

    kind: str = ""
    label: str = ""
    lines: list[str] = field(default_factory=list)
    is_list: bool = False
    """Whether each line is one; if the first has a bullet, lines without one belong to the line before."""
    has_bullets: bool = False
    is_apart: bool = False
    """Whether the last line was empty: a list goes on after it only with another bullet."""

    def goes_on(self, line: str) -> bool:
        return bool(self.kind) and (not self.is_apart or not self.lines or bool(BULLET.match(line)))

    def begins_another(self, line: str) -> bool:
        return self.is_list and bool(self.lines) and (not self.has_bullets or bool(BULLET.match(line)))

    def add(self, line: str) -> None:
        self.has_bullets |= self.is_list and bool(BULLET.match(line))
        self.lines.append(BULLET.sub("", line, count=1) if self.is_list else line)
        self.is_apart = False

    def end(self) -> Iterator[tuple[str, str, str]]:
        if words := " ".join(filter(None, self.lines)):
            yield self.kind, self.label, words
        self.lines = []


def _items(lines: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    """Yield each question and reading in one line, with its kind and its label; and the other lines as they are."""
    item = _Item()
    for line in lines:
        if begun := LISTED.fullmatch(line):
            yield from item.end()
            label = line.removesuffix(begun[3]).strip() if begun[3] else line
            item = _Item(QUESTION if begun[1] else READING, label, [begun[3]] if begun[3] else [], not begun[3])
        elif item.kind and not line:
            item.is_apart = True
            if not item.is_list:
                yield from item.end()
                item = _Item()
                yield "", "", ""
        elif item.goes_on(line):
            if item.begins_another(line):
                yield from item.end()
            item.add(line)
        else:
            yield from item.end()
            item = _Item()
            yield "", "", line
    yield from item.end()


def read_reading(words: str) -> PastedReading | None:
    """Return the reading on a line with an address; None if it has none."""
    address = ADDRESS.search(words)
    if address is None or not _has_host(url := address[0].rstrip(".,;:!?)]}'")):
        return None
    rest = f"{words[: address.start()]} {words[address.start() + len(url) :]}"
    minutes = MINUTES.search(rest)
    if minutes:
        rest = f"{rest[: minutes.start()]} {rest[minutes.end() :]}"
    title = " ".join(rest.split()).strip(" .,;:()<>–—-") or url
    return PastedReading(shortened(title, MAX_TITLE), url, int(minutes[1]) if minutes else 0)


def _has_host(url: str) -> bool:
    try:
        return len(url) <= MAX_ADDRESS and bool(urlsplit(url).hostname)
    except ValueError:
        return False
