"""Whether a translation has the links, notes and mentions of its source."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Set
from itertools import zip_longest

from board.text.contents import Contents
from board.text.finding import Finding, blocking, warning

SCHEME = re.compile(r"^(?:https?://|mailto:)?", re.IGNORECASE)


def check_links(source: Contents, translation: Contents, languages: Set[str]) -> Iterator[Finding]:
    """Block a lost link, unless it leads to the same page in the other language; warn of an added link."""
    lost, added = _apart(source.addresses, translation.addresses)
    for address in list(lost):
        edition = next((one for one in added if _same_page(address, one, languages)), None)
        if edition:
            lost.remove(address)
            added.remove(edition)
            yield warning("link_changed", f"{address} → {edition}")
    for old, new in zip_longest(lost, added):
        yield _difference(old, new)


def _difference(old: str | None, new: str | None) -> Finding:
    if old and new:
        return blocking("link_changed", f"{old} → {new}")
    return blocking("link_lost", old) if old else warning("link_added", new or "")


def check_notes(source: Contents, translation: Contents) -> Iterator[Finding]:
    """Block lost marks of notes, and the lost mark of a segment that is a note."""
    for label in dict.fromkeys(source.notes):
        if label not in translation.notes:
            yield blocking("note_lost", f"[^{label}]")


def check_mentions(source: Contents, translation: Contents) -> Iterator[Finding]:
    return (warning("mention_lost", f"@{name}") for name in sorted(source.mentions - translation.mentions))


def _apart(some: Iterable[str], others: Iterable[str]) -> tuple[list[str], list[str]]:
    """Return the addresses that only one side has, each once; differences in spelling do not count."""
    left, right = ({_key(address): address for address in addresses} for addresses in (some, others))
    return [left[key] for key in left if key not in right], [right[key] for key in right if key not in left]


def _key(address: str) -> str:
    """Return a key that is equal for addresses that open the same page."""
    bare = SCHEME.sub("", address).rstrip("/")
    host, slash, path = bare.partition("/")
    return host.casefold().removeprefix("www.") + slash + path


def _same_page(address: str, other: str, languages: Set[str]) -> bool:
    """Return whether two addresses differ by language only: es.wikipedia.org and en.wikipedia.org, /es/ and /en/."""
    one, two = (_without_language(one, languages) for one in (address, other))
    return one is not None and one == two


def _without_language(address: str, languages: Set[str]) -> str | None:
    """Return the site if its address names a language; the page's own name is then translated too."""
    host, _, path = _key(address).partition("/")
    labels = host.split(".")
    if languages & set(labels[:-1]):
        return ".".join(label for label in labels if label not in languages)
    folders = path.casefold().split("/")
    place = next((index for index, folder in enumerate(folders) if folder in languages), None)
    return None if place is None else "/".join([host, *folders[:place], "*"])
