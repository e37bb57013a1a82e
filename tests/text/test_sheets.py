"""CSV as spreadsheets write it, terms as people type them."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from board.text import NotASheet, TooManyRows, fold, is_showable, read_sheet, sheet_text, tidy, write_sheet
from board.text.sheets import COLUMNS

Cells = dict[str, str]


def rows_of(data: bytes, most: int = 100) -> list[Cells]:
    return [dict(row.cells) for row in read_sheet(sheet_text(data), most)]


def two(term: str, translation: str) -> Cells:
    return {"term": term, "translation": translation}


HEADERS = [[], ["term", "translation"], ["Término", "TRADUCCIÓN"], [" Termino ", "traduccion"]]
TWO = [two("pequeña", "small"), two("año", "year")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "latin-1", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("header", HEADERS)
def test_however_it_was_saved(encoding: str, delimiter: str, line_end: str, header: list[str]) -> None:
    lines = [*([header] if header else []), ["pequeña", "small"], ["año", "year"]]
    text = line_end.join(map(delimiter.join, lines)) + line_end
    assert rows_of(text.encode(encoding)) == TWO


def test_columns_stand_in_the_order_that_the_first_row_names() -> None:
    data = "Nota;Idioma de destino;Traducción;Cuenta;Término;Idioma\nviejo;en;year;3;año;es"
    assert rows_of(data.encode()) == [
        {"note": "viejo", "target": "en", "translation": "year", "term": "año", "language": "es"}
    ]


def test_without_names_columns_stand_in_ours() -> None:
    assert rows_of(b"a,b,c,es,en\nd,e") == [dict(zip(COLUMNS, ["a", "b", "c", "es", "en"], strict=True)), two("d", "e")]


def test_a_comma_in_a_file_of_semicolons_stays_in_its_cell() -> None:
    data = "asociación, la;association, the;see law\ncompra;purchase;\nventa, la;sale;x, y, z"
    assert [row["term"] for row in rows_of(data.encode())] == ["asociación, la", "compra", "venta, la"]


def test_quotes_line_ends_and_blank_rows() -> None:
    data = 'a,"b, ""c""\nd",\n\n,,\n"e\nf",g\n'
    rows = read_sheet(data, 10)
    assert [(row.number, dict(row.cells)) for row in rows] == [
        (1, two("a", 'b, "c"\nd') | {"note": ""}),
        (4, two("e\nf", "g")),
    ]


@pytest.mark.parametrize(("data", "surplus"), [(b"a,b,c,es,en,f", True), (b"a,b,c,es,en,", False)])
def test_more_cells_than_columns(data: bytes, surplus: bool) -> None:
    assert [row.has_surplus for row in read_sheet(sheet_text(data), 9)] == [surplus]


def test_more_cells_than_the_first_row_names() -> None:
    rows = read_sheet("term,translation\ncooperativa,cooperative, coop\nred,net", 9)
    assert [row.has_surplus for row in rows] == [True, False]


@pytest.mark.parametrize(
    "data", [b"PK\x03\x04\x00\x00", b"\x89PNG\r\n\x1a\n\x00\x00", bytes(range(256)), b"a,b\n" + b"x" * 200_000 + b",y"]
)
def test_what_is_no_sheet(data: bytes) -> None:
    with pytest.raises(NotASheet):
        rows_of(data)


@pytest.mark.parametrize("header", ["", "term,translation\n"])
def test_as_many_rows_as_may_be_and_one_more(header: str) -> None:
    assert len(read_sheet(header + "a,b\n" * 5, 5)) == 5
    with pytest.raises(TooManyRows):
        read_sheet(header + "a,b\n" * 6, 5)


@pytest.mark.parametrize("data", [b"", b"\n\n", b"\xef\xbb\xbf", b" , ,\n", b"term,translation\n"])
def test_nothing(data: bytes) -> None:
    assert rows_of(data) == []


# Formulas


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "＝1", "'=1", "''@x", "\t=1"])
def test_a_cell_that_a_spreadsheet_would_compute_is_written_as_text(cell: str) -> None:
    line = sheet_text(write_sheet([[cell, "b", "", "es", "en"]])).splitlines()[1]
    assert line.startswith((f"'{cell}", f"\"'{cell}"))


@pytest.mark.parametrize("cell", ["cooperativa", "'tis", "a=b", "l'eau", "'"])
def test_others_stay_as_they_are(cell: str) -> None:
    assert sheet_text(write_sheet([[cell, "b", "", "es", "en"]])).splitlines()[1].startswith(f"{cell},")


def test_a_strangers_formula_is_read_as_it_stands() -> None:
    assert rows_of(b"=1+1,-x") == [two("=1+1", "-x")]


ODD = st.sampled_from(["=", "+", "-", "@", "'", '"', ",", ";", "\t", "\n", "\r\n", "|", "ñ", "＝", "a", " ", "=1"])
CELLS = st.lists(ODD, max_size=6).map("".join) | st.text(st.characters(exclude_characters="\0", codec="utf-8"))
ROWS = st.lists(st.tuples(*[CELLS] * len(COLUMNS)).filter(lambda row: any(map(str.strip, row))), max_size=8)


@given(ROWS)
def test_what_is_written_is_read(rows: list[tuple[str, ...]]) -> None:
    assert [tuple(row.cells.values()) for row in read_sheet(sheet_text(write_sheet(rows)), 99)] == rows


@given(st.binary(max_size=300) | st.text(st.sampled_from('a,;"\t\n\r\0'), max_size=60).map(str.encode))
def test_any_bytes_are_rows_or_no_sheet(data: bytes) -> None:
    with suppress(NotASheet, TooManyRows):
        assert all(rows_of(data))


# Terms


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Economía  social", "economia SOCIAL"),
        ("STRASSE", "straße"),
        ("CAÑA", "caña"),
        ("can\u0303a", "caña"),
        ("ﬁnca", "finca"),
        ("coöp", "coop"),
    ],
)
def test_the_same_term(one: str, other: str) -> None:
    assert fold(one) == fold(other)


def test_enye_is_a_letter() -> None:
    assert fold("peña") != fold("pena")


@given(st.text())
def test_folding_and_tidying_twice_change_nothing_more(words: str) -> None:
    assert tidy(tidy(words)) == tidy(words)
    assert fold(fold(words)) == fold(words)
    assert is_showable(tidy(words))


def test_tidy_is_one_line_of_what_can_be_seen() -> None:
    assert tidy(" com\u00adpra\r\n\u202epú\u200bblica\x00 ") == "compra pública"
