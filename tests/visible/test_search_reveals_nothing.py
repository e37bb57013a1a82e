"""Whatever happens to a forum, no search reveals a word, a count or a name that its viewer may not see.

Each secret of a story has a word of its own. Who may find it is said here again, plainly, from what has happened.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from board.actions import announcing, posting, preparing, presenting, scheduling
from board.actions.erasing import erase_post
from board.actions.titled import Titled
from board.actions.translating import newest_translation, save_translation
from board.actions.unsent import UnsentWords, keep_unsent
from board.actions.wordings import current_number
from board.extensions import db
from board.models import Announcement, Forum, Membership, Post, Reading, Text, Thread, User
from board.models.base import new_key
from board.rules.translations import APPROVED, DRAFT, IN_REVIEW
from board.text import parse_query
from board.visible import SearchQuery, Sight, matching_texts, visible_authors
from tests.support.cast import (
    OPENING,
    START,
    Cast,
    Standing,
    look_as,
    make_cast,
    reading_form,
    segments_of,
    sight_for,
    text_of,
    typed,
)
from tests.support.client import Client, signed_in
from tests.support.examples import examples
from tests.support.presenting import seen
from tests.support.searching import all_found
from tests.support.site import forget_rendered

PEOPLE = ("nobody", "ana", "jorge", "rosa", "bento", "tess", "alma", "omar", "nina", "olga")
READERS = {"ana", "jorge", "rosa", "bento", "tess", "alma", "olga"}
ADMINS = {"alma", "olga"}
"""Olga is made an admin of the forum; Omar is one of the other."""
STATES = (DRAFT, IN_REVIEW, APPROVED)
REGIONS = {"ana": "Brazil", "bento": "Brazil", "rosa": "Quebec"}
FOREIGN = {"foreigntitle", "foreignword", "foreignlockedtitle", "foreignlocked"}
"""What Omar finds in his own forum, where he hid ``foreignhidden``."""


@dataclass(frozen=True, slots=True)
class Secret:
    """A text, as each of its properties narrows a search to it."""

    week: int | None
    author: str = ""
    language: str = "en"


SECRETS = {
    "lockedtitle": Secret(3, "alma"),
    "lockedenglish": Secret(3, "alma"),
    "secretobloqueado": Secret(3, "rosa", "es"),
    "secretoabierto": Secret(1, "tess", "es"),
    "removedtitle": Secret(1),
    "removedreading": Secret(1),
    "drafttitle": Secret(3, "bento", "es"),
    "draftcase": Secret(3, "bento", "es"),
    "casetitle": Secret(3, "bento", "es"),
    "casebody": Secret(3, "bento", "es"),
    "announcedtitle": Secret(None),
    "announcedbody": Secret(None),
}
"""By the word that stands in it alone. All of them hold ``common`` too, and their translations ``rendered``."""
WORDS = SECRETS.keys() | FOREIGN | {"translatedlocked", "translatedopen", "foreignhidden", "unsentword"}


@dataclass(frozen=True, slots=True)
class Filters:
    """What a search is narrowed to. Nothing of it means all."""

    week: int | None = None
    person: str = ""
    region: str = ""
    language: str = ""

    def let_in(self, secret: Secret) -> bool:
        return (
            self.week in (None, secret.week)
            and self.person in ("", secret.author)
            and self.region in ("", REGIONS.get(secret.author))
            and self.language in ("", secret.language)
        )

    def sought(self, story: Story) -> dict[str, Any]:
        week = story.cast.week(self.week).id if self.week else None
        author = getattr(story.cast, self.person).id if self.person else None
        return {"week_id": week, "author_id": author, "region": self.region, "language": self.language}

    def query(self, story: Story) -> str:
        """As an address says it."""
        person = getattr(story.cast, self.person).key if self.person else ""
        said = {"week": self.week or "", "person": person, "region": self.region, "language": self.language}
        return urlencode({"q": "common", **said})


@dataclass(frozen=True, slots=True)
class Told:
    """What every story begins with, by ids: it is told again and again."""

    cast: Standing
    posts: dict[str, int]
    texts: dict[str, int]
    """Of the secrets."""
    reading: int
    announcement: int

    def story(self) -> Story:
        posts = {name: db.session.get_one(Post, post_id) for name, post_id in self.posts.items()}
        return Story(self.cast.cast(), posts, self)


@dataclass
class Story:
    """A forum and what has become of its secrets."""

    cast: Cast
    posts: dict[str, Post]
    """``locked`` in the locked week, Rosa's; ``open`` in an open one, by Tess; both in Spanish."""
    told: Told
    open: bool = False
    now: datetime = START
    removed: dict[str, str] = field(default_factory=dict)
    edits: int = 0
    approved: dict[str, bool] = field(default_factory=lambda: {"locked": False, "open": False})
    reading_stands: bool = True
    announcement_stands: bool = True
    case_published: bool = False

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
            posting.delete_post(self.sight("tess"), self.posts[name])
            self.removed[name] = "deleted"

    def erase(self, name: str) -> None:
        if self.removed.get(name) in ("hidden", "deleted"):
            erase_post(self.sight("olga"), self.posts[name])
            self.removed[name] = "erased"

    def edit(self, name: str) -> None:
        if name == "open" and name not in self.removed:
            self.edits += 1
            text = text_of(self.posts[name])
            source = f"secretoabierto vez{self.edits} common"
            posting.edit_post(
                self.sight("tess"), self.cast.thread, self.posts[name], text, source, current_number(text)
            )
            self.approved[name] = False

    def translate(self, name: str, state: str) -> None:
        if name in self.removed:
            return
        text = text_of(self.posts[name])
        [segment] = segments_of(text)
        newest = newest_translation(text, segment.lineage)
        words = f"translated{name} rendered {state.replace(' ', '')} {newest.id if newest else 0}"
        base = newest.id if newest else 0
        save_translation(self.sight("tess"), text, segment, words, state, base=base, digest=segment.digest)
        self.approved[name] = state == APPROVED or (self.approved[name] and state == DRAFT)

    def remove_reading(self, _post: str) -> None:
        if self.reading_stands:
            preparing.remove_reading(self.sight("alma"), db.session.get_one(Reading, self.told.reading))
        self.reading_stands = False

    def take_back(self, _post: str) -> None:
        if self.announcement_stands:
            told = db.session.get_one(Announcement, self.told.announcement)
            announcing.remove_announcement(self.sight("alma"), told, self.cast.alma)
        self.announcement_stands = False

    def publish(self, _post: str) -> None:
        if not self.case_published:
            case = self.cast.case_study
            assert case is not None
            presenting.publish_case_study(self.sight("alma"), case, seen(case))
        self.case_published = True

    # ---- who may see what

    def sight(self, person: str) -> Sight:
        return sight_for(self.cast, self.person(person), self.now)

    def person(self, name: str) -> User | None:
        return None if name == "nobody" else getattr(self.cast, name)

    def finds(self, person: str) -> set[str]:
        """The words of the secrets that somebody finds."""
        admin, material = person in ADMINS, person == "tess"
        inside = admin or (self.open and person in READERS)
        locked_stands = "locked" not in self.removed
        case = admin or material or person == "bento" or (inside and self.case_published)
        found = {
            "lockedtitle": inside or (material and locked_stands),
            "lockedenglish": inside,
            "secretobloqueado": (inside or material) and locked_stands,
            "secretoabierto": person in READERS and "open" not in self.removed,
            "casetitle": case,
            "casebody": case,
        }
        found |= dict.fromkeys(("removedtitle", "removedreading"), person in READERS and self.reading_stands)
        found |= dict.fromkeys(("announcedtitle", "announcedbody"), person in READERS and self.announcement_stands)
        return {word for word, visible in found.items() if visible}

    def finds_translated(self, person: str) -> set[str]:
        """The secrets of which somebody finds the translation."""
        approved = {SPANISH[name] for name, is_so in self.approved.items() if is_so}
        return approved & self.finds(person)

    def authors(self, person: str) -> set[str]:
        """Whose words somebody may read: what the cast says stands; Bento reads his own draft."""
        if person not in READERS:
            return set()
        return {"ana", "jorge", "alma"} | {self.known(word, person).author for word in self.finds(person)} - {""}

    def known(self, word: str, person: str) -> Secret:
        """What somebody may know of a secret that they find: whose material a case study is, its translator may not."""
        unsaid = person == "tess" and word in ("casetitle", "casebody") and not (self.open and self.case_published)
        return replace(SECRETS[word], author="") if unsaid else SECRETS[word]

    def counts(self, person: str, filters: Filters) -> int:
        return sum(filters.let_in(self.known(word, person)) for word in self.finds(person))

    # ---- what is compared

    def check(self) -> None:
        for person in PEOPLE:
            sight = self.sight(person)
            assert ids(sight, "common") == self.ids_of(self.finds(person)), person
            assert self.offered(sight) == self.authors(person), person

    def check_closely(self, person: str, filters: Filters) -> None:
        sight = self.sight(person)
        assert ids(sight, "rendered") == self.ids_of(self.finds_translated(person)), person
        assert count(sight, "common", **filters.sought(self)) == self.counts(person, filters), person

    def ids_of(self, words: set[str]) -> set[int]:
        return {self.told.texts[word] for word in words}

    def offered(self, sight: Sight) -> set[str]:
        return {user.name.lower() for user in db.session.execute(visible_authors(sight))}

    def check_page(self, client: Client, person: str, filters: Filters) -> None:
        """The page holds no word of what is not found; a person who is not offered narrows nothing."""
        page = client.get(f"/f/{self.cast.forum.slug}/search?{filters.query(self)}")
        shown, finds = page.get_data(as_text=True), self.finds(person)
        may_hold = finds | {f"translated{name}" for name in SPANISH if SPANISH[name] in self.finds_translated(person)}
        assert words_in(shown) - may_hold == set(), person
        if person not in READERS:
            assert page.status_code in (302, 401, 403)
            return
        authors = self.authors(person)
        heeded = filters if filters.person in authors else replace(filters, person="")
        assert number_told(shown) == self.counts(person, heeded), person
        assert people_offered(client, self.cast.forum) == authors, person

    def check_elsewhere(self, client: Client) -> None:
        """In his own forum Omar finds what is there, and nothing of this one."""
        page = client.get(f"/f/{self.cast.other_forum.slug}/search?q=common").get_data(as_text=True)
        assert words_in(page) == FOREIGN
        assert number_told(page) == len(FOREIGN)
        assert people_offered(client, self.cast.other_forum) == {"omar"}


