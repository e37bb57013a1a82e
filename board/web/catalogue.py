"""The interface's messages for templates. A request looks up its catalogue once, not once per message."""

from __future__ import annotations

from babel.support import NullTranslations
from flask import Flask, g
from flask_babel import get_locale, get_translations


def _catalogue() -> NullTranslations:
    """Return the catalogue of the current language. It can change within a request, for a mail in another language."""
    locale = get_locale()
    kept: tuple[object, NullTranslations] | None = g.get("catalogue")
    if kept is None or kept[0] is not locale:
        kept = g.catalogue = (locale, get_translations())
    return kept[1]


def connect(app: Flask) -> None:
    """Make templates look up their messages here."""
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]  # added by the extension that flask-babel loads
        gettext=lambda message: _catalogue().ugettext(message),
        ngettext=lambda one, many, count: _catalogue().ungettext(one, many, count),
        newstyle=True,
    )
