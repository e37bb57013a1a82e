"""Readers' voices below a post as HTML: the counts by region, and three buttons for anyone who may use them.

A page has a hundred of these, so each distinct one is rendered once per page.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from typing import Protocol

from flask import render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup

from board.pages.voices import SILENCE, Heard, Regions
from board.rules import moderating
from board.rules.permissions import PostFacts
from board.rules.weeks import WeekState
from board.visible import Sight

POST = f"post-{secrets.token_hex(8)}"
"""A placeholder for the post's key in the rendered addresses. It is random, so nobody can type it."""
CHOICES = {"true_here": _l("True in my region"), "not_here": _l("Not here"), "tried": _l("We tried this")}
COUNTED = {
    "true_here": _l("True in: %(regions)s"),
    "not_here": _l("Not in: %(regions)s"),
    "tried": _l("Tried in: %(regions)s"),
}


class SpokenOf(PostFacts, Protocol):
    """What a voice line needs to know of a post."""

    @property
    def id(self) -> int: ...
    @property
    def key(self) -> str: ...


VoiceLine = Callable[[SpokenOf, WeekState, Mapping[int, Heard]], Markup]


def voice_lines(sight: Sight) -> VoiceLine:
    """Return a function that renders the line of a post, given its week's state and the voices of its thread."""
    made: dict[tuple[Heard, bool], str] = {}
    address = url_for("speaking.speak", forum=sight.forum.slug, key=POST)

    def line(post: SpokenOf, state: WeekState, of_thread: Mapping[int, Heard]) -> Markup:
        said, speaks = of_thread.get(post.id, SILENCE), moderating.speak(sight.viewer, post, state) is None
        if not speaks and not said.counts:
            return Markup()
        key = (said, speaks)
        if key not in made:
            made[key] = _render(said, speaks, address)
        return Markup(made[key].replace(POST, post.key))  # noqa: S704 - the template escapes

    return line


def _render(said: Heard, speaks: bool, address: str) -> str:
    counts = [COUNTED[kind] % {"regions": region_words(regions)} for kind, regions in said.counts]
    shown = {"counts": counts, "mine": said.mine, "speaks": speaks, "choices": CHOICES, "address": address}
    return render_template("frame/_voices.html", **shown)


def region_words(regions: Regions) -> str:
    """Return each region with its count: "Brazil 3, Quebec 1"."""
    return ", ".join(f"{region or _('region not given')} {number}" for region, number in regions)
