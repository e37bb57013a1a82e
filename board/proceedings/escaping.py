"""Words as Markdown in which they stay words, whatever characters they hold.

A backslash stands before those characters that every Markdown knows to escape; a character reference stands for the
others. What means something only at the beginning of a line is escaped there alone, so that the text stays readable.
"""

from __future__ import annotations

import re

ANYWHERE = str.maketrans(
    {**{sign: f"\\{sign}" for sign in "\\`*_{}[]"}, "&": "&amp;", "<": "&lt;", ">": "&gt;", "~": "&#126;"}
)
LINE_START = re.compile(r"[#+-]|\d{1,9}[.)]|[=:|]|\[\^[^\]]*\]:")
SPACE = re.compile(r"[ \t\r\n]+")
BACKTICKS = re.compile("`+")


def words(text: str) -> str:
    """Return words that may stand anywhere in a line."""
    return SPACE.sub(" ", text).translate(ANYWHERE)


def line(made: str) -> str:
    """Return a line whose first words begin no heading, list, table or definition."""
    made = made.strip(" ")
    start = LINE_START.match(made)
    if start is None:
        return made
    sign = start[0][-1]
    escaped = f"&#{ord(sign)};" if sign in "=:|" else f"\\{sign}"
    return start[0][:-1] + escaped + made[start.end() :]


def code(text: str) -> str:
    """Return text as code inside a line."""
    text = SPACE.sub(" ", text)
    fence = "`" * (1 + max(map(len, BACKTICKS.findall(text)), default=0))
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{pad}{text}{pad}{fence}" if text.strip() else ""


def cell(made: str) -> str:
    """Return a line that fits into a cell of a table."""
    return made.replace("|", "&#124;").replace("  \n", " ").replace("\n", " ")


def address(link: str) -> str:
    """Return an address as the target of a link."""
    return link.replace("(", "%28").replace(")", "%29")