SPANISH = {"locked": "secretobloqueado", "open": "secretoabierto"}
"""The secret in each of the posts that change."""


def words_in(page: str) -> set[str]:
    """The secret words that stand in a page."""
    return set(re.findall(r"\w+", page)) & WORDS


def number_told(page: str) -> int:
    told = re.search(r'<h2 id="results">(?:(\d+) results?|Nothing found)</h2>', page)
    assert told is not None
    return int(told[1] or 0)


def people_offered(client: Client, forum: Forum) -> set[str]:
    """The names that the field suggests, whatever is typed into it; a page takes no others."""
    asked = "".join(sorted({name[0] for name in PEOPLE}))
    parts = [
        client.get(f"/f/{forum.slug}/search?by={letter}", headers={"HX-Request": "true"}).get_data(as_text=True)
        for letter in asked
    ]
    return {name.lower() for part in parts for name in re.findall(r'value="(\w+)"', part)}


def ids(sight: Sight, word: str) -> set[int]:
    rows = db.session.execute(matching_texts(sight, SearchQuery(parse_query(word).sides()))).all()
    assert len({row.id for row in rows}) == len(rows)
    return {row.id for row in rows}


def count(sight: Sight, word: str, **filters: Any) -> int:
    """The number that a page would tell: the query of its results, counted."""
    return len(db.session.execute(matching_texts(sight, SearchQuery(parse_query(word).sides(), **filters))).all())


