"""Citations: links of a text to posts or passages of the forum, resolved each time they are shown.

A citation is an ordinary Markdown link, so the desk, the search and the history know it. The kept HTML of a text
depends on no reader and names nobody; here the links in it get the numbers of what is listed below it, or say that it
is removed or out of this reader's sight.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from flask import url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from markupsafe import Markup, escape

from board.models import Text
from board.models.base import KEY_ALPHABET, KEY_LENGTH
from board.pages.abstracts import Cited, cited_posts
from board.pages.elements import cited_passages
from board.pages.texts import Pair
from board.visible import Sight
from board.web.viewer import settings

KEY = f"([{KEY_ALPHABET}]{{{KEY_LENGTH}}})"
A_KEY = "key"


class Kind(NamedTuple):
    """What a text cites: the route of its permanent address, and the query that finds what a viewer may see of it."""

    endpoint: str
    find: Callable[[Sight, Collection[str]], Mapping[str, Any]]

    def address(self, sight: Sight, key: str) -> str:
        """Return a permanent address, as a citation has it."""
        return url_for(self.endpoint, forum=sight.forum.slug, key=key)

    def path(self, sight: Sight) -> str:
        """Return a pattern of the permanent addresses in this forum, up to the key."""
        return re.escape(self.address(sight, A_KEY).removesuffix(A_KEY))


POSTS = Kind("discussion.post", cited_posts)
PASSAGES = Kind("excerpts.excerpt", cited_passages)


@dataclass(frozen=True, slots=True)
class Citations:
    """The citations of one text, for one reader."""

    sight: Sight
    kind: Kind
    address: str
    """A pattern of the addresses that are citations, with the key as its group."""
    keys: tuple[str, ...]
    """The keys in the order in which they are cited first, which numbers them."""
    seen: Mapping[str, Any]
    """What the reader may see, by key."""

    @property
    def cited(self) -> tuple[Any, ...]:
        """What is cited, by number; None for what was removed or is out of the reader's sight."""
        return tuple(self.seen.get(key) for key in self.keys)

    def founds(self, address: str) -> bool:
        """Return whether a link to this address is a citation of something that the reader may see."""
        match = re.fullmatch(self.address, address)
        return match is not None and match[1] in self.seen

    def resolved(self, made: str) -> Markup:
        """Return sanitised HTML with its citations numbered, or told to be removed."""
        return Markup(_link(self.address).sub(self._written, made))  # noqa: S704 - what is added is escaped

    def _written(self, match: re.Match[str]) -> str:
        key, words = match[1], match[2]
        if key not in self.seen:
            return f'<span class="cite" lang="{get_locale()}">{escape(_("(removed)"))}</span>'
        label = f"[{self.keys.index(key) + 1}]" if words.isdigit() else words
        return f'<a class="cite" href="{escape(self.kind.address(self.sight, key))}">{label}</a>'


def citations(sight: Sight, kind: Kind, made: Mapping[int, Sequence[str]]) -> dict[int, Citations]:
    """Return the citations in sanitised HTML, by text id; all are looked for at once."""
    site = re.escape(settings().site_url)
    address = f'(?:{site})?{kind.path(sight)}{KEY}(?:#[^"]*)?'
    keys = {text_id: _keys(_link(address), parts) for text_id, parts in made.items()}
    seen = kind.find(sight, {key for found in keys.values() for key in found})
    return {text_id: Citations(sight, kind, address, found, seen) for text_id, found in keys.items()}


def _link(address: str) -> re.Pattern[str]:
    """Match a link to such an address, with its key and its words."""
    return re.compile(f'<a href="{address}"[^>]*>(.*?)</a>', re.DOTALL)


def _keys(link: re.Pattern[str], parts: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(match[1] for part in parts for match in link.finditer(part)))


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
    cites = citations(sight, POSTS, {pair.text.id: [found[pair.text.id]] for pair in pairs})
    return {text_id: Abstract(each.resolved(found[text_id]), each.cited) for text_id, each in cites.items()}


def without_addresses(sight: Sight, kind: Kind, sources: Sequence[str]) -> list[str]:
    """Return Markdown in which each citation is its words alone, or is told to be removed."""
    site = re.escape(settings().site_url)
    link = re.compile(rf"\[([^\[\]]*)\]\((?:{site})?{kind.path(sight)}{KEY}(?:#[^\s()]*)?\)")
    seen = kind.find(sight, {match[2] for source in sources for match in link.finditer(source)})
    removed = str(_("(removed)"))
    return [link.sub(lambda match: f"[{match[1]}]" if match[2] in seen else removed, source) for source in sources]


def with_citations(sight: Sight, kind: Kind, source: str, keys: Collection[str]) -> str:
    """Return Markdown with citations of these keys added at its end. The numbers only help while one writes."""
    numbers = re.findall(rf"\[(\d{{1,4}})\]\({kind.path(sight)}{KEY[1:-1]}\)", source)
    first = max(map(int, numbers), default=0) + 1
    added = [f"[{number}]({kind.address(sight, key)})" for number, key in enumerate(keys, first)]
    return " ".join(filter(None, [source.rstrip(), *added]))
