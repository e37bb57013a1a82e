"""Who sees what was said of a translation: who works on them, and who said it; of texts that stand."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from board.actions import posting, scheduling, translating
from board.actions.flagging import Note, raise_flags, settle_by_hand
from board.actions.translating import newest_translation
from board.actions.wordings import current_number
from board.extensions import db
from board.models import Flag, Text, User
from board.pages.flags import open_flags, presenter_of
from board.visible import visible_flags
from board.visible.queue import QueueFilter, queue
from tests.support.cast import ENGLISH_OF_IT, OPENING, SPANISH, START, Cast, segments_of, sight_for, text_of, translate

EVERYONE = ("ana", "jorge", "rosa", "tess", "alma", "omar", "nina", "olga")


@pytest.fixture
def text(cast: Cast) -> Text:
    """Ana's post, whose first paragraph she flagged."""
    text = text_of(cast.post)
    translation = newest_translation(text, segments_of(text)[0].lineage)
    assert translation is not None
    raise_flags(sight_for(cast, cast.ana), text, None, [Note(translation, "Not vegetables.")])
    return text


def seen_by(cast: Cast) -> set[str]:
    """Who of everyone sees a flag at all."""
    return {name for name in EVERYONE if db.session.scalars(visible_flags(sight_for(cast, getattr(cast, name)))).all()}


def in_queue(cast: Cast) -> list[int]:
    """The texts that the translators' queue says are flagged."""
    return [row.Text.id for row in db.session.execute(queue(sight_for(cast, cast.tess), QueueFilter(state="flagged")))]


def test_translators_admins_and_who_said_it(cast: Cast, text: Text) -> None:
    assert seen_by(cast) == {"ana", "tess", "alma"}


def test_a_flag_stands_with_its_paragraph(cast: Cast, text: Text) -> None:
    for person, mine in ((cast.ana, True), (cast.tess, False)):
        found = open_flags(sight_for(cast, person), text)
        assert list(found) == [segments_of(text)[0].lineage]
        [[line]] = found.values()
        assert (line.name, line.at, line.note, line.words, line.is_mine) == (
            "Ana", START, "Not vegetables.", ENGLISH_OF_IT[0], mine,
        )  # fmt: skip


def settle(cast: Cast) -> None:
    text = text_of(cast.post)
    settle_by_hand(sight_for(cast, cast.tess), text, segments_of(text)[0].lineage)


def edit_away(cast: Cast) -> None:
    text = text_of(cast.post)
    posting.edit_post(
        sight_for(cast, cast.ana), cast.thread, cast.post, text, SPANISH.split("\n\n")[1], current_number(text)
    )


GONE: dict[str, Callable[[Cast], None]] = {
    "settled": settle,
    "the paragraph is gone": edit_away,
    "deleted": lambda cast: posting.delete_post(sight_for(cast, cast.ana), cast.post),
    "hidden": lambda cast: posting.hide_post(sight_for(cast, cast.alma), cast.post, "Not here."),
    "into another language": lambda cast: translating.queue_text(sight_for(cast, cast.tess), text_of(cast.post), "fr"),
}


@pytest.mark.parametrize("change", GONE.values(), ids=GONE)
def test_when_nobody_sees_it_any_more(cast: Cast, text: Text, change: Callable[[Cast], None]) -> None:
    assert in_queue(cast) == [text.id]
    change(cast)
    assert seen_by(cast) == set()
    assert open_flags(sight_for(cast, cast.alma), text) == {}
    assert in_queue(cast) == []


def test_a_week_that_is_locked_again_leaves_it_to_who_works_on_it(cast: Cast, text: Text) -> None:
    scheduling.override_week(sight_for(cast, cast.alma), cast.week(1), "locked")
    assert seen_by(cast) == {"tess", "alma"}


def test_an_edit_of_the_paragraph_leaves_it_open(cast: Cast, text: Text) -> None:
    changed = SPANISH.replace("verduras", "muchas verduras")
    posting.edit_post(sight_for(cast, cast.ana), cast.thread, cast.post, text, changed, current_number(text))
    assert seen_by(cast) == {"ana", "tess", "alma"}


def test_a_hidden_post_that_is_shown_again_is_flagged_again(cast: Cast, text: Text) -> None:
    posting.hide_post(sight_for(cast, cast.alma), cast.post, "A mistake.")
    posting.restore_post(sight_for(cast, cast.alma), cast.post)
    assert seen_by(cast) == {"ana", "tess", "alma"}


def flag_case_study(cast: Cast, person: User) -> Flag:
    assert cast.case_study is not None
    text = db.session.get_one(Text, cast.case_study.body_id)
    [translation] = translate(sight_for(cast, cast.tess), text, "Our cooperative.")
    sight = sight_for(cast, person)
    raise_flags(sight, text, presenter_of(sight, text), [Note(translation, "Theirs.")])
    return db.session.scalars(visible_flags(sight)).one()


def test_a_key_respondent_flags_their_case_study_before_its_week_opens(cast: Cast) -> None:
    assert flag_case_study(cast, cast.bento).note == "Theirs."
    assert seen_by(cast) == {"tess", "alma"}
    assert db.session.scalars(visible_flags(sight_for(cast, cast.rosa, OPENING))).all() == []


def test_a_case_study_is_its_respondents_a_post_is_nobodys(cast: Cast) -> None:
    assert cast.case_study is not None
    sight = sight_for(cast, cast.alma)
    for text_id in (cast.case_study.title_id, cast.case_study.body_id):
        assert presenter_of(sight, db.session.get_one(Text, text_id)) == cast.bento.id
    assert presenter_of(sight, db.session.get_one(Text, cast.reading.body_id)) is None
    assert presenter_of(sight, text_of(cast.post)) is None
