"""Pages of a forum, and the bodies of texts as ready HTML.

A body is rendered once per content and display settings and kept in this process: its key says everything that it
shows. The visible query that found the text always ran before.
"""

from __future__ import annotations

from collections.abc import Collection
from threading import Lock
from typing import Any

from flask import Response, render_template
from flask_babel import get_locale
from flask_babel import gettext as _
from markupsafe import Markup

from board.models import Text
from board.pages.frame import Frame, frame
from board.pages.texts import Pair, load_pairs
from board.visible import Sight
from board.web.viewer import page_or_part, reading_mode

Key = tuple[str, int, str, bool, bool]
MAX_KEPT = 4_000
_kept: dict[Key, Markup] = {}
_lock = Lock()


def bodies(sight: Sight, texts: Collection[Text]) -> dict[int, Markup]:
    """The HTML of visible texts, by text id; two queries for all that are not kept yet."""
    locale = str(get_locale())
    machine = sight.viewer.is_member and sight.forum.shows_machine_drafts
    keys: dict[int, Key] = {
        text.id: (text.key, text.version, locale, sight.viewer.sees_drafts, machine) for text in texts
    }
    missing = [text for text in texts if keys[text.id] not in _kept]
    if missing:
        for text_id, pair in load_pairs(sight, missing).items():
            _keep(keys[text_id], body_of(pair))
    return {text_id: _kept.get(key) or _again(sight, texts, text_id) for text_id, key in keys.items()}


def body_of(pair: Pair) -> Markup:
    """The HTML of one text, original and translation: the reading mode only hides one of them."""
    return Markup(render_template("_body.html", pair=pair))  # noqa: S704 - the template escapes


def _keep(key: Key, html: Markup) -> None:
    with _lock:
        if len(_kept) >= MAX_KEPT:
            for old in list(_kept)[: MAX_KEPT // 4]:
                del _kept[old]
        _kept[key] = html


def _again(sight: Sight, texts: Collection[Text], text_id: int) -> Markup:
    """A body that another thread pushed out in between."""
    text = next(text for text in texts if text.id == text_id)
    return body_of(load_pairs(sight, [text])[text_id])


def labels() -> dict[str, str]:
    """The words that stand under every post, looked up once a page: gettext is slow enough to matter at 100 posts."""
    return {
        "reply": _("Reply"),
        "quote": _("Quote"),
        "translate": _("Translate"),
        "edit": _("Edit"),
        "language": _("Language"),
        "delete": _("Delete"),
        "hide": _("Hide"),
        "edited": _("edited"),
        "new": _("new"),
    }


def forum_page(sight: Sight, template: str, part: str | None = None, status: int = 200, **context: Any) -> Response:
    """A page of a forum inside its frame; ``part`` is what htmx swaps in."""
    around: Frame = context.pop("frame", None) or frame(sight)
    shared = {
        "labels": labels(),
        "sight": sight,
        "forum": sight.forum,
        "frame": around,
        "mode": reading_mode(),
    }
    return page_or_part(template, part or template, status, **shared, **context)
