"""What readers say of a post as HTML: the counts by region, and for who may say something three buttons.

A page holds a hundred of these: each is rendered once per page for all posts of which the same is said.
"""

from __future__ import annotations

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

POST = "a-post"
"""Stands for a post's key in its address, which is put into the HTML afterwards."""
CHOICES = {"true_here": _l("True in my region"), "not_here": _l("Not here"), "tried": _l("We tried this")}
COUNTED = {
    "true_here": _l("True in: %(regions)s"),
    "not_here": _l("Not in: %(regions)s"),
    "tried": _l("Tried in: %(regions)s"),
}


class SpokenOf(PostFacts, Protocol):
    """A post of which something may be said."""

    @property
    def id(self) -> int: ...
    @property
    def key(self) -> str: ...


VoiceLine = Callable[[SpokenOf, WeekState, Mapping[int, Heard]], Markup]


def voice_lines(sight: Sight) -> VoiceLine:
    """Gives the line of a post in a week of some state, of all that is said in its thread."""
    made: dict[tuple[Heard, bool], str] = {}
    address = url_for("speaking.speak", forum=sight.forum.slug, key=POST)

    def line(post: SpokenOf, state: WeekState, of_thread: Mapping[int, Heard]) -> Markup:
        said, speaks = of_thread.get(post.id, SILENCE), moderating.speak(sight.viewer, post, state) is None
        if not speaks and not said.counts:
            return Markup()
        key = (said, speaks)
        if key not in made:
            made[key] = _render(said, speaks, address)
        html = made[key].replace(f"/{POST}/", f"/{post.key}/", 1)  # the first is the address: see the template
        return Markup(html)  # noqa: S704 - the template escapes

    return line


def _render(said: Heard, speaks: bool, address: str) -> str:
    counts = [COUNTED[kind] % {"regions": region_words(regions)} for kind, regions in said.counts]
    shown = {"counts": counts, "mine": said.mine, "speaks": speaks, "choices": CHOICES, "address": address}
    return render_template("frame/_voices.html", **shown)


def region_words(regions: Regions) -> str:
    """Each region with how many say so: "Brazil 3, Quebec 1"."""
    return ", ".join(f"{region or _('region not given')} {number}" for region, number in regions)
