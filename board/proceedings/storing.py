"""A document as JSON, and back. The same document is always the same bytes."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, fields, is_dataclass
from functools import cache
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

from board.proceedings.document import Document

Read = Callable[[Any], Any]


def stored(document: Document) -> bytes:
    """Return the document as JSON in UTF-8."""
    return json.dumps(asdict(document), ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def restored(contents: bytes) -> Document:
    """Return the document that these bytes hold. What it said when it was stored, it says again."""
    document: Document = _reader(Document)(json.loads(contents))
    return document


@cache
def _reader(kind: Any) -> Read:
    """Return what turns the JSON of a value of this type into the value."""
    if isinstance(kind, UnionType):
        return _unless_none(next(part for part in get_args(kind) if part is not NoneType))
    if get_origin(kind) is tuple:
        return _all(get_args(kind)[0])
    return _dataclass(kind) if is_dataclass(kind) else lambda value: value


def _unless_none(kind: Any) -> Read:
    read = _reader(kind)
    return lambda value: None if value is None else read(value)


def _all(kind: Any) -> Read:
    read = _reader(kind)
    return lambda values: tuple(map(read, values))


def _dataclass(kind: Any) -> Read:
    hints = get_type_hints(kind)
    readers = {field.name: _reader(hints[field.name]) for field in fields(kind)}
    # What an older version stored may lack what was added since, which has a default.
    return lambda value: kind(**{name: read(value[name]) for name, read in readers.items() if name in value})
