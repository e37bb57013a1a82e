"""Parts of a paragraph: what an engine is asked, and how its answer is used.

A *mark* (``XQZ1``) replaces anything in a sentence that is not prose. If the marks do not come back each once and in
order, or a number is missing, the prose between them is translated piece by piece instead: this is clumsier, but
nothing can be lost. An engine's answer is text and nothing else.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from board.text import clean

MARK = re.compile(r"XQZ(\d+)", re.IGNORECASE)
NUMBER = re.compile(r"\d(?:[\d.,]*\d)?")
WITH_FIGURES = re.compile(r"(?<!\w)([^\W\d]*+\d\w*+)")
BARE = re.compile(r"[^\W_](?:.*[^\W_])?", re.DOTALL)
"""Words without the punctuation around them."""
ACTIVE = re.compile(r"([\\`*_{}\[\]<>|~&])")
BEGINS_A_BLOCK = re.compile(r"^(?:[-+](?=\s|$)|#(?=#{0,5}\s)|\d{1,9}(?=[.)](?:\s|$)))")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of source: prose, or something to keep."""

    text: str
    is_prose: bool


@dataclass(frozen=True, slots=True)
class Part:
    """A unit of translation: a line, or a cell of a table. Prose and kept pieces alternate, prose first."""

    pieces: tuple[Piece, ...]
    plain: bool  # a title's, in which no character is markup

    @property
    def question(self) -> str:
        """The part as the engine gets it: prose, with a mark for each kept piece."""
        return "".join(
            piece.text if piece.is_prose else _mark(index, self.pieces) for index, piece in enumerate(self.pieces)
        ).strip()

    def answered(self, answer: str) -> str | None:
        """Return the translated part, or None if a mark or a number is missing or out of order."""
        words = _tidy(answer)
        kept = [index for index, piece in enumerate(self.pieces) if not piece.is_prose]
        if [int(number) for number in MARK.findall(words)] != kept or not has_letters(MARK.sub("", words)):
            return None
        found = MARK.split(words)[::2]
        prose = [self._harmless(said.strip(), first=index == 0) for index, said in enumerate(found)]
        whole = "".join(itertools.chain(*zip(prose, [*(self._joint(at, found) for at in kept), ""], strict=True)))
        return whole if _numbers(self.pieces) <= Counter(_figures("".join(found))) else None

    @property
    def runs(self) -> list[str]:
        """The prose between everything that is kept, numbers included."""
        return [piece.text for piece in self._cut_small() if piece.is_prose]

    def pieced_together(self, answers: Iterator[str]) -> str:
        """Return the part with each of its runs translated separately.

        A run stays as it was if the engine has no words for it.
        """
        return "".join(
            self._said(piece, next(answers)) if piece.is_prose else piece.text for piece in self._cut_small()
        )

    def _cut_small(self) -> Iterator[Piece]:
        for piece in self.pieces:
            if not piece.is_prose:
                yield piece
                continue
            for index, text in enumerate(WITH_FIGURES.split(piece.text)):
                yield from _bared(text) if index % 2 == 0 else [Piece(text, False)]

    def _said(self, run: Piece, answer: str) -> str:
        words = _tidy(MARK.sub(" ", answer))
        return self._harmless(words, first=True) if has_letters(words) else run.text

    def _joint(self, index: int, found: list[str]) -> str:
        """Return a kept piece with the spaces that it had around it."""
        before, after = _neighbours(index, self.pieces)
        left, right = found[index // 2][::-1], found[index // 2 + 1]
        return _space(before, left) + self.pieces[index].text + _space(after, right)

    def _harmless(self, words: str, *, first: bool) -> str:
        """Escape words so that Markdown makes nothing of them."""
        if self.plain:
            return words
        escaped = ACTIVE.sub(r"\\\1", words)
        return BEGINS_A_BLOCK.sub(_escape_beginning, escaped) if first else escaped


def _bared(text: str) -> Iterator[Piece]:
    """Yield words apart from the punctuation around them."""
    words = BARE.search(text)
    if words is None:
        yield Piece(text, False)
    else:
        yield from (Piece(text[: words.start()], False), Piece(words[0], True), Piece(text[words.end() :], False))


def _mark(index: int, pieces: tuple[Piece, ...]) -> str:
    """Return a mark as a separate word: with a space before and after it, unless punctuation is there."""
    before, after = _neighbours(index, pieces)
    return f"{' ' * before.isalnum()}XQZ{index}{' ' * after.isalnum()}"


def _neighbours(index: int, pieces: tuple[Piece, ...]) -> tuple[str, str]:
    """Return the characters left and right of a kept piece."""
    return pieces[index - 1].text[-1:], pieces[index + 1].text[:1]


def _space(neighbour: str, answer: str) -> str:
    """Return the space between a kept piece and the neighbouring part of the answer.

    Keep it as it was if the neighbour is the same or both are letters; otherwise let no word touch what it did not
    touch.
    """
    now = answer.lstrip()[:1]
    if neighbour.isspace():
        return " "
    if neighbour.isalnum() or now == neighbour:
        return ""
    return " " if now.isalnum() or (now and answer[0].isspace()) else ""


def _tidy(answer: str) -> str:
    """Return the answer on one line, without invisible characters."""
    return " ".join(clean(answer).split())


def _escape_beginning(found: re.Match[str]) -> str:
    return f"{found[0]}\\" if found[0].isdigit() else f"\\{found[0]}"


def has_letters(text: str) -> bool:
    """Return whether there is any word in it."""
    return any(character.isalpha() for character in text)


def _numbers(pieces: Iterable[Piece]) -> Counter[str]:
    return Counter(figure for piece in pieces if piece.is_prose for figure in _figures(piece.text))


def _figures(text: str) -> list[str]:
    """Return the numbers in a text, however their thousands are written."""
    return [re.sub("[.,]", "", number) for number in NUMBER.findall(text)]
