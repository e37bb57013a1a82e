"""Files that may be attached are known by their bytes."""

from __future__ import annotations

from contextlib import suppress

import pytest

from board.media.documents import document_of
from board.media.refusals import Reason, Unusable
from tests.media.making import docx, odt, picture, zipped


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"%PDF-1.7\n", "pdf"),
        (docx(), "docx"),
        (zipped("[Content_Types].xml", "xl/workbook.xml"), "xlsx"),
        (zipped("[Content_Types].xml", "ppt/presentation.xml"), "pptx"),
        (odt(), "odt"),
    ],
)
def test_a_file_is_what_its_bytes_say(data: bytes, kind: str) -> None:
    assert document_of(data, "report.exe").kind == kind


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", Reason.EMPTY),
        (b"MZ", Reason.NOT_A_DOCUMENT),
        (picture(10, 10), Reason.NOT_A_DOCUMENT),
        (zipped("a.txt"), Reason.NOT_A_DOCUMENT),
        (zipped("word/document.xml"), Reason.NOT_A_DOCUMENT),
        (docx()[:-30], Reason.NOT_A_DOCUMENT),
        (b"PK\x03\x04" + b"\0" * 50, Reason.NOT_A_DOCUMENT),
        (zipped("[Content_Types].xml", "word/document.xml", *(f"x{n}" for n in range(5_001))), Reason.NOT_A_DOCUMENT),
        (docx("word/vbaProject.bin"), Reason.MACROS),
    ],
)
def test_anything_else_is_refused_by_name(data: bytes, reason: Reason) -> None:
    with pytest.raises(Unusable) as raised:
        document_of(data, "x.docx")
    assert raised.value.reason is reason


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("Informe final.PDF", "Informe final.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\x\\a.pdf", "a.pdf"),
        ("evil\u202efdp.exe", "evilfdp.exe.pdf"),
        ('a"b\r\nc.pdf', "a bc.pdf"),
        ("", "file.pdf"),
        (".pdf", "file.pdf"),
        ("x" * 400, "x" * 150 + ".pdf"),
    ],
)
def test_a_name_is_safe_to_show_and_to_save(given: str, name: str) -> None:
    assert document_of(b"%PDF-", given).name == name


def test_any_damage_is_refused_with_a_reason_or_changes_nothing_that_is_read() -> None:
    """Each byte of it, changed in two ways: the library that reads a zip raises many things."""
    whole = odt()
    for place in range(4, len(whole)):
        for flip in (0x55, 0xFF):
            damaged = bytearray(whole)
            damaged[place] ^= flip
            with suppress(Unusable):
                assert document_of(bytes(damaged), "a.odt").kind == "odt"
