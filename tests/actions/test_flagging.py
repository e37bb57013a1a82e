"""Flags: an author says that a passage is mistranslated, until a translator has dealt with it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from board.actions import erasing, posting
from board.actions.flagging import Note, raise_flags, settle_by_hand, settle_flags, withdraw_flag
from board.actions.posting import Conflict
from board.actions.translating import newest_translation, save_translation
from board.extensions import db
from board.models import Flag, Text, Translation, User
from board.rules.permissions import Refusal, Refused
from board.rules.translations import APPROVED, DRAFT
from tests.support.cast import START, Cast, segments_of, sight_for, text_of

LATER = START + timedelta(hours=1)


@pytest.fixture
def text(cast: Cast) -> Text:
    """Ana's post: two paragraphs, both approved."""
    return text_of(cast.post)


def translation_of(text: Text, position: int = 0) -> Translation:
    found = newest_translation(text, segments_of(text)[position].lineage)
    assert found is not None
    return found


def raise_one(cast: Cast, text: Text, words: str = "Not vegetables.", person: User | None = None) -> None:
    sight = sight_for(cast, person or cast.ana)
    raise_flags(sight, text, None, [Note(translation_of(text), words)])


def flags() -> list[Flag]:
    return list(db.session.scalars(select(Flag).order_by(Flag.id)))


def test_a_flag_says_what_about_which_words_by_whom(cast: Cast, text: Text) -> None:
    raise_one(cast, text)
    [flag] = flags()
    flagged = translation_of(text)
    assert (flag.note, flag.user_id, flag.created_at) == ("Not vegetables.", cast.ana.id, START)
    assert (flag.text_id, flag.lineage, flag.translation_id) == (text.id, flagged.lineage, flagged.id)
    assert (flag.settled_at, flag.settled_by_id) == (None, None)


def test_several_passages_are_flagged_at_once(cast: Cast, text: Text) -> None:
    notes = [Note(translation_of(text, position), f"Wrong {position}.") for position in (0, 1)]
    raise_flags(sight_for(cast, cast.ana), text, None, notes)
    assert [(flag.lineage, flag.note) for flag in flags()] == [
        (segment.lineage, f"Wrong {position}.") for position, segment in enumerate(segments_of(text))
    ]


def test_a_double_click_flags_once(cast: Cast, text: Text) -> None:
    raise_one(cast, text)
    raise_one(cast, text)
    raise_one(cast, text, "Nor a municipality.")
    assert [flag.note for flag in flags()] == ["Not vegetables.", "Nor a municipality."]


def test_words_that_were_replaced_meanwhile_are_not_flagged(cast: Cast, text: Text) -> None:
    seen = translation_of(text)
    segment = segments_of(text)[0]
    tess = sight_for(cast, cast.tess, LATER)
    save_translation(tess, text, segment, "Better words.", APPROVED, base=seen.id, digest=segment.digest)
    with pytest.raises(Conflict):
        raise_flags(sight_for(cast, cast.ana, LATER), text, None, [Note(seen, "Not vegetables.")])
    assert flags() == []


def test_a_draft_on_the_way_does_not_hinder(cast: Cast, text: Text) -> None:
    seen = translation_of(text)
    segment = segments_of(text)[0]
    tess = sight_for(cast, cast.tess, LATER)
    save_translation(tess, text, segment, "Better words?", DRAFT, base=seen.id, digest=segment.digest)
    raise_flags(sight_for(cast, cast.ana, LATER), text, None, [Note(seen, "Not vegetables.")])
    assert len(flags()) == 1


def test_only_whose_text_it_is_flags(cast: Cast, text: Text) -> None:
    for person in (cast.jorge, cast.rosa, cast.tess, cast.alma):
        with pytest.raises(Refused) as refused:
            raise_one(cast, text, person=person)
        assert refused.value.reason is Refusal.NOT_YOURS
    assert flags() == []


def test_who_presents_a_case_study_flags_it_too(cast: Cast, text: Text) -> None:
    raise_flags(sight_for(cast, cast.rosa), text, cast.rosa.id, [Note(translation_of(text), "Not so.")])
    assert [flag.user_id for flag in flags()] == [cast.rosa.id]


def test_a_flag_taken_back_leaves_nothing(cast: Cast, text: Text) -> None:
    raise_one(cast, text)
    withdraw_flag(sight_for(cast, cast.ana), flags()[0])
    assert flags() == []


def test_nobody_takes_back_anothers_flag(cast: Cast, text: Text) -> None:
    raise_one(cast, text)
    for person in (cast.jorge, cast.tess, cast.alma):
        with pytest.raises(Refused):
            withdraw_flag(sight_for(cast, person), flags()[0])
    assert len(flags()) == 1


def settled(flag: Flag) -> tuple[object, object]:
    db.session.refresh(flag)
    return flag.settled_at, flag.settled_by_id


def test_a_passages_flags_are_settled_by_somebody_at_a_time(cast: Cast, text: Text) -> None:
    notes = [Note(translation_of(text, position), "Wrong.") for position in (0, 1)]
    raise_flags(sight_for(cast, cast.ana), text, None, notes)
    settle_flags(text, segments_of(text)[0].lineage, sight_for(cast, cast.tess, LATER))
    assert [settled(flag) for flag in flags()] == [(LATER, cast.tess.id), (None, None)]


def test_what_is_settled_stays_as_it_was_settled(cast: Cast, text: Text) -> None:
    raise_one(cast, text)
    lineage = segments_of(text)[0].lineage
    settle_by_hand(sight_for(cast, cast.tess, LATER), text, lineage)
    settle_by_hand(sight_for(cast, cast.alma, LATER + timedelta(hours=1)), text, lineage)
    assert settled(flags()[0]) == (LATER, cast.tess.id)


def test_what_was_settled_can_be_said_again(cast: Cast, text: Text) -> None:
    raise_one(cast, text)
    settle_by_hand(sight_for(cast, cast.tess, LATER), text, segments_of(text)[0].lineage)
    raise_one(cast, text)
    assert [flag.settled_at for flag in flags()] == [LATER, None]


def test_only_who_translates_settles_by_hand(cast: Cast, text: Text) -> None:
    raise_one(cast, text)
    for person in (cast.ana, cast.jorge, cast.rosa):
        with pytest.raises(Refused):
            settle_by_hand(sight_for(cast, person), text, segments_of(text)[0].lineage)
    assert settled(flags()[0]) == (None, None)


def test_erasing_a_post_destroys_what_was_said_of_it(cast: Cast, text: Text) -> None:
    raise_one(cast, text)
    settle_by_hand(sight_for(cast, cast.tess), text, segments_of(text)[0].lineage)
    raise_one(cast, text, "Still not vegetables.")
    posting.delete_post(sight_for(cast, cast.ana), cast.post)
    assert db.session.scalar(select(func.count(Flag.id))) == 2
    erasing.erase_post(sight_for(cast, cast.olga), cast.post)
    assert db.session.scalar(select(func.count(Flag.id))) == 0
