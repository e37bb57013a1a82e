"""Who sees which rows: open weeks, locked weeks, and what a locked week shows to whom."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from datetime import datetime, timedelta

from board.actions import preparing, scheduling
from board.actions.unsent import UnsentWords, keep_unsent
from board.extensions import db
from board.visible import my_unsent_texts
from tests.support.cast import OPENING, START, Cast, look_as, membership_of, sight_for
from tests.support.seeing import LOCKED_ROWS, OPEN_ROWS, ROWS, all_words, rows_seen

SECOND = timedelta(seconds=1)
EVERYTHING = OPEN_ROWS | LOCKED_ROWS

# In a locked week: the admin all, the translator what is to be translated (and the thread that it stands in), the
# key respondent their own case study.
BEFORE_OPENING: dict[str, set[str]] = {
    "ana": OPEN_ROWS,
    "jorge": OPEN_ROWS,
    "rosa": OPEN_ROWS,
    "bento": OPEN_ROWS | {"case_study"},
    "tess": OPEN_ROWS | {"case_study", "locked_thread", "locked_spanish_post"},
    "alma": EVERYTHING,
    "omar": set(),
    "olga": set(),
    "nina": set(),
}
MEMBERS = ["ana", "jorge", "rosa", "bento", "tess", "alma"]
OUTSIDERS = ["omar", "olga", "nina"]


def seen_by(cast: Cast, names: Iterable[str], now: datetime) -> dict[str, set[str]]:
    return {name: rows_seen(cast, sight_for(cast, getattr(cast, name), now)) for name in names}


def test_one_second_before_a_week_opens(cast: Cast) -> None:
    assert seen_by(cast, BEFORE_OPENING, OPENING - SECOND) == BEFORE_OPENING


def test_at_the_instant_members_see_it_all_and_outsiders_nothing(cast: Cast) -> None:
    assert seen_by(cast, MEMBERS, OPENING) == dict.fromkeys(MEMBERS, EVERYTHING)
    assert seen_by(cast, OUTSIDERS, OPENING) == dict.fromkeys(OUTSIDERS, frozenset())


def test_nobody_signed_in_sees_nothing(cast: Cast) -> None:
    assert rows_seen(cast, sight_for(cast, None, OPENING)) == set()


def test_a_forum_that_everyone_may_read_shows_open_weeks_to_everyone(cast: Cast) -> None:
    cast.forum.public_reading = True
    assert rows_seen(cast, sight_for(cast, None)) == OPEN_ROWS
    assert seen_by(cast, OUTSIDERS, START) == dict.fromkeys(OUTSIDERS, OPEN_ROWS)


def test_an_admin_of_another_forum_finds_nothing_of_this_one_there(cast: Cast) -> None:
    assert rows_seen(cast, look_as(cast.other_forum, cast.omar, OPENING)) == set()


def test_all_of_the_cast_is_asked_about() -> None:
    assert {name for names in ROWS.values() for name in names} == EVERYTHING
    assert {field.name for field in fields(Cast)} > EVERYTHING


# The admin's hand


def test_in_a_week_locked_again_even_ones_own_words_are_gone(cast: Cast) -> None:
    scheduling.override_week(sight_for(cast, cast.alma), cast.week(2), "locked")
    left = OPEN_ROWS - {"question_thread", "question"}
    assert seen_by(cast, ["ana", "rosa"], START) == {"ana": left, "rosa": left}


def test_a_week_opened_by_hand_is_seen_at_once(cast: Cast) -> None:
    scheduling.override_week(sight_for(cast, cast.alma), cast.week(3), "open")
    assert rows_seen(cast, sight_for(cast, cast.ana)) == EVERYTHING


def test_a_held_week_is_not_seen_when_its_time_comes(cast: Cast) -> None:
    scheduling.override_week(sight_for(cast, cast.alma), cast.week(3), "held")
    assert rows_seen(cast, sight_for(cast, cast.ana, OPENING)) == OPEN_ROWS


def test_a_closed_forum_stays_readable(cast: Cast) -> None:
    assert rows_seen(cast, sight_for(cast, cast.ana, OPENING + timedelta(days=365))) == EVERYTHING


# Case studies


def test_another_weeks_key_respondent_does_not_see_it(cast: Cast) -> None:
    assert "case_study" not in rows_seen(cast, sight_for(cast, cast.rosa))


def test_who_is_no_key_respondent_any_more_does_not_see_their_case_study(cast: Cast) -> None:
    membership = membership_of(cast.bento, cast.forum)
    assert membership is not None
    membership.roles = frozenset({"participant"})
    assert "case_study" not in rows_seen(cast, sight_for(cast, cast.bento))


def test_a_reading_that_was_removed_is_nobodys_any_more(cast: Cast) -> None:
    alma = sight_for(cast, cast.alma)
    for reading in (cast.reading, cast.case_study):
        assert reading is not None
        preparing.remove_reading(alma, reading)
    for seen in seen_by(cast, MEMBERS, OPENING).values():
        assert not {"reading", "case_study"} & seen


# The words themselves

OF_THE_CASE_STUDY = {"Caso LOCKED", "Nuestra cooperativa LOCKED."}
TO_TRANSLATE = OF_THE_CASE_STUDY | {"Palabras LOCKED en español", "LOCKED question"}
LOCKED_WORDS = TO_TRANSLATE | {"LOCKED words to begin with", "LOCKED reading", "LOCKED page"}


def test_which_words_of_a_locked_week_are_there_to_be_read(cast: Cast) -> None:
    expected: dict[str, set[str]] = {name: set() for name in BEFORE_OPENING}
    expected |= {"bento": OF_THE_CASE_STUDY, "tess": TO_TRANSLATE, "alma": LOCKED_WORDS}
    for name, words in expected.items():
        read = all_words(sight_for(cast, getattr(cast, name), OPENING - SECOND))
        assert {source for source in read if "LOCKED" in source} == words, name


def test_titles_and_outlines_are_everyones(cast: Cast) -> None:
    titles = {"Public buyers", "Local purchasing", "Cases from the regions", "What comes next"}
    programme = titles | {f"Outline of “{title}”." for title in titles} | {"We learn how public buyers choose."}
    assert all_words(sight_for(cast, None)) == programme
    assert all_words(sight_for(cast, cast.nina)) == programme
    assert all_words(sight_for(cast, cast.ana)) > programme


# The admin's preview


def test_the_preview_is_what_a_participant_will_see(cast: Cast) -> None:
    preview = sight_for(cast, cast.alma).as_participant(cast.week(3))
    at_opening = sight_for(cast, cast.ana, OPENING)
    assert rows_seen(cast, preview) == rows_seen(cast, at_opening)
    assert all_words(preview) == all_words(at_opening)


def test_the_preview_shows_no_other_locked_week(cast: Cast) -> None:
    preview = sight_for(cast, cast.alma).as_participant(cast.week(4))
    assert rows_seen(cast, preview) == OPEN_ROWS


def test_in_the_preview_one_may_do_what_a_participant_may(cast: Cast) -> None:
    preview = sight_for(cast, cast.alma).as_participant(cast.week(3))
    assert (preview.viewer.is_admin, preview.viewer.is_owner, preview.viewer.sees_drafts) == (False,) * 3
    assert preview.viewer.is_member


# This week


def test_this_week_is_the_same_for_everyone(cast: Cast) -> None:
    for now, number in ((START, 2), (OPENING - SECOND, 2), (OPENING, 3)):
        for who in (None, cast.ana, cast.alma):
            week = sight_for(cast, who, now).this_week
            assert week is not None
            assert week.number == number


def test_unsent_texts_are_their_authors_alone(cast: Cast) -> None:
    keep_unsent(cast.ana, UnsentWords(f"reply:{cast.thread.key}", "Not ready yet", "", "en"), START)
    for who in (cast.ana, cast.jorge, cast.tess, cast.alma, cast.olga, None):
        found = list(db.session.scalars(my_unsent_texts(sight_for(cast, who).viewer)))
        assert [kept.body for kept in found] == (["Not ready yet"] if who is cast.ana else [])
