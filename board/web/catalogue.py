"""The interface's messages for templates, by functions that are made once for each language.

A page shows a hundred messages. So the language is looked up once for each template and not once for each message, and
a message without values is kept as markup.
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
    """The functions by which templates show messages in one language."""

    say: Callable[..., Markup]
    say_number: Callable[..., Markup]


class _Speakers:
    """The message functions of one application, by language. Each pair is complete before it is kept."""

    def __init__(self) -> None:
        self._made: dict[str, Speaker] = {}

    def current(self) -> Speaker:
        """Return those of the current language. It can change within a request, for a mail in another language."""
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
    """Give templates their messages. A macro that is imported without context looks up the language at each message."""
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
