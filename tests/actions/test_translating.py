"""Translating paragraph by paragraph: nothing is lost, and only what a person approved is shown as approved."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from board.actions import posting, translating
from board.actions.posting import Conflict
from board.actions.translating import SourceChanged, newest_translation, save_translation
from board.actions.wordings import current_number
from board.actions.writing import EmptyText
from board.extensions import db
from board.models import Segment, Text, Translation, User
from board.pages.texts import Row, load_pairs
from board.rules.permissions import Refusal, Refused
from board.rules.translations import APPROVED, DRAFT, IN_REVIEW, MACHINE, MISSING, OUTDATED
from tests.support.cast import ENGLISH_OF_IT, START, Cast, segments_of, sight_for, text_of

FIRST, SECOND = "La cooperativa vendió verduras al municipio.", "Los contratos pequeños ayudan a empezar."
LATER = START + timedelta(hours=1)


@pytest.fixture
def text(cast: Cast) -> Text:
    """Ana's post: two paragraphs, both approved by Tess."""
    return text_of(cast.post)


def rows(cast: Cast, text: Text, person: User | None = None) -> tuple[Row, ...]:
    return load_pairs(sight_for(cast, person or cast.jorge), [text])[text.id].rows


def states(cast: Cast, text: Text, person: User | None = None) -> list[str]:
    return [row.state for row in rows(cast, text, person)]


def edit(cast: Cast, text: Text, source: str) -> None:
    sight = sight_for(cast, cast.ana, LATER)
    posting.edit_post(sight, cast.thread, cast.post, text, source, current_number(text))


def save(
    cast: Cast, text: Text, body: str, state: str = APPROVED, *, person: User | None = None, base: int | None = None,
    seen: Segment | None = None, origin: str = "human",
) -> Translation:  # fmt: skip
    """Save the first paragraph, starting from what stands there unless told otherwise."""
    segment = seen or segments_of(text)[0]
    newest = newest_translation(text, segment.lineage)
    started_from = base if base is not None else (newest.id if newest else 0)
    sight = sight_for(cast, person or cast.tess, LATER)
    current = segments_of(text)[0]
    return save_translation(sight, text, current, body, state, base=started_from, digest=segment.digest, origin=origin)


# Editing the source


def test_editing_one_paragraph_outdates_exactly_that_one(cast: Cast, text: Text) -> None:
    edit(cast, text, f"{FIRST}\n\nLos contratos pequeños ayudan mucho a empezar.")
    assert states(cast, text) == [APPROVED, OUTDATED]
    assert [row.translation and row.translation.source for row in rows(cast, text)] == ENGLISH_OF_IT


def test_the_old_words_back_make_it_approved_again(cast: Cast, text: Text) -> None:
    edit(cast, text, f"{FIRST}\n\nLos contratos pequeños ayudan mucho a empezar.")
    edit(cast, text, f"{FIRST}\n\n{SECOND}")
    assert states(cast, text) == [APPROVED, APPROVED]


def test_a_paragraph_put_between_is_missing_and_the_others_stay(cast: Cast, text: Text) -> None:
    edit(cast, text, f"{FIRST}\n\nDespués llovió tres semanas.\n\n{SECOND}")
    assert states(cast, text) == [APPROVED, MISSING, APPROVED]


def test_paragraphs_that_change_places_take_their_translations_along(cast: Cast, text: Text) -> None:
    edit(cast, text, f"{SECOND}\n\n{FIRST}")
    assert [row.translation and row.translation.source for row in rows(cast, text)] == ENGLISH_OF_IT[::-1]
    assert states(cast, text) == [APPROVED, APPROVED]


def test_a_paragraph_that_goes_takes_nothing_else_along(cast: Cast, text: Text) -> None:
    edit(cast, text, SECOND)
    assert [row.translation and row.translation.source for row in rows(cast, text)] == ENGLISH_OF_IT[1:]


# Saving


def test_a_draft_over_the_approved_leaves_readers_the_approved(cast: Cast, text: Text) -> None:
    save(cast, text, "The co-op sold vegetables.", DRAFT)
    assert states(cast, text) == [APPROVED, APPROVED]
    assert states(cast, text, cast.tess) == [DRAFT, APPROVED]


def test_a_newer_draft_replaces_the_older(cast: Cast, text: Text) -> None:
    for body in ("One.", "Two."):
        save(cast, text, body, DRAFT)
    standing = select(Translation.source).where(Translation.text_id == text.id, Translation.superseded_at.is_(None))
    assert sorted(db.session.scalars(standing)) == sorted([*ENGLISH_OF_IT, "Two."])


def test_approving_replaces_everything_before_it(cast: Cast, text: Text) -> None:
    save(cast, text, "The co-op sold vegetables.", DRAFT)
    save(cast, text, "The co-op sold vegetables.", APPROVED)
    assert [row.translation and row.translation.source for row in rows(cast, text)] == [
        "The co-op sold vegetables.",
        ENGLISH_OF_IT[1],
    ]


