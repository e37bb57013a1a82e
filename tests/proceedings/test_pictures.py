"""Pictures in every format of the proceedings: once for both languages, described in each, as large as they deserve."""

from __future__ import annotations

import re
import shutil
import subprocess
import xml.etree.ElementTree as etree
import zipfile
from base64 import b64decode
from collections.abc import Iterator
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pdfua
import pikepdf
import pytest
from flask import Flask
from PIL import Image

from bench.proceedings import measured
from board.proceedings.figures import lifted
from board.proceedings.making import make
from board.proceedings.storing import restored, stored
from tests.proceedings.conftest import Made
from tests.proceedings.test_epub import test_epubcheck_finds_no_fault as check_epub
from tests.support.editions import XHTML, by_id, parsed, text
from tests.support.machine import lacking
from tests.support.pictured import LARGE, SIZES, SMALL, TALL, WIDE, Lender, address, illustrated, pictured, shows, webp
from tests.support.proceedings import key

LAYOUTS = ["both", "es", "en"]


@pytest.fixture(scope="module")
def made(_app: Flask) -> Iterator[Made]:
    with _app.app_context():
        yield cache(lambda format, layout: make(illustrated(), format, layout, Lender()))


# ---- taken out of their words


@pytest.mark.parametrize(
    ("html", "rest"),
    [
        ("<p>A</p>", ""),
        ("<p>A A</p>", ""),
        ("<p>A<br>\nA</p>", ""),
        ("<p>Miren:<br>A</p>", "<p>Miren:</p>"),
        ("<p>A<br>\nSe ve.</p>", "<p>\nSe ve.</p>"),
        ("<p>uno<br>A<br>dos</p>", "<p>uno<br>dos</p>"),
        ("<p>Miren: A</p>", "<p>Miren: [uno]</p>"),
        ("<p>A se ve.</p>", "<p>[uno] se ve.</p>"),
        ("<ul><li>A</li></ul>", "<ul><li>[uno]</li></ul>"),
        ("<h3>A</h3>", "<h3>[uno]</h3>"),
        ("<p>nada</p>", "<p>nada</p>"),
    ],
)
def test_a_picture_leaves_its_words_only_among_others(html: str, rest: str) -> None:
    pictures = {WIDE: pictured(WIDE)[0]}
    found = lifted(html.replace("A", shows(WIDE, "uno")), pictures)
    assert found == (rest, {} if "A" not in html else {WIDE: "uno"})


def test_many_pictures_take_no_longer_than_their_number() -> None:
    pictures = {WIDE: pictured(WIDE)[0]}
    assert lifted("<p>" + shows(WIDE, "x") * 3_000 + "y</p>", pictures).html.count("[x]") == 3_000


# ---- HTML


def figures_in(tree: etree.Element) -> list[etree.Element]:
    return list(tree.iter("figure"))


def test_a_picture_stands_once_with_what_it_shows_in_both_languages(made: Made) -> None:
    tree = parsed(made("html", "both"))
    market, tree_, seed = figures_in(by_id(tree, f"d-{key('s', 1)}"))
    (img,) = market.iter("img")
    assert (img.get("alt"), img.get("lang"), img.get("width")) == ("El mercado & su gente", "es", "1000")
    assert text(market) == "Elmercado&sugente/Themarket"
    assert [(span.get("lang"), span.get("aria-hidden")) for span in market.iter("span") if span.get("lang")] == [
        ("es", "true"), ("en", None),
    ]  # fmt: skip
    assert (text(tree_), text(seed)) == ("Unárbol", "Unasemilla")
    post = text(by_id(tree, f"d-{key('s', 1)}"))
    assert post.count("Elmercado") == 1
    assert "Nottranslated." in post