def begin_to_tell() -> Told:
    cast = make_cast(locked_content=False)
    alma = sight_for(cast, cast.alma)
    member = Membership(
        forum_id=cast.forum.id, user_id=cast.olga.id, roles=frozenset({"admin"}), created_at=START, welcomed_at=START
    )
    db.session.add(member)
    db.session.commit()
    opening = typed("lockedenglish common", "en", "lockedtitle common")
    thread = posting.open_thread(alma, cast.week(3), cast.alma, opening, question=True)
    opening_post = _opening_of(thread)
    posts = {
        "locked": posting.reply(alma, thread, cast.rosa, typed("secretobloqueado vez0 common")),
        "open": posting.reply(sight_for(cast, cast.tess), cast.thread, cast.tess, typed("secretoabierto vez0 common")),
    }
    form = reading_form("removedtitle common", "removedreading common", "en")
    reading = preparing.add_reading(alma, cast.week(1), form, cast.alma)
    draft, case = _present(cast, "drafttitle", "draftcase"), _present(cast, "casetitle", "casebody")
    presenting.submit_case_study(sight_for(cast, cast.bento), case)
    telling = Titled("announcedtitle common", "announcedbody common", "en")
    told = announcing.announce(alma, telling, cast.alma)
    keep_unsent(
        cast.alma, UnsentWords(announcing.unsent_place(alma, announcing.NEW), "unsentword common", "", "en"), START
    )
    _write_elsewhere(cast)
    texts = {
        "lockedtitle": thread.title_id, "lockedenglish": opening_post.text_id,
        **{SPANISH[name]: post.text_id for name, post in posts.items()},
        "removedtitle": reading.title_id, "removedreading": reading.body_id,
        "drafttitle": draft.title_id, "draftcase": draft.body_id, "casetitle": case.title_id, "casebody": case.body_id,
        "announcedtitle": told.title_id, "announcedbody": told.body_id,
    }  # fmt: skip
    assert texts.keys() == SECRETS.keys()
    named = {word: text_id for word, text_id in texts.items() if text_id is not None}
    by_name = {name: post.id for name, post in posts.items()}
    cast = replace(
        cast, locked_thread=thread, locked_post=opening_post, locked_spanish_post=posts["locked"],
        locked_reading=draft, case_study=case,
    )  # fmt: skip
    return Told(Standing.of(cast), by_name, named, reading.id, told.id)


