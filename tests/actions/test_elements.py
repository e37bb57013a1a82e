"""Members write policy elements together; an element goes with its theme, and is nobody's once it is removed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from board.actions import codebook, elements
from board.actions.unsent import UnsentWords, keep_unsent, unsent_at
from board.actions.wordings import current_number, current_source
from board.actions.writing import EmptyText
from board.extensions import db
from board.faults import Gone
from board.models import Act, PolicyElement, Revision, Text, User
from board.pages.elements import cited_passages, element_lines
from board.pages.history import versions
from board.rules.permissions import Refusal, Refused
from board.rules.synthesis import IN_USE, RETIRED
from board.visible import visible_elements, visible_places, visible_texts
from tests.support.cast import END, START, Cast, membership_of, sight_for, text_of, translate
from tests.support.synthesis import add_theme, change_element, cites, let_code, place, write_element

SECOND = timedelta(seconds=1)


def words_of(element: PolicyElement) -> Text:
    return db.session.get_one(Text, element.text_id)


def seen(cast: Cast, person: User | None) -> list[str]:
    """Return the keys of the elements that somebody sees; through every select of them it is the same."""
    sight = sight_for(cast, person)
    keys = [element.key for element in db.session.scalars(visible_elements(sight))]
    places = visible_places(sight)
    assert set(db.session.scalars(select(places.c.key).where(places.c.kind == "element"))) == set(keys)
    texts = set(db.session.scalars(visible_texts(sight).with_only_columns(Text.id)))
    elements = db.session.scalars(select(PolicyElement)).all()
    assert {element.key for element in elements if element.text_id in texts} == set(keys)
    return keys


def test_members_write_and_revise_an_element_together(cast: Cast) -> None:
    element = write_element(cast, add_theme(cast))
    change_element(cast, element, "Pay within 20 days.", person=cast.rosa)
    text = words_of(element)
    assert (current_source(text), current_number(text), element.author_id) == (
        "Pay within 20 days.", 2, cast.jorge.id,
    )  # fmt: skip
    editors = db.session.scalars(
        select(Revision.editor_id).where(Revision.text_id == text.id).order_by(Revision.number)
    )
    assert list(editors) == [cast.jorge.id, cast.rosa.id]


def test_an_element_waits_for_translation_like_everything_else(cast: Cast) -> None:
    text = words_of(write_element(cast, add_theme(cast), "Que paguen en 30 días.", language="es"))
    assert (text.language, text.target, text.progress) == ("es", "en", "missing")
    translate(sight_for(cast, cast.tess), text, "Let them pay within 30 days.")
    assert text.progress == "approved"


def test_a_form_that_is_sent_twice_writes_one_element_and_other_words_another(cast: Cast) -> None:
    theme = add_theme(cast)
    once = "a" * 14
    first = write_element(cast, theme, once=once)
    assert write_element(cast, theme, once=once).id == first.id
    assert first.key == once
    assert write_element(cast, theme, "Pay in advance.", once=once).id != first.id
    assert write_element(cast, theme, region="Quebec", once=once).id != first.id


def test_writing_ends_with_the_forum_but_for_admins(cast: Cast) -> None:
    theme = add_theme(cast)
    element = write_element(cast, theme, now=END - SECOND)
    with pytest.raises(Refused) as refused:
        write_element(cast, theme, now=END)
    assert refused.value.reason is Refusal.FORUM_CLOSED
    let_code(cast, cast.rosa)
    with pytest.raises(Refused):
        write_element(cast, theme, person=cast.rosa, now=END)
    assert write_element(cast, theme, person=cast.alma, now=END + SECOND).id != element.id


def test_who_has_not_agreed_writes_nothing(cast: Cast) -> None:
    theme, member = add_theme(cast), membership_of(cast.jorge, cast.forum)
    assert member is not None
    member.must_agree = True
    db.session.commit()
    with pytest.raises(Refused) as refused:
        write_element(cast, theme)
    assert refused.value.reason is Refusal.AGREE_FIRST


def test_nothing_is_written_under_a_retired_theme(cast: Cast) -> None:
    theme = add_theme(cast)
    codebook.set_state(sight_for(cast, cast.alma), theme, RETIRED, "Capital")
    with pytest.raises(Refused) as refused:
        write_element(cast, theme)
    assert refused.value.reason is Refusal.THEME_RETIRED


def test_without_words_nothing_is_written(cast: Cast) -> None:
    with pytest.raises(EmptyText):
        write_element(cast, add_theme(cast), " ")


def test_only_its_author_and_admins_remove_an_element_from_every_reader(cast: Cast) -> None:
    theme = add_theme(cast)
    first, second = write_element(cast, theme), write_element(cast, theme)
    assert seen(cast, cast.ana) == [first.key, second.key]
    with pytest.raises(Refused) as refused:
        elements.remove_element(sight_for(cast, cast.ana), first)
    assert refused.value.reason is Refusal.NOT_YOURS
    elements.remove_element(sight_for(cast, cast.jorge), first)
    elements.remove_element(sight_for(cast, cast.alma), second)
    assert seen(cast, cast.ana) == seen(cast, cast.alma) == []
    assert (first.removed_at, first.removed_by_id) == (START, cast.jorge.id)
    assert len(db.session.scalars(select(Act).where(Act.kind == "element.removed")).all()) == 1
    for late in (lambda: change_element(cast, first, "More."), lambda: elements.remove_element(
        sight_for(cast, cast.alma), first
    )):  # fmt: skip
        with pytest.raises(Gone):
            late()


def test_an_element_is_seen_with_its_theme(cast: Cast) -> None:
    used, proposed = add_theme(cast), add_theme(cast, "Savings", cast.ana)
    first, second = write_element(cast, used), write_element(cast, proposed)
    assert seen(cast, cast.ana) == [first.key, second.key]
    assert seen(cast, None) == seen(cast, cast.omar) == []
    cast.forum.public_reading = True
    assert seen(cast, None) == [first.key]
    codebook.set_state(sight_for(cast, cast.alma), used, RETIRED, "Capital")
    assert seen(cast, cast.ana) == seen(cast, cast.alma) == [second.key]
    codebook.set_state(sight_for(cast, cast.alma), used, IN_USE, "Capital")
    assert seen(cast, cast.ana) == [first.key, second.key]


def test_elements_move_with_the_passages_of_a_merged_theme(cast: Cast) -> None:
    theme, other = add_theme(cast), add_theme(cast, "Money")
    element = write_element(cast, theme)
    codebook.merge_themes(sight_for(cast, cast.alma), theme, other, ("Access to capital", "Money"))
    [line] = element_lines(sight_for(cast, cast.ana), PolicyElement.theme_id == other.id)
    assert (line.element.key, line.name.source) == (element.key, "Money")


def test_elements_come_in_the_order_of_the_codebook(cast: Cast) -> None:
    first, second = add_theme(cast, "First"), add_theme(cast, "Second")
    keys = [write_element(cast, theme, now=START + SECOND * at).key for at, theme in enumerate((second, first, second))]
    assert seen(cast, cast.ana) == [keys[1], keys[0], keys[2]]
    codebook.move_theme(sight_for(cast, cast.alma), second, up=True)
    assert seen(cast, cast.ana) == [keys[0], keys[2], keys[1]]


def test_saving_forgets_the_unsent_words_of_its_place_alone(cast: Cast) -> None:
    theme, other = add_theme(cast), add_theme(cast, "Money")
    places = [elements.new_element_place(theme), elements.new_element_place(other)]
    for place_of in places:
        keep_unsent(cast.jorge, UnsentWords(place_of, "Half a sentence", "", ""), START)
    write_element(cast, theme)
    assert [unsent_at(cast.jorge, each) is None for each in places] == [True, False]


def test_a_cited_passage_is_told_to_those_who_see_it(cast: Cast) -> None:
    assert cast.locked_post is not None
    theme = add_theme(cast)
    shown = place(cast, theme, "verduras")
    locked = place(cast, theme, "LOCKED", cast.locked_post, person=cast.alma)
    keys = shown.key, locked.key, "z" * 14
    assert [*cited_passages(sight_for(cast, cast.ana), keys).values()] == [(shown.key, "Ana", 1)]
    assert cited_passages(sight_for(cast, cast.alma), keys).keys() == {shown.key, locked.key}
    assert cited_passages(sight_for(cast, None), keys) == {}
    assert text_of(cast.post).id


def test_the_history_has_every_version(cast: Cast) -> None:
    theme = add_theme(cast)
    element = write_element(cast, theme, f"Pay {cites(cast, place(cast, theme))}.")
    change_element(cast, element, "Pay soon.")
    changes, older = versions(sight_for(cast, cast.ana), words_of(element))
    assert ([change.revision.number for change in changes], older) == ([2, 1], 0)
