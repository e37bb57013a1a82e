"""Which translations readers see: drafts are for those who work on them, a machine's only where the forum says so."""

from __future__ import annotations

import pytest

from board.actions import posting, translating
from board.actions.translating import save_translation
from board.models import Text, Translation
from board.pages.texts import Row, load_pairs
from board.rules.translations import APPROVED, DRAFT, HUMAN, IN_REVIEW, MACHINE, MISSING
from board.visible import Sight
from tests.support.cast import Cast, segments_of, sight_for, text_of, translate, typed

READERS = ("ana", "jorge", "rosa")
WORKERS = ("tess", "alma")


@pytest.fixture
def text(cast: Cast) -> Text:
    """One paragraph in Spanish that nobody translated yet."""
    return text_of(posting.reply(sight_for(cast, cast.ana), cast.thread, cast.ana, typed("Una frase nueva.")))


def save(cast: Cast, text: Text, body: str, state: str, origin: str = HUMAN) -> Translation:
    """Tess saves the first paragraph over whatever stands there."""
    [segment, *_] = segments_of(text)
    row = row_of(sight_for(cast, cast.tess), text)
    base = row.translation.id if row.translation else 0
    return save_translation(
        sight_for(cast, cast.tess), text, segment, body, state, base=base, digest=segment.digest, origin=origin
    )


def row_of(sight: Sight, text: Text) -> Row:
    """The first paragraph as somebody sees it."""
    return load_pairs(sight, [text])[text.id].rows[0]


Shown = tuple[str | None, str]


def shown_to(cast: Cast, text: Text, *names: str) -> set[Shown]:
    """The translation of the first paragraph with its state, as each of these people sees it."""
    rows = (row_of(sight_for(cast, getattr(cast, name)), text) for name in names)
    return {(row.translation.source if row.translation else None, row.state) for row in rows}


@pytest.mark.parametrize("state", [IN_REVIEW, APPROVED])
def test_what_is_finished_is_shown_to_everyone_with_its_state(cast: Cast, text: Text, state: str) -> None:
    save(cast, text, "A new sentence.", state)
    assert shown_to(cast, text, *READERS, *WORKERS) == {("A new sentence.", state)}


@pytest.mark.parametrize("machine_drafts", [False, True])
def test_a_human_draft_is_for_those_who_work_on_it(cast: Cast, text: Text, machine_drafts: bool) -> None:
    cast.forum.shows_machine_drafts = machine_drafts
    save(cast, text, "A new sentense.", DRAFT)
    assert shown_to(cast, text, *WORKERS) == {("A new sentense.", DRAFT)}
    assert shown_to(cast, text, *READERS) == {(None, MISSING)}


def test_a_machines_draft_is_shown_to_members_if_the_forum_says_so(cast: Cast, text: Text) -> None:
    save(cast, text, "One new phrase.", DRAFT, MACHINE)
    assert shown_to(cast, text, *READERS) == {(None, MISSING)}
    cast.forum.shows_machine_drafts = True
    assert shown_to(cast, text, *READERS) == {("One new phrase.", DRAFT)}


def test_a_machines_draft_is_labelled_as_one(cast: Cast, text: Text) -> None:
    cast.forum.shows_machine_drafts = True
    save(cast, text, "One new phrase.", DRAFT, MACHINE)
    assert row_of(sight_for(cast, cast.ana), text).is_machine


def test_a_machines_draft_is_not_shown_to_who_is_no_member(cast: Cast, text: Text) -> None:
    cast.forum.shows_machine_drafts = cast.forum.public_reading = True
    save(cast, text, "One new phrase.", DRAFT, MACHINE)
    assert shown_to(cast, text, "nina") == {(None, MISSING)}


# A draft on the way to replace what readers see


def test_a_draft_over_an_approved_translation_leaves_readers_the_approved(cast: Cast, text: Text) -> None:
    save(cast, text, "A new sentence.", APPROVED)
    save(cast, text, "A fresh sentence.", DRAFT)
    assert shown_to(cast, text, *READERS) == {("A new sentence.", APPROVED)}
    assert shown_to(cast, text, *WORKERS) == {("A fresh sentence.", DRAFT)}


def test_a_machines_draft_never_hides_an_approved_translation(cast: Cast, text: Text) -> None:
    cast.forum.shows_machine_drafts = True
    save(cast, text, "A new sentence.", APPROVED)
    save(cast, text, "One new phrase.", DRAFT, MACHINE)
    assert shown_to(cast, text, *READERS) == {("A new sentence.", APPROVED)}


def test_once_approved_the_draft_replaces_it_for_everyone(cast: Cast, text: Text) -> None:
    save(cast, text, "A new sentence.", APPROVED)
    save(cast, text, "A fresh sentence.", DRAFT)
    save(cast, text, "A fresh sentence.", APPROVED)
    assert shown_to(cast, text, *READERS, *WORKERS) == {("A fresh sentence.", APPROVED)}


# The text as a whole


def test_approved_translations_stand_beside_their_paragraphs(cast: Cast) -> None:
    text = text_of(cast.post)
    pair = load_pairs(sight_for(cast, cast.jorge), [text])[text.id]
    assert [(row.segment.source, row.translation and row.translation.source) for row in pair.rows] == [
        ("La cooperativa vendió verduras al municipio.", "The cooperative sold vegetables to the municipality."),
        ("Los contratos pequeños ayudan a empezar.", "Small contracts help to begin."),
    ]
    assert (pair.state, pair.outdated, pair.translators) == (APPROVED, 0, ("Tess",))


def test_a_text_is_as_far_as_its_least_advanced_paragraph(cast: Cast) -> None:
    sight = sight_for(cast, cast.ana)
    text = text_of(posting.reply(sight, cast.thread, cast.ana, typed("Primero esto.\n\nY luego lo otro.")))
    translate(sight_for(cast, cast.tess), text, "First this.")
    pair = load_pairs(sight, [text])[text.id]
    assert [row.state for row in pair.rows] == [APPROVED, MISSING]
    assert pair.state == MISSING
    assert pair.is_translated


def test_a_text_in_a_language_outside_the_policy_stands_alone(cast: Cast) -> None:
    text = text_of(cast.answer)
    pair = load_pairs(sight_for(cast, cast.ana), [text])[text.id]
    assert text.target is None
    assert not pair.waits
    assert not pair.is_translated


def test_translations_into_a_language_that_is_no_longer_wanted_are_not_shown(cast: Cast) -> None:
    text = text_of(cast.post)
    translating.queue_text(sight_for(cast, cast.tess), text, "fr")
    assert shown_to(cast, text, "jorge") == {(None, MISSING)}
