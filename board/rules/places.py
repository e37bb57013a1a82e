"""The places in which a text can stand: the page on which it is read, its group in the queue, its name in words.

A new kind of text is one line here and one in `visible.texts.visible_places`. If it is read on a page on which no other
text is read, that page needs its address in `place_address` (web/frame/lookup.py) and its name in `page_words`
(web/desk/translate.py).
"""

from __future__ import annotations

from typing import NamedTuple


def N_(words: str) -> str:  # the name that marks words for the catalogues; the doors translate them
    """Mark words of the interface where the reader's language is not known."""
    return words


class Kind(NamedTuple):
    """A kind of place."""

    page: str
    """The page on which the text is read, as `web/frame/lookup.py` calls it."""
    group: str
    """What the queue calls such texts; empty where the text stands at another place, too, that counts."""
    words: str


TALK = "talk"
"""A title a second time, over the discussion of a reading: its other place counts."""
KINDS = {
    "post": Kind("post", N_("posts"), N_("post")),
    "thread": Kind("thread", N_("titles"), N_("title of a thread")),
    TALK: Kind("thread", "", N_("title of a thread")),
    "title": Kind("reading", N_("titles"), N_("title of a reading")),
    "reading": Kind("reading", N_("readings"), N_("reading")),
    "week": Kind("week", N_("titles"), N_("title of the week")),
    "outline": Kind("week", N_("programme"), N_("outline of the week")),
    "forum": Kind("forum", N_("programme"), N_("purpose of the forum")),
    "format": Kind("call", N_("programme"), N_("format of the forum")),
    "prerequisites": Kind("call", N_("programme"), N_("prerequisites")),
    "call": Kind("call", N_("programme"), N_("call in a further language")),
    "conduct": Kind("conduct", N_("programme"), N_("code of conduct")),
    "headline": Kind("announcement", N_("announcements"), N_("title of an announcement")),
    "announcement": Kind("announcement", N_("announcements"), N_("announcement")),
    "theme": Kind("theme", N_("synthesis"), N_("name of a theme")),
    "definition": Kind("theme", N_("synthesis"), N_("definition of a theme")),
    "example": Kind("theme", N_("synthesis"), N_("example of a theme")),
    "counter_example": Kind("theme", N_("synthesis"), N_("counter-example of a theme")),
    "abstract": Kind("thread", N_("synthesis"), N_("summary of a thread")),
    "element": Kind("element", N_("synthesis"), N_("policy element")),
    "summary": Kind("week", N_("synthesis"), N_("summary of the week")),
}
GROUPS = tuple(dict.fromkeys(kind.group for kind in KINDS.values() if kind.group))


def in_group(group: str) -> tuple[str, ...]:
    """The kinds of places that the queue calls so."""
    return tuple(name for name, kind in KINDS.items() if kind.group == group)


def on_page(page: str) -> tuple[str, ...]:
    """The kinds of places that are read on this page."""
    return tuple(name for name, kind in KINDS.items() if kind.page == page)
