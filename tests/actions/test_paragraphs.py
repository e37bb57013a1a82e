"""What becomes of the paragraphs that a translator sends: saved as far as they may be, or why not."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from board.actions import posting, translating
from board.actions.flagging import Note, raise_flags
from board.actions.paragraphs import Guidance, Sent, Trouble, Why, keep_words_of_gone, save_paragraphs
from board.actions.wordings import current_number
from board.extensions import db
from board.models import Flag, Post, Text, UnsentText
from board.pages.texts import Row, load_pairs
from board.rules.permissions import Refusal, Refused
from board.text import Finding, fingerprint
from board.visible import Sight
from tests.support.cast import Cast, look_as, segments_of, sight_for, text_of, translate, typed
from tests.support.desk import standing

NUMBER = Finding("number", False, "40")
LINK = Finding("link_lost", True, "https://example.org")


@pytest.fixture
def tess(cast: Cast) -> Sight:
    return sight_for(cast, cast.tess)


@pytest.fixture
def text(cast: Cast) -> Text:
    """Two paragraphs, none of them translated."""
    words = "La cooperativa vende.\n\nEl municipio compra."
    return text_of(posting.reply(sight_for(cast, cast.ana), cast.thread, cast.ana, typed(words)))


def rows_of(sight: Sight, text: Text) -> list[Row]:
    return list(load_pairs(sight, [text])[text.id].rows)


def sent(row: Row, body: str, **changed: Any) -> Sent:
    """A paragraph as its page was filled in."""
    base = row.translation.id if row.translation else 0
    return replace(Sent(row.segment.lineage, body, base, row.segment.digest, seen=""), **changed)


def guided(*findings: Finding, remembered: dict[str, str] | None = None, longest: int = 1_000) -> Guidance:
    return Guidance(lambda _source, _words: findings, remembered or {}, lambda words: len(words) > longest)


def save(sight: Sight, text: Text, verb: str, *ones: Sent, guidance: Guidance | None = None) -> list[Trouble]:
    """Save paragraphs as they were read a moment ago, and return what was in the way."""
    by_lineage = {one.lineage: one for one in ones}
    rows = [row for row in rows_of(sight, text) if row.segment.lineage in by_lineage]
    return list(save_paragraphs(sight, text, rows, by_lineage, verb, guidance or guided()).values())


def reasons(troubles: list[Trouble]) -> list[str]:
    return [trouble.why for trouble in troubles]


def test_a_verb_is_for_all_paragraphs_or_for_one_and_the_others_are_saved(tess: Sight, text: Text) -> None:
    first, second = rows_of(tess, text)
    ones = sent(first, "It sells."), sent(second, "It buys.")
    assert save(tess, text, f"approve:{first.segment.lineage}", *ones) == []
    assert standing(text) == [("It sells.", "approved"), ("It buys.", "draft")]
    first, second = rows_of(tess, text)
    assert save(tess, text, "review", sent(first, "It sells."), sent(second, "It buys.")) == []
    assert standing(text) == [("It sells.", "in review"), ("It buys.", "in review")]


@pytest.mark.parametrize(("second_approval", "state"), [(False, "approved"), (True, "in review")])
def test_to_finish_is_to_go_as_far_as_one_may(cast: Cast, text: Text, second_approval: bool, state: str) -> None:
    cast.forum.second_approval = second_approval
    tess = look_as(cast.forum, cast.tess)
    first, second = rows_of(tess, text)
    assert save(tess, text, "finish", sent(first, "It sells."), sent(second, "It buys.")) == []
    assert [one[1] for one in standing(text)] == [state, state]


def test_what_is_left_empty_or_stands_already_is_left_alone(tess: Sight, text: Text) -> None:
    translate(tess, text, "It sells.")
    first, second = rows_of(tess, text)
    assert save(tess, text, "approve", sent(first, " It sells. "), replace(sent(second, ""), base=0)) != []
    assert save(tess, text, "save", sent(first, "It sells."), sent(second, "")) == []
    assert standing(text) == [("It sells.", "approved")]


def test_nothing_is_approved_without_words(tess: Sight, text: Text) -> None:
    first, _second = rows_of(tess, text)
    assert reasons(save(tess, text, "approve", sent(first, ""))) == [Why.EMPTY]
    assert standing(text) == []


def test_words_that_are_too_long_are_not_saved(tess: Sight, text: Text) -> None:
    first, second = rows_of(tess, text)
    found = save(tess, text, "save", sent(first, "It sells."), sent(second, "It buys."), guidance=guided(longest=8))
    assert found == [Trouble("It sells.", Why.TOO_LONG)]
    assert standing(text) == [("It buys.", "draft")]


def test_a_warning_is_given_once(tess: Sight, text: Text) -> None:
    first, _second = rows_of(tess, text)
    assert save(tess, text, "approve", sent(first, "It sells."), guidance=guided(NUMBER)) == [
        Trouble("It sells.", Why.LOOK_AGAIN, (NUMBER,))
    ]
    assert standing(text) == [("It sells.", "draft")]
    first, _second = rows_of(tess, text)
    seen = sent(first, "It sells.", seen=fingerprint([NUMBER]))
    assert save(tess, text, "approve", seen, guidance=guided(NUMBER)) == []
    assert standing(text) == [("It sells.", "approved")]


def test_what_would_be_lost_is_not_approved_however_often_it_was_seen(tess: Sight, text: Text) -> None:
    first, _second = rows_of(tess, text)
    seen = sent(first, "It sells.", seen=fingerprint([LINK]))
    assert reasons(save(tess, text, "approve", seen, guidance=guided(LINK))) == [Why.LOSES_SOMETHING]
    assert standing(text) == [("It sells.", "draft")]


def test_a_draft_is_not_checked(tess: Sight, text: Text) -> None:
    first, _second = rows_of(tess, text)
    assert save(tess, text, "save", sent(first, "It sells."), guidance=guided(LINK)) == []


def test_what_the_memory_offers_is_taken_where_nothing_else_stands(tess: Sight, text: Text) -> None:
    first, second = rows_of(tess, text)
    offered = guided(remembered={one.segment.lineage: "As it was." for one in (first, second)})
    assert save(tess, text, f"memory:{first.segment.lineage}", sent(first, ""), guidance=offered) == []
    found = save(tess, text, f"memory:{second.segment.lineage}", sent(second, "Mine."), guidance=offered)
    assert found == [Trouble("Mine.", Why.WORDS_STAND_THERE)]
    assert standing(text) == [("As it was.", "draft")]
    assert rows_of(tess, text)[0].translation.origin == "memory"  # type: ignore[union-attr]


def test_somebody_elses_words_are_not_overwritten(cast: Cast, tess: Sight, text: Text) -> None:
    first, _second = rows_of(tess, text)
    translate(sight_for(cast, cast.alma), text, "Theirs.", state="draft")
    assert save(tess, text, "save", sent(first, "Mine.")) == [Trouble("Mine.", Why.SAVED_MEANWHILE)]
    assert standing(text) == [("Theirs.", "draft")]


def test_unseen_words_of_somebody_else_go_no_further(cast: Cast, tess: Sight, text: Text) -> None:
    translate(tess, text, "Mine.", state="draft")
    first, _second = rows_of(tess, text)
    unchanged = sent(first, "Mine.")
    alma = sight_for(cast, cast.alma)
    segment = segments_of(text)[0]
    translating.save_translation(alma, text, segment, "Theirs.", "draft", base=unchanged.base, digest=segment.digest)
    assert save(tess, text, "save", unchanged) == []
    assert save(tess, text, "approve", unchanged) == [Trouble("Theirs.", Why.REPLACED_MEANWHILE)]
    assert standing(text) == [("Theirs.", "draft")]


def test_words_for_an_earlier_source_are_kept_as_its_draft(cast: Cast, tess: Sight, text: Text) -> None:
    first, _second = rows_of(tess, text)
    seen = sent(first, "It sells.")
    post = db.session.query(Post).filter_by(text_id=text.id).one()
    changed = "La cooperativa ya vende.\n\nEl municipio compra."
    posting.edit_post(sight_for(cast, cast.ana), cast.thread, post, text, changed, current_number(text))
    assert reasons(save(tess, text, "approve", seen)) == [Why.SOURCE_CHANGED]
    assert standing(text) == [("It sells.", "draft")]


def test_where_a_second_person_approves_ones_own_words_wait(cast: Cast, text: Text) -> None:
    cast.forum.second_approval = True
    tess = look_as(cast.forum, cast.tess)
    first, _second = rows_of(tess, text)
    assert save(tess, text, "approve", sent(first, "It sells.")) == [Trouble("It sells.", Why.SECOND_PERSON)]


def test_anybody_else_is_refused(cast: Cast, tess: Sight, text: Text) -> None:
    first, _second = rows_of(tess, text)
    with pytest.raises(Refused) as refused:
        save(sight_for(cast, cast.jorge), text, "save", sent(first, "It sells."))
    assert refused.value.reason is Refusal.TRANSLATORS_ONLY


def test_what_its_author_flagged_is_settled_by_hand(cast: Cast, tess: Sight, text: Text) -> None:
    [translation] = translate(tess, text, "It sells.")
    raise_flags(sight_for(cast, cast.ana), text, None, [Note(translation, "Not so.")])
    first, _second = rows_of(tess, text)
    assert save(tess, text, f"settle:{first.segment.lineage}", sent(first, "It sells.")) == []
    assert db.session.query(Flag).one().settled_at == tess.now


def test_words_for_a_paragraph_that_is_gone_are_kept_as_unsent(cast: Cast, tess: Sight, text: Text) -> None:
    first, second = rows_of(tess, text)
    ones = {row.segment.lineage: sent(row, words) for row, words in ((first, "It sells."), (second, "It buys."))}
    assert keep_words_of_gone(tess, cast.tess, [first], ones, most=5) == ["It buys."]
    kept = db.session.query(UnsentText).one()
    assert (kept.place, kept.body) == (f"translation:{second.segment.lineage}", "It bu")
