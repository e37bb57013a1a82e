"""Members place passages in cells; a passage goes wherever its text goes."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, inspect, select

from board.actions import codebook, excerpting, posting, scheduling
from board.actions.acts import note_act
from board.actions.excerpting import Cell
from board.actions.titled import Titled
from board.actions.unsent import forget_unsent
from board.actions.wordings import current_number
from board.extensions import db
from board.faults import Gone
from board.models import Excerpt, ExcerptSpan, Theme, User
from board.models.base import new_key
from board.pages.choosing import NotFound, TooManyParagraphs, chosen
from board.pages.excerpts import EDITED, GONE, SAME, ExcerptView, excerpts
from board.pages.matrix import matrix
from board.pages.texts import load_pairs
from board.rules.permissions import Refusal, Refused
from board.visible import Sight, excerpts_of_posts
from tests.support.cast import END, Cast, sight_for, text_of
from tests.support.synthesis import add_theme, place
from tests.support.together import PATIENCE, together


def mine(row: Any) -> Any:
    """Return the row of another session in this one."""
    return db.session.get_one(type(row), inspect(row).identity)


def edit(cast: Cast, source: str) -> None:
    sight, text = sight_for(cast, cast.ana), text_of(cast.post)
    posting.edit_post(sight, cast.thread, cast.post, text, source, current_number(text))


def seen(cast: Cast, person: User | None = None, sight: Sight | None = None) -> list[ExcerptView]:
    return excerpts(sight or sight_for(cast, person or cast.ana), Excerpt.id.is_not(None))


def test_a_passage_shows_the_same_words_in_both_languages(cast: Cast) -> None:
    place(cast, add_theme(cast), "vendió verduras")
    [view] = seen(cast)
    [passage] = view.passages
    assert passage.original.words == "vendió verduras"
    assert passage.translation is not None
    assert passage.translation.words == "The cooperative sold vegetables to the municipality."
    assert (view.source.kind, view.source.key, view.source.author) == ("post", cast.post.key, "Ana")
    assert view.is_approved
    assert passage.fate == SAME


def test_a_passage_selected_in_the_translation_shows_the_original(cast: Cast) -> None:
    place(cast, add_theme(cast), "sold vegetables")
    [passage] = seen(cast)[0].passages
    assert passage.original.words == "La cooperativa vendió verduras al municipio."
    assert passage.translation is not None
    assert passage.translation.words == "sold vegetables"


def test_a_passage_can_reach_over_two_paragraphs(cast: Cast) -> None:
    place(cast, add_theme(cast), "al municipio. Los contratos pequeños")
    words = [passage.original.words for passage in seen(cast)[0].passages]
    assert words == ["al municipio.", "Los contratos pequeños"]


@pytest.mark.parametrize("in_translation", [False, True])
def test_a_word_of_both_languages_is_looked_for_first_where_it_was_selected(cast: Cast, in_translation: bool) -> None:
    text = text_of(cast.post)
    pair = load_pairs(sight_for(cast, cast.jorge), [text])[text.id]
    [span] = chosen(pair, [], "municip", in_translation=in_translation)
    assert (span.translation_id is not None) == in_translation


def test_the_same_form_sent_twice_places_one(cast: Cast) -> None:
    theme, once = add_theme(cast), new_key()
    first, second = (place(cast, theme, "verduras", once=once) for _ in range(2))
    assert first.id == second.id
    assert db.session.scalar(select(func.count(ExcerptSpan.id))) == 1


def test_a_used_form_with_another_cell_places_another_passage(cast: Cast) -> None:
    capital, law, once = add_theme(cast), add_theme(cast, "Legislation"), new_key()
    for theme in (capital, law, law):
        place(cast, theme, "verduras", once=once)
    assert [line.total for line in matrix(sight_for(cast, cast.ana)).lines] == [1, 1]
    place(cast, capital, "contratos", once=once)
    place(cast, capital, "verduras", once=once, person=cast.ana)
    assert [line.total for line in matrix(sight_for(cast, cast.ana)).lines] == [3, 1]


def test_the_matrix_counts_cells(cast: Cast) -> None:
    capital, law = add_theme(cast), add_theme(cast, "Legislation")
    place(cast, capital, "verduras")
    place(cast, capital, "contratos")
    place(cast, law, "contratos", region="")
    shown = matrix(sight_for(cast, cast.ana))
    assert shown.regions == ("Brazil", "Quebec", "")
    assert [dict(line.counts) for line in shown.lines] == [{"Brazil": 2}, {"": 1}]
    assert (shown.total, shown.of_region("Brazil"), shown.of_region("Quebec")) == (3, 2, 0)
    assert [shown.shade(count) for count in (0, 1, 2)] == [0, 2, 4]


def test_the_passages_of_each_post_are_counted(cast: Cast) -> None:
    theme, sight = add_theme(cast), sight_for(cast, cast.ana)
    for words in ("verduras", "contratos"):
        place(cast, theme, words)
    excerpting.remove_excerpt(sight_for(cast, cast.jorge), place(cast, theme, "ayudan"))
    assert db.session.execute(excerpts_of_posts(sight)).all() == [(cast.post.id, 2)]


def test_an_edit_says_what_changed(cast: Cast) -> None:
    place(cast, add_theme(cast), "verduras")
    changed = "La cooperativa vendió frutas al municipio.\n\nLos contratos pequeños ayudan a empezar."
    edit(cast, changed)
    [passage] = seen(cast)[0].passages
    assert passage.fate == EDITED
    assert passage.original.words == "verduras"
    assert [(part.kind, part.words) for part in passage.changes if part.kind != "same"] == [
        ("gone", "verduras"),
        ("new", "frutas"),
    ]
    assert not seen(cast)[0].is_approved


def test_a_paragraph_taken_out_is_told(cast: Cast) -> None:
    place(cast, add_theme(cast), "verduras")
    only = "Los contratos pequeños ayudan a empezar."
    edit(cast, only)
    assert seen(cast)[0].passages[0].fate == GONE


@pytest.mark.parametrize("who", ["ana", "alma"])
def test_it_goes_with_a_hidden_post_and_comes_back_with_it(cast: Cast, who: str) -> None:
    place(cast, add_theme(cast), "verduras")
    viewer = getattr(cast, who)
    posting.hide_post(sight_for(cast, cast.alma), cast.post, "Not here")
    assert seen(cast, viewer) == []
    assert matrix(sight_for(cast, viewer)).total == 0
    posting.restore_post(sight_for(cast, cast.alma), cast.post)
    assert matrix(sight_for(cast, viewer)).total == 1


def test_it_goes_with_a_week_that_is_locked_again(cast: Cast) -> None:
    place(cast, add_theme(cast), "verduras")
    scheduling.override_week(sight_for(cast, cast.alma), cast.week(1), "locked")
    assert seen(cast, cast.ana) == []
    assert seen(cast, cast.tess) == []  # a translator sees the text, but the passage is no material
    assert len(seen(cast, cast.alma)) == 1


def test_it_goes_with_a_retired_theme(cast: Cast) -> None:
    theme = add_theme(cast)
    place(cast, theme, "verduras")
    codebook.set_state(sight_for(cast, cast.alma), theme, "retired", "x")
    assert seen(cast, cast.alma) == seen(cast, cast.ana) == []


def test_of_two_themes_that_are_merged_one_stays(cast: Cast) -> None:
    capital, money = add_theme(cast), add_theme(cast, "Money")
    place(cast, money, "verduras")
    alma = sight_for(cast, cast.alma)
    assert codebook.merge_themes(alma, money, capital, ("Money", "Access to capital")) == 1
    assert [line.total for line in matrix(sight_for(cast, cast.ana)).lines] == [1]
    with pytest.raises(Refused):
        codebook.merge_themes(alma, money, capital, ("Money", "Access to capital"))


def test_nothing_is_placed_under_a_retired_theme(cast: Cast) -> None:
    theme = add_theme(cast)
    codebook.set_state(sight_for(cast, cast.alma), theme, "retired", "x")
    with pytest.raises(Refused) as refused:
        place(cast, theme, "verduras")
    assert refused.value.reason is Refusal.THEME_RETIRED


def test_nothing_is_placed_from_a_post_hidden_meanwhile(cast: Cast) -> None:
    theme = add_theme(cast)
    sight = sight_for(cast, cast.jorge)
    pair = load_pairs(sight, [text_of(cast.post)])[text_of(cast.post).id]
    spans = chosen(pair, [], "verduras")
    posting.hide_post(sight_for(cast, cast.alma), cast.post, "Not here")
    with pytest.raises(Gone):
        excerpting.place_excerpt(sight, pair.text, spans, Cell(theme, "", "Why"), cast.jorge)


def test_an_excerpt_is_moved_and_removed_by_its_author_and_admins_only(cast: Cast) -> None:
    excerpt = place(cast, add_theme(cast), "verduras")
    law = add_theme(cast, "Legislation")
    cell = Cell(law, "Quebec", "It is about a law.")
    with pytest.raises(Refused):
        excerpting.move_excerpt(sight_for(cast, cast.ana), excerpt, cell)
    excerpting.move_excerpt(sight_for(cast, cast.jorge), excerpt, cell)
    assert (excerpt.theme_id, excerpt.region, excerpt.why) == (law.id, "Quebec", "It is about a law.")
    excerpting.remove_excerpt(sight_for(cast, cast.alma), excerpt)
    assert seen(cast, cast.alma) == []


@pytest.mark.parametrize(("seconds", "allowed"), [(-1, True), (0, False), (1, False)])
def test_members_place_passages_until_the_forum_closes(cast: Cast, seconds: int, allowed: bool) -> None:
    theme = add_theme(cast)
    then = END + timedelta(seconds=seconds)
    sight = sight_for(cast, cast.jorge, then)
    pair = load_pairs(sight, [text_of(cast.post)])[text_of(cast.post).id]
    spans = chosen(pair, [], "verduras")
    if allowed:
        excerpting.place_excerpt(sight, pair.text, spans, Cell(theme, "", "Why"), cast.jorge)
    else:
        with pytest.raises(Refused) as refused:
            excerpting.place_excerpt(sight, pair.text, spans, Cell(theme, "", "Why"), cast.jorge)
        assert refused.value.reason is Refusal.FORUM_CLOSED
    admin = sight_for(cast, cast.alma, then)
    excerpting.place_excerpt(admin, pair.text, chosen(pair, [], "verduras"), Cell(theme, "", "Why"), cast.alma)


def test_words_that_are_not_there_and_too_many_paragraphs_are_refused(cast: Cast) -> None:
    sight = sight_for(cast, cast.ana)
    edit(cast, "\n\n".join(f"Párrafo {number}." for number in range(13)))
    pair = load_pairs(sight, [text_of(cast.post)])[text_of(cast.post).id]
    lineages = [row.segment.lineage for row in pair.rows]
    with pytest.raises(NotFound):
        chosen(pair, [], "not in it")
    with pytest.raises(NotFound):
        chosen(pair, lineages[:2], "Párrafo 7")
    with pytest.raises(TooManyParagraphs):
        chosen(pair, [lineages[0], lineages[-1]], "")
    assert len(chosen(pair, [lineages[0], lineages[-2]], "")) == 12
    assert chosen(pair, [], "") == []


def test_a_members_theme_is_proposed_and_an_admins_is_in_use(cast: Cast) -> None:
    proposed, added = add_theme(cast, "Money", cast.ana), add_theme(cast)
    assert (proposed.state, added.state) == ("proposed", "in_use")
    assert [line.theme.key for line in matrix(sight_for(cast, cast.jorge)).lines] == [proposed.key, added.key]


def test_themes_change_places(cast: Cast) -> None:
    first, second = add_theme(cast), add_theme(cast, "Legislation")
    alma = sight_for(cast, cast.alma)
    codebook.move_theme(alma, second, up=True)
    codebook.move_theme(alma, second, up=True)
    assert [line.theme.id for line in matrix(alma).lines] == [second.id, first.id]


def test_the_last_theme_that_fits_can_be_sent_twice(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(codebook, "MAX_THEMES", 1)
    words, once = Titled("Capital", "Money.", "en"), new_key()
    first, again = (codebook.add_theme(sight_for(cast, cast.alma), words, cast.alma, once) for _ in range(2))
    assert first.id == again.id


def test_a_passage_that_is_placed_during_a_merge_moves_too(
    committed: Flask, commit_cast: Callable[[], Cast], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The merge begins when the passage is written and not committed yet, and waits for it."""
    written, moving = threading.Event(), threading.Event()
    with committed.app_context():
        cast = commit_cast()
        keys = add_theme(cast).key, add_theme(cast, "Money").key

    def theme(number: int) -> Theme:
        return db.session.scalars(select(Theme).where(Theme.key == keys[number])).one()

    def here() -> Cast:
        rows = {name: mine(getattr(cast, name)) for name in ("forum", "alma", "jorge", "ana", "post")}
        return replace(cast, **rows)

    def merge() -> object:
        assert written.wait(10)
        return codebook.merge_themes(sight_for(here(), here().alma), theme(1), theme(0), ("Money", "Capital"))

    def put() -> object:
        return place(here(), theme(1), "verduras").author_id

    def forgotten(*what: Any) -> None:
        written.set()
        moving.wait(PATIENCE)  # as long as a merge that does not wait would take
        forget_unsent(*what)

    def moved(*what: Any) -> None:
        moving.set()
        note_act(*what)

    monkeypatch.setattr(excerpting, "forget_unsent", forgotten)
    monkeypatch.setattr(codebook, "note_act", moved)
    [number, _author] = together(committed, merge, put)
    with committed.app_context():
        assert (number, len(seen(here(), here().ana))) == (1, 1)


def test_the_hundredth_theme_is_added_and_the_next_refused(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(codebook, "MAX_THEMES", 2)
    add_theme(cast)
    add_theme(cast, "Legislation")
    with pytest.raises(Refused) as refused:
        add_theme(cast, "Money")
    assert refused.value.reason is Refusal.CODEBOOK_FULL
