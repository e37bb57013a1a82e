"""Checks the catalogues of the interface: complete, not fuzzy, placeholders kept, nothing unused.

`make check` runs it after collecting the messages; `make translations` updates the catalogues.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from board.rules.languages import INTERFACE

TRANSLATIONS = Path(__file__).resolve().parents[2] / "board/translations"
SOURCE, *TRANSLATED = INTERFACE


def problems(catalogue: Catalog, messages: Catalog) -> Iterator[str]:
    """Yield what a translator still has to do, and what would break a page."""
    for message in messages:
        if message.id:
            yield from _message_problems(catalogue.get(message.id, message.context), message)
    for message in catalogue:
        if message.id and messages.get(message.id, message.context) is None:
            yield f"is no longer used: {message.id!r}"


def _message_problems(translated: Message | None, message: Message) -> Iterator[str]:
    if translated is None:
        yield f"is missing: {message.id!r}"
    elif not _complete(translated):
        yield f"is not translated: {message.id!r}"
    elif translated.fuzzy:
        yield f"is fuzzy: {message.id!r}"
    else:
        yield from (f"{error}: {message.id!r}" for error in translated.check())


def _complete(message: Message) -> bool:
    return all(message.string) if isinstance(message.string, (list, tuple)) else bool(message.string)


def _read(path: Path, language: str | None = None) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=language)


def main(template: str) -> int:
    messages = _read(Path(template))
    faults = []
    for language in TRANSLATED:
        path = TRANSLATIONS / language / "LC_MESSAGES/messages.po"
        catalogue = _read(path, language) if path.exists() else Catalog()
        faults += [f"{language}: {problem}" for problem in problems(catalogue, messages)]
    print(*faults, f"{', '.join(TRANSLATED)}: {len(messages)} messages, {len(faults)} problems", sep="\n")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
