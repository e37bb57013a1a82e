"""The proceedings as an e-book, judged by epubcheck; every citation leads to its passage in whichever file it is."""

from __future__ import annotations

import re
import shutil
import subprocess
import xml.etree.ElementTree as etree
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from board.proceedings.document import Document
from board.proceedings.making import make
from tests.proceedings.conftest import Made
from tests.support.editions import XHTML, text
from tests.support.machine import lacking
from tests.support.proceedings import HOSTILE, key

LAYOUTS = ["both", "es", "en"]


@pytest.fixture(params=LAYOUTS)
def book(request: pytest.FixtureRequest, made: Made) -> dict[str, etree.Element]:
    return pages(made("epub", request.param))


def pages(made: bytes) -> dict[str, etree.Element]:
    """Return the pages of an e-book as trees, by their names."""
    with zipfile.ZipFile(BytesIO(made)) as archive:
        names = [name for name in archive.namelist() if name.endswith(".xhtml")]
        return {name.removeprefix("book/"): etree.fromstring(archive.read(name)) for name in names}  # noqa: S314


def links(page: etree.Element) -> list[str]:
    return [link.get("href", "") for link in page.iter(f"{XHTML}a")]


@pytest.mark.parametrize("layout", LAYOUTS[:2])
def test_epubcheck_finds_no_fault(made: Made, tmp_path: Path, layout: str) -> None:
    java, program = shutil.which("java"), shutil.which("epubcheck")
    if not (java and program):
        lacking("epubcheck is not on this machine", "Debian: apt-get install epubcheck")
    (path := tmp_path / "proceedings.epub").write_bytes(made("epub", layout))
    # Debian's program is the archive itself, which Java starts.
    jar = Path(program).resolve()
    command = [java, "-jar", jar] if jar.suffix == ".jar" else [program]
    said = subprocess.run([*command, path], capture_output=True, text=True, check=False)
    assert said.returncode == 0, said.stdout + said.stderr
    assert "0 errors / 0 warnings" in said.stdout


def test_every_link_leads_to_a_file_and_a_place_in_it(book: dict[str, etree.Element]) -> None:
    places = {name: {element.get("id") for element in page.iter()} for name, page in book.items()}
    for name, page in book.items():
        for link in links(page):
            if re.match("https?:|mailto:", link):
                continue
            file, _sharp, place = link.partition("#")
            assert not place or place in places[file or name], (name, link)
            assert (file or name) in places


def test_a_citation_leads_from_the_element_to_the_passage_and_on(
    book: dict[str, etree.Element], document: Document
) -> None:
    page = book[f"theme-{key('t', 1)}.xhtml"]
    assert f"#q-{key('q', 1)}" in links(page)
    assert {document.themes[0].quotes[0].address, f"sources.xhtml#p-{key('s', 1)}", "week-2.xhtml#week-2"} <= set(
        links(page)
    )


def test_words_say_their_language_in_both_ways(made: Made) -> None:
    page = pages(made("epub", "both"))[f"theme-{key('t', 1)}.xhtml"]
    spoken = [element for element in page.iter() if element.get("lang")]
    assert {element.get("lang") for element in spoken} == {"es", "en"}
    for element in spoken:
        assert element.get("{http://www.w3.org/XML/1998/namespace}lang") == element.get("lang")


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_stay_words(made: Made, words: str) -> None:
    page = pages(made("epub", "en"))[f"theme-{key('t', 2)}.xhtml"]
    shown = re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe]", "", words)
    assert re.sub(r"\s+", "", shown) in text(page)


def test_each_page_begins_with_a_heading_of_the_first_level(book: dict[str, etree.Element]) -> None:
    for name, page in book.items():
        headings = [
            element.tag for element in page.iter() if re.fullmatch(re.escape(XHTML) + "h[1-6]", str(element.tag))
        ]
        assert headings[0] == f"{XHTML}h1", name
        assert headings.count(f"{XHTML}h1") == 1, name


def test_order_and_times_are_fixed(made: Made, document: Document) -> None:
    with zipfile.ZipFile(BytesIO(made("epub", "both"))) as archive:
        first, *others = archive.infolist()
    assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
    assert {entry.date_time for entry in [first, *others]} == {(2009, 12, 12, 0, 0, 0)}
    assert made("epub", "both")[30:58] == b"mimetypeapplication/epub+zip"
    assert make(document, "epub", "both") == made("epub", "both")
