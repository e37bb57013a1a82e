"""Passages in plain texts: 500 generated ones come back at exactly their places, read by other code than wrote them."""

from __future__ import annotations

import io
import random
import zipfile
from datetime import UTC, datetime

import pytest
from lxml import etree

from board.exports.plain_texts import PlainText, Span
from board.text import Code, Project, Selection, Source, clean, cut, reading_words, whole_words, write_qdpx
from board.text.quoting import Stretch, letter_count
from board.text.segments import blocks
from tests.support.refi import PROJECT, faults_in

Q = "{urn:QDA-XML:project:1.0}"
AT = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
A = "0F8FAD5B-D9CB-469F-A165-70867728950E"
WORDS = [
    "año", "nino\u0303", "e\u0301xito", "👩\u200d👩\u200d👧", "🇧🇷", "👍🏽", "naïve", "ﬁn", "𝔘𝔫𝔦", "क्षि",
    "שָׁלוֹם", "한글", "a\u0308\u0323", "¿quién?", "“so”", "&amp;", "<b>", "x\u00a0y", "*firm*", "1,5",
    "contrato", "cooperative", "z\u0335", "\u200bzero", "…",
]  # fmt: skip
ENDS = ["\n\n", "\r\n\r\n", "\n", "\r\n", " ", "\t ", "\n\n- ", "\r\n\r\n> "]


def generated(dice: random.Random) -> str:
    """Return a text of some paragraphs, with accents, emoji, combining marks and both kinds of line ends."""
    return "".join(dice.choice(WORDS) + dice.choice([*ENDS, " ", " ", " "]) for _ in range(dice.randint(5, 60)))


def passages(dice: random.Random, paragraphs: list[tuple[str, str]]) -> list[tuple[int, Span, str]]:
    """Return a passage of each paragraph as it is stored and cut: its paragraph, its place there, and its words."""
    found = []
    for number, (_lineage, words) in enumerate(paragraphs):
        start = dice.randrange(letter_count(words))
        stretch = whole_words(words, Stretch(start, start + dice.randint(1, 30)))
        assert stretch is not None
        before, quoted, _after = cut(words, stretch)
        found.append((number, Span(len(before), len(before) + len(quoted)), quoted))
    return found


def read_back(data: bytes) -> list[tuple[str, str]]:
    """Return each text with the passages in it, from the file alone: by code that the writer has no part in."""
    archive = zipfile.ZipFile(io.BytesIO(data))
    project = etree.fromstring(archive.read("project.qde"))
    found = []
    for source in project.iter(f"{Q}TextSource"):
        text = archive.read(source.get("plainTextPath").replace("internal://", "sources/")).decode("utf-8")
        for selection in source.iter(f"{Q}PlainTextSelection"):
            found.append((text, text[int(selection.get("startPosition")) : int(selection.get("endPosition"))]))
    return found


@pytest.mark.parametrize("seed", range(5))
def test_generated_passages_come_back_at_exactly_their_places(seed: int) -> None:
    dice, sources, expected = random.Random(seed), [], []  # noqa: S311
    while len(expected) < 100:
        made = list(blocks(clean(generated(dice)), anchor="x"))
        paragraphs = [(str(n), words) for n, block in enumerate(made) if (words := reading_words(block.html))]
        plain, selections = PlainText(paragraphs), []
        for number, part, quoted in passages(dice, paragraphs):
            (span,) = plain.joined([(paragraphs[number][0], part)])
            key = f"{len(sources)}-{number}"
            selections.append(Selection(key, span.start, span.end, A, "Coder 1", AT, "Why & <what>", "Brazil"))
            expected.append((plain.text, quoted))
        key = str(len(sources))
        sources.append(Source(key, f"Text {key}", "http://localhost", plain.text, AT, {"Week": 1}, tuple(selections)))
    project = Project("A forum", "About", AT, ["Coder 1"], [Code(A, "Capital", "Loans")], {"Week": int}, sources)
    data = write_qdpx(project)
    assert read_back(data) == expected
    assert faults_in(zipfile.ZipFile(io.BytesIO(data)).read("project.qde"), PROJECT, "Project", Q.strip("{}")) == []


def test_a_passage_over_two_paragraphs_is_one() -> None:
    plain = PlainText([("a", "One two."), ("b", "Three four."), ("c", "Five.")])
    assert plain.text == "One two.\n\nThree four.\n\nFive."
    together = plain.joined([("a", Span(4, 8)), ("b", Span(0, 5))])
    assert [plain.text[slice(*span)] for span in together] == ["two.\n\nThree"]
    apart = plain.joined([("a", Span(0, 3)), ("b", Span(0, 5)), ("c", Span(1, 5))])
    assert [plain.text[slice(*span)] for span in apart] == ["One", "Three", "ive."]
