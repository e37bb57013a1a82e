"""Pages of a forum, and the bodies of texts as ready HTML.

A body is rendered once per content and display settings, and kept.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from flask import Response, render_template
from flask_babel import get_locale
from markupsafe import Markup

from board.models import Text
from board.pages.discussion import PostView
from board.pages.frame import Frame, frame
from board.pages.texts import Pair, load_pairs
from board.visible import Sight
from board.web import posts
from board.web.kept import Kept, Key
from board.web.viewer import page_or_part, reading_mode

kept: Kept[Markup] = Kept()


def bodies(sight: Sight, texts: Collection[Text]) -> dict[int, Markup]:
    """The HTML of visible texts, by text id; two queries for all that are not kept yet."""
    settings = body_settings(sight)
    missing = [text for text in texts if kept.get(body_key(settings, text)) is None]
    fresh = load_pairs(sight, missing) if missing else {}
    made = {text.id: kept.put(body_key(settings, text), body_of(fresh[text.id])) for text in missing}
    found = {text.id: made.get(text.id) or kept.get(body_key(settings, text)) for text in texts}
    return {text.id: found[text.id] or _again(sight, text) for text in texts}


def body_settings(sight: Sight) -> Key:
    """What the viewer is shown of any text."""
    machine = sight.viewer.is_member and sight.forum.shows_machine_drafts
    return str(get_locale()), sight.viewer.sees_drafts, machine


def body_key(settings: Key, text: Text) -> Key:
    return settings, text.key, text.version


def body_of(pair: Pair) -> Markup:
    """The HTML of one text, original and translation: the reading mode only hides one of them."""
    return Markup(render_template("_body.html", pair=pair))  # noqa: S704 - the template escapes


def _again(sight: Sight, text: Text) -> Markup:
    """A body that another thread of work pushed out in between."""
    return body_of(load_pairs(sight, [text])[text.id])


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
        "address_of": posts.addresses(sight),
        "concerns": posts.concerns(sight),
        "labels": posts.labels(),
        "language_options": posts.language_options,
    }
