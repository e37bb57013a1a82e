"""Promise 9: no machine ever replaces what a person approved, and a removed original takes everything along.

People and machines act in any order; what they saw may be old. `make test-long` goes through 10,000 such stories.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, true

from board.actions import posting, scheduling
from board.actions.posting import Conflict
from board.actions.translating import (
    MachineDraft,
    SourceChanged,
    newest_translation,
    save_machine_draft,
    save_translation,
)
from board.actions.wordings import current_number
from board.extensions import db
from board.models import Excerpt, Post, Text, Theme, Translation, User
from board.pages.abstracts import cited_posts
from board.pages.excerpts import excerpts
from board.pages.texts import load_pairs
from board.rules.permissions import Refused
from board.rules.translations import APPROVED, DRAFT, HUMAN, IN_REVIEW, MACHINE
from board.visible import (
    Sight,
    approved_translations,
    excerpt_counts,
    excerpts_of_posts,
    latest_posts,
    quotable_texts,
    visible_places,
    visible_posts,
    visible_texts,
    whole_memory,
)
from tests.support.cast import Cast, segments_of, sight_for, text_of, typed
from tests.support.examples import LONG
from tests.support.searching import all_found
from tests.support.synthesis import add_theme, place

STORIES = 10_000 if LONG else 40
SOURCES = ["Vendemos quinua.", "Vendemos mucha quinua.", "Compramos abono.", "Vendemos quinua.\n\nCompramos abono."]
ENGLISH = ["We sell quinoa.", "We do sell quinoa.", "We buy compost."]
ACTS = ["look", "edit", "machine", DRAFT, IN_REVIEW, APPROVED, "hide", "restore", "lock", "unlock", "delete"]
steps = st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 3)), min_size=4, max_size=14)


class Story:
    """A quoted post, people and a machine who work on its translation, and what people approved of it."""

    def __init__(self, cast: Cast, theme: Theme, number: int) -> None:
        self.cast, self.theme = cast, theme
        self.post = posting.reply(self.as_(cast.ana), cast.thread, cast.ana, typed(SOURCES[0]))
        self.excerpt: Excerpt = place(cast, theme, "quinua", self.post, once=f"story{number}")
        self.seen = segments_of(self.text)
        self.approved: dict[tuple[str, str], Translation] = {}

    def as_(self, person: User) -> Sight:
        return sight_for(self.cast, person)

    @property
    def text(self) -> Text:
        return text_of(self.post)

    def do(self, act: str, choice: int) -> None:
        """Do one act; what the house refuses at this moment does nothing."""
        with suppress(Refused, Conflict, SourceChanged):
            if act in (DRAFT, IN_REVIEW, APPROVED):
                self.translate(act, choice)
            else:
                getattr(self, act)(choice)

    def look(self, _choice: int) -> None:
        self.seen = segments_of(self.text) or self.seen

    def edit(self, choice: int) -> None:
        source = SOURCES[choice % len(SOURCES)]
        number = current_number(self.text)
        posting.edit_post(self.as_(self.cast.ana), self.cast.thread, self.post, self.text, source, number)

    def machine(self, choice: int) -> None:
        """An engine answers, about the paragraph as it was when it was asked."""
        segment = self.seen[choice % len(self.seen)]
        made = MachineDraft(segment.lineage, segment.digest, "es", "en", f"Machine {choice}.", "Test")
        save_machine_draft(self.as_(self.cast.tess), self.text, made)

    def translate(self, state: str, choice: int) -> None:
        """Save words as a person, or take over what stands there, also what a machine wrote."""
        segment = self.seen[choice % len(self.seen)]
        newest = newest_translation(self.text, segment.lineage)
        body = newest.source if newest is not None and choice == 3 else ENGLISH[choice % len(ENGLISH)]
        base = newest.id if newest is not None else 0
        sight = self.as_(self.cast.tess)
        saved = save_translation(sight, self.text, segment, body, state, base=base, digest=segment.digest)
        if saved.state == APPROVED:
            self.approved[saved.lineage, saved.digest] = saved

    def hide(self, _choice: int) -> None:
        posting.hide_post(self.as_(self.cast.alma), self.post, "A reason")

    def restore(self, _choice: int) -> None:
        posting.restore_post(self.as_(self.cast.alma), self.post)

    def lock(self, _choice: int) -> None:
        scheduling.override_week(self.as_(self.cast.alma), self.cast.week(1), "locked")

    def unlock(self, _choice: int) -> None:
        scheduling.override_week(self.as_(self.cast.alma), self.cast.week(1), "open")

    def delete(self, _choice: int) -> None:
        posting.delete_post(self.as_(self.cast.ana), self.post)

    def check_human_words(self) -> None:
        """Whatever stands on a paragraph that a person approved as it is now, a person wrote or approved it."""
        for segment in segments_of(self.text):
            approved = self.approved.get((segment.lineage, segment.digest))
            if approved is not None:
                standing = newest_translation(self.text, segment.lineage)
                assert standing is not None
                assert (standing.origin, standing.state) != (MACHINE, DRAFT)
                assert standing.id >= approved.id
                assert approved.superseded_at is None or standing.origin == HUMAN or standing.approver_id is not None

    @property
    def is_out_of_sight(self) -> bool:
        return self.post.removed is not None or self.cast.week(1).override == "locked"

    def check_doors(self) -> None:
        """A participant finds the post through every door, or, once it is out of sight, through none."""
        reader = self.as_(self.cast.jorge)
        found = {door.__name__: door(self, reader) for door in DOORS}
        assert set(found.values()) == {not self.is_out_of_sight}, found
        if self.is_out_of_sight:
            for door in FOR_TRANSLATIONS:
                assert not door(self, reader), door.__name__


def readable(story: Story, sight: Sight) -> bool:
    return story.text.id in set(db.session.scalars(visible_texts(sight).with_only_columns(Text.id)))


def placed(story: Story, sight: Sight) -> bool:
    places = visible_places(sight)
    return db.session.scalar(select(places.c.kind).where(places.c.text_id == story.text.id)) is not None


def with_its_words(story: Story, sight: Sight) -> bool:
    rows = db.session.execute(visible_posts(sight).where(Post.id == story.post.id)).all()
    return any(text is not None for _post, text in rows)


def found_in_search(story: Story, sight: Sight) -> bool:
    words = "quinua" if "quinua" in "".join(each.source for each in segments_of(story.text)) else "abono"
    return story.text.id in {result.text.id for result in all_found(sight, words)}


def quotable(story: Story, sight: Sight) -> bool:
    return story.text.id in {text.id for text in db.session.scalars(quotable_texts(sight))}


def excerpted(story: Story, sight: Sight) -> bool:
    return story.excerpt.id in {view.excerpt.id for view in excerpts(sight, true())}


def counted(story: Story, sight: Sight) -> bool:
    return any(theme_id == story.theme.id for theme_id, _region, _number in db.session.execute(excerpt_counts(sight)))


def counted_at_the_post(story: Story, sight: Sight) -> bool:
    return story.post.id in dict(db.session.execute(excerpts_of_posts(sight)).all())


def citable(story: Story, sight: Sight) -> bool:
    return story.post.key in cited_posts(sight, {story.post.key})


def fed(story: Story, sight: Sight) -> bool:
    return story.post.id in {row[0].id for row in db.session.execute(latest_posts(sight))}


Door = Callable[[Story, Sight], bool]
DOORS: tuple[Door, ...] = (
    readable, placed, with_its_words, found_in_search, quotable, excerpted, counted, counted_at_the_post, citable, fed,
)  # fmt: skip


def translated_in_search(story: Story, sight: Sight) -> bool:
    return any(result.text.id == story.text.id for words in ENGLISH for result in all_found(sight, words))


def remembered(story: Story, _sight: Sight) -> bool:
    translator = story.as_(story.cast.tess)
    is_locked = story.cast.week(1).override == "locked" and story.post.removed is None
    keys = {row[0] for row in db.session.execute(whole_memory(translator))}
    return story.text.key in keys and not is_locked  # of a locked week, translators have what is to be translated


def translation_listed(story: Story, sight: Sight) -> bool:
    texts = db.session.scalars(visible_texts(sight).where(Text.id == story.text.id)).all()
    listed = db.session.scalars(approved_translations(sight, [text.id for text in texts])).all()
    return bool(listed) or any(pair.is_translated for pair in load_pairs(sight, texts).values())


FOR_TRANSLATIONS: tuple[Door, ...] = (translated_in_search, remembered, translation_listed)


def numbers() -> Iterator[int]:
    number = 0
    while True:
        number += 1
        yield number


NUMBERS = numbers()


def tidy_up(story: Story) -> None:
    """Leave the forum as the next story expects it: its week open, and this post out of the way."""
    for act in ("unlock", "delete"):
        story.do(act, 0)


@given(steps)
@settings(
    max_examples=STORIES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_human_words_stay_and_go_with_their_original(cast: Cast, acts: Iterable[tuple[str, int]]) -> None:
    theme = db.session.scalars(select(Theme)).first() or add_theme(cast)
    story = Story(cast, theme, next(NUMBERS))
    try:
        for act, choice in acts:
            story.do(act, choice)
            story.check_human_words()
        story.check_doors()
    finally:
        tidy_up(story)