def test_no_translation_is_ever_deleted(cast: Cast, text: Text) -> None:
    for body, state in (("One.", DRAFT), ("Two.", IN_REVIEW), ("Three.", APPROVED)):
        save(cast, text, body, state)
    kept = set(db.session.scalars(select(Translation.source).where(Translation.text_id == text.id)))
    assert kept == {*ENGLISH_OF_IT, "One.", "Two.", "Three."}


def test_a_translation_has_a_word(cast: Cast, text: Text) -> None:
    for body in ("", " \n ", "\u200b"):
        with pytest.raises(EmptyText):
            save(cast, text, body)
    assert states(cast, text) == [APPROVED, APPROVED]


def test_each_save_gives_the_text_a_new_version(cast: Cast, text: Text) -> None:
    before = text.version
    save(cast, text, "One.", DRAFT)
    assert text.version == before + 1


def test_html_in_a_translation_is_as_harmless_as_in_a_post(cast: Cast, text: Text) -> None:
    saved = save(cast, text, "Sold <script>alert(1)</script> [here](javascript:alert(1)).")
    assert "<script" not in saved.html
    assert 'href="javascript' not in saved.html


# Two translators


def test_who_started_from_an_older_translation_overwrites_nothing(cast: Cast, text: Text) -> None:
    save(cast, text, "Alma's words.", person=cast.alma)
    with pytest.raises(Conflict):
        save(cast, text, "Tess's words.", base=0)
    assert rows(cast, text)[0].translation is not None
    assert rows(cast, text)[0].translation.source == "Alma's words."


def test_a_retry_of_the_same_save_is_no_conflict(cast: Cast, text: Text) -> None:
    save(cast, text, "The same.", base=newest_id(text))
    save(cast, text, "The same.", base=0)
    assert states(cast, text) == [APPROVED, APPROVED]


def newest_id(text: Text) -> int:
    newest = newest_translation(text, segments_of(text)[0].lineage)
    return newest.id if newest else 0


def test_what_was_translated_while_the_source_changed_is_kept_as_a_draft(cast: Cast, text: Text) -> None:
    seen = segments_of(text)[0]
    edit(cast, text, f"La cooperativa vendió verduras y fruta al municipio.\n\n{SECOND}")
    with pytest.raises(SourceChanged):
        save(cast, text, "The co-op sold vegetables.", APPROVED, seen=seen)
    kept = newest_translation(text, seen.lineage)
    assert kept is not None
    assert (kept.source, kept.state, kept.digest) == ("The co-op sold vegetables.", DRAFT, seen.digest)
    assert states(cast, text) == [OUTDATED, APPROVED]
    assert states(cast, text, cast.tess) == [OUTDATED, APPROVED]


# Whose words


def credit(saved: Translation) -> tuple[int | None, int | None, str]:
    return saved.translator_id, saved.approver_id, saved.origin


def test_who_approves_anothers_words_leaves_them_the_credit(cast: Cast, text: Text) -> None:
    save(cast, text, "Tess's words.", IN_REVIEW)
    saved = save(cast, text, "Tess's words.", APPROVED, person=cast.alma)
    assert credit(saved) == (cast.tess.id, cast.alma.id, "human")


def test_who_changes_the_words_is_credited(cast: Cast, text: Text) -> None:
    save(cast, text, "Tess's words.", IN_REVIEW)
    saved = save(cast, text, "Alma's words.", APPROVED, person=cast.alma)
    assert credit(saved) == (cast.alma.id, cast.alma.id, "human")


def test_a_machines_words_stay_a_machines_until_a_person_approves_them(cast: Cast, text: Text) -> None:
    save(cast, text, "Machine words.", DRAFT, origin=MACHINE)
    assert save(cast, text, "Machine words.", IN_REVIEW).origin == MACHINE
    assert save(cast, text, "Machine words.", APPROVED).origin == "human"


# Who may


def test_participants_do_not_translate(cast: Cast, text: Text) -> None:
    for person in (cast.ana, cast.rosa, cast.nina, cast.olga, cast.omar):
        with pytest.raises(Refused) as refused:
            save(cast, text, "My words.", person=person)
        assert refused.value.reason is Refusal.TRANSLATORS_ONLY


def test_a_text_that_stands_alone_is_not_translated_unless_queued_by_hand(cast: Cast) -> None:
    english = text_of(cast.answer)
    with pytest.raises(Refused) as refused:
        save(cast, english, "¿Cómo lo ganaron?")
    assert refused.value.reason is Refusal.NOT_TO_TRANSLATE
    translating.queue_text(sight_for(cast, cast.tess), english, "es")
    assert save(cast, english, "¿Cómo lo ganaron?").language == "es"


def test_participants_queue_nothing(cast: Cast) -> None:
    with pytest.raises(Refused):
        translating.queue_text(sight_for(cast, cast.ana), text_of(cast.answer), "es")
