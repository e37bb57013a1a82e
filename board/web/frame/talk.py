"""The posts of a thread as HTML, kept together with their compressed form.

A thread of a hundred posts is nearly all of its page, and most people get the same. The key of what is kept holds
everything that is shown of each post, as plain values that the queries of this request have just returned, and what the
rules need to know of the viewer. It holds no person, unless they wrote one of the posts or were asked something in one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from markupsafe import Markup

from board.compressing import Piece, compressed
from board.pages.discussion import ThreadView
from board.pages.posts import PostView, ShownPost, TextMark
from board.pages.voices import SILENCE, Heard
from board.rules.roles import Viewer
from board.rules.weeks import WeekState
from board.visible import Sight
from board.visible.gate import ANYBODY
from board.web.apart import Part, for_everyone, set_apart
from board.web.frame.expecting import expectation_words
from board.web.frame.folding import Fold, folded
from board.web.frame.html_cache import Kept
from board.web.frame.placed import names_you, placed_lines, reword_line
from board.web.frame.posts import Reader, reader_of, renderer, whole
from board.web.frame.tails import tail_of
from board.web.frame.voices import voice_lines
from board.web.scripts import marked_in
from board.web.words import badge_words

TOGETHER = 100
"""Posts that are kept together."""
MOST, LARGEST = 200, 1_000_000
"""Parts that are kept, and the bytes of the largest: a part of a hundred posts has about 300,000."""

kept: Kept[Part] = Kept(MOST)


class Shown(NamedTuple):
    """Everything that is shown of a post and below it."""

    post: ShownPost
    text: TextMark | None
    body: Markup | None
    badges: tuple[str, ...]
    is_new: bool
    names_viewer: bool
    to_reword: bool
    reply_to: ShownPost | None
    answers: tuple[ShownPost, ...]
    answered_in: str | None
    waiting: str
    """When an answer can be expected."""
    heard: Heard
    placed: int
    """How many of its passages are in the synthesis."""
    tail: str | None


class Among(NamedTuple):
    """What posts are shown among: the key of a part is this and the posts."""

    reader: Reader
    viewer: Viewer
    state: WeekState
    may_reply: bool


class Talk(NamedTuple):
    """A thread's posts, set apart: those that the viewer has seen, and the new ones with all after them."""

    earlier: Markup
    newer: Markup
    has_voices: bool
    """Whether there are buttons of readers' voices, which send a form of the page."""


def posts_of(sight: Sight, bodies: Mapping[int, Markup]) -> Callable[[ThreadView, Fold], Talk]:
    """Return a function that templates call with a thread to get its posts as HTML."""

    def posts(view: ThreadView, fold: Fold) -> Talk:
        first_new = next((place for place, entry in enumerate(view.posts) if entry.is_new), len(view.posts))
        among = Among(reader_of(sight), _seen_as(view), view.state, view.refusal is None)
        make = _maker(sight, bodies, view, fold)
        earlier, newer = (
            [_part(view, among, bodies, fold, entries, make) for entries in _together(entries)]
            for entries in (view.posts[:first_new], view.posts[first_new:])
        )
        has_voices = any("voices.js" in part.scripts for part in (*earlier, *newer))
        return Talk(set_apart(*earlier), set_apart(*newer), has_voices)

    return posts


def _together(entries: Sequence[PostView]) -> Iterator[Sequence[PostView]]:
    return (entries[start : start + TOGETHER] for start in range(0, len(entries), TOGETHER))


def _seen_as(view: ThreadView) -> Viewer:
    """Return the viewer, or nobody in particular with the same roles if none of the posts is by or to the viewer.

    Of a person, the rules on posts ask nothing else than whether they wrote it or were asked in it.
    """
    viewer = view.sight.viewer
    if viewer.user_id is None or any(viewer.user_id in (post.author_id, post.asked_id) for post, *_ in view.posts):
        return viewer
    return replace(viewer, user_id=ANYBODY)


Make = Callable[[Sequence[PostView]], Part]


def _part(
    view: ThreadView, among: Among, bodies: Mapping[int, Markup], fold: Fold, entries: Sequence[PostView], make: Make
) -> Part:
    if fold != Fold():
        return make(entries)
    key = among, tuple(_shown(view, entry, bodies) for entry in entries)
    part = kept.get(key)
    if part is None:
        with for_everyone():
            part = make(entries)
        part = part._replace(piece=compressed(part.piece.html))
        if len(part.piece.html) <= LARGEST:
            kept.put(key, part)
    return part


def _shown(view: ThreadView, entry: PostView, bodies: Mapping[int, Markup]) -> Shown:
    post, text = entry.post, entry.text
    asks = entry.expected is not None and post.asked is not None
    return Shown(
        post,
        text,
        bodies[text.id] if text else None,
        tuple(map(badge_words, entry.badges)) if entry.badges else (),
        entry.is_new,
        entry.names_viewer,
        post.id in view.to_reword,
        entry.reply_to,
        entry.answers,
        entry.answered_in,
        expectation_words(view.sight.forum, post.asked.name, entry.expected) if asks and post.asked else "",
        view.voices.get(post.id, SILENCE),
        view.placed.get(post.id, 0),
        view.tails.get(post.id),
    )


def _maker(sight: Sight, bodies: Mapping[int, Markup], view: ThreadView, fold: Fold) -> Make:
    """Return a function that renders posts of the thread. One loop in Python does what a template would call a hundred
    times.
    """
    rendered, voice_line, placed_line = renderer(sight, bodies), voice_lines(sight), placed_lines(sight)
    state, may_reply = view.state, view.refusal is None

    def make(entries: Sequence[PostView]) -> Part:
        articles: list[str] = []
        all_below: list[str] = []
        scripts: set[str] = set()
        for entry in entries:
            below = voice_line(entry.post, state, view.voices)
            below += placed_line(entry.post.key, view.placed.get(entry.post.id, 0))
            if entry.names_viewer:
                below = names_you() + below
            if entry.post.id in view.to_reword and entry.text is not None:
                below = reword_line(sight, entry.text.key) + below
            if entry.post.id in view.tails:
                below += tail_of(view.tails[entry.post.id])
            post = rendered(entry, state, may_reply)
            html = whole(post, below)
            scripts.update(post.scripts)
            all_below.append(below)
            articles.append(folded(entry, html) if fold.folds(entry) else html)
        scripts |= marked_in("".join(all_below))
        return Part(Piece("\n".join(articles).encode()), frozenset(scripts))

    return make
