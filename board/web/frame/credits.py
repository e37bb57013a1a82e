"""Words about a translation: its translators and its progress; and titles in the reader's language."""

from __future__ import annotations

from flask import Flask
from flask_babel import gettext as _
from flask_babel import ngettext

from board.pages.texts import Pair, Version
from board.rules import translations
from board.web.reading_way import reading_way
from board.web.words import STATE_WORDS


def credit(pair: Pair) -> str:
    """Return the line above a translation: its translators and its progress."""
    names, state = ", ".join(pair.translators), _progress(pair)
    if not pair.has_machine_text:
        return str(_("translated by %(names)s · %(state)s", names=names, state=state)) if names else state
    if all(row.is_machine for row in pair.rows if row.translation):
        return str(_("machine translation · %(state)s", state=state))
    if names:
        return str(_("translated by %(names)s, in part by machine · %(state)s", names=names, state=state))
    return str(_("machine translation in part · %(state)s", state=state))


def _progress(pair: Pair) -> str:
    """Return the progress of a translation, and how many paragraphs are missing."""
    words = str(STATE_WORDS[translations.text_state(row.state for row in pair.rows if row.translation)])
    if pair.outdated:
        words = ngettext("%(num)d paragraph outdated", "%(num)d paragraphs outdated", pair.outdated)
    missing = sum(row.translation is None for row in pair.rows)
    if missing:
        words += " · " + ngettext("%(num)d paragraph missing", "%(num)d paragraphs missing", missing)
    return words


def in_my_language(pair: Pair, locale: str) -> str:
    """Return a title for a place with room for one version: the one that the reader is shown first.

    A machine translation is not used, since such a place has no room to say that it is one.
    """
    return _first(pair, locale).words


def language_shown(pair: Pair, locale: str) -> str:
    """Return the language of what ``in_my_language`` returns."""
    return _first(pair, locale).language


def _first(pair: Pair, locale: str) -> Version:
    return pair.versions(reading_way(locale))[0]


def second_version(pair: Pair, locale: str, in_list: bool = False) -> Version | None:
    """Return the other version of a title, to stand quietly below the first, or None if the reader needs none."""
    return next(iter(pair.versions(reading_way(locale), in_list=in_list)[1:]), None)


def connect(app: Flask) -> None:
    """Give templates these words."""
    app.jinja_env.filters.update(
        credit=credit, in_my_language=in_my_language, language_shown=language_shown, second_version=second_version
    )