def _present(cast: Cast, title: str, body: str) -> Reading:
    """A case study of Bento's that is a draft."""
    words = Titled(f"{title} common", f"{body} common", "es")
    return presenting.begin_case_study(sight_for(cast, cast.bento), cast.week(3), words, cast.bento, new_key())


def _opening_of(thread: Thread) -> Post:
    return db.session.scalars(select(Post).where(Post.thread_id == thread.id).order_by(Post.id).limit(1)).one()


def _write_elsewhere(cast: Cast) -> None:
    """In another forum: an open thread with a post that is hidden, and a thread of a locked week."""
    other = cast.other_forum
    for wall in (datetime(2026, 3, 1, 9, 0), datetime(2026, 3, 20, 9, 0)):  # noqa: DTZ001
        scheduling.add_week(look_as(other, cast.omar), "Other", "", "en", wall, cast.omar)
    sight = look_as(other, cast.omar)
    opened, locked = sight.weeks
    thread = posting.open_thread(sight, opened, cast.omar, typed("foreignword common", "en", "foreigntitle common"))
    hidden = posting.reply(sight, thread, cast.omar, typed("foreignhidden common", "en"))
    posting.hide_post(sight, hidden, "reason")
    posting.open_thread(sight, locked, cast.omar, typed("foreignlocked common", "en", "foreignlockedtitle common"))


names = st.sampled_from(["locked", "open"])
acts: st.SearchStrategy[Callable[[Story], None]] = st.one_of(
    st.tuples(
        st.sampled_from([
            Story.unlock, Story.lock, Story.hide, Story.restore, Story.delete, Story.erase, Story.edit,
            Story.remove_reading, Story.take_back, Story.publish,
        ]),
        names,
    ).map(lambda drawn: lambda story: drawn[0](story, drawn[1])),
    st.tuples(names, st.sampled_from(STATES)).map(lambda drawn: lambda story: story.translate(*drawn)),
)  # fmt: skip


