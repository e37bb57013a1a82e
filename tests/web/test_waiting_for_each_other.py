"""If two actions need the same rows, one waits for the other, and neither is aborted by a deadlock."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import pytest
from flask import Flask
from sqlalchemy import func, inspect, select

from board.actions import handing_over, leaving, posting, presenting, selecting, suspending
from board.actions.titled import Titled
from board.extensions import db, limiter
from board.models import Post, Reading, Text, User
from board.rules.leaving import ANONYMOUS
from board.rules.permissions import Refused
from board.visible import Sight
from board.web.frame import edit_forms
from tests.support.applicants import applied
from tests.support.cast import Cast, look_as, membership_of, typed
from tests.support.client import signed_in
from tests.support.shown import shown
from tests.support.together import cross, meanwhile, meet_at, together

FORUM = "/f/social-economy"
Row = TypeVar("Row")


@pytest.fixture
def cast(committed: Flask, commit_cast: Callable[[], Cast]) -> Cast:
    """The cast, committed, so that every connection sees it."""
    with committed.app_context():
        limiter.reset()
        return commit_cast()


def mine(row: Row) -> Row:
    """Return a row of the cast in this thread's own session."""
    return db.session.get_one(type(row), inspect(row).identity)


def sight(cast: Cast, person: User) -> Sight:
    return look_as(mine(cast.forum), mine(person))


