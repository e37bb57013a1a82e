"""The quoted lines that an answer below them answers."""

from __future__ import annotations

import re

from board.text.numbered_answers import is_number_of_post
from board.text.reflow import reflow
from board.text.reply_lines import Line
from board.text.reply_marks import has_mark
from board.text.reply_secrets import ends_own_mail

_NOTE = re.compile(r"\[[^\]\[]+\]|[-=_]{3,}")
_LANGUAGE = re.compile(r"^\[[a-z]{2,3}\] ")
# What can be done with a post, below it: "On the site: https://…", or a link as HTML has it.
_LINKS = re.compile(
    r"(?:[^:]{1,60}: (?:https?://|mailto:)\S+\s*){1,6}|\[[^\]]{1,60}\]\(https?://[^)\s]+\)(?: · [^·]{1,300}){0,6}"
)


class Quoted:
    """What is quoted above an answer: of a mail of the site, the number of the post and the paragraph that is last."""

    def __init__(self) -> None:
        self._number = ""
        self._paragraph: list[str] = []
        self._next: list[str] = []
        self._depth = 0
        self._is_end_of_mail = False

    def add(self, line: Line) -> None:
        """Take notice of one more quoted line."""
        if line.is_blank or line.depth != self._depth:
            self._end_paragraph()
        self._depth = line.depth
        self._is_end_of_mail = self._is_end_of_mail or ends_own_mail(line.words)
        if line.is_blank or has_mark(line.words):
            return
        if not self._next and is_number_of_post(line.words):
            self._number, self._paragraph = line.words.strip(), []
        self._next.append(line.words.strip())

    def _end_paragraph(self) -> None:
        """Remember a paragraph if it is somebody's words. Below the links of a post, all of it is answered."""
        words = " ".join(self._next)
        if _LINKS.fullmatch(words):
            self._paragraph = []
        elif words and words != self._number and not _NOTE.fullmatch(words):
            self._paragraph = [_LANGUAGE.sub("", self._next[0]), *self._next[1:]]
        self._next = []

    def answered(self, is_wrapped: bool) -> list[str]:
        """Return the number of the post and the paragraph; nothing if all of a mail is quoted."""
        self._end_paragraph()
        if self._is_end_of_mail:
            return []
        lines = reflow(self._paragraph) if is_wrapped else self._paragraph
        if not self._number or self._number in lines:
            return lines
        return [self._number, "", *lines] if lines else [self._number]
