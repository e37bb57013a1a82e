"""Several answers in one mail: each begins with the number of what it answers, such as [2]."""

from __future__ import annotations

import re
from collections.abc import Iterator

# A link in Markdown, and where one leads that is named by a number, are none.
NUMBER = re.compile(r"^[ \t*_]{0,4}\[(\d{1,3})\](?!\(|: ?<?https?://)[ \t]?[:.*_]{0,4}[ \t]*")
_ONLY_MARKS = re.compile(r"\A(?:>[> \t]*\n|\n)+")
# The line above a post of a digest: "[2] Ana Pérez · Tarija · Tue 3 Nov, 10:14". A list of sources has no such points.
_POST = re.compile(r"^[>\s*_]{0,8}\[(\d{1,3})\]\s[^\n]{1,150}\s[·•](?:\s|$)")


def is_number_of_post(line: str) -> bool:
    """Tell whether a line is the one above a post in a mail of the site, with its number."""
    return _POST.match(line) is not None


def split_answers(text: str) -> list[tuple[int | None, str]]:
    """Return the answers in a text, in order. What stands before the first number answers None.

    A number counts at the beginning of a paragraph, in a list of numbered lines, or in a quoted line with an answer
    below it.
    """
    answers: list[tuple[int | None, list[str]]] = [(None, [])]
    for number, lines in _parts(text):
        if number is None or number == answers[-1][0]:
            answers[-1][1].extend(lines)
        else:
            answers.append((number, lines))
    written = ((number, _ONLY_MARKS.sub("", "\n".join(lines)).strip("\n")) for number, lines in answers)
    return [(number, words) for number, words in written if words.strip()]


def _parts(text: str) -> Iterator[tuple[int | None, list[str]]]:
    """Return line by line which number begins there."""
    may_begin = True
    for line in text.split("\n"):
        found = NUMBER.match(line) if may_begin else None
        quoted = _POST.match(line) if line.startswith(">") else None
        if found:
            yield int(found[1]), [line[found.end() :]]
        elif quoted:
            yield int(quoted[1]), []
        else:
            yield None, [line]
        may_begin = bool(found or quoted) or not line.strip() or line.startswith(">")
