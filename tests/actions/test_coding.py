"""People whom an admin asks to code, and who code blind to each other."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from board.actions import coding, excerpting, leaving, posting
from board.actions.coding import ask_to_code, finish_text
from board.actions.leaving import Attribution
from board.extensions import db
from board.faults import Gone
from board.models import Act, CodingMark, Excerpt, User
from board.pages.excerpts import excerpts
from board.pages.matrix import matrix
from board.rules.leaving import ANONYMOUS
from board.rules.permissions import Refusal, Refused
from tests.support.cast import END, Cast, sight_for, text_of
from tests.support.synthesis import add_theme, let_code, place


def seen(cast: Cast, person: User) -> int:
    """Count what somebody sees of the synthesis, in the two ways in which pages ask for it."""
    sight = sight_for(cast, person)
    listed = len(excerpts(sight, Excerpt.id.is_not(None)))
    assert matrix(sight).total == listed
    return listed


def kept_back(cast: Cast, person: User) -> int:
    return matrix(sight_for(cast, person)).kept_back


def test_two_coders_do_not_see_each_others_passages(cast: Cast) -> None:
    theme = add_theme(cast)
    let_code(cast, cast.jorge, cast.rosa)
    place(cast, theme, "verduras", person=cast.jorge)
    place(cast, theme, "contratos", person=cast.rosa)
    assert (seen(cast, cast.jorge), seen(cast, cast.rosa)) == (1, 1)
    assert (kept_back(cast, cast.jorge), kept_back(cast, cast.rosa)) == (1, 1)


def test_anyone_who_does_not_code_sees_everything(cast: Cast) -> None:
    theme = add_theme(cast)
    let_code(cast, cast.jorge)
    place(cast, theme, "verduras", person=cast.jorge)
    for person in (cast.ana, cast.tess, cast.alma):
        assert (seen(cast, person), kept_back(cast, person)) == (1, 0)


def test_a_finished_text_shows_what_others_placed_in_it_and_in_no_other(cast: Cast) -> None:
    theme = add_theme(cast)
    let_code(cast, cast.jorge)
    place(cast, theme, "verduras", person=cast.rosa)
    place(cast, theme, post=cast.question, person=cast.rosa)
    finish_text(sight_for(cast, cast.jorge), text_of(cast.post), cast.jorge)
    assert (seen(cast, cast.jorge), kept_back(cast, cast.jorge)) == (1, 1)


def test_one_coders_mark_opens_nothing_for_another(cast: Cast) -> None:
    place(cast, add_theme(cast), "verduras", person=cast.ana)
    let_code(cast, cast.jorge, cast.rosa)
    finish_text(sight_for(cast, cast.jorge), text_of(cast.post), cast.jorge)
    assert (seen(cast, cast.jorge), seen(cast, cast.rosa)) == (1, 0)


def test_an_admin_who_codes_is_as_blind(cast: Cast) -> None:
    place(cast, add_theme(cast), "verduras")
    let_code(cast, cast.alma)
    assert seen(cast, cast.alma) == 0
    ask_to_code(sight_for(cast, cast.alma), let_code(cast, cast.alma)[0], False)
    assert seen(cast, cast.alma) == 1


def test_asking_is_in_the_log_once(cast: Cast) -> None:
    [member] = let_code(cast, cast.jorge)
    ask_to_code(sight_for(cast, cast.alma), member, True)
    ask_to_code(sight_for(cast, cast.alma), member, False)
    acts = db.session.execute(select(Act.kind, Act.detail).where(Act.kind.startswith("person.codes")).order_by(Act.id))
    assert [tuple(act) for act in acts] == [("person.codes", "Jorge"), ("person.codes_no_more", "Jorge")]


def test_only_admins_ask(cast: Cast) -> None:
    [member] = let_code(cast, cast.jorge)
    with pytest.raises(Refused) as refused:
        ask_to_code(sight_for(cast, cast.jorge), member, False)
    assert refused.value.reason is Refusal.ADMINS_ONLY


def test_only_people_who_code_finish_texts(cast: Cast) -> None:
    for person in (cast.jorge, cast.alma):
        with pytest.raises(Refused) as refused:
            finish_text(sight_for(cast, person), text_of(cast.post), person)
        assert refused.value.reason is Refusal.NOT_A_CODER


def test_a_text_is_finished_once(cast: Cast) -> None:
    let_code(cast, cast.jorge)
    for _ in range(2):
        finish_text(sight_for(cast, cast.jorge), text_of(cast.post), cast.jorge)
    assert db.session.scalar(select(func.count()).select_from(CodingMark)) == 1


def test_a_text_that_is_not_in_sight_cannot_be_finished(cast: Cast) -> None:
    assert cast.locked_post is not None
    let_code(cast, cast.jorge)
    posting.hide_post(sight_for(cast, cast.alma), cast.answer, "rude")
    for post in (cast.locked_post, cast.answer):
        with pytest.raises(Gone):
            finish_text(sight_for(cast, cast.jorge), text_of(post), cast.jorge)


def test_people_who_code_go_on_after_the_forum_has_closed(cast: Cast) -> None:
    theme = add_theme(cast)
    let_code(cast, cast.jorge)
    place(cast, theme, "verduras", person=cast.jorge, now=END)
    coding.finish_text(sight_for(cast, cast.jorge, END), text_of(cast.post), cast.jorge)
    with pytest.raises(Refused) as refused:
        place(cast, theme, "verduras", person=cast.rosa, now=END)
    assert refused.value.reason is Refusal.FORUM_CLOSED


def test_marks_go_to_the_stand_in_with_what_was_placed(cast: Cast) -> None:
    """Otherwise nobody could tell what the person did not place from what they never saw."""
    let_code(cast, cast.jorge)
    excerpt = place(cast, add_theme(cast), "verduras", person=cast.jorge)
    finish_text(sight_for(cast, cast.jorge), text_of(cast.post), cast.jorge)
    stand_in = leaving.leave_forum(sight_for(cast, cast.jorge), cast.jorge, Attribution(ANONYMOUS, "", "Somebody"))
    assert db.session.scalars(select(CodingMark.user_id)).all() == [stand_in.id]
    db.session.refresh(excerpt)
    assert excerpt.author_id == stand_in.id


def test_a_coder_changes_only_passages_that_they_placed(cast: Cast) -> None:
    let_code(cast, cast.jorge)
    excerpt = place(cast, add_theme(cast), "verduras", person=cast.ana)
    with pytest.raises(Refused):
        excerpting.remove_excerpt(sight_for(cast, cast.jorge), excerpt)
