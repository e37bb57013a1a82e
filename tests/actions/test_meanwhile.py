"""What others do between somebody's look at a row and the moment in which it is held."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from board.actions import (
    enrolling,
    erasing,
    flagging,
    marks,
    moderating,
    posting,
    sessions,
    setting_up,
    suspending,
    translating,
    unsent,
)
from board.actions.unsent import UnsentWords
from board.extensions import db
from board.faults import Gone
from board.models import Assignment, Flag, Membership, ReadingMark, SearchEntry, SignIn, Text, Translation, UnsentText
from tests.actions.test_at_once import count, mine
from tests.support.cast import PASSWORD, START, Cast, forum_settings, look_as, membership_of, segments_of
from tests.support.client import Client
from tests.support.together import meanwhile, meet_at, together

NEW = "something quite new"


@pytest.fixture
def cast(committed: Flask, commit_cast: Callable[[], Cast]) -> Cast:
    """The cast, committed, so that every connection sees it."""
    with committed.app_context():
        return commit_cast()


def text_of(cast: Cast) -> Text:
    return db.session.get_one(Text, mine(cast.post).text_id)


def edit(cast: Cast, source: str) -> None:
    posting.edit_post(
        look_as(mine(cast.forum), mine(cast.ana)), mine(cast.thread), mine(cast.post), text_of(cast), source, 1
    )


def erase(cast: Cast) -> None:
    sight, post = look_as(mine(cast.forum), mine(cast.alma)), mine(cast.post)
    posting.hide_post(sight, post, "A name in it")
    erasing.erase_post(look_as(mine(cast.forum), mine(cast.olga)), post)


# ---- sessions


def test_who_tried_the_old_password_while_it_was_changed_has_no_session(
    committed: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    meanwhile(committed, monkeypatch, enrolling, "_verifies", lambda: enrolling.change_password(mine(cast.ana), NEW))
    thief: Client = committed.test_client()
    answer = thief.post("/sign-in", data={"email": "ana@example.org", "password": PASSWORD})
    assert answer.status_code == 422
    assert thief.get_cookie("device") is None
    assert thief.get("/profile").status_code == 302
    assert count(committed, SignIn) == 0


def test_of_two_who_change_a_password_at_once_one_is_signed_in(
    committed: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def change() -> str:
        ana = mine(cast.ana)
        enrolling.change_password(ana, NEW)
        return sessions.begin(ana, START)

    meet_at(monkeypatch, enrolling, "change_password")
    outcomes = together(committed, change, change)
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["EndedMeanwhile", "str"]
    assert count(committed, SignIn) == 1


# ---- texts


def correct_post(cast: Cast) -> None:
    moderating.correct_language(look_as(mine(cast.forum), mine(cast.tess)), mine(cast.post), text_of(cast), "pt")


def queue(cast: Cast) -> None:
    translating.queue_text(look_as(mine(cast.forum), mine(cast.tess)), text_of(cast), None)


@pytest.mark.parametrize("change", [correct_post, queue])
def test_the_search_finds_what_was_edited_while_something_else_of_the_text_was_changed(
    committed: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch, change: Callable[[Cast], None]
) -> None:
    module = moderating if change is correct_post else translating
    with committed.app_context():
        meanwhile(committed, monkeypatch, module, "ready_index", lambda: edit(cast, "Una mandarina."))
        change(cast)
    with committed.app_context():
        words = db.session.get_one(SearchEntry, text_of(cast).id).wording
        assert "mandarina" in words
        assert "verduras" not in words


def test_the_search_finds_what_was_edited_while_the_policy_was_changed(
    committed: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    with committed.app_context():
        if db.engine.dialect.name == "sqlite":
            return  # nobody edits while the policy is changed
        meanwhile(committed, monkeypatch, setting_up, "_texts_that_follow", lambda: edit(cast, "Una mandarina."))
        sight = look_as(mine(cast.forum), mine(cast.olga))
        setting_up.edit_forum(sight, forum_settings(policy=()), "", mine(cast.olga))
    with committed.app_context():
        words = db.session.get_one(SearchEntry, text_of(cast).id).wording
        assert ("mandarina" in words, "verduras" in words) == (True, False)


def approve(cast: Cast) -> Translation:
    """The first paragraph, from nothing that others can have changed but its original."""
    text = text_of(cast)
    first = segments_of(text)[0]
    newest = translating.newest_translation(text, first.lineage)
    assert newest is not None
    sight = look_as(mine(cast.forum), mine(cast.tess))
    return translating.save_translation(
        sight, text, first, "Mandarins.", "approved", base=newest.id, digest=first.digest
    )


def saved(app: Flask) -> list[str]:
    with app.app_context():
        return list(db.session.scalars(select(Translation.state).where(Translation.source == "Mandarins.")))


def test_a_paragraph_that_was_edited_while_its_translation_was_saved_is_told(
    committed: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    changed = "La cooperativa vendió las verduras al municipio.\n\nLos contratos pequeños ayudan a empezar."
    with committed.app_context():
        meanwhile(committed, monkeypatch, translating, "ready_translation", lambda: edit(cast, changed))
        with pytest.raises(translating.SourceChanged):
            approve(cast)
    assert saved(committed) == ["draft"]


def test_of_a_paragraph_that_was_taken_out_meanwhile_the_words_are_kept_for_their_writer(
    committed: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    with committed.app_context():
        meanwhile(
            committed,
            monkeypatch,
            translating,
            "ready_translation",
            lambda: edit(cast, "Los contratos pequeños ayudan a empezar."),
        )
        with pytest.raises(translating.SourceChanged):
            approve(cast)
    assert saved(committed) == []
    assert count(committed, UnsentText, UnsentText.body == "Mandarins.", UnsentText.user_id == cast.tess.id) == 1


def test_nothing_is_kept_of_a_post_that_was_erased_while_its_translation_was_saved(
    committed: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    with committed.app_context():
        meanwhile(committed, monkeypatch, translating, "ready_translation", lambda: erase(cast))
        with pytest.raises(translating.SourceChanged):
            approve(cast)
    assert saved(committed) == []
    assert count(committed, UnsentText) == 0


# ---- what is taken away twice


def flag_it(cast: Cast) -> int:
    text = text_of(cast)
    newest = translating.newest_translation(text, segments_of(text)[0].lineage)
    assert newest is not None
    sight = look_as(mine(cast.forum), mine(cast.ana))
    flagging.raise_flags(sight, text, None, [flagging.Note(newest, "No es así.")])
    return db.session.scalars(select(Flag.id)).one()


def test_what_two_take_away_at_once_is_gone(committed: Flask, cast: Cast) -> None:
    with committed.app_context():
        flag_id = flag_it(cast)
        marks.mark_read(look_as(mine(cast.forum), mine(cast.ana)), mine(cast.reading), True)

    def withdraw() -> None:
        flagging.withdraw_flag(look_as(mine(cast.forum), mine(cast.ana)), db.session.get_one(Flag, flag_id))

    def unread() -> None:
        marks.mark_read(look_as(mine(cast.forum), mine(cast.ana)), mine(cast.reading), False)

    def unassign() -> None:
        sight = look_as(mine(cast.forum), mine(cast.alma))
        place = enrolling.membership_of(sight.forum, cast.rosa.id)
        assert place is not None
        enrolling.unassign(sight, place, mine(cast.week(2)))

    def remove() -> None:
        sight = look_as(mine(cast.forum), mine(cast.alma))
        place = enrolling.membership_of(sight.forum, cast.jorge.id)
        assert place is not None
        enrolling.remove_person(sight, place)

    for work in (withdraw, unread, unassign, remove):
        met = met_before_it_is_gone()
        assert together(committed, work, work) == [None, None], work.__name__
        met.undo()
    assert count(committed, Flag) == count(committed, ReadingMark) == 0
    assert count(committed, Assignment, Assignment.week_id == cast.week(2).id) == 0


def met_before_it_is_gone() -> Any:
    patch = pytest.MonkeyPatch()
    meet_at(patch, flagging, "check")
    meet_at(patch, enrolling, "check")
    meet_at(patch, marks, "delete")
    return patch


def test_who_was_removed_meanwhile_is_not_suspended(committed: Flask, cast: Cast) -> None:
    def remove() -> None:
        sight = look_as(mine(cast.forum), mine(cast.alma))
        enrolling.remove_person(sight, db.session.get_one(Membership, place.id))

    with committed.app_context():
        sight, place = look_as(mine(cast.forum), mine(cast.alma)), membership_of(cast.jorge, cast.forum)
        assert place is not None
        assert together(committed, remove) == [None]
        with pytest.raises(Gone):
            suspending.suspend(sight, place, "A reason")


# ---- unsent texts


def test_words_that_come_after_a_sign_in_write_over_none_that_are_kept_meanwhile(
    committed: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def keep(words: str, minutes: int) -> None:
        unsent.keep_unsent(mine(cast.ana), UnsentWords("reply:x", words, "", "es"), START + timedelta(minutes=minutes))

    with committed.app_context():
        keep("Una.", 0)

    def beside() -> None:
        unsent.keep_beside(mine(cast.ana), UnsentWords("reply:x", "Dos.", "", "es", ""), START + timedelta(minutes=2))

    def elsewhere() -> None:
        known = db.session.scalars(select(UnsentText.kept_at)).one().isoformat()
        unsent.keep_unsent(
            mine(cast.ana), UnsentWords("reply:x", "Una. Y más.", "", "es", known), START + timedelta(minutes=1)
        )

    meet_at(monkeypatch, unsent, "_differs")
    outcomes = together(committed, beside, elsewhere)
    with committed.app_context():
        kept = db.session.scalars(select(UnsentText.body)).one()
    assert "Dos." in kept
    assert "Y más." in kept or any(isinstance(outcome, unsent.OtherVersion) for outcome in outcomes)
