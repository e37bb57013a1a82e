"""The interface's messages for templates: which catalogue a request needs is found once, not for each of its words."""

from __future__ import annotations

from babel.support import NullTranslations
from flask import Flask, g
from flask_babel import get_locale, get_translations


def _catalogue() -> NullTranslations:
    """The catalogue of the language at hand; a mail may be written in another one meanwhile."""
    locale = get_locale()
    kept: tuple[object, NullTranslations] | None = g.get("catalogue")
    if kept is None or kept[0] is not locale:
        kept = g.catalogue = (locale, get_translations())
    return kept[1]


def connect(app: Flask) -> None:
    """Have templates look their messages up here."""
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]  # of the extension that flask-babel adds
        gettext=lambda message: _catalogue().ugettext(message),
        ngettext=lambda one, many, count: _catalogue().ungettext(one, many, count),
        newstyle=True,
    )
