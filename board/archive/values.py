"""The values of columns as JSON, and back. Nothing gets in that its column could not hold."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Boolean, Column, Date, Integer, LargeBinary, String

from board.archive import ArchiveError
from board.models.base import LineList, UTCDateTime, WordSet
from board.text.render import sanitised

NEVER_STORED = re.compile("[\0\ud800-\udfff]")
"""What no database can hold."""
WEB_ADDRESS = re.compile(r"https?://[^/\s]\S*", re.IGNORECASE)
"""What a link may lead to, and no page has to fear."""


class Form(NamedTuple):
    """How the values of one type of column are written, and read."""

    write: Callable[[Any], Any]
    read: Callable[[Any], Any]


def _same(value: Any) -> Any:
    return value


def _of(kind: type) -> Callable[[Any], Any]:
    def read(value: Any) -> Any:
        if type(value) is not kind:
            raise TypeError
        return value

    return read


def _number(value: Any) -> int:
    if type(value) is not int or not -(2**31) <= value < 2**31:
        raise TypeError
    return value


def _instant(value: Any) -> datetime:
    instant = datetime.fromisoformat(value)
    if instant.tzinfo is None:
        raise ValueError
    return instant


def _list(parts: Callable[[str], list[str]]) -> Callable[[Any], list[str]]:
    """Read a list whose entries ``parts`` leaves in one piece: another would come back as several."""

    def read(value: Any) -> list[str]:
        if not isinstance(value, list) or any(parts(_of(str)(entry)) != [entry] for entry in value):
            raise ValueError
        return value

    return read


FORMS: dict[type, Form] = {
    UTCDateTime: Form(datetime.isoformat, _instant),
    WordSet: Form(sorted, lambda value: frozenset(_list(str.split)(value))),
    LineList: Form(list, lambda value: tuple(_list(str.splitlines)(value))),
    Date: Form(date.isoformat, date.fromisoformat),
    Boolean: Form(_same, _of(bool)),
    Integer: Form(_same, _number),
    LargeBinary: Form(_same, _of(str)),
    String: Form(_same, _of(str)),
}
"""By the type of a column, the special ones first. ``String`` is that of long texts, too."""


def form_of(column: Column[Any]) -> Form:
    """Return the form of a column’s values."""
    return next(form for kind, form in FORMS.items() if isinstance(column.type, kind))


def read_value(column: Column[Any], value: Any) -> Any:
    """Return what a line says of a column as a value for the database. Raises ArchiveError."""
    if value is None:
        if not column.nullable:
            raise _wrong(column)
        return None
    try:
        found = form_of(column).read(value)
    except (TypeError, ValueError):
        raise _wrong(column) from None
    if isinstance(found, str):
        return _safe(column, found)
    return found


def _safe(column: Column[Any], value: str) -> str:
    length = getattr(column.type, "length", None)
    if (length is not None and len(value) > length) or NEVER_STORED.search(value):
        raise _wrong(column)
    if column.name == "url" and not WEB_ADDRESS.fullmatch(value):
        raise _wrong(column)
    return safe_html(value) if column.name == "html" else value


def safe_html(found: str) -> str:
    """Return HTML that a page may show: as it is if our own renderer could have made it, otherwise sanitised."""
    is_plain = html.escape(html.unescape(found)) == found
    return found if is_plain else sanitised(found)


def _wrong(column: Column[Any]) -> ArchiveError:
    return ArchiveError(f"The archive has a value that does not fit into {column.table.name}.{column.name}.")
