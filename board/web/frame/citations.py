"""Citations in summaries of threads and weeks: links to posts, resolved each time they are shown.

A citation is an ordinary Markdown link to a post, so the desk, the search and the history know it. The kept HTML of a
summary depends on no reader and names nobody; here the links in it get the numbers of the posts in the list below it,
or say that a post is removed or out of this reader's sight.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from flask import url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from markupsafe import Markup, escape

from board.models import Text
from board.models.base import KEY_ALPHABET, KEY_LENGTH
from board.pages.abstracts import Cited, cited_posts
from board.pages.texts import Pair
from board.visible import Sight
from board.web.viewer import settings

KEY = f"([{KEY_ALPHABET}]{{{KEY_LENGTH}}})"
A_KEY = "key"


class Abstract(NamedTuple):
    """A summary as a reader sees it now."""

    html: Markup
    cited: tuple[Cited | None, ...]
    """The cited posts by number; None for one that was removed or is out of the reader's sight."""


def texts_in(*pairs: Pair | None) -> list[Text]:
    """Return the texts of those that are there."""
    return [pair.text for pair in pairs if pair is not None]


def abstract_of(sight: Sight, pair: Pair | None, found: Mapping[int, Markup]) -> Abstract | None:
    """Return a summary with its citations, of the kept HTML ``found`` by text id; one query if it has any."""
    return abstracts_of(sight, [pair], found)[pair.text.id] if pair is not None else None


def abstracts_of(sight: Sight, pairs: Iterable[Pair], found: Mapping[int, Markup]) -> dict[int, Abstract]:
    """Return summaries by text id; one query for all citations."""
    link = _link(sight)
    cited = {pair.text.id: _keys(link, found[pair.text.id]) for pair in pairs}
    seen = cited_posts(sight, {key for keys in cited.values() for key in keys})
    return {text_id: _resolved(sight, link, found[text_id], keys, seen) for text_id, keys in cited.items()}


def _link(sight: Sight) -> re.Pattern[str]:
    """Match a link to a post of this forum in sanitised HTML, with its key and its words."""
    path = re.escape(post_path(sight, A_KEY).removesuffix(A_KEY))
    return re.compile(
        f'<a href="(?:{re.escape(settings().site_url)})?{path}{KEY}(?:#[^"]*)?"[^>]*>(.*?)</a>', re.DOTALL
    )


def post_path(sight: Sight, key: str) -> str:
    """Return the permanent address of a post, as a citation has it."""
    return url_for("discussion.post", forum=sight.forum.slug, key=key)


def _keys(link: re.Pattern[str], html: str) -> tuple[str, ...]:
    """Return the keys of cited posts in the order in which they are cited first, which numbers them."""
    return tuple(dict.fromkeys(match[1] for match in link.finditer(html)))


def _resolved(
    sight: Sight, link: re.Pattern[str], html: str, keys: tuple[str, ...], seen: Mapping[str, Cited]
) -> Abstract:
    def written(match: re.Match[str]) -> str:
        key, words = match[1], match[2]
        if key not in seen:
            return f'<span class="cite" lang="{get_locale()}">{escape(_("(removed)"))}</span>'
        label = f"[{keys.index(key) + 1}]" if words.isdigit() else words
        return f'<a class="cite" href="{escape(post_path(sight, key))}">{label}</a>'

    resolved = Markup(link.sub(written, html))  # noqa: S704 - the HTML was sanitised, and what is added is escaped
    return Abstract(resolved, tuple(seen.get(key) for key in keys))


def with_citations(sight: Sight, source: str, keys: Collection[str]) -> str:
    """Return Markdown with citations of these posts added at its end. The numbers only help while one writes."""
    path = re.escape(post_path(sight, A_KEY).removesuffix(A_KEY))
    numbers = [int(number) for number in re.findall(rf"\[(\d{{1,4}})\]\({path}{KEY[1:-1]}\)", source)]
    first = max(numbers, default=0) + 1
    added = [f"[{number}]({post_path(sight, key)})" for number, key in enumerate(keys, first)]
    return " ".join(filter(None, [source.rstrip(), *added]))
