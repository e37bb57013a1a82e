"""Strangers' XML: what is harmful is refused, in time that grows with its length."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from time import process_time

import pytest

from board.text import Hostile, NotXml, TooManyRows, is_xml, read_tbx, read_tmx
from tests.text.cost import in_proportion

BOMB = "".join(f'<!ENTITY a{n + 1} "{f"&a{n};" * 10}">' for n in range(9))
HARMFUL = {
    "many entities": f'<!DOCTYPE tmx [<!ENTITY a0 "ha">{BOMB}]><tmx>&a9;</tmx>',
    "an entity of a file": '<!DOCTYPE tmx [<!ENTITY a SYSTEM "file:///etc/hostname">]><tmx><tu>&a;</tu></tmx>',
    "a parameter entity": '<!DOCTYPE tmx [<!ENTITY % a SYSTEM "http://localhost/a.dtd"> %a;]><tmx/>',
    "an attribute by default": '<!DOCTYPE tmx [<!ATTLIST tu srclang CDATA "es">]><tmx><tu/></tmx>',
    "an entity of an outer file": '<!DOCTYPE tmx SYSTEM "tmx14.dtd"><tmx><tu>&secret;</tu></tmx>',
    "deep": "<tmx>" + "<tu>" * 100 + "</tu>" * 100 + "</tmx>",
    "many elements": "<tmx>" + "<a/>" * 1_000_001 + "</tmx>",
    "many languages": "<tmx><tu>" + '<tuv xml:lang="es"><seg>a</seg></tuv>' * 101 + "</tu></tmx>",
}


@pytest.mark.parametrize("words", HARMFUL.values(), ids=HARMFUL)
def test_what_could_do_harm_is_refused(words: str) -> None:
    with pytest.raises(Hostile):
        read_tmx(words.encode(), 1_000)


UNREADABLE = {
    "nothing": b"",
    "text": "término,term".encode(),
    "not closed": b"<tmx><body>",
    "another kind": b"<html></html>",
    "an undefined entity": b"<tmx>&secret;</tmx>",
    "not the encoding that it names": '<?xml version="1.0" encoding="UTF-8"?><tmx>é</tmx>'.encode("latin-1"),
    "not two bytes a letter": b'<?xml version="1.0" encoding="UTF-16"?><tmx></tmx>',
    "an encoding that nobody knows": b'<?xml version="1.0" encoding="x-none"?><tmx></tmx>',
    "an encoding that is none": b'<?xml version="1.0" encoding="rot13"?><tmx></tmx>',
    "an encoding of several bytes": b'<?xml version="1.0" encoding="shift_jis"?><tmx></tmx>',
    "a picture": b"\x89PNG\r\n\x1a\n\0\0\0",
    "NUL": b"<tmx>\0</tmx>",
}


@pytest.mark.parametrize("data", UNREADABLE.values(), ids=UNREADABLE)
def test_what_is_no_such_file_is_refused(data: bytes) -> None:
    with pytest.raises(NotXml):
        read_tmx(data, 1_000)


def test_a_glossary_is_refused_in_the_same_way() -> None:
    for harmful in ("<!DOCTYPE martif [<!ENTITY a 'b'>]><martif/>", "<martif>" + "<x>" * 100):
        with pytest.raises(Hostile):
            read_tbx(harmful.encode(), 10)
    terms = "<tig><term>a</term></tig>" * 101
    with pytest.raises(Hostile):
        read_tbx(f'<martif><termEntry><langSet xml:lang="es">{terms}</langSet></termEntry></martif>'.encode(), 10)
    with pytest.raises(NotXml):
        read_tbx(b"<tmx></tmx>", 10)


def test_a_file_with_too_much_in_it_is_refused() -> None:
    unit = '<tu><tuv xml:lang="es"><seg>a</seg></tuv><tuv xml:lang="en"><seg>b</seg></tuv></tu>'
    assert len(read_tmx(f"<tmx>{unit * 3}</tmx>".encode(), 3)) == 3
    with pytest.raises(TooManyRows):
        read_tmx(f"<tmx>{unit * 4}</tmx>".encode(), 3)


def attributes(size: int) -> str:
    return " ".join(f'a{number}="b"' for number in range(size))


SLOW: dict[str, Callable[[int], str]] = {
    "one long segment": lambda size: f"<tmx><tu><tuv><seg>{'a' * size}</seg></tuv></tu></tmx>",
    "many references": lambda size: f"<tmx><tu><tuv><seg>{'&amp;' * size}</seg></tuv></tu></tmx>",
    "many attributes": lambda size: f"<tmx><tu {attributes(size)}/></tmx>",
    "many pieces": lambda size: f"<tmx><tu><tuv><seg>{'<ph/>a' * size}</seg></tuv></tu></tmx>",
    "an attribute without an end": lambda size: '<tmx><tu a="' + "a" * size,
}


@pytest.mark.parametrize("make", SLOW.values(), ids=SLOW)
def test_time_grows_with_the_length(make: Callable[[int], str]) -> None:
    def seconds(size: int) -> float:
        data = make(size * 10).encode()
        start = process_time()
        with suppress(NotXml):
            read_tmx(data, 10)
        return process_time() - start

    assert in_proportion(seconds, 0.5)


@pytest.mark.parametrize(
    ("data", "is_so"),
    [
        (b"<?xml version='1.0'?><tmx/>", True),
        ("\ufeff<martif>".encode(), True),
        ("<?xml version='1.0'?>".encode("utf-16"), True),
        (b"  \n<tbx>", True),
        (b"<b>red</b>,network", False),
        (b"", False),
    ],
)
def test_a_file_shows_whether_it_is_xml(data: bytes, is_so: bool) -> None:
    assert is_xml(data) == is_so
