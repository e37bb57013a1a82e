"""Posts as ready HTML, kept by all that it shows. What is seldom done with a post is asked for (`moderation.py`)."""

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
"""Each in two: between them stands what readers say of the post, which changes without it."""
VOICES = "\ufffcvoices\ufffc"


class Offers(NamedTuple):
    """What the reader of a thread finds at the end of a post; ``tools`` is the page with the rest."""

    reply: bool
    edit: bool
    translate: bool
    tools: bool


NO_VOICES = Markup()
NOTHING = Offers(False, False, False, False)


def articles(sight: Sight, bodies: Mapping[int, Markup], body_key: Callable[[PostView], Key]) -> Callable[..., Markup]:
    """Gives the HTML of a post: in its thread, in a week of some ``state`` and with its ``voices``; or elsewhere."""
    settings = (str(get_locale()), choose_zone(), now().year, sight.forum.slug, sight.viewer.is_member)

    def article(
        view: PostView, state: WeekState | None = None, may_reply: bool = False, voices: Markup = NO_VOICES
    ) -> Markup:
        offers = offered(sight.viewer, view, state, may_reply) if state else NOTHING
        in_thread = state is not None
        key = (settings, offers, *_seen(sight, view, in_thread), body_key(view))
        before, after = kept.get(key) or kept.put(key, _render(sight, view, bodies, offers, in_thread))
        return Markup("".join((before, voices, after)))  # noqa: S704 - each is HTML already; adding Markup looks again

    return article


def posts_of(article: Callable[..., Markup], voice_line: VoiceLine, view: ThreadView) -> tuple[Markup, Markup]:
    """A thread's posts: those that the viewer has seen, and from the first new one on. One loop in Python for what a
    template would call for a hundred times."""
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
    """What is done often stands under the post itself, for whoever may do it."""
    post = view.post
    return Offers(
        reply=may_reply and not post.removed,
        edit=not permissions.edit_post(viewer, post, state),
        translate=viewer.sees_drafts and not post.removed,
        tools=not moderating.use_tools(viewer, post),
    )


def _seen(sight: Sight, view: PostView, in_thread: bool) -> Key:
    """What a post shows besides its text, and that can change."""
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
        tuple((one.key, one.author.name) for one in view.answers) if in_thread else (),
        (post.removed, post.removed_reason if _reads_reason(sight, post) else None) if post.removed else None,
    )


def _waiting(sight: Sight, view: PostView) -> str:
    """When whoever was asked may answer."""
    return expectation_words(sight.forum, view.post.asked.name, view.expected) if view.post.asked else ""


def _reads_reason(sight: Sight, post: ShownPost) -> bool:
    """Why a post was hidden is for its author and for admins."""
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
    before, _mark, after = html.rpartition(VOICES)  # the last: somebody may have typed one
    return before, after


@lru_cache(maxsize=1_000)
def language_options(chosen: str, first: tuple[str, ...] = (), guess: str = "") -> Markup:
    """Every language to choose from, those of the forum first; ``guess`` is what leaves it to guessing."""
    names = ({"": guess} if guess else {}) | {code: endonym(code) for code in first} | ENDONYMS
    option = Markup('<option value="{0}" lang="{0}"{2}>{1}</option>')
    selected = {chosen: Markup(" selected")}
    options = (option.format(code, name, selected.get(code, "")) for code, name in names.items())
    return Markup("").join(options).replace(Markup(' lang=""'), Markup(""))
