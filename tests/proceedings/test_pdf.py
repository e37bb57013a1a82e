"""The proceedings as PDF: tagged, with links that lead back, judged by programs that were not written here."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pdfua
import pikepdf
import pytest

from board.proceedings import pdf
from board.proceedings.book import book_of
from board.proceedings.document import Document
from board.proceedings.making import make
from board.proceedings.parts import parts
from tests.proceedings.conftest import Made
from tests.support.machine import lacking
from tests.support.proceedings import SITE, key, long_document

LAYOUTS = ["both", "es"]


@pytest.fixture(params=LAYOUTS)
def file(request: pytest.FixtureRequest, made: Made, tmp_path: Path) -> Path:
    path = tmp_path / "proceedings.pdf"
    path.write_bytes(made("pdf", request.param))
    return path


@pytest.fixture
def opened(made: Made) -> Iterator[Any]:
    with pikepdf.open(BytesIO(made("pdf", "both"))) as found:
        yield found


def links(opened: Any) -> list[Any]:
    return [link for page in opened.pages for link in page.obj.get("/Annots", ())]


def places(opened: Any) -> dict[str, Any]:
    names = list(opened.Root.Names.Dests.Names)
    return {str(name): place for name, place in zip(names[::2], names[1::2], strict=True)}


def test_qpdf_finds_no_fault(file: Path) -> None:
    if not (qpdf := shutil.which("qpdf")):
        lacking("qpdf is not on this machine", "Debian: apt-get install qpdf")
    said = subprocess.run([qpdf, "--check", file], capture_output=True, text=True, check=False)
    assert said.returncode == 0, said.stdout + said.stderr


def test_a_checker_of_pdf_ua_finds_nothing(file: Path) -> None:
    assert [finding.message for finding in pdfua.validate(str(file)).findings] == []


def test_it_says_what_it_is(opened: Any) -> None:
    assert opened.Root.Lang == "en"
    assert opened.Root.MarkInfo.Marked
    assert opened.docinfo.Title == "Social economy <& more>: Proceedings, edition 2"
    assert opened.docinfo.Author == "Social economy <& more>"
    assert str(opened.docinfo.CreationDate).startswith("D:20091212")
    with opened.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
    assert opened.Root.ViewerPreferences.DisplayDocTitle


def test_every_link_leads_to_a_place_in_it_or_to_the_forum(opened: Any, document: Document) -> None:
    inside = {str(link.Dest) for link in links(opened) if "/Dest" in link}
    outside = {str(link.A.URI) for link in links(opened) if "/A" in link}
    assert inside <= places(opened).keys()
    assert {f"q-{key('q', 1)}", f"e-{key('e', 1)}", f"p-{key('s', 1)}", "week-1"} <= inside
    quotes = {quote.address for theme in document.themes for quote in theme.quotes}
    assert quotes | {source.address for source in document.sources} | {document.address} <= outside
    assert not [address for address in outside if "invalid" in address]


def test_places_are_on_pages_of_the_file(opened: Any) -> None:
    pages = {page.obj.objgen for page in opened.pages}
    assert {place[0].objgen for place in places(opened).values()} <= pages


def test_everything_on_a_page_has_its_tag(opened: Any) -> None:
    tree = opened.Root.StructTreeRoot
    numbers = list(tree.ParentTree.Nums)
    table = {int(number): owner for number, owner in zip(numbers[::2], numbers[1::2], strict=True)}
    assert list(table) == sorted(table)
    for page in opened.pages:
        assert len(table[int(page.obj.StructParents)]) > 0
    for link in links(opened):
        assert table[int(link.StructParent)].S == "/Link"
    assert all(element.P.objgen == tree.K[0].objgen for element in tree.K[0].K)


def test_the_outline_has_the_chapters(opened: Any) -> None:
    with opened.open_outline() as outline:
        titles = [item.title for item in outline.root]
        week = next(item for item in outline.root if item.title.startswith("Week 1"))
    assert titles[:3] == ["Contents", "Programme", "People"]
    assert "Theme: Access to capital / Acceso al capital" in titles
    assert [item.title for item in week.children] == ["Summary of the week", "Readings", "The discussion"]


@pytest.mark.usefixtures("made")
def test_parts_join_into_one_book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, document: Document) -> None:
    """Cut into many parts, it has the same links, the same places and tags for all."""
    monkeypatch.setattr(parts, "__defaults__", (600,))
    (path := tmp_path / "parts.pdf").write_bytes(make(document, "pdf", "both"))
    assert not pdfua.validate(str(path)).findings
    with pikepdf.open(path) as opened:
        test_every_link_leads_to_a_place_in_it_or_to_the_forum(opened, document)
        test_places_are_on_pages_of_the_file(opened)
        test_everything_on_a_page_has_its_tag(opened)
        assert len(opened.pages) > 20


def test_a_long_chapter_is_cut_where_headings_stay_with_their_words() -> None:
    chapter = "<section id='c'><h2>Title</h2>" + "".join(
        f"<section id='t{number}'><h4>Thread</h4><p>{'word ' * 20}</p></section>" for number in range(20)
    )
    groups = list(parts([chapter + "</section>"], 300))
    assert len(groups) > 5
    text = "".join("".join(piece.itertext()) for group in groups for piece in group)
    assert text.count("Thread") == 20
    for group in groups:
        assert "".join(group[-1].itertext()).endswith("word ")
    assert [piece.get("id") for group in groups for piece in group].count("c") == 1
    assert {piece.get("data-part") for group in groups for piece in group} == {"Title"}


def test_it_is_the_same_file_each_time(made: Made, document: Document) -> None:
    assert make(document, "pdf", "both") == made("pdf", "both")


@pytest.mark.parametrize("address", [f"{SITE}/image.png", "file:///etc/passwd", "data:,x", "picture:../x"])
def test_nothing_is_fetched(document: Document, address: str) -> None:
    with pytest.raises(ValueError, match="Nothing is fetched"):
        pdf._fetcher(book_of(document, "both")).fetch(address)


def test_without_pango_a_clear_error_names_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    class Missing:
        def find_spec(self, name: str, *_: object) -> None:
            if name == "weasyprint":
                raise OSError("cannot load library 'libpango-1.0-0'")

    for name in [name for name in sys.modules if name.split(".")[0] == "weasyprint"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(sys, "meta_path", [Missing(), *sys.meta_path])
    pdf._weasyprint.cache_clear()
    with pytest.raises(pdf.CannotMakePdf, match="Pango"):
        pdf._weasyprint()
    pdf._weasyprint.cache_clear()


@pytest.mark.usefixtures("made")
def test_a_long_edition_has_all_its_pages() -> None:
    with pikepdf.open(BytesIO(make(long_document(100), "pdf", "both"))) as opened:
        assert {f"d-{key('s', number)}" for number in range(1, 21)} <= places(opened).keys()
