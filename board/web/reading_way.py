"""How the person who is asking reads: the languages that they said they read, and their reading mode."""

from __future__ import annotations

from flask import request

from board.rules.panes import BOTH, MINE, MODES, ReadingWay
from board.web.viewer import languages_read, me


def reading_way(guess: str = "") -> ReadingWay:
    """Return how the person reads. ``guess`` is the language of the page, where it decides what stands first.

    The mode is that of the account, or of this browser's cookie.
    """
    user = me()
    chosen = user.reading_mode if user else request.cookies.get("mode", MINE)
    return ReadingWay(languages_read(), chosen if chosen in MODES else MINE, guess)


def reading_mode() -> str:
    """Return the reading mode as pages name it. Going by languages that nobody named is showing both."""
    way = reading_way()
    return BOTH if way.mode == MINE and not way.languages else way.mode
