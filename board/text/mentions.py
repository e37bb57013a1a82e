"""Members named in a text: ``@`` and the whole name with which the forum shows them.

A text is only compared with names. It is not changed, so nothing tells the name of a stranger from any other word.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from board.text.cleaning import clean
from board.text.fences import outside_fences
from board.text.folding import fold, tidy
from board.text.outline import CODE_SPAN

MAX_MENTIONS = 20
"""How many members one text can name."""
MAX_PLACES = 200
"""How many places with ``@`` are looked at."""
LONGEST = 260
"""Characters after ``@`` in which a name is looked for: a name has at most 120, and fewer once it is folded."""
AT = re.compile(r"(?<![\w\u0300-\u036f./+@\\-])@(?=[^\W_])")
UNIT = re.compile(r"(?:[^\W_]|[\u0300-\u036f])+|\s+|.", re.DOTALL)
BLANK_LINE = re.compile(r"\n[^\S\n]*\n")
SAME = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "‐": "-", "‑": "-"})
ENDS_WITH_WORD = re.compile(r"[^\W_]|[\u0300-\u036f]")

Units = tuple[str, ...]
"""A name, or what follows ``@``, taken apart: words without case and accents, single spaces, other signs."""


def called(source: str) -> list[Units]:
    """Return what follows each ``@`` that may name somebody: not in code, in what is quoted, or in an address."""
    found: list[Units] = []
    for paragraph in _paragraphs(source):
        for at in AT.finditer(paragraph):
            found.append(_units(paragraph[at.end() : at.end() + LONGEST]))
            if len(found) == MAX_PLACES:
                return found
    return found


def named(places: Iterable[Units], members: Iterable[tuple[int, str]]) -> tuple[int, ...]:
    """Return the ids of the members who are called by their whole names, the longest that fits.

    Nobody is, where several members have the same name.
    """
    places = list(places)
    by_name = _by_name(members, tuple({place[0] for place in places}))
    lengths = sorted({len(name) for name in by_name}, reverse=True)
    found = (_one_of(place, by_name, lengths) for place in places)
    return tuple(dict.fromkeys(member for member in found if member is not None))[:MAX_MENTIONS]


def suggested(typed: str, names: Iterable[str], most: int) -> list[str]:
    """Return the names of which a word begins with what is typed, those that begin with it themselves first.

    A name that several members have is left out: it would name nobody.
    """
    wanted = compared(typed)
    if not wanted or len(wanted) > LONGEST:
        return []
    inside = beginning(wanted)
    folded: dict[str, list[str]] = defaultdict(list)
    for name in names:
        folded[compared(name)].append(name)
    found = [key for key, same in folded.items() if len(same) == 1 and inside.search(key)]
    return [folded[key][0] for key in sorted(found, key=lambda key: (not key.startswith(wanted), key))[:most]]


def compared(name: str) -> str:
    """Return a name as names are compared: without case and accents, with one kind of apostrophe and of hyphen."""
    return fold(name.translate(SAME))


def beginning(wanted: str) -> re.Pattern[str]:
    """Match a compared name of which a word begins so."""
    return re.compile(rf"(?<![^\W_]){re.escape(wanted)}")


def _paragraphs(source: str) -> Iterator[str]:
    lines = [line for line in outside_fences(clean(source).split("\n")) if not line.lstrip().startswith(">")]
    for paragraph in BLANK_LINE.split("\n".join(lines)):
        if "@" in paragraph:
            yield CODE_SPAN.sub("`", paragraph)


def _units(words: str) -> Units:
    return tuple(" " if unit.isspace() else fold(unit) for unit in UNIT.findall(words.translate(SAME)))


def _by_name(members: Iterable[tuple[int, str]], first_words: tuple[str, ...]) -> Mapping[Units, set[int]]:
    """Return the members by their names, without those whose name begins with another word than those called."""
    by_name: dict[Units, set[int]] = defaultdict(set)
    for member, name in members:
        if first_words and fold(name).startswith(first_words):
            by_name[_units(tidy(name))].add(member)
    return by_name


def _one_of(place: Units, by_name: Mapping[Units, set[int]], lengths: Iterable[int]) -> int | None:
    for length in lengths:
        members = by_name.get(place[:length])
        if members and _ends(place, length):
            return next(iter(members)) if len(members) == 1 else None
    return None


def _ends(place: Units, length: int) -> bool:
    """Return whether no word or address goes on where the name ends."""
    after, next_after = (*place[length : length + 2], "", "")[:2]
    if after == "@" or ENDS_WITH_WORD.match(after):
        return False
    return not (after in ("-", "_", ".") and ENDS_WITH_WORD.match(next_after))
