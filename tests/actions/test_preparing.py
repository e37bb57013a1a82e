"""Readings: texts, links and files that admins put into a week."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import undefer

from board.actions import preparing
from board.actions.preparing import ReadingForm, Upload
from board.actions.writing import EmptyText
from board.extensions import db
from board.models import Act, File, Reading, Text, Thread
from board.rules.permissions import Refusal, Refused
from board.visible import Sight
from tests.support.cast import START, Cast, reading_form, sight_for
from tests.support.seeing import source_of

PDF = b"%PDF-1.7 a short one"
LINK = replace(reading_form("A law", "", "en"), kind="link", url="https://example.org/law", minutes=12)
FILE = replace(reading_form("A study", "", "en"), kind="file", minutes=30, upload=Upload("study.pdf", PDF))


def admin(cast: Cast) -> Sight:
    return sight_for(cast, cast.alma)


def add(cast: Cast, form: ReadingForm, once: str | None = None) -> Reading:
    return preparing.add_reading(admin(cast), cast.week(2), form, cast.alma, once)


def words_of(text_id: int | None) -> str | None:
    return source_of(db.session.get_one(Text, text_id)) if text_id else None


def test_a_text_stands_in_its_week_with_its_reading_time(cast: Cast) -> None:
    reading = add(cast, reading_form("A page", "word " * 600, "en"))
    assert (reading.week_id, reading.kind, reading.created_at) == (cast.week(2).id, "text", START)
    assert (words_of(reading.title_id), reading.minutes) == ("A page", preparing.reading_minutes(600))


def test_a_link_and_a_file_bring_the_time_that_the_admin_told(cast: Cast) -> None:
    link, file = add(cast, LINK), add(cast, FILE)
    assert (link.url, link.body_id, link.minutes) == ("https://example.org/law", None, 12)
    assert (file.url, file.body_id, file.minutes) == (None, None, 30)


def test_a_file_is_kept_as_it_came(cast: Cast) -> None:
    reading = add(cast, FILE)
    kept = db.session.get_one(File, reading.file_id, options=[undefer(File.data)])
    assert (kept.name, kept.size, kept.data) == ("study.pdf", len(PDF), PDF)
    assert kept.digest == hashlib.sha256(PDF).hexdigest()


def test_readings_come_in_the_order_in_which_they_were_added(cast: Cast) -> None:
    assert [add(cast, form).position for form in (LINK, FILE, LINK)] == [1, 2, 3]


def test_a_reading_comes_with_the_thread_under_it(cast: Cast) -> None:
    reading = add(cast, LINK)
    thread = db.session.scalars(select(Thread).where(Thread.reading_id == reading.id)).one()
    assert (thread.kind, thread.week_id, thread.title_id) == ("reading", cast.week(2).id, reading.title_id)


def test_a_case_study_is_its_key_respondents(cast: Cast) -> None:
    reading = add(cast, reading_form("Caso", "Nuestra historia.", "es", cast.rosa))
    texts = [db.session.get_one(Text, text_id) for text_id in (reading.title_id, reading.body_id)]
    assert reading.respondent_id == cast.rosa.id
    assert [(text.author_id, text.target) for text in texts] == [(cast.rosa.id, "en")] * 2


def test_a_form_sent_twice_adds_one_reading(cast: Cast) -> None:
    once = "abcdefgh234567"
    first = add(cast, LINK, once)
    assert add(cast, LINK, once) is first
    assert first.key == once


def test_a_mark_that_another_forum_uses_finds_nothing_there(cast: Cast) -> None:
    elsewhere = sight_for(cast, cast.alma)
    stranger = add(cast, LINK, "abcdefgh234567")
    stranger.forum_id = cast.other_forum.id
    db.session.commit()
    mine = preparing.add_reading(elsewhere, cast.week(2), LINK, cast.alma, "abcdefgh234567")
    assert mine is not stranger
    assert mine.key != stranger.key


@pytest.mark.parametrize(("title", "body"), [("", "A page"), ("A page", ""), (" \u200b ", "A page")])
def test_a_reading_has_a_title_and_a_text_has_words(cast: Cast, title: str, body: str) -> None:
    before = len(db.session.scalars(select(Reading.id)).all())
    with pytest.raises(EmptyText):
        add(cast, reading_form(title, body, "en"))
    db.session.rollback()
    assert len(db.session.scalars(select(Reading.id)).all()) == before


def test_a_reading_is_edited(cast: Cast) -> None:
    preparing.edit_reading(admin(cast), cast.reading, reading_form("Guía", "Otra guía.", "es"), cast.alma)
    assert (words_of(cast.reading.title_id), words_of(cast.reading.body_id)) == ("Guía", "Otra guía.")


def test_a_text_may_become_a_link_and_a_file(cast: Cast) -> None:
    preparing.edit_reading(admin(cast), cast.reading, LINK, cast.alma)
    assert (cast.reading.kind, cast.reading.body_id, cast.reading.url) == ("link", None, "https://example.org/law")
    preparing.edit_reading(admin(cast), cast.reading, FILE, cast.alma)
    assert (cast.reading.kind, cast.reading.url, cast.reading.file_id is None) == ("file", None, False)


def test_another_file_from_the_same_form_is_another_reading(cast: Cast) -> None:
    other = replace(FILE, upload=Upload("study.pdf", PDF + b"and more"))
    added = [add(cast, form, "k" * 14).id for form in (FILE, FILE, other, other, FILE)]
    assert added == [added[0], added[0], added[2], added[2], added[0]]
    assert added[2] != added[0]


def test_a_new_upload_replaces_the_file_and_none_keeps_it(cast: Cast) -> None:
    reading = add(cast, FILE)
    first = reading.file_id
    preparing.edit_reading(admin(cast), reading, replace(FILE, upload=None), cast.alma)
    assert reading.file_id == first
    preparing.edit_reading(admin(cast), reading, FILE, cast.alma)
    assert reading.file_id != first


def test_a_corrected_language_queues_the_text(cast: Cast) -> None:
    reading = add(cast, reading_form("Guia", "Una guia corta.", "en"))
    preparing.edit_reading(admin(cast), reading, reading_form("Guia", "Una guia corta.", "es"), cast.alma)
    assert db.session.get_one(Text, reading.body_id).target == "en"


def test_a_removed_reading_keeps_its_place_in_the_database(cast: Cast) -> None:
    preparing.remove_reading(admin(cast), cast.reading)
    assert cast.reading.deleted_at == START
    assert words_of(cast.reading.body_id) is not None


def test_what_was_prepared_stays_in_the_log(cast: Cast) -> None:
    reading = add(cast, LINK)
    preparing.edit_reading(admin(cast), reading, LINK, cast.alma)
    preparing.remove_reading(admin(cast), reading)
    acts = db.session.scalars(select(Act).where(Act.at == START).order_by(Act.id))
    assert [(act.kind, act.user_id) for act in acts] == [
        (kind, cast.alma.id) for kind in ("reading.added", "reading.edited", "reading.removed")
    ]


def test_only_admins_prepare(cast: Cast) -> None:
    for person in (cast.ana, cast.rosa, cast.bento, cast.tess, cast.olga, cast.omar):
        sight = sight_for(cast, person, START + timedelta(hours=1))
        for act in (
            lambda sight: preparing.add_reading(sight, cast.week(2), LINK, cast.ana),
            lambda sight: preparing.edit_reading(sight, cast.reading, LINK, cast.ana),
            lambda sight: preparing.remove_reading(sight, cast.reading),
        ):
            with pytest.raises(Refused) as refused:
                act(sight)
            assert refused.value.reason is Refusal.ADMINS_ONLY
