"""The proceedings as Markdown: another program that reads it finds the same words, and citations with addresses."""

from __future__ import annotations

import re
import xml.etree.ElementTree as etree

import pytest
from markdown import markdown

from board.proceedings import escaping
from board.proceedings.document import Document
from tests.proceedings.conftest import Made
from tests.support.editions import links, parsed, text

LAYOUTS = ["both", "es", "en"]
LABEL = re.compile(r"unacaja|[][\dS]")
"""Numbers of citations and notes, which are labels in one and footnotes in the other."""


def as_html(made: bytes) -> etree.Element:
    """Return what python-markdown makes of it, without the list of footnotes."""
    tree = parsed("<!doctype html><title>x</title>" + markdown(made.decode(), extensions=["tables", "footnotes"]))
    body = tree.find("body")
    assert body is not None
    return body


def without_notes(tree: etree.Element) -> str:
    """Return the words, without the numbers of citations, which are footnotes in one and labels in the other."""
    for parent in list(tree.iter()):
        for child in list(parent):
            is_note = child.get("class") in ("footnote", "cite", "skip") or str(child.get("id", "")).startswith("fnref")
            if is_note or (child.tag == "nav"):
                before = child.tail or ""
                place = list(parent).index(child)
                if place:
                    parent[place - 1].tail = (parent[place - 1].tail or "") + before
                else:
                    parent.text = (parent.text or "") + before
                parent.remove(child)
    return text(tree)


@pytest.mark.parametrize("layout", ["es", "en"])
def test_the_words_are_those_of_the_page(made: Made, layout: str) -> None:
    page = parsed(made("html", layout)).find("body")
    assert page is not None
    found = LABEL.sub("", without_notes(as_html(made("md", layout))))
    assert found == LABEL.sub("", without_notes(page))


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_citation_has_its_footnote_with_the_address(made: Made, document: Document, layout: str) -> None:
    words = made("md", layout).decode()
    defined = dict(re.findall(r"^\[\^(S?\d+)\]: (.*)$", words, re.MULTILINE))
    cited = set(re.findall(r"\[\^(S?\d+)\](?!:)", words))
    assert cited == set(defined)
    assert {"1", "2", "3", "S1", "S2"} <= cited
    for number, quote in enumerate((quote for theme in document.themes for quote in theme.quotes), 1):
        assert defined[str(number)].endswith(f"<{quote.address}>")
    assert defined["S1"].endswith(f"<{document.sources[0].address}>")
    assert defined["1"].count("Quebec") == 1


@pytest.mark.parametrize("layout", LAYOUTS)
def test_nobodys_words_become_structure(made: Made, layout: str) -> None:
    tree = as_html(made("md", layout))
    assert not [element.tag for element in tree.iter() if element.tag in {"script", "img", "del"}]
    assert not [link for link in links(tree) if "evil" in link]
    tables = list(tree.iter("table"))
    assert [len(list(table.iter("tr"))) for table in tables][-1] == 5


def test_only_approved_translations_stand_there_without_a_label(made: Made) -> None:
    words = made("md", "both").decode()
    assert "> *English:* is approved" in words
    assert "> *This translation has not been checked yet.*\n>\n> *English:* is in review" in words
    assert "only a draft" not in words
    assert "has fallen behind" not in words


@pytest.mark.parametrize(
    ("typed", "line"),
    [
        ("# x", "\\# x"), ("1. x", "1\\. x"), ("12) x", "12\\) x"), ("- x", "\\- x"), ("=== x", "&#61;== x"),
        ("| x |", "&#124; x |"), (": x", "&#58; x"), ("a # b - c", "a # b - c"), ("[^1]: x", "[^1]&#58; x"),
    ],
)  # fmt: skip
def test_a_line_begins_with_words(typed: str, line: str) -> None:
    assert escaping.line(typed) == line


@pytest.mark.parametrize("text", ["a`b", "``", "`", " `` x ` ", "a\nb"])
def test_code_keeps_its_backticks(text: str) -> None:
    made = etree.fromstring(markdown(escaping.code(text)))  # noqa: S314 - our own
    assert "".join(made.itertext()).split() == text.split()
