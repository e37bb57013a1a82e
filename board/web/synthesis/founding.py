"""Policy elements as a reader sees them now: their citations resolved, and sentences without one marked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain

from flask_babel import get_locale
from flask_babel import gettext as _
from markupsafe import Markup, escape

from board.models import PolicyElement, Text
from board.pages.elements import CitedPassage, ElementLine
from board.pages.texts import Pair
from board.text import unfounded
from board.visible import Sight
from board.web.frame.citations import PASSAGES, Citations, citations
from board.web.frame.render import bodies_shown


@dataclass(frozen=True, slots=True)
class ShownElement:
    """A policy element in both languages, with what it cites, and the number of its sentences that cite nothing."""

    line: ElementLine
    html: Markup
    cited: tuple[CitedPassage | None, ...]
    unfounded: int

    @property
    def element(self) -> PolicyElement:
        return self.line.element


def shown_elements(sight: Sight, lines: Sequence[ElementLine]) -> list[ShownElement]:
    """Return policy elements as they are shown; two queries for all citations, and one if a translation waits."""
    pairs = [line.words for line in lines]
    cites = citations(sight, PASSAGES, {pair.text.id: list(_paragraphs(pair)) for pair in pairs})
    mark = partial(_marked, cites)
    found = bodies_shown(sight, pairs, mark)
    return [_shown(line, cites[line.words.text.id], found[line.words.text.id]) for line in lines]


def _paragraphs(pair: Pair) -> Iterable[str]:
    """Return the HTML of each paragraph, those of the original first: their citations are numbered in this order."""
    originals = (row.segment.html for row in pair.rows)
    return chain(originals, (row.translation.html for row in pair.rows if row.translation))


def _marked(cites: dict[int, Citations], text: Text, made: str) -> str:
    cited = cites[text.id]
    said = escape(_("not yet founded"))
    words = f' <span class="badge amber" lang="{get_locale()}">{said}</span>'
    return cited.resolved(unfounded(made, cited.founds, '<span class="unfounded">', words).html)


def _shown(line: ElementLine, cited: Citations, html: Markup) -> ShownElement:
    missing = sum(unfounded(row.segment.html, cited.founds, "", "").number for row in line.words.rows)
    return ShownElement(line, html, cited.cited, missing)
