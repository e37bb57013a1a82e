"""The handbook: complete in each language, true to the labels of the interface; links lead on; words are found."""

from __future__ import annotations

import re
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from babel.messages.pofile import read_po

from board import handbook
from board.handbook import CATALOGUES, HERE, NAMES, ROOT
from board.rules.languages import INTERFACE
from board.text import parse_query

LINK = re.compile(rf"\]\({re.escape(HERE)}([^)]*)\)")
PAGES = [(language, name) for language in INTERFACE for name in NAMES]


def source(language: str, name: str) -> str:
    return (ROOT / language / f"{name}.md").read_text(encoding="utf-8")


def anchors(language: str, name: str) -> list[str]:
    return [section.anchor for section in handbook.book(language)[name].sections]


def found(language: str, words: str) -> list[str]:
    return [f"{one.page.name}#{one.section.anchor}" for one in handbook.search(language, parse_query(words))]


def test_no_file_is_left_over() -> None:
    """A language that the interface does not speak yet may be prepared."""
    files = {str(path.relative_to(ROOT)) for path in ROOT.glob("*/*.md") if path.parent.name in INTERFACE}
    assert files == {f"{language}/{name}.md" for language, name in PAGES}


@pytest.mark.parametrize(("language", "name"), PAGES)
def test_a_page_has_the_sections_of_the_english_one(language: str, name: str) -> None:
    page = handbook.book(language)[name]
    assert page.title
    assert page.lead.count("\n") == 0
    assert anchors(language, name) == anchors("en", name)
    assert len(set(anchors(language, name))) == len(page.sections) > 0
    assert all(section.source and "##" not in section.source for section in page.sections)
    assert "[[" not in repr(page)


@pytest.mark.parametrize(("language", "name"), PAGES)
def test_a_page_names_the_labels_of_the_english_one_and_each_is_a_message(language: str, name: str) -> None:
    named = handbook.labels(source(language, name))
    assert sorted(named) == sorted(handbook.labels(source("en", name)))
    with (CATALOGUES / "es/LC_MESSAGES/messages.po").open("rb") as file:
        messages = {message.id for message in read_po(file)}
    assert set(named) <= messages


@pytest.mark.parametrize(("language", "name"), PAGES)
def test_links_lead_to_sections(language: str, name: str) -> None:
    links = LINK.findall(source(language, name))
    assert links == LINK.findall(source("en", name))
    for link in links:
        target, _, anchor = link.partition("#")
        assert not anchor or anchor in anchors(language, target)


def test_labels_stand_in_the_language_of_the_page() -> None:
    assert "**Home**" in handbook.book("en")["start"].sections[1].source
    assert "**Inicio**" in handbook.book("es")["start"].sections[1].source


def test_words_are_found_in_any_form_and_without_accents() -> None:
    assert "translate#glossary" in found("en", "glossaries")
    assert "translate#machine" in found("es", "maquinas borrador")


def test_all_words_have_to_stand_in_one_section() -> None:
    assert found("en", "glossary backup") == []
    assert found("en", "no-such-word") == []
    assert found("en", "…") == []


def test_a_heading_that_says_it_comes_first() -> None:
    assert found("en", "backups")[0] == "site#backups"
    assert found("en", "deadline") != []


def test_what_was_found_is_marked() -> None:
    marked = [part for result in handbook.search("en", parse_query("backup")) for part in result.passage if part[1]]
    assert {word.lower() for word, _ in marked} <= {"backup", "backups"}
    assert marked


def test_no_more_is_shown_than_can_be_read() -> None:
    assert len(found("en", "week")) == handbook.MAX_RESULTS


def test_threads_that_read_at_the_same_time_make_the_same_book() -> None:
    handbook.book.cache_clear()
    handbook._index.cache_clear()
    usual, ready = sys.getswitchinterval(), Barrier(8)

    def read(_: int) -> list[str]:
        ready.wait(20)
        return found("es", "traducción")

    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(read, range(8)))
    finally:
        sys.setswitchinterval(usual)
    assert answers == [found("es", "traducción")] * 8


def test_no_file_is_unreasonably_long() -> None:
    """A page is read on a phone."""
    assert all(len(Path(path).read_text(encoding="utf-8").split()) <= 900 for path in ROOT.glob("*/*.md"))
