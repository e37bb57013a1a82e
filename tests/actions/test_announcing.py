"""Announcements: texts like all others, from the admins to the members."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from board.actions import announcing
from board.actions.announcing import announce, edit_announcement, remove_announcement
from board.actions.titled import Titled
from board.actions.unsent import UnsentWords, keep_unsent, unsent_at
from board.actions.writing import EmptyText
from board.extensions import db
from board.models import Act, Announcement, Text
from board.models.base import new_key
from board.pages.announcements import announced
from board.pages.places import address_of
from board.pages.queue import queue_page
from board.rules.permissions import Refusal, Refused
from board.visible import visible_announcements, visible_texts
from board.visible.queue import QueueFilter
from tests.actions.test_at_once import mine
from tests.support.cast import START, Cast, look_as, sight_for, translate
from tests.support.seeing import all_words
from tests.support.together import meet_at, together

SPANISH = Titled("Mañana no hay sesión", "Volvemos el lunes.\n\nGracias a todas.", "es")
ENGLISH = Titled("A day off", "We are back on Monday.", "en")


def tell(cast: Cast, typed: Titled = SPANISH, hours: int = 0, once: str | None = None) -> Announcement:
    return announce(sight_for(cast, cast.alma, START + timedelta(hours=hours)), typed, cast.alma, once)


def text(text_id: int) -> Text:
    return db.session.get_one(Text, text_id)


def acts() -> list[str]:
    return list(db.session.scalars(select(Act.kind).where(Act.kind.startswith("announcement")).order_by(Act.id)))


def test_members_read_it_the_latest_first(cast: Cast) -> None:
    tell(cast), tell(cast, ENGLISH, hours=1)
    for name in ("ana", "rosa", "tess", "alma"):
        found = announced(sight_for(cast, getattr(cast, name)))
        assert [told.title.source for told in found] == ["A day off", "Mañana no hay sesión"]
    assert [told.title.source for told in announced(sight_for(cast, cast.ana), 1)] == ["A day off"]


@pytest.mark.parametrize("name", [None, "nina", "omar", "olga"])
def test_nobody_else_does(cast: Cast, name: str | None) -> None:
    cast.forum.public_reading = True
    tell(cast)
    sight = sight_for(cast, getattr(cast, name) if name else None)
    assert announced(sight) == []
    assert not all_words(sight) & {SPANISH.title, SPANISH.body}


def test_both_its_texts_wait_for_translation_at_the_desk(cast: Cast) -> None:
    told = tell(cast)
    lines = queue_page(sight_for(cast, cast.tess), QueueFilter(kind="announcements")).lines
    assert [(line.place.kind, line.place.key, line.place.week) for line in lines] == [
        ("headline", told.key, None),
        ("announcement", told.key, None),
    ]
    translate(sight_for(cast, cast.tess), text(told.title_id), "No session tomorrow")
    [found] = announced(sight_for(cast, cast.ana))
    assert (found.title.translation_source, found.title.state) == ("No session tomorrow", "approved")
    assert found.body.waits


def test_english_is_not_translated(cast: Cast) -> None:
    tell(cast, ENGLISH)
    assert queue_page(sight_for(cast, cast.tess), QueueFilter(kind="announcements")).lines == ()


def test_a_form_sent_twice_tells_it_once(cast: Cast) -> None:
    once = new_key()
    assert tell(cast, once=once).id == tell(cast, once=once).id
    assert acts() == ["announcement.added"]


def test_a_mark_of_another_forum_gives_nothing_of_it(cast: Cast) -> None:
    once = new_key()
    ours = tell(cast, once=once)
    theirs = announce(look_as(cast.other_forum, cast.omar), ENGLISH, cast.omar, once)
    assert theirs.id != ours.id
    assert theirs.key != once


def test_two_clicks_at_once_tell_it_once(
    committed: Flask, commit_cast: Callable[[], Cast], monkeypatch: pytest.MonkeyPatch
) -> None:
    with committed.app_context():
        cast, once = commit_cast(), new_key()
    meet_at(monkeypatch, announcing, "check")

    def alma_tells() -> str:
        return announce(look_as(mine(cast.forum), mine(cast.alma)), ENGLISH, mine(cast.alma), once).key

    assert together(committed, alma_tells, alma_tells) == [once, once]


def test_a_change_leaves_the_paragraphs_that_stayed_translated(cast: Cast) -> None:
    told = tell(cast)
    translate(sight_for(cast, cast.tess), text(told.body_id), "We return on Monday.", "Thanks to all.")
    changed = Titled(SPANISH.title, "Volvemos el martes.\n\nGracias a todas.", "es")
    edit_announcement(sight_for(cast, cast.alma), told, changed, cast.alma)
    [found] = announced(sight_for(cast, cast.ana))
    assert [row.state for row in found.body.rows] == ["outdated", "approved"]
    assert acts() == ["announcement.added", "announcement.edited"]


def test_a_corrected_language_queues_it(cast: Cast) -> None:
    told = tell(cast, Titled(SPANISH.title, SPANISH.body, "en"))
    edit_announcement(sight_for(cast, cast.alma), told, SPANISH, cast.alma)
    assert [text(id_).target for id_ in (told.title_id, told.body_id)] == ["en", "en"]


def test_what_is_removed_disappears_from_every_door(cast: Cast) -> None:
    told = tell(cast)
    translate(sight_for(cast, cast.tess), text(told.title_id), "No session tomorrow")
    remove_announcement(sight_for(cast, cast.alma), told, cast.alma)
    for name in ("ana", "tess", "alma"):
        sight = sight_for(cast, getattr(cast, name))
        assert db.session.scalars(visible_announcements(sight)).all() == []
        seen = visible_texts(sight).where(Text.id.in_((told.title_id, told.body_id)))
        assert db.session.scalars(seen).all() == []
    assert queue_page(sight_for(cast, cast.tess), QueueFilter(kind="announcements")).lines == ()
    assert acts()[-1] == "announcement.removed"


def test_its_place_is_found(cast: Cast) -> None:
    told = tell(cast)
    place = address_of(sight_for(cast, cast.tess), text(told.body_id))
    assert (place.kind, place.key, place.week) == ("announcement", told.key, None)


def test_what_was_being_written_is_forgotten_once_it_is_told(cast: Cast) -> None:
    place = announcing.unsent_place(sight_for(cast, cast.alma), announcing.NEW)
    keep_unsent(cast.alma, UnsentWords(place, "Volvemos", "", "es"), START)
    with pytest.raises(EmptyText):
        tell(cast, Titled("Título", " ", "es"))
    db.session.rollback()
    assert unsent_at(cast.alma, place) is not None
    tell(cast)
    assert unsent_at(cast.alma, place) is None


@pytest.mark.parametrize("name", ["ana", "rosa", "tess", "omar", "olga", "nina"])
def test_only_admins_tell_change_and_remove(cast: Cast, name: str) -> None:
    told, person = tell(cast), getattr(cast, name)
    sight = sight_for(cast, person)
    for act in (
        lambda: announce(sight, ENGLISH, person),
        lambda: edit_announcement(sight, told, ENGLISH, person),
        lambda: remove_announcement(sight, told, person),
    ):
        with pytest.raises(Refused) as refused:
            act()
        assert refused.value.reason is Refusal.ADMINS_ONLY
    assert acts() == ["announcement.added"]
