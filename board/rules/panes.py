"""Which version of a text somebody is shown, and which stands first: the original, its translation, or both.

Somebody who said which languages they read is shown the original alone if they read it; the translation is a tap away.
If they read only the translation, it stands first, with the original beside it. Somebody who said nothing is shown
both. A reading mode that they chose comes before all this.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Literal, NamedTuple

from board.rules.languages import ENDONYMS

Pane = Literal["original", "translation"]
ORIGINAL: Pane = "original"
TRANSLATION: Pane = "translation"
BOTH, MINE = "both", "mine"
MODES = (MINE, BOTH, ORIGINAL, TRANSLATION)
"""The reading modes; ``mine``, with which everybody begins, goes by the languages that they read."""

Arrangement = Literal["", "alone", "swapped"]
"""How a translated text is arranged in the mode ``mine``: "" both, the original first; ``alone`` the original, with the
translation folded; ``swapped`` both, the translation first."""


class Panes(NamedTuple):
    """What is shown of a text, in this order, and what a tap adds."""

    shown: tuple[Pane, ...]
    folded: Pane | None = None


class ReadingWay(NamedTuple):
    """How somebody reads."""

    languages: tuple[str, ...] = ()
    """The languages that they said they read; empty: they said nothing."""
    mode: str = MINE
    guess: str = ""
    """The language of their pages. If they said nothing, a translation into it stands first."""

    def arranges(self, original: str, target: str | None) -> Arrangement:
        """Return how a text in these languages is arranged for them, if it is translated."""
        if self.languages or target != self.guess:
            return arrangement(self.languages, original, target)
        return "swapped"

    def panes(self, original: str, target: str | None, *, is_translated: bool = True) -> Panes:
        """Return what they are shown of a text."""
        return panes(self.arranges(original, target if is_translated else None), self.mode, target, is_translated)

    def waits_for(self, original: str, target: str | None) -> bool:
        """Return whether a translation that is not there yet is something that they wait for."""
        reads_original = self.mode != TRANSLATION and original in (self.languages or (self.guess,))
        return target is not None and self.mode != ORIGINAL and not reads_original


def arrangement(reads: Collection[str], original: str, target: str | None) -> Arrangement:
    """Return how a text is arranged for somebody who reads these languages, if it is translated."""
    if target is None or original in reads:
        return "alone" if target else ""
    return "swapped" if target in reads else ""


def panes(arranged: Arrangement, mode: str, target: str | None, is_translated: bool) -> Panes:
    """Return what is shown of a text in a reading mode.

    A text without a translation to show is its original, whatever the mode: the page says that it waits.
    """
    if target is None or not is_translated:
        return Panes((ORIGINAL,))
    if mode == ORIGINAL or (mode == MINE and arranged == "alone"):
        return Panes((ORIGINAL,), TRANSLATION)
    if mode == TRANSLATION:
        return Panes((TRANSLATION,), ORIGINAL)
    return Panes((TRANSLATION, ORIGINAL) if arranged == "swapped" else (ORIGINAL, TRANSLATION))


def reads_here(everywhere: Iterable[str], here: Iterable[str]) -> tuple[str, ...]:
    """Return the languages that count in a forum: those said for it, or else those said for all forums."""
    return tuple(here) or tuple(everywhere)


def known_languages(codes: Iterable[str]) -> tuple[str, ...]:
    """Return the known languages among these, each once, in the order of the list of languages."""
    chosen = set(codes)
    return tuple(code for code in ENDONYMS if code in chosen)
