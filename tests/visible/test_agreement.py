"""How far coders agree, as admins see it: on what each of them placed before they saw what others did."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from board.actions import excerpting
from board.actions.coding import finish_text
from board.models import Post, User
from board.pages.agreement import Agreement, agreement
from tests.support.cast import START, Cast, sight_for, text_of
from tests.support.synthesis import add_theme, let_code, place

LATER = START + timedelta(hours=1)


def finish(cast: Cast, person: User, *posts: Post, now: datetime = START) -> None:
    for post in posts:
        finish_text(sight_for(cast, person, now), text_of(post), person)


def seen(cast: Cast, person: User | None = None) -> Agreement:
    return agreement(sight_for(cast, person or cast.alma, LATER))


def test_each_paragraph_of_texts_that_two_people_finished_is_a_unit(cast: Cast) -> None:
    theme = add_theme(cast)
    let_code(cast, cast.jorge, cast.rosa)
    for person, words in ((cast.jorge, "verduras"), (cast.rosa, "vendió"), (cast.rosa, "contratos")):
        place(cast, theme, words, person=person)
    finish(cast, cast.jorge, cast.post, cast.question, cast.answer)
    finish(cast, cast.rosa, cast.post, cast.question)
    found = seen(cast)
    [line] = found.themes
    assert (found.coders, found.texts, found.units) == (("Jorge", "Rosa"), 2, 3)
    assert line.alpha == pytest.approx(1 - 2 / 3.6)  # both, one of the two, neither
    assert line.placed == 2


def test_the_paragraphs_on_which_they_differ_say_who_placed_them(cast: Cast) -> None:
    theme = add_theme(cast)
    let_code(cast, cast.jorge, cast.rosa, cast.ana)
    place(cast, theme, "contratos", person=cast.rosa)
    for person in (cast.jorge, cast.rosa, cast.ana):
        finish(cast, person, cast.post)
    [difference] = seen(cast).themes[0].differences
    assert (difference.placed, difference.not_placed) == (("Rosa",), ("Ana", "Jorge"))
    assert "Los contratos" in difference.unit.row.segment.html
    assert (difference.unit.source.kind, difference.unit.source.key) == ("post", cast.post.key)


def test_a_person_who_has_not_finished_a_text_is_missing_there_and_not_against(cast: Cast) -> None:
    theme = add_theme(cast)
    let_code(cast, cast.jorge, cast.rosa, cast.ana)
    for person in (cast.jorge, cast.rosa):
        place(cast, theme, "contratos", person=person)
        finish(cast, person, cast.post)
    place(cast, theme, "contratos", person=cast.ana)  # she has not finished
    [line] = seen(cast).themes
    assert (line.alpha, line.differences) == (1, ())


def test_what_is_placed_or_taken_out_after_finishing_does_not_count(cast: Cast) -> None:
    theme = add_theme(cast)
    let_code(cast, cast.jorge, cast.rosa)
    excerpt = place(cast, theme, "verduras", person=cast.jorge)
    gone = place(cast, theme, "contratos", person=cast.jorge)
    excerpting.remove_excerpt(sight_for(cast, cast.jorge), gone)
    finish(cast, cast.jorge, cast.post, now=START + timedelta(minutes=1))
    finish(cast, cast.rosa, cast.post, now=START + timedelta(minutes=1))
    before = seen(cast)
    place(cast, theme, "verduras", person=cast.rosa, now=LATER)
    excerpting.remove_excerpt(sight_for(cast, cast.jorge, LATER), excerpt)
    [line] = seen(cast).themes
    assert (line.alpha, line.placed) == (before.themes[0].alpha, 1)
    assert [difference.placed for difference in line.differences] == [("Jorge",)]


def test_without_variation_nothing_can_be_said(cast: Cast) -> None:
    add_theme(cast)
    let_code(cast, cast.jorge, cast.rosa)
    for person in (cast.jorge, cast.rosa):
        finish(cast, person, cast.post)
    [line] = seen(cast).themes
    assert (line.alpha, line.placed) == (None, 0)


def test_a_text_that_one_person_finished_is_no_unit(cast: Cast) -> None:
    add_theme(cast)
    let_code(cast, cast.jorge)
    finish(cast, cast.jorge, cast.post)
    assert (seen(cast).texts, seen(cast).units, seen(cast).coders) == (0, 0, ())


def test_an_admin_who_codes_sees_no_text_that_they_have_not_finished(cast: Cast) -> None:
    theme = add_theme(cast)
    let_code(cast, cast.jorge, cast.rosa, cast.alma)
    place(cast, theme, "verduras", person=cast.rosa)
    for person in (cast.jorge, cast.rosa):
        finish(cast, person, cast.post, cast.question)
    assert seen(cast).units == 0
    finish(cast, cast.alma, cast.post)
    assert (seen(cast).texts, seen(cast).units) == (1, 2)


def test_nobody_but_admins_sees_who_coded(cast: Cast) -> None:
    add_theme(cast)
    let_code(cast, cast.jorge, cast.rosa)
    for person in (cast.jorge, cast.rosa):
        finish(cast, person, cast.post)
    assert seen(cast, cast.jorge).units == seen(cast, cast.tess).units == 0
