"""Whatever happens to a forum, no search reveals a word, a count or a name that its viewer may not see.

Each secret of a story has a word of its own. Who may see it is said here again, plainly, from what has happened.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from board.actions import posting, preparing, scheduling
from board.actions.erasing import erase_post
from board.actions.translating import newest_translation, save_translation
from board.actions.writing import current_number
from board.extensions import db
from board.models import Membership, Post, Reading, Text, Thread, User
from board.rules.translations import APPROVED, DRAFT, IN_REVIEW
from board.text import question
from board.visible import Sight, Sought, found_texts, number_of, visible_authors
from tests.support.cast import (
    OPENING,
    START,
    Cast,
    look_as,
    make_cast,
    reading_form,
    segments_of,
    sight_for,
    text_of,
    typed,
)
from tests.support.searching import all_found, words_shown

PEOPLE = ("nobody", "ana", "jorge", "rosa", "bento", "tess", "alma", "omar", "nina", "olga")
READERS = {"ana", "jorge", "rosa", "bento", "tess", "alma"}
STATES = (DRAFT, IN_REVIEW, APPROVED)


@dataclass
class Story:
    """A forum and what has become of its secrets."""

    cast: Cast
    posts: dict[str, Post]
    """``locked`` in the locked week, ``open`` in an open one, both Ana's and in Spanish."""
    titles: Thread
    open: bool = False
    now: datetime = START
    removed: dict[str, str] = field(default_factory=dict)
    edits: dict[str, int] = field(default_factory=lambda: {"locked": 0, "open": 0})
    approved: dict[str, bool] = field(default_factory=lambda: {"locked": False, "open": False})
    reading: int | None = None

    # ---- what happens

    def unlock(self, _post: str) -> None:
        if not self.open:
            scheduling.override_week(self.sight("alma"), self.cast.week(3), "open")
        self.open = True

    def lock(self, _post: str) -> None:
        if self.open:
            scheduling.override_week(self.sight("alma"), self.cast.week(3), "locked")
        self.open = False

    def hide(self, name: str) -> None:
        if name not in self.removed:
            posting.hide_post(self.sight("alma"), self.posts[name], "reason")
            self.removed[name] = "hidden"

    def restore(self, name: str) -> None:
        if self.removed.get(name) == "hidden":
            posting.restore_post(self.sight("alma"), self.posts[name])
            del self.removed[name]

    def delete(self, name: str) -> None:
        if name == "open" and name not in self.removed:
            posting.delete_post(self.sight("ana"), self.posts[name])
            self.removed[name] = "deleted"

    def erase(self, name: str) -> None:
        if self.removed.get(name) in ("hidden", "deleted"):
            erase_post(self.sight("olga"), self.posts[name])
            self.removed[name] = "erased"

    def edit(self, name: str) -> None:
        if name == "open" and name not in self.removed:
            self.edits[name] += 1
            text = text_of(self.posts[name])
            source = f"secretoabierto vez{self.edits[name]}"
            posting.edit_post(self.sight("ana"), self.cast.thread, self.posts[name], text, source, current_number(text))
            self.approved[name] = False

    def translate(self, name: str, state: str) -> None:
        if name in self.removed:
            return
        text = text_of(self.posts[name])
        [segment] = segments_of(text)
        newest = newest_translation(text, segment.lineage)
        words = f"translated{name} common {state.replace(' ', '')} {newest.id if newest else 0}"
        base = newest.id if newest else 0
        save_translation(self.sight("tess"), text, segment, words, state, base=base, digest=segment.digest)
        self.approved[name] = state == APPROVED or (self.approved[name] and state == DRAFT)

    def remove_reading(self, _post: str) -> None:
        if self.reading is not None:
            preparing.remove_reading(self.sight("alma"), db.session.get_one(Reading, self.reading))
            self.reading = None

    # ---- who may see what

    def sight(self, person: str) -> Sight:
        return sight_for(self.cast, self.person(person), self.now)

    def person(self, name: str) -> User | None:
        return None if name == "nobody" else getattr(self.cast, name)

    def may_see(self, person: str) -> dict[str, bool]:
        """By secret word. Olga is made an admin of the forum, Omar is one of the other."""
        admin = person in ("alma", "olga")
        inside = admin or (self.open and person in READERS)
        member = admin or person in READERS
        material = person == "tess"
        locked = (inside or material) and "locked" not in self.removed
        opened = member and "open" not in self.removed
        return {
            "secretobloqueado": locked,
            "translatedlocked": locked and self.approved["locked"],
            "lockedtitle": inside or (material and "locked" not in self.removed),
            "lockedenglish": inside,
            "secretoabierto": opened,
            "translatedopen": opened and self.approved["open"],
            "foreignword": False,
            "removedreading": member and self.reading is not None,
        }

    def check(self) -> None:
        for person in PEOPLE:
            sight, seen = self.sight(person), self.may_see(person)
            counted = {word: count(sight, word) > 0 for word in seen}
            assert counted == seen, person
            shown = " ".join(words_shown(one) for one in all_found(sight, "common")).replace("[", "").replace("]", "")
            assert [word for word, visible in seen.items() if word in shown and not visible] == [], person


