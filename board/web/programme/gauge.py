"""Say how long a case study is, and whether that is the right length: one page to one and a half."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import ngettext

SHORTEST, LONGEST = 400, 750
WORDS_A_PAGE = 500
_QUARTERS = ("", "¼", "½", "¾")


def pages(words: int) -> str:
    """Return the number of pages to the nearest quarter, such as "1¼"; at least "¼"."""
    whole, part = divmod(max(1, round(words * 4 / WORDS_A_PAGE)), 4)
    return f"{whole or ''}{_QUARTERS[part]}"


def length_in_words(words: int) -> str:
    """Say how many words and pages a case study has, and whether that is the right length."""
    return f"{_size(words)} {_verdict(words)}"


def _size(words: int) -> str:
    shown = pages(words)
    if shown == "1":
        return str(_("%(words)s words: about one page.", words=words))
    if shown in _QUARTERS:
        return str(
            ngettext(
                "%(num)d word: about %(pages)s of a page.",
                "%(num)d words: about %(pages)s of a page.",
                words,
                pages=shown,
            )
        )
    return str(_("%(words)s words: about %(pages)s pages.", words=words, pages=shown))


def _verdict(words: int) -> str:
    if words < SHORTEST:
        return str(_("That is short for a case study, which has 400 to 750 words."))
    if words > LONGEST:
        return str(_("That is long for a case study, which has 400 to 750 words."))
    return str(_("That is right for a case study, which has 400 to 750 words."))