@pytest.mark.parametrize(
    ("layout", "said", "language"), [("es", "El mercado & su gente", "es"), ("en", "The market", "en")]
)
def test_in_one_language_it_is_described_in_that(made: Made, layout: str, said: str, language: str) -> None:
    market, others, _seed = figures_in(by_id(parsed(made("html", layout)), f"d-{key('s', 1)}"))
    (img,) = market.iter("img")
    assert (img.get("alt"), img.get("lang")) == (said, language)
    assert next(others.iter("img")).get("lang") == "es"  # nobody translated it
    assert ("Themarket" in text(by_id(parsed(made("html", layout)), f"d-{key('s', 1)}"))) == (layout == "en")


def test_among_words_it_leaves_its_own_and_stands_below_them(made: Made) -> None:
    post = by_id(parsed(made("html", "both")), f"d-{key('s', 2)}")
    assert "En[laplaza]sevende" in text(post)
    assert "Theysellin[thesquare]," in text(post)
    assert [text(figure) for figure in figures_in(post)] == ["laplaza/thesquare"]


def test_one_without_room_is_a_link_with_its_words(made: Made) -> None:
    post = by_id(parsed(made("html", "both")), f"d-{key('s', 2)}")
    assert [(text(link), link.get("href")) for link in post.iter("a") if "picture" in link.get("href", "")] == [
        ("secompra", address(LARGE)), ("here", address(LARGE)),
    ]  # fmt: skip


def test_a_quoted_passage_has_its_picture_and_nothing_else(made: Made) -> None:
    passage = by_id(parsed(made("html", "both")), f"q-{key('q', 1)}")
    assert [text(figure) for figure in figures_in(passage)] == ["Unasemilla/Aseed"]
    assert not [each for each in passage.iter("div") if each.get("class") == "pair"]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_page_has_the_pictures_in_itself(made: Made, layout: str) -> None:
    sources = [img.get("src", "") for img in parsed(made("html", layout)).iter("img")]
    assert len(sources) == 7
    for source in sources:
        with Image.open(BytesIO(b64decode(source.removeprefix("data:image/webp;base64,")))) as opened:
            assert opened.format == "WEBP"
            assert opened.size in SIZES.values()
    assert b"picture:" not in made("html", layout)


# ---- the others


@pytest.mark.parametrize("layout", LAYOUTS[:2])
def test_epubcheck_finds_no_fault_in_an_e_book_with_pictures(made: Made, tmp_path: Path, layout: str) -> None:
    check_epub(made, tmp_path, layout)
    with zipfile.ZipFile(BytesIO(made("epub", layout))) as archive:
        names = [name for name in archive.namelist() if name.endswith(".jpg")]
        assert sorted(names) == sorted(f"book/picture-{each}.jpg" for each in SIZES)
        package = archive.read("book/package.opf").decode()
        assert package.count('media-type="image/jpeg"') == len(SIZES)
        assert ("alternativeText" in package, ">visual<" in package) == (True, True)
        page = etree.fromstring(archive.read("book/week-1.xhtml"))  # noqa: S314
        for name in names:
            with Image.open(archive.open(name)) as opened:
                assert (opened.format, opened.info.get("exif")) == ("JPEG", None)
    images = list(page.iter(f"{XHTML}img"))
    assert all(img.get("alt") and f"book/{img.get('src')}" in names for img in images)
    assert len(images) == 6


@pytest.fixture
def file(made: Made, tmp_path: Path) -> Path:
    path = tmp_path / "proceedings.pdf"
    path.write_bytes(made("pdf", "both"))
    return path


def test_qpdf_and_a_checker_of_pdf_ua_find_nothing(file: Path) -> None:
    assert [finding.message for finding in pdfua.validate(str(file)).findings] == []
    if not (qpdf := shutil.which("qpdf")):
        lacking("qpdf is not on this machine", "Debian: apt-get install qpdf")
    said = subprocess.run([qpdf, "--check", file], capture_output=True, text=True, check=False)
    assert said.returncode == 0, said.stdout + said.stderr


def elements(element: Any) -> Iterator[Any]:
    """Return the structure elements in one."""
    yield element
    kids = element.get("/K", ())
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield from elements(kid)