def count(sight: Sight, word: str) -> int:
    """The number that a page would tell: the query of its results, counted."""
    return db.session.scalar(number_of(found_texts(sight, Sought(question(word).sides())))) or 0


def new_story() -> Story:
    cast = make_cast(locked_content=False)
    alma = sight_for(cast, cast.alma)
    db.session.add(
        Membership(forum_id=cast.forum.id, user_id=cast.olga.id, roles=frozenset({"admin"}), created_at=START)
    )
    db.session.commit()
    opening = typed("lockedenglish common", "en", "lockedtitle common")
    thread = posting.open_thread(alma, cast.week(3), cast.alma, opening, question=True)
    posts = {
        "locked": posting.reply(alma, thread, cast.alma, typed("secretobloqueado vez0 common")),
        "open": posting.reply(sight_for(cast, cast.ana), cast.thread, cast.ana, typed("secretoabierto vez0 common")),
    }
    form = reading_form("Common", "removedreading common", "en")
    reading = preparing.add_reading(alma, cast.week(1), form, cast.alma)
    _write_elsewhere(cast)
    return Story(cast, posts, thread, reading=reading.id)


def _write_elsewhere(cast: Cast) -> None:
    """An open thread of another forum."""
    other = cast.other_forum
    scheduling.add_week(look_as(other, cast.omar), "Other", "", "en", datetime(2026, 3, 1, 9, 0), cast.omar)  # noqa: DTZ001
    sight = look_as(other, cast.omar)
    posting.open_thread(sight, sight.weeks[0], cast.omar, typed("foreignword common", "en", "foreignword"))


names = st.sampled_from(["locked", "open"])
acts: st.SearchStrategy[Callable[[Story], None]] = st.one_of(
    st.tuples(
        st.sampled_from([
            Story.unlock, Story.lock, Story.hide, Story.restore, Story.delete, Story.erase, Story.edit,
            Story.remove_reading,
        ]),
        names,
    ).map(lambda drawn: lambda story: drawn[0](story, drawn[1])),
    st.tuples(names, st.sampled_from(STATES)).map(lambda drawn: lambda story: story.translate(*drawn)),
)  # fmt: skip


@given(st.lists(acts, min_size=2, max_size=7))
@settings(
    max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
def test_no_search_reveals_what_its_viewer_may_not_see(
    db_session: object, story_acts: list[Callable[[Story], None]]
) -> None:
    """Each story is told in a database that knows no other."""
    db.session.remove()
    undo = db.engines[None].begin_nested()  # type: ignore[attr-defined]  # a connection, while a test runs
    try:
        story = new_story()
        for act in story_acts:
            act(story)
        story.check()
    finally:
        db.session.remove()
        undo.rollback()


def test_the_other_forum_finds_its_own(db_session: object) -> None:
    """The secret of the other forum is there to be found, by its admin."""
    story = new_story()
    found = all_found(look_as(story.cast.other_forum, story.cast.omar), "foreignword")
    assert {result.place.kind for result in found} == {"thread", "post"}
    assert all_found(look_as(story.cast.other_forum, story.cast.alma), "foreignword") == []
    assert all_found(look_as(story.cast.other_forum, story.cast.omar), "secretoabierto") == []


@pytest.mark.parametrize(("seconds", "found"), [(-1, 0), (0, 2), (1, 2)])
def test_a_week_is_found_from_the_instant_at_which_it_opens(db_session: object, seconds: int, found: int) -> None:
    cast = make_cast()
    at = OPENING + timedelta(seconds=seconds)
    assert len(all_found(sight_for(cast, cast.jorge, at), "LOCKED question")) == min(found, 1)
    assert len(all_found(sight_for(cast, cast.jorge, at), "cooperativa LOCKED")) == min(found, 1)


def test_authors_to_choose_from_are_those_whose_words_one_may_read(cast: Cast) -> None:
    """Bento wrote in the locked week alone; Alma asked a question in an open one."""
    seen = {
        person: {user.name for user in db.session.scalars(visible_authors(sight_for(cast, getattr(cast, person))))}
        for person in ("ana", "bento", "tess", "alma", "olga")
    }
    everybody = {"Alma", "Ana", "Jorge"}
    assert seen == {
        "ana": everybody,
        "bento": everybody | {"Bento"},
        "tess": everybody | {"Bento"},
        "alma": everybody | {"Bento"},
        "olga": set(),
    }
    posting.hide_post(sight_for(cast, cast.alma), cast.answer, "")
    names = {user.name for user in db.session.scalars(visible_authors(sight_for(cast, cast.alma)))}
    assert names == {"Alma", "Ana", "Bento"}


def test_texts_of_all_forums_are_in_one_index_and_never_meet(cast: Cast) -> None:
    """The index holds both; what is asked of one forum counts there alone."""
    _write_elsewhere(cast)
    assert all_found(sight_for(cast, cast.alma), "foreignword") == []
    held = db.session.scalars(select(Text.forum_id).where(Text.forum_id == cast.other_forum.id)).all()
    assert len(held) >= 3
