"""Pages of a forum, and what is rendered once: the bodies of texts, and the heads of posts.

Either is kept in this process by its content and the display settings: the key says everything that it shows, and
never who asks. The visible query that found the text or the post always ran before.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import lru_cache
from threading import Lock
from typing import Any

from flask import Response, render_template
from flask_babel import get_locale
from flask_babel import gettext as _
from markupsafe import Markup

from board.models import Post, Text
from board.pages.discussion import PostView
from board.pages.frame import Frame, frame
from board.pages.texts import Pair, load_pairs
from board.rules.languages import ENDONYMS
from board.visible import Sight
from board.web.viewer import choose_zone, now, page_or_part, reading_mode
from board.web.words import badge_words

Key = tuple[object, ...]
MAX_KEPT = 8_000
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


def heads(sight: Sight) -> Callable[[PostView, bool], Markup]:
    """Gives the HTML of who wrote a post, when, and in a thread in reply to whom."""
    shown = (str(get_locale()), choose_zone(), now().year, sight.forum.slug, sight.viewer.is_member)

    def head_of(view: PostView, in_thread: bool) -> Markup:
        reply_to = view.reply_to if in_thread else None
        key = (*shown, *_seen_in_head(view), reply_to and (reply_to.key, reply_to.author.name))
        html = _kept.get(key)
        if html is None:
            html = _head(sight, view, reply_to)
            _keep(key, html)
        return html

    return head_of


def _seen_in_head(view: PostView) -> Key:
    post, author = view.post, view.post.author
    words = tuple(badge_words(badge) for badge in view.badges)
    return post.key, post.edited_at is None, view.is_new, author.name, author.place, words


def _head(sight: Sight, view: PostView, reply_to: Post | None) -> Markup:
    settings = {"slug": sight.forum.slug, "is_member": sight.viewer.is_member}
    words = [badge_words(badge) for badge in view.badges]
    html = render_template("_post_head.html", entry=view, reply_to=reply_to, badges=words, **settings)
    return Markup(html)  # noqa: S704 - the template escapes


def _keep(key: Key, html: Markup) -> None:
    with _lock:
        if len(_kept) >= MAX_KEPT:
            for old in list(_kept)[: MAX_KEPT // 4]:
                del _kept[old]
        _kept[key] = html


def forget() -> None:
    """Keep nothing any more."""
    _kept.clear()


def kept() -> int:
    """How much is kept."""
    return len(_kept)


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
        "written_in": _("This post is written in"),
        "correct": _("Correct the language"),
        "delete": _("Delete"),
        "delete_hint": _("Your text and its translation are deleted; the replies stay."),
        "delete_mine": _("Delete my post"),
        "hide": _("Hide"),
        "reason": _("Reason, for the author and the other admins"),
        "hide_it": _("Hide this post"),
    }


@lru_cache
def language_options(chosen: str) -> Markup:
    """Every language to choose from, under each post whose language may be corrected."""
    option = Markup('<option value="{0}" lang="{0}"{2}>{1}</option>')
    selected = {chosen: Markup(" selected")}
    return Markup("").join(option.format(code, name, selected.get(code, "")) for code, name in ENDONYMS.items())


def forum_page(sight: Sight, template: str, part: str | None = None, status: int = 200, **context: Any) -> Response:
    """A page of a forum inside its frame; ``part`` is what htmx swaps in."""
    around: Frame = context.pop("frame", None) or frame(sight)
    shared = {
        "labels": labels(),
        "head_of": heads(sight),
        "language_options": language_options,
        "sight": sight,
        "forum": sight.forum,
        "frame": around,
        "mode": reading_mode(),
    }
    return page_or_part(template, part or template, status, **shared, **context)
