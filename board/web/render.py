"""Pages of a forum, and the bodies of texts as ready HTML.

A body is rendered once per content and display settings, and kept.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Protocol

from flask import Response, render_template
from flask_babel import get_locale
from markupsafe import Markup

from board.pages.frame import Frame, frame
from board.pages.posts import PostView
from board.pages.texts import Pair, titles
from board.visible import Sight
from board.web import posts
from board.web.kept import Kept, Key
from board.web.viewer import page_or_part, reading_mode

kept: Kept[Markup] = Kept()


class TextFacts(Protocol):
    """Which text, and which version of it."""

    @property
    def id(self) -> int: ...
    @property
    def key(self) -> str: ...
    @property
    def version(self) -> int: ...


def bodies(sight: Sight, texts: Collection[TextFacts]) -> dict[int, Markup]:
    """The HTML of visible texts, by text id; three queries for all that are not kept yet."""
    settings = body_settings(sight)
    keys = {text.id: body_key(settings, text) for text in texts}
    found = {text_id: kept.get(key) for text_id, key in keys.items()}
    missing = [text_id for text_id, html in found.items() if html is None]
    made = titles(sight, missing) if missing else {}
    return {text_id: html or kept.put(keys[text_id], body_of(made[text_id])) for text_id, html in found.items()}


def body_settings(sight: Sight) -> Key:
    """What the viewer is shown of any text."""
    machine = sight.viewer.is_member and sight.forum.shows_machine_drafts
    return str(get_locale()), sight.viewer.sees_drafts, machine


def body_key(settings: Key, text: TextFacts) -> Key:
    return settings, text.key, text.version


def body_of(pair: Pair) -> Markup:
    """The HTML of one text, original and translation: the reading mode only hides one of them."""
    return Markup(render_template("_body.html", pair=pair))  # noqa: S704 - the template escapes


def forum_page(sight: Sight, template: str, part: str | None = None, status: int = 200, **context: Any) -> Response:
    """A page of a forum inside its frame; ``part`` is what htmx swaps in."""
    around: Frame = context.pop("frame", None) or frame(sight)
    shared = {
        "sight": sight,
        "forum": sight.forum,
        "frame": around,
        "mode": reading_mode(),
        **_for_posts(sight, context.get("bodies", {})),
    }
    return page_or_part(template, part or template, status, **shared, **context)


def _for_posts(sight: Sight, found: Mapping[int, Markup]) -> dict[str, object]:
    """What templates need to show posts."""
    settings = body_settings(sight)

    def key_of(view: PostView) -> Key:
        return body_key(settings, view.text) if view.text else ()

    return {
        "article": posts.articles(sight, found, key_of),
        "language_options": posts.language_options,
    }
