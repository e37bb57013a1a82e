"""Whatever people edit and translate, in any order: a paragraph that shows as approved was approved as it stands."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from board.actions import posting
from board.actions.posting import Conflict
from board.actions.translating import newest_translation, save_translation
from board.actions.wordings import current_number
from board.models import Post, Segment, Text
from board.pages.texts import load_pairs
from board.rules.translations import APPROVED, STORED
from tests.support.cast import Cast, segments_of, sight_for, text_of, typed
from tests.support.examples import examples

PARAGRAPHS = [
    "La cooperativa vendió verduras.",
    "La cooperativa vendió muchas verduras.",
    "Los contratos pequeños ayudan.",
    "- una\n- dos",
    "[Aquí](http://example.org) está.",
]
texts = st.lists(st.sampled_from(PARAGRAPHS), min_size=1, max_size=4).map("\n\n".join)
edits = st.tuples(st.just("edit"), texts, st.just(""))
saves = st.tuples(st.sampled_from(STORED), st.integers(0, 3), st.sampled_from(["One.", "Other."]))
looks = st.tuples(st.just("look"), st.just(0), st.just(""))
steps = st.lists(st.one_of(edits, saves, looks), min_size=1, max_size=8)


@dataclass
class Story:
    """A post, a translator who may look away while it is edited, and what people approved of it."""

    cast: Cast
    post: Post
    seen: list[Segment] = field(default_factory=list)
    approved: set[tuple[str, str]] = field(default_factory=set)

    @property
    def text(self) -> Text:
        return text_of(self.post)

    def edit(self, source: str) -> None:
        sight = sight_for(self.cast, self.cast.ana)
        posting.edit_post(sight, self.cast.thread, self.post, self.text, source, current_number(self.text))

    def look(self) -> None:
        self.seen = segments_of(self.text)

    def save(self, state: str, place: int, body: str) -> None:
        """Save a paragraph as it was when the translator last looked."""
        seen = self.seen[place % len(self.seen)]
        now = next((one for one in segments_of(self.text) if one.lineage == seen.lineage), None)
        if now is None:
            return
        newest = newest_translation(self.text, seen.lineage)
        sight = sight_for(self.cast, self.cast.tess)
        with suppress(Conflict):
            save_translation(sight, self.text, now, body, state, base=newest.id if newest else 0, digest=seen.digest)
            if state == APPROVED:
                self.approved.add((seen.source, body))

    def check(self) -> None:
        for person in (self.cast.jorge, self.cast.tess):
            for row in load_pairs(sight_for(self.cast, person), [self.text])[self.text.id].rows:
                if row.state == APPROVED:
                    assert row.translation is not None
                    assert (row.segment.source, row.translation.source) in self.approved


@given(texts, steps)
@settings(
    max_examples=examples(30),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_approved_means_that_a_person_approved_exactly_these_words(
    cast: Cast, first: str, story_steps: list[tuple[str, object, str]]
) -> None:
    post = posting.reply(sight_for(cast, cast.ana), cast.thread, cast.ana, typed(first))
    story = Story(cast, post)
    story.look()
    for kind, detail, body in story_steps:
        if kind == "edit":
            story.edit(str(detail))
        elif kind == "look":
            story.look()
        else:
            story.save(kind, int(str(detail)), body)
        story.check()
