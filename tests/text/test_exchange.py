"""Translation memories and glossaries for other tools: written, read again, and read by tools that we did not write."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st
from translate.storage.tbx import tbxfile
from translate.storage.tmx import tmxfile

from board.text import TbxEntry, TmxPair, TmxUnit, read_tbx, read_tmx, write_tbx, write_tmx
from tests.support.examples import examples

MADE, CHANGED = datetime(2026, 10, 1, 9, 30, tzinfo=UTC), datetime(2026, 10, 2, 9, 30, 59, tzinfo=UTC)
AWKWARD = (
    "Ñandú, señor: «¿qué?»",
    "e\u0301 y n\u0303 con marcas sueltas",
    "👩\u200d👩\u200d👧 y 🇧🇷",
    "a < b > c && d ]]> “e” 'f' \"g\"",
    "<b>no</b> &amp; <!-- nada -->",
    "- uno\n- dos\n\n    código",
    "  espacios  \t y tabuladores ",
    "\u202bעברית\u202c",
    "𝕬 \U0010fffd",
)


def unit(number: int, source: str, translation: str) -> TmxUnit:
    return TmxUnit(f"k{number}.x", "es", "en", source, translation, MADE, CHANGED, {"x-kind": "post", "x-week": "1"})


def tmx(units: list[TmxUnit]) -> bytes:
    return "".join(write_tmx(units, "El foro <de> todos")).encode()


def test_another_tool_reads_the_memory() -> None:
    units = [unit(number, words, words[::-1]) for number, words in enumerate(AWKWARD)]
    read = tmxfile.parsestring(tmx(units), "es", "en").units
    assert [(one.getid(), one.source, one.target) for one in read] == [
        (one.unit_id, one.source, one.translation) for one in units
    ]


def test_a_unit_says_when_it_was_made_and_what_it_is() -> None:
    written = tmx([unit(1, "Hola", "Hello")]).decode()
    assert 'creationdate="20261001T093000Z" changedate="20261002T093059Z"' in written
    assert '<prop type="x-kind">post</prop><prop type="x-week">1</prop>' in written
    assert '<prop type="x-segments">Markdown; in titles: plain text</prop>' in written


words = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff")) | (
    st.lists(st.sampled_from(["\r", "\n", "\t", "<", "&", "]]>", "é", "e\u0301", "👍", '"'])).map("".join)
)


@given(st.lists(st.tuples(words, words), max_size=5))
@settings(max_examples=examples(100))
def test_what_is_written_is_read_again(sides: list[tuple[str, str]]) -> None:
    written = tmx([unit(number, *side) for number, side in enumerate(sides)])
    assert read_tmx(written, 10) == [TmxPair(n, "es", "en", *side) for n, side in enumerate(sides, 1)]


def test_what_xml_cannot_hold_is_replaced() -> None:
    [pair] = read_tmx(tmx([unit(1, "a\x01b\uffff", "c")]), 10)
    assert pair.source == "a\ufffdb\ufffd"


FOREIGN = """<tmx version="1.4"><header srclang="en-GB"/><body>
<tu srclang="es_MX"><note>of another tool</note><tuv lang="EN-us">
  <seg>Good <bpt i="1">&lt;b></bpt>day<ept i="1">&lt;/b></ept></seg></tuv>
  <tuv xml:lang="es-419"><seg>Buen <hi>día</hi></seg></tuv><tuv xml:lang="pt"><seg>Bom dia</seg></tuv></tu>
<tu><tuv xml:lang="es"><seg>Sí</seg></tuv><tuv xml:lang="en"><seg>Yes</seg></tuv></tu>
<tu srclang="*all*"><tuv xml:lang="es"><seg>No</seg></tuv><tuv xml:lang="en"><seg>No</seg></tuv></tu>
<tu><tuv xml:lang="es"><seg>Alone</seg></tuv></tu><tu/>
</body></tmx>"""


def test_the_files_of_other_tools_are_understood() -> None:
    assert read_tmx(FOREIGN.encode("utf-16"), 10) == read_tmx(FOREIGN.encode(), 10) == [
        TmxPair(1, "es", "en", "Buen día", "Good day"),
        TmxPair(1, "es", "pt", "Buen día", "Bom dia"),
        TmxPair(2, "en", "es", "Yes", "Sí"),
        TmxPair(3, "es", "en", "No", "No"),
        TmxPair(4, "es", "", "Alone", ""),
        TmxPair(5, "", "", "", ""),
    ]  # fmt: skip


def entry(number: int, term: str, *translations: str, note: str = "") -> TbxEntry:
    return TbxEntry(f"k{number}", term, translations, note, "es", "en")


ENTRIES = [entry(number, words, words[::-1], "b", note=words) for number, words in enumerate(AWKWARD)]


def test_another_tool_reads_the_glossary() -> None:
    written = "".join(write_tbx(ENTRIES, "El foro <de> todos")).encode()
    read = tbxfile.parsestring(written, "es", "en").units
    assert [(one.source, [term.text for term in one.get_target_terms()], one.getnotes()) for one in read] == [
        (one.term, list(one.translations), one.note) for one in ENTRIES
    ]
    assert [one.xmlelement.get("id") for one in read] == [f"t-{one.entry_id}" for one in ENTRIES]


def test_a_glossary_is_read_again() -> None:
    rows = read_tbx("".join(write_tbx(ENTRIES, "")).encode(), 20)
    notes = [one.note.strip() for one in ENTRIES]
    assert rows == [
        (one.term, " | ".join(one.translations), note, "es", "en") for one, note in zip(ENTRIES, notes, strict=True)
    ]


NEWER = """<?xml version='1.0'?><tbx type="TBX-Basic" style="dct" xml:lang="en" xmlns="urn:iso:std:iso:30042:ed-2"
  xmlns:basic="http://www.tbxinfo.net/ns/basic"><tbxHeader/><text><body><conceptEntry id="c1">
  <langSec xml:lang="es-AR"><termSec><term>red</term></termSec><termSec><term>malla</term></termSec></langSec>
  <langSec xml:lang="en"><termSec><term>net</term></termSec><termSec><term>web</term>
     <termNote type="administrativeStatus">deprecatedTerm-admn-sts</termNote></termSec>
     <termSec><term>network</term><termNote type="administrativeStatus">preferredTerm-admn-sts</termNote>
     <note>of people</note></termSec></langSec>
  <langSec xml:lang="pt"><termSec><term>rede</term></termSec></langSec></conceptEntry></body></text></tbx>"""


def test_the_newer_dialect_is_read_too() -> None:
    assert read_tbx(NEWER.encode(), 10) == [
        ("red", "network | net", "of people", "es", "en"),
        ("malla", "network | net", "of people", "es", "en"),
        ("red", "rede", "of people", "es", "pt"),
        ("malla", "rede", "of people", "es", "pt"),
    ]
