"""Posts as ready HTML, cached by everything that they show. The page of tools has what people seldom do with a post."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from flask import render_template
from flask_babel import get_locale
from markupsafe import Markup

from board.pages.posts import PostView, ShownPost
from board.rules import moderating, permissions
from board.rules.languages import ENDONYMS, endonym
from board.rules.roles import Viewer
from board.rules.weeks import WeekState
from board.visible import Sight
from board.web.frame.expecting import expectation_words
from board.web.frame.html_cache import Kept
from board.web.scripts import marked_in
from board.web.viewer import choose_zone, now
from board.web.words import badge_words


class Rendered(NamedTuple):
    """The HTML of a post in two halves: between them stands what readers say of it, which changes by itself."""

    before: str
    after: str
    scripts: frozenset[str]
    """The scripts that it needs."""


kept: Kept[Rendered] = Kept()
VOICES = "\ufffcvoices\ufffc"


class Offers(NamedTuple):
    """The links at the end of a post; ``tools`` leads to the page with everything else."""

    reply: bool
    edit: bool
    translate: bool
    tools: bool


class Reader(NamedTuple):
    """What the HTML of a post depends on besides the post, and that many readers share."""

    locale: str
    zone: str | None
    year: int
    forum: str


class Neighbour(NamedTuple):
    """Another post of the thread, to link to."""

    key: str
    name: str


class Question(NamedTuple):
    """A post that puts a question to somebody: who was asked, and what became of it."""

    name: str
    is_answered: bool
    answered_in: str | None
    """The key of the post that answers it, if the reader may see it."""
    waiting: str
    """When an answer can be expected."""


class PostCard(NamedTuple):
    """Everything that `_post.html` shows. As a whole it is the key under which the HTML is cached."""

    reader: Reader
    key: str
    created_at: datetime
    is_edited: bool
    is_new: bool
    author: str
    author_key: str | None
    """None if nothing leads to the author's profile."""
    place: str
    badges: tuple[str, ...]
    language: str | None
    """The language of a text that is not to be translated."""
    body: Markup | None
    """The text and its translation as HTML; None if the post was removed."""
    reply_to: Neighbour | None
    answers: tuple[Neighbour, ...]
    question: Question | None
    removed: str | None
    reason: str
    """Why an admin hid it; empty unless the reader may know."""
    offers: Offers | None


NO_VOICES = Markup()


Renderer = Callable[..., Rendered]


def reader_of(sight: Sight) -> Reader:
    """Return what posts depend on besides themselves."""
    return Reader(str(get_locale()), choose_zone(), now().year, sight.forum.slug)


def renderer(sight: Sight, bodies: Mapping[int, Markup]) -> Renderer:
    """Return a function that renders a post: in its thread, in a week of some ``state``, or elsewhere."""
    reader = reader_of(sight)

    def rendered(view: PostView, state: WeekState | None = None, may_reply: bool = False) -> Rendered:
        offers = offered(sight.viewer, view, state, may_reply) if state else None
        card = _card(sight, reader, view, bodies[view.text.id] if view.text else None, offers)
        return kept.get(card) or kept.put(card, _render(card))

    return rendered


def articles(rendered: Renderer) -> Callable[..., Markup]:
    """Return a function that gives the whole HTML of a post."""

    def article(
        view: PostView, state: WeekState | None = None, may_reply: bool = False, voices: Markup = NO_VOICES
    ) -> Markup:
        return whole(rendered(view, state, may_reply), voices)

    return article


def whole(post: Rendered, voices: str) -> Markup:
    """Return a post as HTML, with what stands below its words."""
    return Markup("".join((post.before, voices, post.after)))  # noqa: S704 - each is HTML already; adding Markup looks again


def offered(viewer: Viewer, view: PostView, state: WeekState, may_reply: bool) -> Offers:
    """Return the links that this viewer gets at the end of a post in its thread."""
    post = view.post
    return Offers(
        reply=may_reply and not post.removed,
        edit=not permissions.edit_post(viewer, post, state),
        translate=viewer.sees_drafts and not post.removed,
        tools=not moderating.use_tools(viewer, post),
    )


def _card(sight: Sight, reader: Reader, view: PostView, body: Markup | None, offers: Offers | None) -> PostCard:
    """Return what a post shows. Outside its thread there are no ``offers``, and no posts beside it to link to."""
    post, text, in_thread = view.post, view.text, offers is not None
    return PostCard(
        reader,
        post.key,
        post.created_at,
        post.edited_at is not None,
        view.is_new,
        post.author.name,
        post.author.key if sight.viewer.is_member and post.author_is_member else None,
        post.author.place,
        tuple(map(badge_words, view.badges)) if view.badges else (),
        text.language if text and not text.target else None,
        body,
        _neighbour(view.reply_to) if in_thread and view.reply_to else None,
        tuple(map(_neighbour, view.answers)) if in_thread and view.answers else (),
        _question(sight, view) if post.asked and not post.removed else None,
        post.removed,
        post.removed_reason if post.removed and _reads_reason(sight, post) else "",
        offers if offers and any(offers) else None,
    )


def _neighbour(post: ShownPost) -> Neighbour:
    return Neighbour(post.key, post.author.name)


def _question(sight: Sight, view: PostView) -> Question | None:
    post = view.post
    if post.asked is None:
        return None
    waiting = expectation_words(sight.forum, post.asked.name, view.expected)
    return Question(post.asked.name, post.answered_at is not None, view.answered_in, waiting)


def _reads_reason(sight: Sight, post: ShownPost) -> bool:
    """Return whether the viewer may read why a post was hidden: its author and admins may."""
    return sight.viewer.is_admin or sight.viewer.user_id == post.author_id


def _render(card: PostCard) -> Rendered:
    html = render_template("frame/_post.html", card=card, voices=VOICES)
    before, _mark, after = html.rpartition(VOICES)  # the last: somebody may have typed one
    return Rendered(before, after, marked_in(html))


@lru_cache(maxsize=1_000)
def language_options(chosen: str, first: tuple[str, ...] = (), guess: str = "") -> Markup:
    """Return an option for every language, those of ``first`` first; ``guess`` is the label of detecting it."""
    names = ({"": guess} if guess else {}) | {code: endonym(code) for code in first} | ENDONYMS
    option = Markup('<option value="{0}" lang="{0}"{2}>{1}</option>')
    selected = {chosen: Markup(" selected")}
    options = (option.format(code, name, selected.get(code, "")) for code, name in names.items())
    return Markup("").join(options).replace(Markup(' lang=""'), Markup(""))