def test_each_picture_is_a_figure_that_says_what_it_shows(file: Path) -> None:
    with pikepdf.open(file) as opened:
        found = [each for each in elements(opened.Root.StructTreeRoot.K[0]) if each.S == "/Figure"]
        said = [str(each.Alt) for each in found]
        boxes = [[float(side) for side in each.A.BBox] for each in found]
        pages = [each.Pg.MediaBox for each in found]
        filters = {str(image.Filter) for page in opened.pages for image in page.get_images().values()}
    assert len(said) == 7
    assert {"Un árbol", "A picture that nobody has described"} <= set(said)
    assert filters == {"/DCTDecode"}
    for (left, _top, right, _bottom), page in zip(boxes, pages, strict=True):
        assert 0 < right - left <= float(page[2]) * 4 / 3


def test_no_picture_is_wider_than_its_column_or_larger_than_its_pixels_deserve(file: Path) -> None:
    """At 150 pixels an inch, or more where the column is too narrow; in pixels of CSS, 96 an inch."""
    drawn = set()
    with pikepdf.open(file) as opened:
        for page in opened.pages:
            sizes = [operands for operands, operator in pikepdf.parse_content_stream(page) if str(operator) == "cm"]
            drawn |= {(round(float(a)), round(-float(d))) for a, _b, _c, d, *_at in sizes if float(d) < -1}
    assert drawn == {(554, 416), (166, 416), (77, 58)}  # two are as high as a picture may be, 11 cm


def test_markdown_says_what_it_shows_and_where_it_is(made: Made) -> None:
    both = made("md", "both").decode()
    assert f"[Picture: El mercado &amp; su gente]({address(WIDE)}) / The market\n" in both
    assert f"\n[Picture: Un árbol]({address(TALL)})\n" in both
    assert f"[se compra]({address(LARGE)})" in both
    assert f"[Imagen: Un árbol]({address(TALL)})" in made("md", "es").decode()
    assert "data:" not in both
    assert "picture:" not in both


@pytest.mark.parametrize("kind", ["html", "epub", "pdf", "md"])
def test_the_same_document_is_the_same_file(made: Made, kind: str) -> None:
    assert make(illustrated(), kind, "both", Lender()) == made(kind, "both")


@pytest.mark.parametrize(("kind", "most"), [("html", 3), ("epub", 1), ("md", 0)])
@pytest.mark.usefixtures("made")
def test_pictures_are_lent_one_at_a_time_where_they_stand(kind: str, most: int) -> None:
    lender = Lender()
    make(illustrated(), kind, "both", lender)
    assert max(lender.lent.values(), default=0) <= most + 1
    assert LARGE not in lender.lent


@pytest.mark.parametrize("kind", ["html", "epub", "pdf"])
@pytest.mark.usefixtures("made")
def test_a_picture_that_cannot_be_had_stops_the_file(kind: str) -> None:
    def gone(_key: str) -> bytes:
        raise LookupError("gone")

    with pytest.raises(LookupError, match="gone"):
        make(illustrated(), kind, "both", gone)


@pytest.mark.parametrize("kind", ["html", "epub", "pdf"])
@pytest.mark.usefixtures("made")
def test_a_picture_that_cannot_be_decoded_stays_its_words(kind: str) -> None:
    assert make(illustrated(), kind, "es", lambda _key: b"RIFF no picture")


def test_no_bytes_are_in_the_contents() -> None:
    document = illustrated()
    assert restored(stored(document)) == document
    assert webp(*SIZES[SMALL])[:40] not in stored(document)


def test_contents_that_were_taken_before_there_were_pictures_are_read() -> None:
    old = re.sub(rb'"pictures":\[.*?\],', b"", stored(illustrated()))
    assert b'"pictures"' not in old
    assert restored(old).pictures == ()


def test_an_edition_of_fifty_pictures_needs_little_more_memory_than_one_without() -> None:
    """Each in a process of its own; fifty decoded pictures would be more than a hundred megabytes."""
    _seconds, without = measured(0, "pictures")
    _seconds, with_them = measured(50, "pictures")
    assert with_them - without < 60
