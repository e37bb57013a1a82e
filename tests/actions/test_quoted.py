"""What authors say of quotations of theirs, and what becomes of the quotations."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from board.actions import leaving, posting, quoted, suspending
from board.actions.erasing import erase_post
from board.extensions import db
from board.models import Excerpt, Membership, Post, QuoteAnswer, User
from board.pages.abstracts import citable_posts, cited_posts
from board.pages.own_data import own_data
from board.pages.quoted import Source, source_by_key
from board.pages.quoted import quoted as quoted_of
from board.rules.leaving import ANONYMOUS
from board.rules.permissions import Refusal, Refused
from board.rules.proceedings import NAMED, OBJECTED, WITHDRAWN
from board.visible import Sight, visible_excerpts
from tests.support.abstracts import citation, summarise
from tests.support.cast import END, START, Cast, membership_of, sight_for, text_of
from tests.support.synthesis import add_theme, let_code, place

UNTIL = START + timedelta(days=14)
MINUTE = timedelta(minutes=1)


def begin(cast: Cast) -> None:
    cast.forum.check_from, cast.forum.check_until = START, UNTIL
    db.session.commit()


def listed(cast: Cast) -> set[int]:
    """Return the ids of the excerpts that another participant sees."""
    return {row[0].id for row in db.session.execute(visible_excerpts(sight_for(cast, cast.jorge))).unique()}


def ana(cast: Cast, now: datetime = START) -> Sight:
    return sight_for(cast, cast.ana, now)


def answers() -> list[tuple[str, int | None, str]]:
    rows = db.session.scalars(select(QuoteAnswer).order_by(QuoteAnswer.id))
    return [(row.kind, row.excerpt_id, row.reason) for row in rows]


def place_of(cast: Cast, person: User) -> Membership:
    membership = membership_of(person, cast.forum)
    assert membership is not None
    return membership


def source(cast: Cast, post: Post | None = None, now: datetime = START) -> Source:
    found = source_by_key(ana(cast, now), "post", (post or cast.post).key)
    assert found is not None
    return found


def test_choosing_the_attribution_is_an_answer(cast: Cast) -> None:
    quoted.choose_attribution(ana(cast), NAMED)
    membership = place_of(cast, cast.ana)
    assert (membership.attribution, membership.checked_at) == (NAMED, START)


def test_strangers_choose_nothing(cast: Cast) -> None:
    with pytest.raises(Refused) as refused:
        quoted.choose_attribution(sight_for(cast, cast.nina), NAMED)
    assert refused.value.reason is Refusal.MEMBERS_ONLY


def test_a_withdrawn_passage_is_gone_for_all_and_its_author_sees_that_it_is(cast: Cast) -> None:
    theme, text = add_theme(cast), text_of(cast.post)
    passage, other = place(cast, theme, "verduras", once="1"), place(cast, theme, "contratos", once="2")
    for _twice in range(2):
        quoted.withdraw(ana(cast), text, passage)
    assert answers() == [(WITHDRAWN, passage.id, "")]
    assert listed(cast) == {other.id}
    said = {each.view.excerpt.id: each.said.withdrawn for each in source(cast).passages}
    assert said == {passage.id: True, other.id: False}
    assert place_of(cast, cast.ana).checked_at == START


def test_words_that_were_withdrawn_cannot_be_placed_again(cast: Cast) -> None:
    """Nor parts of them, nor their translation, nor after the paragraph was edited elsewhere in the post."""
    theme, second = add_theme(cast), add_theme(cast, "Laws")
    passage = place(cast, theme, "cooperativa vendió verduras", once="1")
    quoted.withdraw(ana(cast), text_of(cast.post), passage)
    for number, words in enumerate(["verduras", "vendió verduras al municipio", "sold vegetables"]):
        place(cast, second, words, once=f"again {number}", region="Quebec")
    beside = place(cast, second, "al municipio", once="beside")
    assert listed(cast) == {beside.id}
    edited = "La cooperativa vendió verduras al municipio.\n\nLos contratos pequeños ayudan mucho."
    posting.edit_post(ana(cast), cast.thread, cast.post, text_of(cast.post), edited, 1)
    place(cast, second, "verduras", once="after the edit")
    assert listed(cast) == {beside.id}


def test_taking_back_a_passage_takes_back_what_covered_its_words(cast: Cast) -> None:
    theme, text = add_theme(cast), text_of(cast.post)
    passage, part = place(cast, theme, "vendió verduras", once="1"), place(cast, theme, "verduras", once="2")
    quoted.withdraw(ana(cast), text, passage)
    assert listed(cast) == set()
    quoted.take_back_withdrawal(ana(cast), text, part)
    assert answers() == []
    assert listed(cast) == {passage.id, part.id}


def test_a_withdrawn_post_is_neither_quoted_nor_cited(cast: Cast) -> None:
    place(cast, add_theme(cast), "verduras")
    keys = {cast.post.key, cast.answer.key}
    quoted.withdraw(ana(cast), text_of(cast.post), None)
    assert listed(cast) == set()
    for reader in (cast.jorge, cast.alma, cast.ana):
        sight = sight_for(cast, reader)
        assert set(cited_posts(sight, keys)) == {cast.answer.key}
        offered = [
            line.post.key for _t, lines in citable_posts(sight, Post.thread_id == cast.thread.id) for line in lines
        ]
        assert offered == [cast.answer.key]
    assert source(cast).said.withdrawn
    quoted.take_back_withdrawal(ana(cast), text_of(cast.post), None)
    assert set(cited_posts(sight_for(cast, cast.jorge), keys)) == keys
    assert len(listed(cast)) == 1


def test_a_withdrawal_can_be_taken_back_just_before_the_deadline(cast: Cast) -> None:
    begin(cast)
    quoted.withdraw(ana(cast), text_of(cast.post), None)
    quoted.take_back_withdrawal(ana(cast, UNTIL - MINUTE), text_of(cast.post), None)
    assert answers() == []


def test_a_withdrawal_is_final_from_the_deadline_on_and_can_still_be_made(cast: Cast) -> None:
    begin(cast)
    quoted.withdraw(ana(cast, END + MINUTE), text_of(cast.post), None)
    with pytest.raises(Refused) as refused:
        quoted.take_back_withdrawal(ana(cast, UNTIL), text_of(cast.post), None)
    assert refused.value.reason is Refusal.CHECK_OVER
    assert answers() == [(WITHDRAWN, None, "")]


@pytest.mark.parametrize("name", ["jorge", "alma", "olga"])
def test_nobody_but_the_author_answers(cast: Cast, name: str) -> None:
    begin(cast)
    quoted.withdraw(ana(cast), text_of(cast.post), None)
    stranger, text = sight_for(cast, getattr(cast, name)), text_of(cast.post)
    for act in (quoted.withdraw, quoted.take_back_withdrawal, quoted.drop_objection):
        with pytest.raises(Refused):
            act(stranger, text, None)
    with pytest.raises(Refused):
        quoted.object_to(stranger, text, None, "No")
    assert answers() == [(WITHDRAWN, None, "")]


def test_an_objection_changes_its_words_until_it_is_settled(cast: Cast) -> None:
    begin(cast)
    passage, text = place(cast, add_theme(cast), "verduras"), text_of(cast.post)
    for reason in ("Out of context", "Out of context, since it was a question"):
        quoted.object_to(ana(cast), text, passage, reason)
    assert answers() == [(OBJECTED, passage.id, "Out of context, since it was a question")]
    assert listed(cast) == {passage.id}
    quoted.drop_objection(ana(cast), text, passage)
    [objection] = db.session.scalars(select(QuoteAnswer)).all()
    assert (objection.settled_at, objection.settled_by_id) == (START, cast.ana.id)
    quoted.object_to(ana(cast), text, passage, "Still")
    assert db.session.scalar(select(func.count()).select_from(QuoteAnswer)) == 2


def test_suspended_authors_withdraw_their_words(cast: Cast) -> None:
    suspending.suspend(sight_for(cast, cast.alma), place_of(cast, cast.ana), "A quarrel")
    quoted.withdraw(ana(cast), text_of(cast.post), None)
    assert answers() == [(WITHDRAWN, None, "")]


def test_what_was_withdrawn_stays_so_when_its_author_leaves(cast: Cast) -> None:
    place(cast, add_theme(cast), "verduras")
    quoted.withdraw(ana(cast), text_of(cast.post), None)
    leaving.leave_forum(ana(cast), cast.ana, leaving.Attribution(ANONYMOUS, "", "A former participant"))
    assert answers() == [(WITHDRAWN, None, "")]
    assert listed(cast) == set()


def test_an_author_sees_what_every_participant_sees_and_nothing_of_others(cast: Cast) -> None:
    theme = add_theme(cast)
    place(cast, theme, "verduras")
    place(cast, theme, "win it", cast.answer)
    summarise(cast, cast.week(1), f"It was about contracts {citation(cast, cast.post)}.")
    view = quoted_of(ana(cast))
    assert [(each.key, len(each.passages), [c.week for c in each.cited_in]) for each in view.quoted] == [
        (cast.post.key, 1, [1])
    ]
    assert [each.key for each in view.others] == [cast.question.key]
    posting.hide_post(sight_for(cast, cast.alma), cast.post, "Off topic")
    assert [each.key for each in quoted_of(ana(cast)).sources] == [cast.question.key]


def test_an_admin_who_prepares_a_locked_week_is_not_quoted_before_it_opens(cast: Cast) -> None:
    assert cast.locked_post is not None
    place(cast, add_theme(cast), "LOCKED words", cast.locked_post, person=cast.alma)
    keys = {each.key for each in quoted_of(sight_for(cast, cast.alma)).sources}
    assert cast.locked_post.key not in keys


def test_people_who_code_stay_blind_until_authors_are_asked(cast: Cast) -> None:
    place(cast, add_theme(cast), "verduras")
    let_code(cast, cast.ana)
    assert source(cast).passages == ()
    begin(cast)
    assert len(source(cast).passages) == 1
    coding_sight = ana(cast)
    assert db.session.execute(visible_excerpts(coding_sight)).unique().all() == []


def test_erasing_a_post_leaves_nothing_to_answer(cast: Cast) -> None:
    quoted.withdraw(ana(cast), text_of(cast.post), place(cast, add_theme(cast), "verduras"))
    posting.delete_post(ana(cast), cast.post)
    erase_post(sight_for(cast, cast.olga), cast.post)
    assert answers() == []
    assert db.session.scalars(select(Excerpt)).all() == []


def test_what_somebody_said_of_quotations_is_in_their_own_data_and_nobody_else_s(cast: Cast) -> None:
    begin(cast)
    quoted.object_to(ana(cast), text_of(cast.post), None, "Not like this")
    [told] = own_data(cast.ana, START).record["answers_to_quotes"]
    assert (told["kind"], told["reason"], told["text"]) == (OBJECTED, "Not like this", text_of(cast.post).key)
    assert own_data(cast.alma, START).record["answers_to_quotes"] == []