def test_a_weeks_form_and_an_acceptance_for_the_week(
    committed: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    with committed.app_context():
        application = applied(cast, week=cast.week(3))
        alma = signed_in(committed, cast.alma)
        url = f"{FORUM}/admin/week/3"
        form = shown(alma.get(url)).form(url)

    def accept() -> None:
        selecting.decide(sight(cast, cast.alma), mine(application), "accepted", mine(cast.week(3)))

    cross(monkeypatch, (edit_forms, "as_they_stand"), (selecting, "seats"))
    accepted, saved = together(committed, accept, lambda: form.send(alma, body="Another outline").status_code)
    assert (accepted, saved) == (None, 303)


def test_a_stale_save_of_a_case_study_and_its_publication(
    committed: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    with committed.app_context():
        author = sight(cast, cast.bento)
        study = presenting.begin_case_study(
            author, mine(cast.week(3)), Titled("Caso", "Uno.", "es"), mine(cast.bento), "a" * 14
        )
        presenting.submit_case_study(author, study)
        bento = signed_in(committed, cast.bento)
        url = f"{FORUM}/kit/reading/{study.key}"
        first, stale = (shown(bento.get(url)).form(url) for _ in range(2))
        assert first.send(bento, body="Dos.").status_code == 303
        texts = (db.session.get_one(Text, id_, populate_existing=True) for id_ in (study.title_id, study.body_id))
        seen = ".".join(str(text.revision_id) for text in texts)

    def publish() -> None:
        presenting.publish_case_study(sight(cast, cast.alma), mine(study), seen)

    cross(monkeypatch, (presenting, "_lock"), (presenting, "_sources"))
    published, saved = together(committed, publish, lambda: stale.send(bento, body="Tres.").status_code)
    assert (published, saved) == (None, 409)
    with committed.app_context():
        assert db.session.get_one(Reading, inspect(study).identity[0]).stage == "published"


def test_a_post_that_is_shown_again_while_its_author_leaves(
    committed: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    with committed.app_context():
        posting.hide_post(sight(cast, cast.alma), mine(cast.post), "A name in it")

    def restore() -> None:
        posting.restore_post(sight(cast, cast.alma), mine(cast.post))

    def leave() -> None:
        attribution = leaving.Attribution(ANONYMOUS, "", "A former participant")
        leaving.leave_forum(sight(cast, cast.ana), mine(cast.ana), attribution)

    cross(monkeypatch, (posting, "_hold"), (handing_over, "_forget_unsent"))
    assert together(committed, restore, leave) == [None, None]


def leave(cast: Cast) -> User:
    attribution = leaving.Attribution(ANONYMOUS, "", "A former participant")
    return leaving.leave_forum(sight(cast, cast.ana), mine(cast.ana), attribution)


def close_account(cast: Cast) -> None:
    farewells = [(sight(cast, cast.ana), leaving.Attribution(ANONYMOUS, "", "A former participant"))]
    leaving.close_account(mine(cast.ana), farewells, "A former participant")


def post(cast: Cast) -> int:
    return posting.reply(sight(cast, cast.ana), mine(cast.thread), mine(cast.ana), typed("Una palabra más.")).id


def test_a_post_that_its_author_sends_while_they_leave_goes_with_the_others(
    committed: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    cross(monkeypatch, (posting, "hold_member"), (handing_over, "_hold_membership"))
    sent, left = together(committed, lambda: post(cast), lambda: leave(cast).id)
    assert isinstance(left, int), left
    with committed.app_context():
        if not isinstance(sent, Refused):  # whoever comes first
            assert db.session.get_one(Post, sent).author_id == left
        assert db.session.scalar(select(Post.id).where(Post.author_id == mine(cast.ana).id)) is None


@pytest.mark.parametrize(("going", "status"), [(leave, 403), (close_account, 401)])
def test_a_post_that_arrives_after_its_author_left_is_refused(
    committed: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch, going: Callable[[Cast], object], status: int
) -> None:
    with committed.app_context():
        ana = signed_in(committed, cast.ana)
        url = f"{FORUM}/thread/{cast.thread.key}/reply"
        before = db.session.scalar(select(func.count(Post.id)))
        meanwhile(committed, monkeypatch, posting, "ready_text", lambda: going(cast))
        answer = ana.post(url, data={"body": "Una palabra más."})
        assert (answer.status_code, "Una palabra más." in answer.text) == (status, True)
        assert db.session.scalar(select(func.count(Post.id))) == before


def test_an_owner_posts_while_another_closes_their_account(
    committed: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    with committed.app_context():
        for owner in (cast.ana, cast.alma):
            mine(owner).is_owner = True
        db.session.commit()

    def alma_posts() -> int:
        return posting.reply(sight(cast, cast.alma), mine(cast.thread), mine(cast.alma), typed("Una palabra más.")).id

    cross(monkeypatch, (posting, "hold_member"), (leaving, "is_last_owner"))
    posted, closed = together(committed, alma_posts, lambda: close_account(cast))
    assert (type(posted), closed) == (int, None)


def test_nobody_else_waits_with_a_post_until_somebody_has_left(
    committed: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def alma_posts() -> None:
        posting.reply(sight(cast, cast.alma), mine(cast.thread), mine(cast.alma), typed("Una palabra más."))

    with committed.app_context():
        if db.engine.dialect.name == "sqlite":
            return  # it lets one write at a time
        meanwhile(committed, monkeypatch, leaving, "make_stand_in", alma_posts)
        leave(cast)


def test_two_replies_to_one_question(committed: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def answer(words: str) -> None:
        thread, question = mine(cast.question_thread), mine(cast.question)
        posting.reply(sight(cast, cast.rosa), thread, mine(cast.rosa), typed(words), to=question)

    meet_at(monkeypatch, posting, "_put_post")
    assert together(committed, lambda: answer("Uno."), lambda: answer("Dos.")) == [None, None]


def test_a_suspension_and_an_acceptance_of_one_member(
    committed: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    with committed.app_context():
        application = applied(cast, name="Ana", week=None)

    def accept() -> None:
        selecting.decide(sight(cast, cast.alma), mine(application), "accepted", None)

    def suspend() -> None:
        place = membership_of(mine(cast.ana), mine(cast.forum))
        assert place is not None
        suspending.suspend(sight(cast, cast.alma), place, "A reason")

    cross(monkeypatch, (suspending, "_lock"), (selecting, "seats"))
    assert together(committed, accept, suspend) == [None, None]
