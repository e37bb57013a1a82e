"""Codebooks of REFI-QDA: what we write, read by a parser of others; and what others write, and strangers send."""

from __future__ import annotations

import re
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from board.text import Code, Hostile, NotXml, TooManyRows, colour_of, read_qdc, write_qdc
from tests.support.refi import CODEBOOK, faults_in

NAMESPACE = "urn:QDA-XML:codebook:1.0"
A, B = "0F8FAD5B-D9CB-469F-A165-70867728950E", "7C9E6679-7425-40DE-944B-E07FC1F90AE7"
SHOWABLE = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Cn", "Co", "Cf", "Zl", "Zp"], include_characters="\n"), max_size=60
)


def file_of(inside: str, head: str = "") -> bytes:
    return f'<?xml version="1.0"?>{head}<CodeBook xmlns="{NAMESPACE}"><Codes>{inside}</Codes></CodeBook>'.encode()


@given(st.lists(st.tuples(SHOWABLE, SHOWABLE), min_size=1, max_size=5))
def test_what_is_written_follows_the_standard_and_comes_back(words: list[tuple[str, str]]) -> None:
    names = [" ".join(name.split()) or "x" for name, _description in words]
    codes = [
        Code(str(uuid.UUID(int=number)).upper(), name, description.strip())
        for number, (name, (_name, description)) in enumerate(zip(names, words, strict=True))
    ]
    data = write_qdc(codes).encode()
    assert faults_in(data, CODEBOOK, "CodeBook", NAMESPACE) == []
    elements = etree.fromstring(data).findall(f".//{{{NAMESPACE}}}Code")
    others = [
        (each.get("guid"), each.get("name"), each.findtext(f"{{{NAMESPACE}}}Description", "")) for each in elements
    ]
    assert others == [tuple(code) for code in codes]
    assert [(each.guid, each.name, each.description) for each in read_qdc(data, 10)] == [tuple(code) for code in codes]


def test_the_file_of_another_tool_is_read() -> None:
    """In the shape in which Taguette writes: codes without descriptions, and an empty list of sets."""
    data = (
        f'<?xml version="1.0" encoding="utf-8"?>\n<CodeBook xmlns="{NAMESPACE}" origin="Taguette 1.5.2"><Codes>'
        f'<Code guid="{A}" name="capital.public" isCodable="true"/><Code guid="{B}" name="capital" isCodable="true"/>'
        "</Codes><Sets/></CodeBook>"
    ).encode()
    assert [(code.guid, code.name, code.description) for code in read_qdc(data, 10)] == [
        (A, "capital.public", ""), (B, "capital", ""),
    ]  # fmt: skip


def test_codes_inside_others_keep_the_names_around_them() -> None:
    inside = (
        f'<q:Code guid="{{{A.lower()}}}" name="Barriers" isCodable="false"><q:Description>All of them</q:Description>'
        f'<q:Code guid="{B}" name="Capital" isCodable="true"><q:Code guid="none" name="Loans"/></q:Code></q:Code>'
    )
    data = f'<q:CodeBook xmlns:q="{NAMESPACE}"><q:Codes>{inside}</q:Codes></q:CodeBook>'.encode()
    assert [tuple(code) for code in read_qdc(data, 10)] == [
        (1, A, "Barriers", "All of them", False), (2, B, "Barriers: Capital", "", True),
        (3, "", "Barriers: Capital: Loans", "", True),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (file_of("&x;", '<!DOCTYPE CodeBook [<!ENTITY x "boom">]>'), Hostile),
        (file_of('<Code name="a">' * 40 + "</Code>" * 40), Hostile),
        (file_of('<Code name="a"/>' * 11), TooManyRows),
        (file_of('<Code name="a">'), NotXml),
        (b"<Project/>", NotXml),
        (b"a,b\n", NotXml),
    ],
)
def test_what_could_do_harm_is_refused(data: bytes, error: type[ValueError]) -> None:
    with pytest.raises(error):
        read_qdc(data, 10)


def test_a_code_always_has_the_same_colour() -> None:
    assert colour_of(A) == colour_of(A.lower()) != colour_of(B)
    assert re.fullmatch("#[0-9A-F]{6}", colour_of(A))
