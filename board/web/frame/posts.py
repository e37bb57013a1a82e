"""Posts as HTML, cached under everything that the HTML shows. Rare actions have their own page (`moderation.py`)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import NamedTuple

from flask import render_template, url_for
from flask_babel import get_locale
from markupsafe import Markup

from board.pages.discussion import ThreadView
from board.pages.posts import PostView, ShownPost
from board.rules import moderating, permissions
from board.rules.languages import ENDONYMS, endonym
from board.rules.roles import Viewer
from board.rules.weeks import WeekState
from board.visible import Sight
from board.web.frame.expecting import expectation_words
from board.web.frame.html_cache import Kept, Key
from board.web.frame.voices import VoiceLine
from board.web.viewer import choose_zone, now
from board.web.words import badge_words

kept: Kept[tuple[str, str]] = Kept()
"""Each post in two halves. Between them the readers' voices are put in, which change independently."""
VOICES = "\ufffcvoices\ufffc"


class Offers(NamedTuple):
    """The actions offered at the end of a post in its thread; ``tools`` leads to the page with the others."""

    reply: bool
    edit: bool
    translate: bool
    tools: bool


NO_VOICES = Markup()
NOTHING = Offers(False, False, False, False)


def articles(sight: Sight, bodies: Mapping[int, Markup], body_key: Callable[[PostView], Key]) -> Callable[..., Markup]:
    """Return a function that renders a post: in its thread, with the week's ``state`` and its ``voices``; or elsewhere,
    without either.
    """
    settings = (str(get_locale()), choose_zone(), now().year, sight.forum.slug, sight.viewer.is_member)

    def article(
        view: PostView, state: WeekState | None = None, may_reply: bool = False, voices: Markup = NO_VOICES
    ) -> Markup:
        offers = offered(sight.viewer, view, state, may_reply) if state else NOTHING
        in_thread = state is not None
        key = (settings, offers, *_shown_facts(sight, view, in_thread), body_key(view))
        before, after = kept.get(key) or kept.put(key, _render(sight, view, bodies, offers, in_thread))
        return Markup("".join((before, voices, after)))  # noqa: S704 - all are HTML; adding Markup escapes anew

    return article


def posts_of(article: Callable[..., Markup], voice_line: VoiceLine, view: ThreadView) -> tuple[Markup, Markup]:
    """Return the HTML of a thread's posts in two parts: before the first new post, and from it on.

    One loop in Python is faster than a template that calls ``article`` a hundred times.
    """
    state, may_reply, voices, first_new = view.state, view.refusal is None, view.voices, view.first_new
    earlier: list[str] = []
    newer: list[str] = []
    part = earlier
    for entry in view.posts:
        if entry.post.key == first_new:
            part = newer
        part.append(article(entry, state, may_reply, voice_line(entry.post, state, voices)))
    return Markup("\n".join(earlier)), Markup("\n".join(newer))  # noqa: S704 - each is HTML


def offered(viewer: Viewer, view: PostView, state: WeekState, may_reply: bool) -> Offers:
    """Return the frequent actions that the viewer may do with a post."""
    post = view.post
    return Offers(
        reply=may_reply and not post.removed,
        edit=not permissions.edit_post(viewer, post, state),
        translate=viewer.sees_drafts and not post.removed,
        tools=not moderating.use_tools(viewer, post),
    )


def _shown_facts(sight: Sight, view: PostView, in_thread: bool) -> Key:
    """Return everything a post shows, besides its text, that can change: a part of its key in the cache."""
    post, to = view.post, view.reply_to if in_thread else None
    return (
        post.key,
        post.edited_at is None,
        view.is_new,
        post.author.name,
        post.author.place,
        post.author_is_member,
        view.badges and tuple(badge_words(badge) for badge in view.badges),
        (to.key, to.author.name) if to else None,
        (post.asked.name, post.answered_at is None, view.answered_in, _waiting(sight, view)) if post.asked else None,
        tuple((question.key, question.author.name) for question in view.answers) if in_thread else (),
        (post.removed, post.removed_reason if _reads_reason(sight, post) else None) if post.removed else None,
    )


def _waiting(sight: Sight, view: PostView) -> str:
    """Return words about when the person who was asked can be expected to answer."""
    return expectation_words(sight.forum, view.post.asked.name, view.expected) if view.post.asked else ""


def _reads_reason(sight: Sight, post: ShownPost) -> bool:
    """Return whether the viewer may read why a post was hidden: only its author and admins may."""
    return sight.viewer.is_admin or sight.viewer.user_id == post.author_id


def _render(
    sight: Sight, view: PostView, bodies: Mapping[int, Markup], offers: Offers, in_thread: bool
) -> tuple[str, str]:
    html = render_template(
        "frame/_post.html",
        entry=view,
        body=bodies[view.text.id] if view.text else "",
        reply_to=view.reply_to if in_thread else None,
        answers=view.answers if in_thread else (),
        waiting=_waiting(sight, view),
        badges=[badge_words(badge) for badge in view.badges],
        reads_reason=_reads_reason(sight, view.post),
        leads_to_author=sight.viewer.is_member and view.post.author_is_member,
        slug=sight.forum.slug,
        offers=offers if any(offers) else None,
        address=url_for("discussion.post", forum=sight.forum.slug, key=view.post.key),
        voices=VOICES,
    )
    before, _mark, after = html.rpartition(VOICES)  # the last: a person may have typed the same
    return before, after


@lru_cache(maxsize=1_000)
def language_options(chosen: str, first: tuple[str, ...] = (), guess: str = "") -> Markup:
    """Return an option for every language, those of ``first`` first; ``guess`` is the label of detecting it."""
    names = ({"": guess} if guess else {}) | {code: endonym(code) for code in first} | ENDONYMS
    option = Markup('<option value="{0}" lang="{0}"{2}>{1}</option>')
    selected = {chosen: Markup(" selected")}
    options = (option.format(code, name, selected.get(code, "")) for code, name in names.items())
    return Markup("").join(options).replace(Markup(' lang=""'), Markup(""))
