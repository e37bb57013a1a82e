"""The interface's messages for templates: functions made once for each language, so that no message looks for its own.

A page shows a hundred of them. Markup without values is the same each time, and is kept.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from babel.support import NullTranslations
from flask import Flask
from flask_babel import get_locale, get_translations
from markupsafe import Markup

MOST = 10_000
"""Messages that are kept in a language; there are about 3,000."""


class Speaker(NamedTuple):
    """What templates call to say something in one language."""

    say: Callable[..., Markup]
    say_number: Callable[..., Markup]


class _Speakers:
    """The speakers of an application, by language."""

    def __init__(self) -> None:
        self._made: dict[str, Speaker] = {}

    def current(self) -> Speaker:
        """Return that of the current language, which can change within a request, for a mail in another language."""
        language = str(get_locale())
        return self._made.get(language) or self._made.setdefault(language, _speaker(get_translations()))


def _speaker(catalogue: NullTranslations) -> Speaker:
    plain: dict[str, Markup] = {}

    def say(message: str, /, **values: object) -> Markup:
        if values:
            return Markup(catalogue.ugettext(message)) % values  # noqa: S704 - a message of ours; values are escaped
        words = plain.get(message)
        if words is None:
            words = Markup(catalogue.ugettext(message)) % {}  # noqa: S704
            if len(plain) < MOST:
                plain[message] = words
        return words

    def say_number(one: str, many: str, number: int, /, **values: object) -> Markup:
        return Markup(catalogue.ungettext(one, many, number)) % {"num": number, **values}  # noqa: S704

    return Speaker(say, say_number)


def connect(app: Flask) -> None:
    """Make templates look up their messages here: each rendering once, and macros without its context each time."""
    speakers = _Speakers()

    def say(message: str, /, **values: object) -> Markup:
        return speakers.current().say(message, **values)

    def say_number(one: str, many: str, number: int, /, **values: object) -> Markup:
        return speakers.current().say_number(one, many, number, **values)

    app.jinja_env.globals.update(_=say, gettext=say, ngettext=say_number)

    @app.context_processor
    def _in_this_language() -> dict[str, object]:
        speaker = speakers.current()
        return {"_": speaker.say, "ngettext": speaker.say_number}
