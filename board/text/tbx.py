"""Glossaries in the exchange format TBX-Basic.

Files are written in its older form (ISO 30042:2008, ``martif``), which more tools read, and read in both. An entry's
first language is that of the term, as in the glossary; several terms of the other language are its variants.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from board.text.sheets import TooManyRows
from board.text.xml import Element, Hostile, read_records, xml_element, xml_tag

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<!DOCTYPE martif SYSTEM "TBXBasiccoreStructV02.dtd">\n'
    '<martif type="TBX-Basic" xml:lang="en">\n<martifHeader><fileDesc>'
)
ENCODING = '<encodingDesc><p type="XCSURI">TBXBasicXCSV02.xcs</p></encodingDesc></martifHeader>\n<text><body>\n'
ENTRY, LANGUAGE, TERM = ("termEntry", "conceptEntry"), ("langSet", "langSec"), ("tig", "ntig", "termSec")
BEST, ALSO = "preferredTerm-admn-sts", "admittedTerm-admn-sts"
AVOIDED = frozenset({"deprecatedTerm-admn-sts", "supersededTerm-admn-sts"})
MAX_SIDES = 100
"""The maximum number of languages of an entry, and of terms in each."""
CUT = 1_000
"""Longer cells are cut here: the glossary refuses them anyway, and each may stand in many rows."""
Row = tuple[str, str, str, str, str]


@dataclass(frozen=True, slots=True)
class TbxEntry:
    """A term with its translations, the preferred one first."""

    entry_id: str
    term: str
    translations: tuple[str, ...]
    note: str
    language: str
    target: str


def write_tbx(entries: Iterable[TbxEntry], name: str) -> Iterator[str]:
    """Yield a file piece by piece; ``name`` is what the glossary is called."""
    yield HEAD
    yield f"<titleStmt>{xml_element('title', name)}</titleStmt><sourceDesc><p>Semana</p></sourceDesc></fileDesc>"
    yield ENCODING
    for entry in entries:
        yield _entry(entry)
    yield "</body></text>\n</martif>\n"


def _entry(entry: TbxEntry) -> str:
    note = xml_element("note", entry.note) if entry.note else ""
    sides = (entry.language, (entry.term,)), (entry.target, entry.translations)
    languages = "".join(
        f"\n{xml_tag('langSet', xml_lang=language)}{''.join(_terms(terms))}</langSet>" for language, terms in sides
    )
    return f"{xml_tag('termEntry', id=f't-{entry.entry_id}')}{note}{languages}\n</termEntry>\n"


def _terms(terms: Iterable[str]) -> Iterator[str]:
    for number, term in enumerate(terms):
        status = xml_element("termNote", ALSO if number else BEST, type="administrativeStatus")
        yield f"<tig>{xml_element('term', term)}{status}</tig>"


def read_tbx(data: bytes, most: int) -> list[Row]:
    """Return the rows of a file, with the columns of a sheet of terms. Raise NotXml, Hostile or TooManyRows.

    An entry with several terms in its first language is a row for each, and with three languages one for each other.
    """
    rows: list[Row] = []

    def take(entry: Element) -> None:
        rows.extend(_rows(entry))
        if len(rows) > most:
            raise TooManyRows

    read_records(data, root={"martif", "tbx"}, records=ENTRY, take=take)
    return rows


def _rows(entry: Element) -> Iterator[Row]:
    sides = list(entry.all(*LANGUAGE))
    note = " ".join(words for note in entry.all("note") if (words := note.words().strip()))[:CUT]
    if len(sides) > MAX_SIDES:
        raise Hostile
    first, *others = sides or [Element("", {})]
    terms = [term[:CUT] for term in _words(first)] or [""]
    for other in others or [Element("", {})]:
        translation = " | ".join(_words(other))[:CUT]
        for term in terms:
            yield term, translation, note, first.language, other.language


def _words(side: Element) -> list[str]:
    """Return the terms of a language, preferred ones first, without those that the file says to avoid."""
    terms = [(_status(group), _term(group)) for group in side.all(*TERM)]
    if len(terms) > MAX_SIDES:
        raise Hostile
    kept = [(status, term) for status, term in terms if status not in AVOIDED]
    return [term for status, term in sorted(kept, key=lambda told: told[0] != BEST)]


def _term(group: Element) -> str:
    return next((term.words() for term in group.all("term")), "")


def _status(group: Element) -> str:
    statuses = (note for note in group.all("termNote") if note.attributes.get("type") == "administrativeStatus")
    return next((note.words().strip() for note in statuses), "")
