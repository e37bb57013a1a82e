"""Two clicks, or two people, at the very same moment: on a database where commits are real."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from threading import Event
from time import sleep
from typing import Any, TypeVar

import pytest
from flask import Flask
from sqlalchemy import delete, func, inspect, select

from board.actions import (
    announcing,
    enrolling,
    leaving,
    marks,
    moderating,
    once,
    posting,
    preparing,
    scheduling,
    translating,
    unsent,
)
from board.actions.posting import Conflict
from board.actions.titled import Titled
from board.actions.unsent import UnsentWords
from board.extensions import db
from board.faults import Gone
from board.models import (
    Announcement,
    Job,
    Membership,
    Post,
    Revision,
    Text,
    Thread,
    Translation,
    UnsentText,
    User,
    Visit,
    Week,
)
from board.rules import permissions
from board.rules.leaving import ANONYMOUS
from board.rules.permissions import Refused
from tests.support.cast import ENGLISH_OF_IT, SPANISH, START, Cast, look_as, reading_form, segments_of, typed
from tests.support.together import PATIENCE, meanwhile, meet_at, together

Row = TypeVar("Row")


@pytest.fixture
def cast(committed: Flask, commit_cast: Callable[[], Cast]) -> Cast:
    """The cast, committed, so that every connection sees it."""
    with committed.app_context():
        return commit_cast()


def mine(row: Row) -> Row:
    """A row of the cast, in this thread's own session."""
    return db.session.get_one(type(row), inspect(row).identity)


def count(app: Flask, model: type, *where: Any) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(model).where(*where)) or 0


@pytest.fixture
def replying(cast: Cast) -> Callable[[], str]:
    """Ana sends her reply; the key of what was posted."""
    words = typed("Gracias.", once="one and the same form")

    def reply() -> str:
        ana = mine(cast.ana)
        return posting.reply(look_as(mine(cast.forum), ana), mine(cast.thread), ana, words).key

    return reply


