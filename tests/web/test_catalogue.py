"""Messages in templates: the same from every thread, in the language of each."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor

from flask import Flask, render_template_string
from flask_babel import force_locale

LANGUAGES = ("en", "es", "fr", "pt")
TEMPLATE = (
    "{{ _('Search') }} {{ _('Week %(number)s', number='<4>') }} {{ ngettext('%(num)d post', '%(num)d posts', 2) }}"
)


def said(app: Flask, language: str) -> str:
    with app.test_request_context(), force_locale(language):
        return render_template_string(TEMPLATE)


def test_values_are_escaped(app: Flask) -> None:
    assert said(app, "en") == "Search Week &lt;4&gt; 2 posts"


def test_threads_that_ask_first_at_the_same_time_each_get_their_language(app: Flask) -> None:
    """The functions of a language are made by whichever thread needs them first."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(8) as pool:
            told = list(pool.map(lambda number: said(app, LANGUAGES[number % 4]), range(200)))
    finally:
        sys.setswitchinterval(before)
    for number, language in enumerate(LANGUAGES):
        assert set(told[number::4]) == {said(app, language)}
    assert len(set(told)) == len(LANGUAGES)
