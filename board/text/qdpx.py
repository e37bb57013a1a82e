"""Projects in the exchange format REFI-QDA 1.5 (``.qdpx``): texts, codes, and which passages have which code.

A place in a text counts Unicode code points from 0; an end is the first one after the passage. So the files of the
texts have no byte order mark, which some readers would count, and one character for the end of a line.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain
from typing import NamedTuple
from uuid import UUID, uuid5

from board.text.qdc import XML, Code, codes_element
from board.text.xml import xml_element, xml_tag
from board.text.zipping import zipped

OURS = UUID("0c6bb1a6-29a5-5f0b-93d4-64b7f4d0f6c1")
"""Under this the identifiers of everything but codes are computed."""
NAME_LENGTH = 80


class Selection(NamedTuple):
    """A passage of a text with its code. ``note`` says why it has it."""

    key: str
    start: int
    end: int
    code: str
    """The identifier of the code."""
    coder: str
    """The name of a coder."""
    at: datetime
    note: str
    case: str
    """The case that it belongs to, or empty."""


class Source(NamedTuple):
    """A text. Its ``name`` is its alone in the project."""

    key: str
    name: str
    description: str
    text: str
    written_at: datetime
    values: Mapping[str, str | int]
    """What is known of it, by the names of variables."""
    selections: tuple[Selection, ...]


@dataclass(frozen=True, slots=True)
class Project:
    """Everything in a file."""

    name: str
    description: str
    made_at: datetime
    coders: Sequence[str]
    """Their names, each once."""
    codes: Sequence[Code]
    """At least one."""
    variables: Mapping[str, type]
    """``str`` or ``int`` by name."""
    sources: Sequence[Source]

    @property
    def selections(self) -> Iterator[Selection]:
        return chain.from_iterable(source.selections for source in self.sources)


def guid_of(*key: str) -> str:
    """Return the identifier of something: always the same one for the same key."""
    return str(uuid5(OURS, "/".join(key))).upper()


def write_qdpx(project: Project) -> bytes:
    """Return a project as a file: the texts, each as a file of its own, and everything that is known of them."""
    texts = ((f"sources/{guid_of('source', source.key)}.txt", source.text.encode()) for source in project.sources)
    return zipped([("project.qde", "".join(_project(project)).encode()), *texts])


def _project(project: Project) -> Iterator[str]:
    yield XML
    yield xml_tag(
        "Project", xmlns="urn:QDA-XML:project:1.0", name=project.name, origin="Semana",
        creationDateTime=_at(project.made_at),
    )  # fmt: skip
    users = (_empty("User", guid=guid_of("coder", name), name=name) for name in project.coders)
    yield from _list("Users", users)
    yield f"<CodeBook>{codes_element(project.codes)}</CodeBook>\n"
    yield from _list("Variables", (_variable(name, kind) for name, kind in project.variables.items()))
    yield from _list("Cases", _cases(project))
    yield from _list("Sources", (_source(source) for source in project.sources))
    yield xml_element("Description", project.description)
    yield "</Project>\n"


def _list(name: str, elements: Iterable[str]) -> Iterator[str]:
    """Yield a list, unless there is nothing in it: the standard has no empty lists."""
    written = "".join(f"{element}\n" for element in elements)
    if written:
        yield f"<{name}>\n{written}</{name}>\n"


def _empty(tag: str, /, **attributes: str) -> str:
    return f"{xml_tag(tag, **attributes)}</{tag}>"


def _at(instant: datetime) -> str:
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _variable(name: str, kind: type) -> str:
    type_name = "Integer" if kind is int else "Text"
    return _empty("Variable", guid=guid_of("variable", name), name=name, typeOfVariable=type_name)


def _cases(project: Project) -> Iterator[str]:
    """Yield the cases, each with its passages, in the order in which they come up."""
    selections: dict[str, list[str]] = {}
    for selection in project.selections:
        if selection.case:
            selections.setdefault(selection.case, []).append(guid_of("selection", selection.key))
    for name, guids in selections.items():
        passages = "".join(_empty("SelectionRef", targetGUID=guid) for guid in guids)
        yield f"{xml_tag('Case', guid=guid_of('case', name), name=name)}{passages}</Case>"


def _source(source: Source) -> str:
    guid = guid_of("source", source.key)
    head = xml_tag(
        "TextSource", guid=guid, name=source.name, plainTextPath=f"internal://{guid}.txt",
        creationDateTime=_at(source.written_at),
    )  # fmt: skip
    selections = "".join(_selection(selection, source.text) for selection in source.selections)
    values = "".join(_value(name, value) for name, value in source.values.items())
    return f"{head}{xml_element('Description', source.description)}{selections}{values}</TextSource>"


def _selection(selection: Selection, text: str) -> str:
    made = {"creatingUser": guid_of("coder", selection.coder), "creationDateTime": _at(selection.at)}
    name = " ".join(text[selection.start : selection.end][:NAME_LENGTH].split())
    head = xml_tag(
        "PlainTextSelection", guid=guid_of("selection", selection.key), name=name,
        startPosition=str(selection.start), endPosition=str(selection.end), **made,
    )  # fmt: skip
    coding = xml_tag("Coding", guid=guid_of("coding", selection.key), **made)
    code = _empty("CodeRef", targetGUID=selection.code)
    return f"\n{head}{xml_element('Description', selection.note)}{coding}{code}</Coding></PlainTextSelection>"


def _value(name: str, value: str | int) -> str:
    reference = _empty("VariableRef", targetGUID=guid_of("variable", name))
    kind = "IntegerValue" if isinstance(value, int) else "TextValue"
    return f"\n<VariableValue>{reference}{xml_element(kind, str(value))}</VariableValue>"
