"""Pages of a forum, and the bodies of texts as ready HTML.

A body is rendered once per content and display settings, and kept.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from functools import partial
from typing import Any, NamedTuple, Protocol

from flask import Response, render_template
from flask_babel import get_locale
from markupsafe import Markup

from board.pages.answering import expected
from board.pages.frame import Frame, frame
from board.pages.posts import PostView
from board.pages.texts import Pair, titles
from board.pages.waiting import expected_delays
from board.visible import Sight
from board.web.frame import posts
from board.web.frame.delays import delay_words
from board.web.frame.expecting import choice_words, expectation_words
from board.web.frame.html_cache import Kept, Key
from board.web.frame.voices import voice_lines
from board.web.viewer import page_or_part, reading_mode, wants_part


class Body(NamedTuple):
    """A text as HTML. Where its translation waits: what stands before the words for how long, and the rest."""

    html: Markup
    rest: Markup | None = None


kept: Kept[Body] = Kept()
HOW_LONG = "\ufffchow long\ufffc"
"""Where it is said how long a translation may take: that changes without the text."""


class TextFacts(Protocol):
    """Which text, which version of it, and into what it is to be translated."""

    @property
    def id(self) -> int: ...
    @property
    def key(self) -> str: ...
    @property
    def version(self) -> int: ...
    @property
    def target(self) -> str | None: ...
    @property
    def waits_since(self) -> datetime | None: ...


def bodies(sight: Sight, texts: Collection[TextFacts]) -> dict[int, Markup]:
    """The HTML of visible texts, by text id: three queries for all that are not kept yet, and one if some wait."""
    settings = body_settings(sight)
    keys = {text.id: (settings, text.key, text.version) for text in texts}
    found = {text_id: kept.get(key) for text_id, key in keys.items()}
    missing = [text_id for text_id, body in found.items() if body is None]
    made = titles(sight, missing) if missing else {}
    whole = {text_id: body or kept.put(keys[text_id], body_of(made[text_id])) for text_id, body in found.items()}
    return _saying_how_long(sight, whole, {text.id: text for text in texts})


def _saying_how_long(sight: Sight, found: Mapping[int, Body], texts: Mapping[int, TextFacts]) -> dict[int, Markup]:
    delays = expected_delays(sight) if any(body.rest for body in found.values()) else {}
    words = {target: delay_words(delay) for target, delay in delays.items()}

    def how_long(text: TextFacts) -> str:
        """Nothing where this text has waited longer than the sentence says: it would mock whoever waits."""
        delay = delays.get(text.target or "")
        is_over = delay is not None and text.waits_since is not None and sight.now - text.waits_since > delay
        return "" if is_over else words.get(text.target or "", "")

    return {
        text_id: body.html + how_long(texts[text_id]) + body.rest if body.rest else body.html
        for text_id, body in found.items()
    }


def body_settings(sight: Sight) -> Key:
    """What the viewer is shown of any text."""
    machine = sight.viewer.is_member and sight.forum.shows_machine_drafts
    return str(get_locale()), sight.viewer.sees_drafts, machine


def body_of(pair: Pair) -> Body:
    """The HTML of one text, original and translation: the reading mode only hides one of them."""
    html = render_template("frame/_body.html", pair=pair, how_long=HOW_LONG)
    if not pair.waits:
        return Body(Markup(html))  # noqa: S704 - the template escapes
    before, _mark, after = html.rpartition(HOW_LONG)  # the last: somebody may have typed one
    return Body(Markup(before), Markup(after))  # noqa: S704


def forum_page(sight: Sight, template: str, part: str | None = None, status: int = 200, **context: Any) -> Response:
    """A page of a forum inside its frame; ``part`` is what htmx swaps in."""
    if part is not None and wants_part():
        return forum_part(sight, part, status, **context)
    around: Frame = context.pop("frame", None) or frame(sight)
    return forum_part(sight, template, status, frame=around, **context)


def forum_part(sight: Sight, template: str, status: int = 200, **context: Any) -> Response:
    """What htmx swaps into a page of a forum: without the frame, which is there already."""
    shared = {
        "sight": sight,
        "forum": sight.forum,
        "mode": reading_mode(),
        **_for_posts(sight, context.get("bodies", {})),
    }
    return page_or_part(render_template(template, **shared, **context), status)


def _for_posts(sight: Sight, found: Mapping[int, Markup]) -> dict[str, object]:
    """What templates need to show posts."""

    def key_of(view: PostView) -> Key:
        return (found[view.text.id],) if view.text else ()  # with how long it may wait

    article = posts.articles(sight, found, key_of)
    return {
        "article": article,
        "posts_of": partial(posts.posts_of, article, voice_lines(sight)),
        "language_options": posts.language_options,
        "choice_words": choice_words,
        "member_expected": expected,
        "expectation_words": expectation_words,
    }
