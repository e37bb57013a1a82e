"""Pictures and files where they stand in a text's HTML. What is not the text's own stays its words.

A reader who saves data gets the words and the size, and a link with which the picture is loaded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial

from flask import Flask, g, request, url_for
from flask_babel import gettext as _
from markupsafe import Markup, escape

from board.actions.attaching import IMAGE
from board.models import Attachment, Text
from board.pages.attachments import NOTHING, attached_in, attached_to
from board.pages.texts import Pair
from board.text.attached import Place, keys_in_html, put_in
from board.visible import Sight
from board.web.viewer import me
from board.web.words import size_words

Show = Callable[[Text, str], str]
PICTURE = Markup(
    '<span class="picture">{before}<img src="{src}" width="{width}" height="{height}" alt="{words}" loading="lazy"'
    ' decoding="async">{after}<span class="meta" aria-hidden="true">{words}</span></span>'
)
LINK = Markup('<a href="{href}" title="{title}">')
UNLOADED = Markup(
    '<span class="picture unloaded"><span class="meta">{words}</span>'
    ' <a href="{src}" data-picture data-width="{width}" data-height="{height}">{show}</a></span>'
)
FILE = Markup('<a href="{href}">{words}</a> <span class="meta">({kind}, {size})</span>')


def saves_data() -> bool:
    """Return whether pictures are to be loaded only on a tap: the account or the browser says so."""
    user = me()
    chosen = user.low_data if user else request.cookies.get("pictures") == "none"
    return bool(chosen) or request.headers.get("Save-Data", "").casefold() == "on"


def put_into(sight: Sight, pairs: Iterable[Pair]) -> Show:
    """Return a function that shows the pictures and files in a paragraph of one of these texts."""
    attached = attached_to(pairs)
    return lambda text, html: shown_in(sight.forum.slug, html, attached.get(text.id, NOTHING))


def shown_in(slug: str, html: str, attached: Mapping[str, Attachment]) -> str:
    """Return HTML with these pictures and files in their places."""
    return put_in(html, partial(_shown, slug, attached, saves_data()))


def pictured(html: str, text: Text) -> Markup:
    """Return a paragraph of a text that was found visible with its pictures: for pages that show one text.

    The first paragraph that has any asks for those of the whole text.
    """
    if not keys_in_html(html):
        return Markup(html)  # noqa: S704 - it was sanitised when it was written
    found: dict[int, Mapping[str, Attachment]] = g.setdefault("attached", {})
    if text.id not in found:
        found[text.id] = attached_in(text.id)
    sight: Sight = g.sight
    return Markup(shown_in(sight.forum.slug, html, found[text.id]))  # noqa: S704


def connect(app: Flask) -> None:
    """Give templates pictures."""
    app.jinja_env.filters.update(pictured=pictured)
    app.jinja_env.globals.update(saves_data=saves_data)


def _shown(slug: str, attached: Mapping[str, Attachment], saves: bool, place: Place) -> str:
    found = attached.get(place.key)
    if found is None or (found.kind == IMAGE) != (place.kind == IMAGE):
        return place.html
    if place.kind != IMAGE:
        return _file(slug, found, place)
    return _unloaded(slug, found, place) if saves else _picture(slug, found, place)


def _picture(slug: str, found: Attachment, place: Place) -> str:
    before = after = Markup()
    if found.large_size:
        larger = url_for("attachments.larger", forum=slug, key=found.key)
        title = _("See it larger (%(size)s)", size=size_words(found.large_size))
        before, after = LINK.format(href=larger, title=title), Markup("</a>")
    src = url_for("attachments.picture", forum=slug, key=found.key)
    sizes = {"width": found.width, "height": found.height}
    return PICTURE.format(before=before, after=after, src=src, words=place.words, **sizes)


def _unloaded(slug: str, found: Attachment, place: Place) -> str:
    src = url_for("attachments.picture", forum=slug, key=found.key)
    show = _("Show the picture (%(size)s)", size=size_words(found.size))
    return UNLOADED.format(words=place.words, src=src, width=found.width, height=found.height, show=show)


def _file(slug: str, found: Attachment, place: Place) -> str:
    href = url_for("attachments.file", forum=slug, key=found.key)
    words = place.words or found.name
    return FILE.format(href=href, words=escape(words), kind=found.kind.upper(), size=size_words(found.size))
