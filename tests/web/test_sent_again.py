"""A form that is sent again with the same words makes one thing; changed words are never lost."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from board.actions.posting import delete_post
from board.actions.wordings import current_source
from board.extensions import db
from board.models import Announcement, Post, Reading, Revision, Text, Thread, UnsentText, User
from tests.support.cast import Cast, sight_for, text_of
from tests.support.client import Client
from tests.support.shown import Form, shown

SignIn = Callable[[User], Client]
FORUM = "/f/social-economy"
FIRST = "My first thought."
LONGER = f"{FIRST} And one more."
OTHER = "Something quite different."


def form_at(client: Client, address: str) -> Form:
    return shown(client.get(address)).form(address)


def reply_form(client: Client, cast: Cast) -> Form:
    return shown(client.get(f"{FORUM}/thread/{cast.thread.key}")).form("/reply")


def said(author: User) -> list[str]:
    """Return the current sources of a person's posts, in order."""
    texts = db.session.scalars(select(Text).join(Post, Post.text_id == Text.id).where(Post.author_id == author.id))
    return [current_source(text) for text in texts]


def revisions(source: str) -> int:
    return db.session.scalar(select(func.count()).select_from(Revision).where(Revision.source == source)) or 0


@pytest.fixture
def jorge(cast: Cast, sign_in: SignIn) -> Client:
    return sign_in(cast.jorge)


@pytest.fixture
def alma(cast: Cast, sign_in: SignIn) -> Client:
    return sign_in(cast.alma)


class TestReplies:
    def test_the_same_words_post_once(self, cast: Cast, jorge: Client) -> None:
        before, form = said(cast.jorge), reply_form(jorge, cast)
        for words in (FIRST, FIRST, f" {FIRST}\r\n"):
            assert form.send(jorge, body=words).status_code == 303
        assert said(cast.jorge) == [*before, FIRST]

    def test_added_words_are_added_to_the_post(self, cast: Cast, jorge: Client) -> None:
        before, form = said(cast.jorge), reply_form(jorge, cast)
        for words in (FIRST, LONGER, LONGER):
            assert form.send(jorge, body=words).status_code == 303
        assert said(cast.jorge) == [*before, LONGER]
        assert revisions(LONGER) == 1

    def test_other_words_make_another_post(self, cast: Cast, jorge: Client) -> None:
        before, form = said(cast.jorge), reply_form(jorge, cast)
        for words in (FIRST, OTHER, OTHER, FIRST, "A third.", OTHER):
            form.send(jorge, body=words)
        assert said(cast.jorge) == [*before, FIRST, OTHER, "A third."]

    def test_words_added_to_a_post_that_cannot_be_edited_are_kept_apart(self, cast: Cast, jorge: Client) -> None:
        form = reply_form(jorge, cast)
        form.send(jorge, body=FIRST)
        mine = db.session.scalars(select(Post).order_by(Post.id.desc())).first()
        assert mine
        delete_post(sight_for(cast, cast.jorge), mine)
        form.send(jorge, body=LONGER)
        assert said(cast.jorge)[-2:] == [FIRST, LONGER]

    def test_a_post_that_was_edited_since_is_not_changed(self, cast: Cast, jorge: Client) -> None:
        form = reply_form(jorge, cast)
        form.send(jorge, body=FIRST)
        mine = db.session.scalars(select(Post).order_by(Post.id.desc())).first()
        assert mine
        form_at(jorge, f"{FORUM}/post/{mine.key}/edit").send(jorge, body=OTHER)
        form.send(jorge, body=LONGER)
        assert said(cast.jorge)[-2:] == [OTHER, LONGER]

    def test_words_typed_after_sending_are_kept_as_unsent(self, cast: Cast, jorge: Client) -> None:
        form = reply_form(jorge, cast)
        form.send(jorge, body=FIRST)
        place, once = f"reply:{cast.thread.key}", str(form.fields["once"])
        for words, kept in ((FIRST[:9], []), (FIRST, []), (LONGER, [LONGER])):
            jorge.post("/unsent", data={"place": place, "body": words, "once": once, "since": ""})
            assert list(db.session.scalars(select(UnsentText.body))) == kept
        form.send(jorge, body=LONGER)
        assert list(db.session.scalars(select(UnsentText.body))) == []


class TestThreads:
    def threads(self) -> int:
        return db.session.scalar(select(func.count()).select_from(Thread)) or 0

    @pytest.mark.parametrize(
        ("title", "body", "made", "says"),
        [("One", FIRST, 1, FIRST), ("One", LONGER, 1, LONGER), ("Two", FIRST, 2, FIRST), ("One", OTHER, 2, OTHER)],
    )
    def test_sent_again(self, cast: Cast, jorge: Client, title: str, body: str, made: int, says: str) -> None:
        before, form = self.threads(), form_at(jorge, f"{FORUM}/week/1/new-thread")
        form.send(jorge, title="One", body=FIRST)
        for _ in range(2):
            answer = form.send(jorge, title=title, body=body)
        assert answer.status_code == 303
        assert self.threads() == before + made
        assert said(cast.jorge)[-1] == says
        assert title in shown(jorge.get(answer.location)).words


class TestWhatOrganisersAdd:
    @pytest.mark.parametrize("change", [{"title": "Two"}, {"body": OTHER}])
    def test_readings(self, cast: Cast, alma: Client, change: dict[str, str]) -> None:
        form = form_at(alma, f"{FORUM}/admin/week/1/readings/new")
        typed = {"title": "One", "body": FIRST, "language": "en"}
        for fields in (typed, typed, typed | change, typed | change, typed):
            assert form.send(alma, **fields).status_code == 303
        added = select(func.count()).select_from(Reading).where(Reading.week_id == cast.week(1).id)
        assert db.session.scalar(added) == 1 + 2  # there was one before

    @pytest.mark.parametrize("change", [{"title": "Two"}, {"body": OTHER}])
    def test_announcements(self, alma: Client, change: dict[str, str]) -> None:
        form = form_at(alma, f"{FORUM}/admin/announcements")
        typed = {"title": "One", "body": FIRST, "language": "en"}
        for fields in (typed, typed, typed | change, typed | change, typed):
            assert form.send(alma, **fields).status_code == 303
        assert db.session.scalar(select(func.count()).select_from(Announcement)) == 2

    def test_a_case_study_that_was_continued_shows_both_versions(self, cast: Cast, sign_in: SignIn) -> None:
        rosa = sign_in(cast.rosa)
        form = form_at(rosa, f"{FORUM}/kit/week/2")
        assert form.send(rosa, title="One", body=FIRST, language="en").status_code == 303
        assert form.send(rosa, title="One", body=FIRST, language="en").status_code == 303
        answer = form.send(rosa, title="One", body=LONGER, language="en")
        assert answer.status_code == 409
        [again] = [one for one in shown(answer).forms if one.fields.get("body") == LONGER]
        assert again.send(rosa).status_code == 303
        assert revisions(LONGER) == 1


def test_an_edit_sent_twice_is_no_conflict(cast: Cast, jorge: Client) -> None:
    form = form_at(jorge, f"{FORUM}/post/{cast.answer.key}/edit")
    for _ in range(2):
        assert form.send(jorge, body=OTHER).status_code == 303
    assert current_source(text_of(cast.answer)) == OTHER
    assert form.send(jorge, body=FIRST).status_code == 409
