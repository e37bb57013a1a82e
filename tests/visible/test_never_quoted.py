"""No story of placing, hiding, locking, withdrawing, editing and retiring shows a quotation that may not be shown.

To watch a further reader, such as an export, add a function to `LISTS` or `COUNTS`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, true

from board.actions import codebook, coding, posting, quoted, scheduling
from board.actions.wordings import current_number
from board.exports.gathering import gather
from board.extensions import db
from board.faults import Gone
from board.models import CodingMark, Edition, EditionPart, Excerpt, Post, Text, Theme
from board.pages.abstracts import cited_posts
from board.pages.elements import cited_passages
from board.pages.excerpts import excerpts
from board.pages.matrix import matrix
from board.pages.together import together
from board.proceedings.composing import compose
from board.proceedings.document import Document
from board.proceedings.sources import parts_of
from board.rules.permissions import Refused
from board.rules.proceedings import FULL_DISCUSSION
from board.rules.synthesis import IN_USE, RETIRED
from board.visible import (
    Sight,
    excerpts_of_posts,
    latest_posts,
    paragraphs_coded,
    parts_out_of_sight,
    quotable_texts,
)
from tests.support.cast import START, Cast, sight_for, text_of, typed
from tests.support.examples import examples
from tests.support.synthesis import add_theme, let_code, place

WORDS = (("bosque", "río"), ("harina", "pan"))
"""A word in each paragraph of each post, by which passages of it are placed."""
PARAGRAPHS = ("Contamos con el {} de todos.", "También nos ayuda el {} del pueblo.")
SITE = "https://forum.example"
Reader = Callable[[Sight], set[int]]


def _of_excerpts(sight: Sight) -> set[int]:
    return {view.text.id for view in excerpts(sight, true())}


def _of_feeds(sight: Sight) -> set[int]:
    return {row[0].text_id for row in db.session.execute(latest_posts(sight))}


def _of_citations(sight: Sight) -> set[int]:
    cited = cited_posts(sight, list(db.session.scalars(select(Post.key))))
    return set(db.session.scalars(select(Post.text_id).where(Post.key.in_(cited))))


def _of_agreement(sight: Sight) -> set[int]:
    return {text_id for text_id, *_rest in db.session.execute(paragraphs_coded(sight))}


def _of_quotable_texts(sight: Sight) -> set[int]:
    return {text.id for text in db.session.scalars(quotable_texts(sight))}


def _of_elements(sight: Sight) -> set[int]:
    cited = cited_passages(sight, list(db.session.scalars(select(Excerpt.key))))
    return set(db.session.scalars(select(Excerpt.text_id).where(Excerpt.key.in_(cited))))


def _of_open_data(sight: Sight) -> set[int]:
    found = gather(sight)
    return {view.text.id for view in found.excerpts} | {post.text_id for post, _thread in found.posts}


LISTS: dict[str, Reader] = {
    "passages": _of_excerpts,
    "feeds": _of_feeds,
    "citations": _of_citations,
    "policy elements": _of_elements,
    "open data": _of_open_data,
    "agreement": _of_agreement,
    "quotable texts": _of_quotable_texts,
}
"""The ids of the texts that each reader shows to a participant."""
COUNTS: dict[str, Callable[[Sight], int]] = {
    "matrix": lambda sight: matrix(sight).total,
    "passages": lambda sight: len(excerpts(sight, true())),
    "at posts": lambda sight: sum(number for _post, number in db.session.execute(excerpts_of_posts(sight))),
}
"""How many passages each reader counts for a participant."""


def publish(cast: Cast, sight: Sight) -> tuple[Edition, Document]:
    """Publish an edition without its files; return it with what it says."""
    number = len(db.session.scalars(select(Edition.id)).all()) + 1
    edition = Edition(
        forum_id=cast.forum.id, number=number, discussion=FULL_DISCUSSION, threads=(), note="", made_by_id=cast.alma.id,
        created_at=START, finished_at=START, published_at=START,
    )  # fmt: skip
    document = compose(sight, edition, SITE)
    db.session.add(edition)
    db.session.flush()
    db.session.add_all(EditionPart(edition_id=edition.id, kind=kind, key=key) for kind, key in parts_of(document))
    db.session.commit()
    return edition, document


steps = st.lists(
    st.tuples(
        st.sampled_from(
            [
                "place", "place", "place", "code", "hide", "restore", "lock", "unlock", "withdraw text",
                "take back text", "withdraw passage", "take back passage", "edit", "retire", "use", "publish",
            ]
        ),
        st.integers(0, 1),
        st.integers(0, 1),
    ),
    min_size=1,
    max_size=14,
)  # fmt: skip
Spot = tuple[int, int]
"""The number of a post, and of a paragraph in it."""


@dataclass
class Story:
    """Two posts of Ana's in weeks 1 and 2, two themes, and what may be quoted by the story's own account."""

    cast: Cast
    posts: list[Post]
    themes: list[Theme]
    placed: list[tuple[Excerpt, Spot, int]] = field(default_factory=list)
    hidden: set[int] = field(default_factory=set)
    locked: set[int] = field(default_factory=set)
    withdrawn: set[int] = field(default_factory=set)
    withdrawn_words: set[Spot] = field(default_factory=set)
    retired: set[int] = field(default_factory=set)
    published: list[tuple[Edition, Document]] = field(default_factory=list)
    numbers: count[int] = field(default_factory=count)

    @classmethod
    def begin(cls, cast: Cast) -> Story:
        threads = [cast.thread, cast.question_thread]
        bodies = ["\n\n".join(map(str.format, PARAGRAPHS, words)) for words in WORDS]
        ana = sight_for(cast, cast.ana)
        posts = [posting.reply(ana, *each) for each in zip(threads, [cast.ana] * 2, map(typed, bodies), strict=True)]
        let_code(cast, cast.rosa)
        return cls(cast, posts, [add_theme(cast, name) for name in ("Capital", "Laws")])

    def sight(self, name: str) -> Sight:
        return sight_for(self.cast, getattr(self.cast, name))

    def take(self, step: str, post: int, second: int) -> None:
        """Do one thing; what the rules refuse changes nothing."""
        with suppress(Refused, Gone, StopIteration):
            getattr(self, step.replace(" ", "_"))(post, second)

    def place(self, post: int, second: int) -> None:
        theme = next(self.numbers) % 2
        word = WORDS[post][second]
        excerpt = place(self.cast, self.themes[theme], word, self.posts[post], once=f"place {next(self.numbers)}")
        self.placed.append((excerpt, (post, second), theme))

    def code(self, post: int, _second: int) -> None:
        """Let Rosa place the first paragraph and finish the text, whose agreement then counts."""
        sight, text = self.sight("rosa"), text_of(self.posts[post])
        if db.session.get(CodingMark, (text.id, self.cast.rosa.id)) is None:
            excerpt = place(
                self.cast, self.themes[0], WORDS[post][0], self.posts[post], person=self.cast.rosa, once=f"code {post}"
            )
            self.placed.append((excerpt, (post, 0), 0))
            coding.finish_text(sight, text, self.cast.rosa)

    def hide(self, post: int, _second: int) -> None:
        posting.hide_post(self.sight("alma"), self.posts[post], "Off topic")
        self.hidden.add(post)

    def restore(self, post: int, _second: int) -> None:
        posting.restore_post(self.sight("alma"), self.posts[post])
        self.hidden.discard(post)

    def lock(self, post: int, _second: int) -> None:
        scheduling.override_week(self.sight("alma"), self.cast.week(post + 1), "locked")
        self.locked.add(post)

    def unlock(self, post: int, _second: int) -> None:
        scheduling.override_week(self.sight("alma"), self.cast.week(post + 1), None)
        self.locked.discard(post)

    def withdraw_text(self, post: int, _second: int) -> None:
        quoted.withdraw(self.sight("ana"), text_of(self.posts[post]), None)
        self.withdrawn.add(post)

    def take_back_text(self, post: int, _second: int) -> None:
        quoted.take_back_withdrawal(self.sight("ana"), text_of(self.posts[post]), None)
        self.withdrawn.discard(post)

    def _passage(self, post: int, second: int) -> Excerpt:
        return next(excerpt for excerpt, spot, _theme in self.placed if spot == (post, second))

    def withdraw_passage(self, post: int, second: int) -> None:
        quoted.withdraw(self.sight("ana"), text_of(self.posts[post]), self._passage(post, second))
        self.withdrawn_words.add((post, second))

    def take_back_passage(self, post: int, second: int) -> None:
        quoted.take_back_withdrawal(self.sight("ana"), text_of(self.posts[post]), self._passage(post, second))
        self.withdrawn_words.discard((post, second))

    def edit(self, post: int, second: int) -> None:
        """Add a word to a paragraph, so that its passages are of an older wording."""
        text = text_of(self.posts[post])
        paragraphs = list(map(str.format, PARAGRAPHS, WORDS[post]))
        paragraphs[second] += f" Siempre, {next(self.numbers)}."
        thread = self.cast.thread if post == 0 else self.cast.question_thread
        source = "\n\n".join(paragraphs)
        posting.edit_post(self.sight("ana"), thread, self.posts[post], text, source, current_number(text))

    def retire(self, theme: int, _second: int) -> None:
        codebook.set_state(self.sight("alma"), self.themes[theme], RETIRED, "A theme")
        self.retired.add(theme)

    def use(self, theme: int, _second: int) -> None:
        codebook.set_state(self.sight("alma"), self.themes[theme], IN_USE, "A theme")
        self.retired.discard(theme)

    def publish(self, _post: int, _second: int) -> None:
        """Publish an edition with the whole discussion."""
        self.published.append(publish(self.cast, self.sight("alma")))

    def end(self) -> None:
        """Leave nothing that the next story would see: its own weeks are open, and no theme of this one is in use."""
        for number in (0, 1):
            self.take("unlock", number, 0)
            self.take("retire", number, 0)

    def documents(self, sight: Sight) -> Iterator[Document]:
        """Yield what an edition of this moment would say, and what the published ones say that are served."""
        yield compose(sight, Edition(number=0, discussion=FULL_DISCUSSION, threads=(), note=""), SITE)
        for edition, document in self.published:
            if db.session.scalar(parts_out_of_sight(sight, edition).limit(1)) is None:
                yield document

    def check_document(self, document: Document, kept: set[int]) -> None:
        """Look for what may not be printed: posts, passages, and posts in full of which words are withdrawn."""
        parts = parts_of(document)
        gone = {self.posts[post].key for post in kept}
        assert {key for kind, key in parts if kind in ("post", "whole")} & gone == set()
        withdrawn = {excerpt.key for excerpt, spot, _theme in self.placed if spot in self.withdrawn_words}
        assert {key for kind, key in parts if kind == "excerpt"} & withdrawn == set()
        not_whole = {self.posts[post].key for post, _paragraph in self.withdrawn_words}
        assert {key for kind, key in parts if kind == "whole"} & not_whole == set()

    def check(self) -> None:
        """Compare what every reader shows and counts with what it may."""
        participant, admin = self.sight("jorge"), self.sight("alma")
        kept = self.hidden | self.locked | self.withdrawn
        gone = {text_of(self.posts[post]).id for post in kept}
        for name, shows in LISTS.items():
            assert shows(participant) & gone == set(), name
        shown = [
            spot for _excerpt, spot, theme in self.placed
            if spot[0] not in kept and spot not in self.withdrawn_words and theme not in self.retired
        ]  # fmt: skip
        for name, counts in COUNTS.items():
            assert counts(participant) == len(shown), name
        for _one, _other, number in ((pair.one, pair.other, pair.number) for pair in together(participant).pairs):
            assert number <= len({spot[0] for spot in shown})
        for document in self.documents(participant):
            self.check_document(document, kept)
        never = {text_of(self.posts[post]).id for post in self.hidden | self.withdrawn}
        assert _of_agreement(admin) & never == set()


@given(steps)
@settings(
    max_examples=examples(40),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_nothing_hidden_locked_or_withdrawn_is_shown_or_counted(cast: Cast, told: list[tuple[str, int, int]]) -> None:
    story = Story.begin(cast)
    try:
        for step in told:
            story.take(*step)
            story.check()
    finally:
        story.end()


def test_a_story_would_notice_a_reader_that_shows_what_was_withdrawn(cast: Cast) -> None:
    story = Story.begin(cast)
    story.take("place", 0, 0)
    story.check()
    assert [counts(story.sight("jorge")) for counts in COUNTS.values()] == [1, 1, 1]
    text_id = text_of(story.posts[0]).id
    assert all(text_id in shows(story.sight("jorge")) for name, shows in LISTS.items() if name != "agreement")
    story.take("code", 0, 0)
    assert text_id in _of_agreement(story.sight("alma"))
    story.take("publish", 0, 0)
    assert len(list(story.documents(story.sight("jorge")))) == 2
    story.withdrawn.add(0)  # which nobody did
    for document in story.documents(story.sight("jorge")):
        with pytest.raises(AssertionError):
            story.check_document(document, {0})
    assert text_id in _of_excerpts(story.sight("jorge"))
    assert db.session.get(Text, text_id) is not None
