"""How a translation came about: nothing that was ever saved is lost, and each says what it was made from."""

from __future__ import annotations

from datetime import timedelta

import pytest

from board.actions import posting, translating
from board.actions.translating import newest_translation, save_translation
from board.actions.wordings import current_number
from board.models import Text, User
from board.pages.texts import load_pairs
from board.pages.translation_history import Made, translated_sources, translation_history
from board.rules.translations import APPROVED, DRAFT, HUMAN, IN_REVIEW, MACHINE
from board.text import GONE, NEW, SAME, Part
from tests.support.cast import ENGLISH_OF_IT, START, Cast, segments_of, sight_for, text_of

FIRST, SECOND = "La cooperativa vendió verduras al municipio.", "Los contratos pequeños ayudan a empezar."
MANY = "La cooperativa vendió muchas verduras al municipio."
FRUIT = "La cooperativa vendió muchas verduras y fruta al municipio."


@pytest.fixture
def text(cast: Cast) -> Text:
    """Ana's post: two paragraphs, both approved by Tess."""
    return text_of(cast.post)


def edit(cast: Cast, text: Text, *paragraphs: str) -> None:
    source = "\n\n".join(paragraphs)
    posting.edit_post(sight_for(cast, cast.ana), cast.thread, cast.post, text, source, current_number(text))


def save(
    cast: Cast, text: Text, body: str, state: str = APPROVED, origin: str = HUMAN, position: int = 0, hours: int = 1
) -> None:
    segment = segments_of(text)[position]
    newest = newest_translation(text, segment.lineage)
    tess = sight_for(cast, cast.tess, START + timedelta(hours=hours))
    base = newest.id if newest else 0
    save_translation(tess, text, segment, body, state, base=base, digest=segment.digest, origin=origin)


def made(cast: Cast, text: Text, position: int = 0, person: User | None = None) -> tuple[Made, ...]:
    return translation_history(sight_for(cast, person or cast.tess), text).rows[position].made


def story(cast: Cast, text: Text) -> list[tuple[str, str, bool]]:
    """Words, state and whether it counts, of all translations of the first paragraph."""
    return [(one.translation.source, one.translation.state, one.stands) for one in made(cast, text)]


def test_all_translations_the_newest_first(cast: Cast, text: Text) -> None:
    save(cast, text, "The co-op sold greens.", DRAFT)
    save(cast, text, "The co-op sold vegetables.", IN_REVIEW)
    assert story(cast, text) == [
        ("The co-op sold vegetables.", IN_REVIEW, True),
        ("The co-op sold greens.", DRAFT, False),
        (ENGLISH_OF_IT[0], APPROVED, False),
    ]


def test_a_draft_beside_the_approved_both_count(cast: Cast, text: Text) -> None:
    save(cast, text, "The co-op sold greens.", DRAFT)
    assert [stands for _, _, stands in story(cast, text)] == [True, True]


def test_each_is_shown_against_the_one_before(cast: Cast, text: Text) -> None:
    save(cast, text, "The cooperative sold greens to the municipality.")
    latest, first = made(cast, text)
    assert first.parts == (Part(SAME, ENGLISH_OF_IT[0]),)
    assert latest.parts == (
        Part(SAME, "The cooperative sold "),
        Part(GONE, "vegetables"),
        Part(NEW, "greens"),
        Part(SAME, " to the municipality."),
    )


def test_paragraphs_do_not_mix(cast: Cast, text: Text) -> None:
    save(cast, text, "Small contracts are a start.", position=1)
    assert [one.translation.source for one in made(cast, text, 0)] == [ENGLISH_OF_IT[0]]
    assert [one.translation.source for one in made(cast, text, 1)] == ["Small contracts are a start.", ENGLISH_OF_IT[1]]


