"""Pictures and files in a mail: what they show, and a link. On a poor line nothing is fetched that nobody asked for."""

from __future__ import annotations

from html import escape

from flask_babel import gettext as _

from board.mail.blocks import Passage
from board.mail.links import forum_address
from board.models import Forum
from board.text.attached import Place, put_in, said_in_source


def passage(forum: Forum, language: str, html: str, source: str, *, is_translation: bool = False) -> Passage:
    """Return a paragraph in which each picture and file is its words and a link: in the HTML part the words are it, in
    the plain part its address follows them.
    """

    def in_html(place: Place) -> str:
        link = f'<a href="{escape(_address(forum, place))}">{place.html}</a>'
        return _label(place.kind, link)

    def in_source(place: Place) -> str:
        return f"{_label(place.kind, place.html)} <{_address(forum, place)}>"

    return Passage(language, put_in(html, in_html), said_in_source(source, in_source), is_translation=is_translation)


def _label(kind: str, words: str) -> str:
    return str(_("[Picture: %(words)s]", words=words) if kind == "image" else _("[File: %(words)s]", words=words))


def _address(forum: Forum, place: Place) -> str:
    return forum_address(forum, f"{'picture' if place.kind == 'image' else 'file'}/{place.key}")