some = st.lists(st.sampled_from(PEOPLE), min_size=3, max_size=3, unique=True)
filtering = st.builds(
    Filters,
    week=st.sampled_from([None, 1, 3]),
    person=st.sampled_from(["", "", "rosa", "bento", "tess"]),
    region=st.sampled_from(["", "", "Brazil", "Quebec"]),
    language=st.sampled_from(["", "es", "en"]),
)


def test_no_search_reveals_what_its_viewer_may_not_see(app: Flask, db_session: object) -> None:
    """Each story begins with the same forum, and is undone before the next."""
    told = begin_to_tell()
    standing = told.story().cast
    clients: dict[str, Client] = {name: signed_in(app, getattr(standing, name)) for name in PEOPLE[1:]}
    clients["nobody"] = app.test_client()
    for client in clients.values():
        client.careful = False

    @given(st.lists(acts, min_size=1, max_size=7), filtering, some)
    @settings(max_examples=examples(25), deadline=None, suppress_health_check=[HealthCheck.too_slow])
    def holds(story_acts: list[Callable[[Story], None]], filters: Filters, people: list[str]) -> None:
        with undone():
            story = told.story()
            for act in story_acts:
                act(story)
            story.check()
            for person in people:
                story.check_closely(person, filters)
            story.check_page(clients[people[0]], people[0], filters)
            story.check_elsewhere(clients["omar"])

    holds()


@contextmanager
def undone() -> Iterator[None]:
    """What is told here never was; what pages kept of it would be kept under keys that come again."""
    db.session.remove()
    undo = db.engines[None].begin_nested()  # type: ignore[attr-defined]  # a connection, while a test runs
    forget_rendered()
    try:
        yield
    finally:
        db.session.remove()
        undo.rollback()


def test_the_other_forum_finds_its_own(db_session: object) -> None:
    """The secrets of the other forum are there to be found, by its admin."""
    cast = begin_to_tell().story().cast
    found = all_found(look_as(cast.other_forum, cast.omar), "common")
    assert sorted(result.place.kind for result in found) == ["post", "post", "thread", "thread"]
    assert all_found(look_as(cast.other_forum, cast.alma), "common") == []
    assert all_found(look_as(cast.other_forum, cast.omar), "secretoabierto") == []


@pytest.mark.parametrize(("seconds", "found"), [(-1, 0), (0, 1), (1, 1)])
def test_a_week_is_found_from_the_instant_at_which_it_opens(db_session: object, seconds: int, found: int) -> None:
    cast = make_cast()
    at = OPENING + timedelta(seconds=seconds)
    assert len(all_found(sight_for(cast, cast.jorge, at), "LOCKED question")) == found
    assert len(all_found(sight_for(cast, cast.jorge, at), "cooperativa LOCKED")) == found


def test_authors_to_choose_from_are_those_whose_words_one_may_read(cast: Cast) -> None:
    """Bento wrote in the locked week alone, and what he wrote reaches Tess without his name; Alma asked a question in
    an open one.
    """
    seen = {
        person: {user.name for user in db.session.execute(visible_authors(sight_for(cast, getattr(cast, person))))}
        for person in ("ana", "bento", "tess", "alma", "olga")
    }
    everybody = {"Alma", "Ana", "Jorge"}
    assert seen == {
        "ana": everybody,
        "bento": everybody | {"Bento"},
        "tess": everybody,
        "alma": everybody | {"Bento"},
        "olga": set(),
    }
    posting.hide_post(sight_for(cast, cast.alma), cast.answer, "")
    names = {user.name for user in db.session.execute(visible_authors(sight_for(cast, cast.alma)))}
    assert names == {"Alma", "Ana", "Bento"}


def test_texts_of_all_forums_are_in_one_index_and_never_meet(cast: Cast) -> None:
    """The index holds both; what is asked of one forum counts there alone."""
    _write_elsewhere(cast)
    assert all_found(sight_for(cast, cast.alma), "foreignword") == []
    held = db.session.scalars(select(Text.forum_id).where(Text.forum_id == cast.other_forum.id)).all()
    assert len(held) >= 3
