"""Pages of a forum, and the bodies of texts as HTML.

A body is rendered once per content and display settings, and cached.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime
from functools import partial
from typing import Any, NamedTuple, Protocol

from flask import Response, render_template
from flask_babel import get_locale
from markupsafe import Markup

from board.models import Text
from board.pages.answering import expected
from board.pages.frame import Frame, frame
from board.pages.texts import Pair, titles
from board.pages.waiting import expected_waits
from board.rules.panes import Arrangement
from board.text.attached import only_words
from board.visible import Sight
from board.web.frame import posts
from board.web.frame.delays import delay_words, place_words
from board.web.frame.expecting import choice_words, expectation_words
from board.web.frame.folding import fold_choices
from board.web.frame.html_cache import Kept, Key
from board.web.frame.pictures import put_into, saves_data
from board.web.frame.talk import posts_of
from board.web.reading_way import reading_mode, reading_way
from board.web.viewer import page_or_part, wants_part


class Body(NamedTuple):
    """A text as HTML. If its translation waits, the HTML before and after the words that say how long that may take."""

    html: Markup
    rest: Markup | None = None


kept: Kept[Body] = Kept()
HOW_LONG = "\ufffchow long\ufffc"
"""The place of the words that say how long a translation may take; they change independently of the text."""


class TextFacts(Protocol):
    """What rendering needs to know of a text before it reads its words."""

    @property
    def id(self) -> int: ...
    @property
    def key(self) -> str: ...
    @property
    def version(self) -> int: ...
    @property
    def language(self) -> str: ...
    @property
    def target(self) -> str | None: ...
    @property
    def waits_since(self) -> datetime | None: ...


def bodies(sight: Sight, texts: Collection[TextFacts], *, guesses: bool = False) -> dict[int, Markup]:
    """Return the HTML of visible texts, by text id: two queries for all that are not cached, and one if some wait.

    ``guesses``: anyone who did not say what they read is shown a translation into the language of the page first.
    """
    settings, way = body_settings(sight), reading_way(str(get_locale()) if guesses else "")
    arranged = {text.id: way.arranges(text.language, text.target) for text in texts}
    keys = {text.id: (settings, arranged[text.id], text.key, text.version) for text in texts}
    cached = {text_id: kept.get(key) for text_id, key in keys.items()}
    missing = [text_id for text_id, body in cached.items() if body is None]
    pairs = titles(sight, missing) if missing else {}
    show = put_into(sight, pairs.values())
    whole = {
        text_id: body or kept.put(keys[text_id], body_of(pairs[text_id], show, arranged[text_id]))
        for text_id, body in cached.items()
    }
    return _saying_how_long(sight, whole, {text.id: text for text in texts})


def bodies_shown(sight: Sight, pairs: Iterable[Pair], shown: Callable[[Text, str], str]) -> dict[int, Markup]:
    """Return the HTML of texts in which each paragraph is as ``shown`` says for this viewer, so none of it is cached.

    ``shown`` gets the text and the paragraph's sanitised HTML. No query, but one if some wait for translation.
    """
    way = reading_way()

    def in_words(text: Text, html: str) -> str:
        return shown(text, only_words(html))  # a picture would stand within a sentence that is marked

    told = {pair.text.id: (pair, body_of(pair, in_words, way.arranges(*pair.languages))) for pair in pairs}
    texts = {text_id: pair.text for text_id, (pair, _body) in told.items()}
    return _saying_how_long(sight, {text_id: body for text_id, (_pair, body) in told.items()}, texts)


def _saying_how_long(sight: Sight, whole: Mapping[int, Body], texts: Mapping[int, TextFacts]) -> dict[int, Markup]:
    said = _waits_said(sight) if any(body.rest for body in whole.values()) else None
    return {
        text_id: body.html + said(text_id, texts[text_id]) + body.rest if said and body.rest else body.html
        for text_id, body in whole.items()
    }


def _waits_said(sight: Sight) -> Callable[[int, TextFacts], str]:
    """Return a function that says how long a text may wait, and how many come before it; one query."""
    known = expected_waits(sight)
    words = {target: delay_words(delay) for target, delay in known.delays.items()}

    def said(text_id: int, text: TextFacts) -> str:
        """Leave out a usual wait that this text has exceeded: it would mock anyone who is waiting."""
        delay = known.delays.get(text.target or "")
        is_over = delay is not None and text.waits_since is not None and sight.now - text.waits_since > delay
        usual = "" if is_over else words.get(text.target or "", "")
        return " ".join(filter(None, (usual, place_words(known.before.get(text_id)))))

    return said


def body_settings(sight: Sight) -> Key:
    """Return the settings that decide what this viewer is shown of any text."""
    machine = sight.viewer.is_member and sight.forum.shows_machine_drafts
    return str(get_locale()), sight.viewer.sees_drafts, machine, saves_data(), sight.forum.slug


def body_of(pair: Pair, shown: Callable[[Text, str], str], arranged: Arrangement = "") -> Body:
    """Render one text with its translation. The reading mode is not needed: it only hides one of the two.

    ``shown`` changes the sanitised HTML of each paragraph.
    """
    paragraph = partial(shown, pair.text)
    html = render_template("frame/_body.html", pair=pair, how_long=HOW_LONG, shown=paragraph, arranged=arranged)
    if not pair.waits:
        return Body(Markup(html))  # noqa: S704 - the template escapes
    before, _mark, after = html.rpartition(HOW_LONG)  # the last: a person may have typed the same
    return Body(Markup(before), Markup(after))  # noqa: S704


def forum_page(sight: Sight, template: str, part: str | None = None, status: int = 200, **context: Any) -> Response:
    """Return a page of a forum inside its frame, or only its ``part`` if htmx asks for that."""
    if part is not None and wants_part():
        return forum_part(sight, part, status, **context)
    around: Frame = context.pop("frame", None) or frame(sight)
    return forum_part(sight, template, status, frame=around, **context)


def forum_part(sight: Sight, template: str, status: int = 200, **context: Any) -> Response:
    """Return a part that htmx swaps into a page of a forum, without composing the frame."""
    shared = {
        "sight": sight,
        "forum": sight.forum,
        "mode": reading_mode(),
        **_for_posts(sight, context.get("bodies", {})),
    }
    return page_or_part(render_template(template, **shared, **context), status)


def _for_posts(sight: Sight, found: Mapping[int, Markup]) -> dict[str, object]:
    """What templates need to show posts."""
    rendered = posts.renderer(sight, found)
    return {
        "article": posts.articles(rendered),
        "posts_of": posts_of(sight, found),
        "fold_choices": fold_choices,
        "language_options": posts.language_options,
        "choice_words": choice_words,
        "member_expected": expected,
        "expectation_words": expectation_words,
    }
