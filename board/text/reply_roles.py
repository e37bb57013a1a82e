"""What each line of an answer by e-mail is: new, quoted, or added by a client."""

from __future__ import annotations

import re
from collections.abc import Sequence

from board.text.reply_introductions import introductions
from board.text.reply_lines import Line, Role
from board.text.reply_phrases import begins_signature, is_link_only, is_sent_from

_ENDS_SENTENCE = re.compile(r"[.?!…:;»”\")\]][\s*_]*$")
MAX_OVERFLOW, MIN_FULL = 30, 60
"""Characters of the words that were wrapped out of a quoted line, and of the line before them."""


def roles(lines: Sequence[Line], attributions_are_walls: bool = True) -> list[Role]:
    """Return what each of the lines is. Below words such as "Ana wrote:" a client may quote without any mark."""
    found = [line.role for line in lines]
    _overflowing(lines, found)
    _above_quotations(lines, found, attributions_are_walls)
    _behind_wall(lines, found)
    _signatures(lines, found)
    _sent_from(lines, found)
    return found


def _overflowing(lines: Sequence[Line], found: list[Role]) -> None:
    """Quote the few words that an old client wrapped out of a quoted line."""
    for at in range(1, len(lines) - 1):
        before, line, after = lines[at - 1 : at + 2]
        if line.depth == 0 and before.depth and after.depth and _overflows(before, line):
            found[at] = Role.QUOTED


def _overflows(before: Line, line: Line) -> bool:
    words = line.words.strip()
    is_full = len(before.words) >= MIN_FULL and not _ENDS_SENTENCE.search(before.words)
    return is_full and 0 < len(words) <= MAX_OVERFLOW and not words[0].isupper()


def _above_quotations(lines: Sequence[Line], found: list[Role], attributions_are_walls: bool) -> None:
    """Cut what clients write above a quotation; where the quotation itself has no marks, it is a wall."""
    for span in introductions(lines, found):
        is_wall = span.is_wall and (attributions_are_walls or not span.is_attribution)
        found[span.start : span.end] = [Role.WALL if is_wall else Role.CUT] * (span.end - span.start)


def _behind_wall(lines: Sequence[Line], found: list[Role]) -> None:
    if Role.WALL not in found:
        return
    wall = found.index(Role.WALL)
    for at in range(wall, len(lines)):
        if found[at] != Role.QUOTED:
            found[at] = Role.CUT


def _signatures(lines: Sequence[Line], found: list[Role]) -> None:
    """Cut each signature, to where something else begins."""
    inside = False
    for at, line in enumerate(lines):
        inside = found[at] == Role.NEW and (inside or begins_signature(line.words))
        if inside:
            found[at] = Role.CUT


def _sent_from(lines: Sequence[Line], found: list[Role]) -> None:
    """Cut the last lines of what is new where a device or a program wrote them, with their links."""
    links: list[int] = []
    is_last, is_above = True, False
    for at in range(len(lines) - 1, -1, -1):
        words = lines[at].words
        if found[at] != Role.NEW:
            links, is_last, is_above = [], True, False
        elif lines[at].is_blank or not is_last:
            is_above = False
        elif is_sent_from(words):
            for cut in (at, *links):
                found[cut] = Role.CUT
            links, is_above = [], True
        elif is_above and words.startswith("<") and is_link_only(words):
            found[at] = Role.CUT
        else:
            links, is_last = [*links, at], is_link_only(words)