def test_another_language_is_not_compared_with_this_one(cast: Cast, text: Text) -> None:
    translating.queue_text(sight_for(cast, cast.tess), text, "fr")
    save(cast, text, "La coopérative a vendu des légumes.")
    french, english = made(cast, text)
    assert (french.translation.language, english.translation.language) == ("fr", "en")
    assert french.parts == (Part(SAME, "La coopérative a vendu des légumes."),)


def test_a_machines_words_are_told_apart(cast: Cast, text: Text) -> None:
    save(cast, text, "The cooperative has sold.", DRAFT, MACHINE)
    assert [one.translation.origin for one in made(cast, text)] == [MACHINE, HUMAN]


def test_each_says_what_it_was_made_from_where_that_has_changed(cast: Cast, text: Text) -> None:
    edit(cast, text, MANY, SECOND)
    save(cast, text, "Many vegetables.")
    edit(cast, text, FRUIT, SECOND)
    save(cast, text, "Vegetables and fruit.")
    assert [(one.translation.source, one.is_outdated, one.source) for one in made(cast, text)] == [
        ("Vegetables and fruit.", False, None),
        ("Many vegetables.", True, MANY),
        (ENGLISH_OF_IT[0], True, FIRST),
    ]


def test_it_is_for_who_works_on_translations(cast: Cast, text: Text) -> None:
    for person in (cast.ana, cast.jorge, cast.rosa, cast.omar):
        assert made(cast, text, person=person) == ()
    assert len(made(cast, text, person=cast.alma)) == 1


@pytest.mark.parametrize("how", ["deleted", "hidden"])
def test_what_was_removed_has_no_history_for_admins_either(cast: Cast, text: Text, how: str) -> None:
    if how == "deleted":
        posting.delete_post(sight_for(cast, cast.ana), cast.post)
    else:
        posting.hide_post(sight_for(cast, cast.alma), cast.post, "Not here.")
    assert made(cast, text, person=cast.alma) == ()


# What an outdated translation was made from


def sources(cast: Cast, text: Text, person: User | None = None) -> dict[str, str]:
    sight = sight_for(cast, person or cast.tess)
    return translated_sources(sight, load_pairs(sight, [text])[text.id])


def test_nothing_is_outdated_yet(cast: Cast, text: Text) -> None:
    assert sources(cast, text) == {}


def test_the_words_before_the_edit(cast: Cast, text: Text) -> None:
    edit(cast, text, MANY, SECOND)
    assert sources(cast, text) == {segments_of(text)[0].lineage: FIRST}


def test_after_several_edits_still_the_words_that_were_translated(cast: Cast, text: Text) -> None:
    for words in (MANY, FRUIT):
        edit(cast, text, words, SECOND)
    assert sources(cast, text) == {segments_of(text)[0].lineage: FIRST}


def test_after_a_new_translation_the_words_of_that_one(cast: Cast, text: Text) -> None:
    edit(cast, text, MANY, SECOND)
    save(cast, text, "Many vegetables.")
    edit(cast, text, FRUIT, SECOND)
    assert sources(cast, text) == {segments_of(text)[0].lineage: MANY}


def test_the_old_words_back_leave_nothing_outdated(cast: Cast, text: Text) -> None:
    edit(cast, text, MANY, SECOND)
    edit(cast, text, FIRST, SECOND)
    assert sources(cast, text) == {}
    edit(cast, text, FRUIT, SECOND)
    assert sources(cast, text) == {segments_of(text)[0].lineage: FIRST}


def test_paragraphs_that_moved_take_their_words_along(cast: Cast, text: Text) -> None:
    edit(cast, text, SECOND, MANY)
    assert sources(cast, text) == {segments_of(text)[1].lineage: FIRST}


def test_a_source_that_was_never_there_is_not_made_up(cast: Cast, text: Text) -> None:
    newest = newest_translation(text, segments_of(text)[0].lineage)
    assert newest is not None
    newest.digest = "0" * 64
    assert sources(cast, text) == {}
    assert [(one.is_outdated, one.source) for one in made(cast, text)] == [(True, None)]