def test_a_double_click_posts_once(
    committed: Flask, replying: Callable[[], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    meet_at(monkeypatch, once, "posted_already")
    one, other = together(committed, replying, replying)
    assert one == other
    assert count(committed, Post, Post.once == "one and the same form") == 1
    assert count(committed, Text, ~Text.inline, Text.created_at == START) == 1


def test_a_double_click_opens_one_thread(committed: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    words = typed("¿Alguien vende pan?", title="Pan")

    def open_thread() -> str:
        ana = mine(cast.ana)
        return posting.open_thread(look_as(mine(cast.forum), ana), mine(cast.week(2)), ana, words).key

    meet_at(monkeypatch, once, "posted_already")
    one, other = together(committed, open_thread, open_thread)
    assert one == other
    assert count(committed, Thread, Thread.key == one) == 1
    assert count(committed, Thread, Thread.created_at == START) == 1


def test_of_two_edits_at_once_one_is_a_conflict(committed: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def edit(words: str) -> None:
        sight, post = look_as(mine(cast.forum), mine(cast.ana)), mine(cast.post)
        text = db.session.get_one(Text, post.text_id)
        posting.edit_post(sight, mine(cast.thread), post, text, words, 1)

    meet_at(monkeypatch, posting, "current_number")
    outcomes = together(committed, lambda: edit("Una versión."), lambda: edit("Otra versión."))
    assert sorted(map(str, map(type, outcomes))) == sorted([str(type(None)), str(Conflict)])
    assert count(committed, Revision, Revision.number == 2) == 1


def save_first(cast: Cast, body: str) -> int:
    """Tess saves the first paragraph, starting from what stood there when the cast was made."""
    tess, text = mine(cast.tess), db.session.get_one(Text, mine(cast.post).text_id)
    first = segments_of(text)[0]
    base = db.session.scalars(
        select(Translation.id).where(Translation.source == ENGLISH_OF_IT[0], Translation.text_id == text.id)
    ).one()
    sight = look_as(mine(cast.forum), tess)
    return translating.save_translation(sight, text, first, body, "approved", base=base, digest=first.digest).id


def test_of_two_who_hide_a_post_at_once_one_is_told(
    committed: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its author is told once, with one reason."""

    def hide(reason: str) -> None:
        posting.hide_post(look_as(mine(cast.forum), mine(cast.alma)), mine(cast.post), reason)

    meet_at(monkeypatch, posting, "check")
    outcomes = together(committed, lambda: hide("A name in it"), lambda: hide("Off topic"))
    assert sorted(map(str, map(type, outcomes))) == sorted([str(type(None)), str(permissions.Refused)])
    assert count(committed, Job, Job.kind == "mail.hidden") == 1


def test_an_edit_and_a_hiding_at_once_leave_one_of_both_or_the_other(
    committed: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Hidden first, nothing is edited; edited first, what is hidden is the edited text. They never block each other."""

    def hide() -> None:
        posting.hide_post(look_as(mine(cast.forum), mine(cast.alma)), mine(cast.post), "A name in it")

    def edit() -> None:
        post = mine(cast.post)
        text = db.session.get_one(Text, post.text_id)
        posting.edit_post(look_as(mine(cast.forum), mine(cast.ana)), mine(cast.thread), post, text, "Sin el nombre.", 1)

    meet_at(monkeypatch, posting, "check")
    hidden, edited = together(committed, hide, edit)
    assert hidden is None
    assert edited is None or isinstance(edited, permissions.Refused)
    assert count(committed, Revision, Revision.source == "Sin el nombre.") == (edited is None)


def test_of_two_translations_of_one_paragraph_at_once_one_is_a_conflict(
    committed: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    meet_at(monkeypatch, translating, "_standing")
    outcomes = together(committed, lambda: save_first(cast, "One."), lambda: save_first(cast, "Other."))
    assert sum(isinstance(outcome, Conflict) for outcome in outcomes) == 1
    standing = Translation.source.in_(("One.", "Other.")) & Translation.superseded_at.is_(None)
    assert count(committed, Translation, standing) == 1


def test_the_version_of_a_text_grows_with_each_of_two_changes_at_once(
    committed: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It names a rendered copy: two changes under one version would leave one of them unseen."""

    def correct() -> None:
        text = db.session.get_one(Text, mine(cast.post).text_id)
        moderating.correct_language(look_as(mine(cast.forum), mine(cast.tess)), mine(cast.post), text, "es")

    with committed.app_context():
        before = db.session.get_one(Text, mine(cast.post).text_id).version
    meet_at(monkeypatch, permissions, "correct_language")
    assert together(committed, correct, correct) == [None, None]
    with committed.app_context():
        assert db.session.get_one(Text, mine(cast.post).text_id).version == before + 2


def test_two_windows_keep_one_unsent_text(committed: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def keep(words: str) -> object:
        return unsent.keep_unsent(mine(cast.ana), UnsentWords("reply:x", words, "", "es"), START)

    meet_at(monkeypatch, unsent, "unsent_at")
    outcomes = together(committed, lambda: keep("Una."), lambda: keep("Otra."))
    assert [type(outcome) for outcome in outcomes] == [UnsentText, UnsentText]
    assert count(committed, UnsentText) == 1


def test_of_two_windows_that_grew_apart_neither_writes_over_the_other(
    committed: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both know the same kept words, and say so at the same moment."""
    with committed.app_context():
        kept = unsent.keep_unsent(mine(cast.ana), UnsentWords("reply:x", "Una.", "", "es"), START)
        assert kept is not None
        since = kept.kept_at.isoformat()

    def keep(words: str) -> object:
        return unsent.keep_unsent(
            mine(cast.ana), UnsentWords("reply:x", words, "", "es", since), START + timedelta(seconds=len(words))
        )

    meet_at(monkeypatch, unsent, "_differs")
    outcomes = together(committed, lambda: keep("Dos."), lambda: keep("Otras tres."))
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["OtherVersion", "UnsentText"]


def test_two_windows_open_a_thread_at_once(committed: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def visit() -> object:
        return marks.note_visit(look_as(mine(cast.forum), mine(cast.ana)), mine(cast.thread), START)

    assert together(committed, *[visit] * 4) == [None] * 4
    assert count(committed, Visit) == 1


@pytest.mark.parametrize("meeting", ["find_account", "membership_of"])
def test_two_admins_add_one_person_at_once(
    committed: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch, meeting: str
) -> None:
    """Somebody without an account, or with one that is not in this forum yet."""
    email = "wilma@example.org"
    if meeting == "membership_of":
        with committed.app_context():
            enrolling.create_account(email, "Wilma", START)
            db.session.commit()

    def add(admin: User, role: str) -> int:
        sight = look_as(mine(cast.forum), mine(admin))
        return enrolling.add_person(sight, email, "Wilma", frozenset({role}), "").id

    meet_at(monkeypatch, enrolling, meeting)
    one, other = together(committed, lambda: add(cast.alma, "participant"), lambda: add(cast.alma, "translator"))
    assert one == other
    assert count(committed, User, User.email == email) == 1
    with committed.app_context():
        assert db.session.get_one(Membership, one).roles == {"participant", "translator"}


def test_two_admins_give_a_member_one_more_role_each_at_once(
    committed: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def add(role: str) -> None:
        sight = look_as(mine(cast.forum), mine(cast.alma))
        enrolling.add_person(sight, cast.jorge.email, "Jorge", frozenset({role}), "")

    meet_at(monkeypatch, enrolling, "membership_of")
    assert together(committed, lambda: add("translator"), lambda: add("key_respondent")) == [None, None]
    with committed.app_context():
        place = enrolling.membership_of(mine(cast.forum), cast.jorge.id)
        assert place is not None
        assert place.roles == {"participant", "translator", "key_respondent"}


def test_reading_while_somebody_writes_is_never_refused(committed: Flask, cast: Cast) -> None:
    """A read mark is the only thing that a GET writes; on SQLite a reader that turns writer can be too late."""
    with committed.app_context():
        sight, thread = look_as(mine(cast.forum), mine(cast.jorge)), mine(cast.thread)
        [posted] = together(
            committed,
            lambda: (
                posting.reply(
                    look_as(mine(cast.forum), mine(cast.ana)),
                    mine(cast.thread),
                    mine(cast.ana),
                    typed("Mientras tanto."),
                ).key
            ),
        )
        assert isinstance(posted, str)
        assert marks.note_visit(sight, thread, START + timedelta(minutes=1)) is None
    assert count(committed, Visit) == 1
    assert count(committed, Revision, Revision.source == SPANISH) == 1


# ---- weeks


def remove_week(cast: Cast) -> None:
    scheduling.remove_week(look_as(mine(cast.forum), mine(cast.alma)), mine(cast.week(4)))


def test_of_two_who_remove_the_only_week_at_once_one_finds_it_gone(
    committed: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    with committed.app_context():
        db.session.execute(delete(Week).where(Week.number < 4))
        db.session.commit()
    meet_at(monkeypatch, scheduling, "hold_forum")
    outcomes = together(committed, lambda: remove_week(cast), lambda: remove_week(cast))
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Gone", "NoneType"]


def test_a_thread_that_an_admin_opens_while_the_week_is_removed_is_not_lost(
    committed: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    written, forget_sent = Event(), posting.forget_sent

    def open_thread() -> str:
        sight, words = look_as(mine(cast.forum), mine(cast.alma)), typed("¿Alguien vende pan?", title="Pan")
        return posting.open_thread(sight, mine(cast.week(4)), mine(cast.alma), words).key

    def commit_late(*args: Any) -> None:
        written.set()
        sleep(PATIENCE)
        forget_sent(*args)

    def remove() -> None:
        written.wait()
        remove_week(cast)

    monkeypatch.setattr(posting, "forget_sent", commit_late)
    opened, removed = together(committed, open_thread, remove)
    assert isinstance(removed, permissions.Refused)
    assert count(committed, Thread, Thread.key == opened) == 1


def test_a_thread_for_a_week_that_was_removed_meanwhile_finds_it_gone(
    committed: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = typed("¿Alguien vende pan?", title="Pan")
    with committed.app_context():
        sight, week = look_as(mine(cast.forum), mine(cast.alma)), mine(cast.week(4))
        meanwhile(committed, monkeypatch, posting, "ready_titled", lambda: remove_week(cast))
        with pytest.raises(Gone):
            posting.open_thread(sight, week, mine(cast.alma), words)


def test_a_reading_for_a_week_that_was_removed_meanwhile_finds_it_gone(
    committed: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    with committed.app_context():
        sight, week = look_as(mine(cast.forum), mine(cast.alma)), mine(cast.week(4))
        meanwhile(committed, monkeypatch, preparing, "ready_titled", lambda: remove_week(cast))
        with pytest.raises(Gone):
            preparing.add_reading(sight, week, reading_form("Pan", "Se vende.", "es"), mine(cast.alma))


def test_a_key_respondent_of_a_week_that_was_removed_meanwhile_finds_it_gone(
    committed: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    with committed.app_context():
        sight, week = look_as(mine(cast.forum), mine(cast.alma)), mine(cast.week(4))
        place = enrolling.membership_of(mine(cast.forum), cast.jorge.id)
        assert place is not None
        meanwhile(committed, monkeypatch, enrolling, "check", lambda: remove_week(cast))
        with pytest.raises(Gone):
            enrolling.assign(sight, place, week, "")


# ---- announcements


def test_an_announcement_whose_author_left_meanwhile_is_refused(
    committed: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def leave() -> None:
        attribution = leaving.Attribution(ANONYMOUS, "", "A former participant")
        leaving.leave_forum(look_as(mine(cast.forum), mine(cast.alma)), mine(cast.alma), attribution)

    with committed.app_context():
        place = enrolling.membership_of(mine(cast.forum), cast.jorge.id)
        assert place is not None
        place.roles = place.roles | {"admin"}
        db.session.commit()
        sight = look_as(mine(cast.forum), mine(cast.alma))
        meanwhile(committed, monkeypatch, announcing, "ready_titled", leave)
        with pytest.raises(Refused):
            announcing.announce(sight, Titled("Mañana", "Traigan pan.", "es"), mine(cast.alma))
    assert count(committed, Announcement) == 0
