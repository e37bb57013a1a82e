"""Office documents and PDFs of strangers: what they say is read, and what would take too much is not."""

from __future__ import annotations

import time
import tracemalloc
import zlib

import pytest

from board.text import documents
from board.text.documents import Flaw, Unreadable, read_document
from board.text.pdf_pages import MAX_PAGES, pdf_pages
from tests.support.documents import WORD, docx, entities, odt, packed, pdf

MB = 1024 * 1024


@pytest.mark.parametrize(("make", "ending"), [(docx, "docx"), (odt, "odt")])
def test_the_title_and_the_words_of_a_document(make: object, ending: str) -> None:
    document = read_document(make("Una feria de semillas", "en tres municipios.", title=" La feria\n de 2026 "))  # type: ignore[operator]
    assert (document.ending, document.title, document.words) == (ending, "La feria de 2026", 7)
    assert document.beginning.split() == ["Una", "feria", "de", "semillas", "en", "tres", "municipios."]


def test_words_that_are_cut_into_runs_count_once() -> None:
    runs = "<w:p><w:r><w:t>coope</w:t></w:r><w:r><w:t>rativa </w:t></w:r><w:r><w:t>rural</w:t></w:r></w:p>"
    deleted = "<w:p><w:del><w:r><w:t>gone</w:t></w:r></w:del></w:p>"
    body = f"<w:document {WORD}><w:body>{runs}{deleted}<w:p><w:r><w:t>x</w:t></w:r></w:p></w:body></w:document>"
    assert read_document(docx(body=body)).words == 3


def test_comments_and_deleted_words_do_not_count() -> None:
    note = "<office:annotation><text:p>a comment of many words</text:p></office:annotation>"
    assert read_document(odt(f"two words{note}")).words == 2


def test_only_the_beginning_is_kept() -> None:
    document = read_document(docx(*["palabra " * 100] * 100))
    assert document.words == 10_000
    assert len(document.beginning) <= documents.BEGINNING


LAUGHS = '<!ENTITY a "ha">' + "".join(
    f'<!ENTITY {new} "{f"&{old};" * 10}">' for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)
HOSTILE = {
    "a part that unpacks to 200 MB": (lambda: docx(body="<d>" + " " * 200 * MB), Flaw.TOO_MUCH),
    "a few bytes that unpack to 20 MB": (lambda: docx(body="<d>" + "x" * 20 * MB + "</d>"), Flaw.TOO_MUCH),
    "millions of elements": (lambda: docx(body="<d>" + "<a/>" * 3_000_000 + "</d>"), Flaw.TOO_MUCH),
    "a tower of elements": (lambda: docx(body="<a>" * 100_000), Flaw.TOO_MUCH),
    "a title of 20 MB": (lambda: docx("a", title="x" * 20 * MB), Flaw.TOO_MUCH),
    "entities that multiply": (lambda: docx(body=entities(LAUGHS, "&i;")), Flaw.TOO_MUCH),
    "a file of the server": (
        lambda: docx(body=entities('<!ENTITY f SYSTEM "file:///etc/passwd">', "&f;")),
        Flaw.TOO_MUCH,
    ),
    "a document type elsewhere": (
        lambda: docx(body='<!DOCTYPE d SYSTEM "http://a.example/d"><d>&x;</d>'),
        Flaw.TOO_MUCH,
    ),
    "thousands of parts": (lambda: packed({f"{n}": b"" for n in range(3_001)}), Flaw.TOO_MUCH),
    "a packed file that is no document": (lambda: packed({"a.exe": b"MZ"}), Flaw.UNKNOWN),
    "a spreadsheet": (lambda: packed({"[Content_Types].xml": "<a/>", "xl/workbook.xml": "<a/>"}), Flaw.UNKNOWN),
    "an OpenDocument spreadsheet": (
        lambda: packed({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}),
        Flaw.UNKNOWN,
    ),
    "an OpenDocument text without content": (
        lambda: packed({"mimetype": b"application/vnd.oasis.opendocument.text"}),
        Flaw.BROKEN,
    ),
    "programs in Word": (lambda: docx("a", **{"word/vbaProject.bin": b"x"}), Flaw.PROGRAM),
    "programs in OpenDocument": (lambda: odt("a", **{"Basic/Standard/Module1.xml": b"x"}), Flaw.PROGRAM),
    "no XML": (lambda: docx(body="words"), Flaw.BROKEN),
    "half of a file": (lambda: docx("a" * 2_000)[:300], Flaw.BROKEN),
    "damaged in the middle": (
        lambda: docx("a b c " * 2_000).replace(b"word/document.xml", b"word/document.xmk", 1),
        Flaw.BROKEN,
    ),
    "another compression": (
        lambda: packed({"[Content_Types].xml": "<a/>", "word/document.xml": "<a/>"}, 14),
        Flaw.BROKEN,
    ),
    "nothing but a beginning": (lambda: b"PK\x03\x04", Flaw.BROKEN),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_document_is_refused_quickly_and_in_little_memory(name: str) -> None:
    make, flaw = HOSTILE[name]
    data = make()
    tracemalloc.start()
    begun = time.process_time()
    with pytest.raises(Unreadable) as refused:
        read_document(data)
    taken, most = time.process_time() - begun, tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert refused.value.flaw is flaw
    assert most < 16 * MB
    assert taken < 10


def test_a_document_with_a_password_is_told() -> None:
    locked = bytearray(docx("a"))
    for place in (at for at in range(len(locked)) if locked[at : at + 4] == b"PK\x01\x02"):
        locked[place + 8] |= 1
    with pytest.raises(Unreadable) as refused:
        read_document(bytes(locked))
    assert refused.value.flaw is Flaw.LOCKED


class TestPages:
    @pytest.mark.parametrize("pages", [1, 12, MAX_PAGES])
    def test_are_those_that_the_tree_counts(self, pages: int) -> None:
        assert pdf_pages(pdf(pages)) == pages

    @pytest.mark.parametrize("data", [b"%PDF-1.7\n", pdf(MAX_PAGES + 1), b"%PDF-1.7 /Type /Pages /Count 999999999"])
    def test_are_not_told_where_they_cannot_be_known(self, data: bytes) -> None:
        assert pdf_pages(data) is None

    def test_are_found_in_packed_parts(self) -> None:
        inside = zlib.compress(b"<</Type/Page/Parent 2 0 R>>" * 7)
        data = b"%%PDF-1.7\n5 0 obj <</Type/ObjStm/N 7>> stream\n%s\nendstream endobj" % inside
        assert pdf_pages(data) == 7

    @pytest.mark.parametrize(
        "data",
        [
            b"endobj" * (10 * MB // 6),
            b"/Type /Pages " * (10 * MB // 13),
            b"/Type" + b" " * (10 * MB),
            b"5 0 obj <</Type/ObjStm>> stream\n" + zlib.compress(b"/Type/Page " * 20 * MB) + b"endobj",
            (b"5 0 obj <</Type/ObjStm>> stream\n" + zlib.compress(b"\0" * MB) + b"endobj") * 5_000,
        ],
        ids=["objects", "trees", "spaces", "a packed bomb", "many packed bombs"],
    )
    def test_take_little_time_to_be_counted(self, data: bytes) -> None:
        begun = time.process_time()
        pdf_pages(data[: 10 * MB])
        assert time.process_time() - begun < 5
