"""Suspending a member: who reads and writes nothing, whatever their roles are."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from board.actions import enrolling, posting, presenting, speaking, suspending
from board.actions.enrolling import LastAdmin
from board.actions.translating import save_translation
from board.extensions import db
from board.models import Act, Membership, Segment, User
from board.pages.people import badges, respondents
from board.rules.permissions import Refusal, Refused
from board.visible import visible_posts
from tests.support.cast import START, Cast, membership_of, segments_of, sight_for, text_of, typed
from tests.support.presenting import begin, publish, words

LATER = START + timedelta(hours=1)


def place(cast: Cast, person: User) -> Membership:
    found = membership_of(person, cast.forum)
    assert found is not None
    return found


def suspend(cast: Cast, person: User, reason: str = "Insults") -> None:
    suspending.suspend(sight_for(cast, cast.alma), place(cast, person), reason)


def write(cast: Cast, person: User) -> None:
    posting.reply(sight_for(cast, person), cast.thread, person, typed("Otra vez."))


def open_thread(cast: Cast, person: User) -> None:
    posting.open_thread(sight_for(cast, person), cast.week(1), person, typed("Otra vez.", title="Otra"))


def tap(cast: Cast, person: User) -> None:
    speaking.speak(sight_for(cast, person), cast.thread, cast.post, "tried", on=True)


def translate(cast: Cast, person: User) -> None:
    segment: Segment = segments_of(text_of(cast.question))[0]
    sight = sight_for(cast, person)
    save_translation(sight, text_of(cast.question), segment, "Who?", "draft", base=0, digest=segment.digest)


def test_a_key_respondent_writes_no_case_study_meanwhile(cast: Cast) -> None:
    """Nor changes one that everybody reads."""
    draft, published = begin(cast), publish(cast)
    suspend(cast, cast.bento)
    bento = sight_for(cast, cast.bento)
    for act in (
        lambda: begin(cast),
        lambda: presenting.submit_case_study(bento, draft),
        lambda: presenting.edit_case_study(bento, published, words("Otro"), cast.bento, ""),
    ):
        with pytest.raises(Refused) as refused:
            act()
        assert refused.value.reason is Refusal.SUSPENDED
    suspending.lift(sight_for(cast, cast.alma, LATER), place(cast, cast.bento))
    presenting.submit_case_study(sight_for(cast, cast.bento), draft)


def test_who_has_not_agreed_yet_writes_no_case_study(cast: Cast) -> None:
    place(cast, cast.bento).must_agree = True
    with pytest.raises(Refused) as refused:
        begin(cast)
    assert refused.value.reason is Refusal.AGREE_FIRST


@pytest.mark.parametrize("act", [write, open_thread, tap, translate])
def test_every_act_is_refused_and_possible_again_once_it_is_lifted(
    cast: Cast, act: Callable[[Cast, User], None]
) -> None:
    suspend(cast, cast.tess)
    with pytest.raises(Refused) as refused:
        act(cast, cast.tess)
    assert refused.value.reason is Refusal.SUSPENDED
    suspending.lift(sight_for(cast, cast.alma, LATER), place(cast, cast.tess))
    act(cast, cast.tess)


def test_it_is_kept_who_when_and_why_and_logged(cast: Cast) -> None:
    suspend(cast, cast.jorge)
    one = place(cast, cast.jorge)
    assert (one.suspended_at, one.suspended_by_id, one.suspended_reason) == (START, cast.alma.id, "Insults")
    suspending.lift(sight_for(cast, cast.alma, LATER), one)
    assert (one.suspended_at, one.suspended_by_id, one.suspended_reason) == (None, None, "")
    acts = db.session.scalars(select(Act).where(Act.kind.in_(("person.suspended", "person.lifted"))))
    assert [(act.kind, act.detail) for act in acts] == [("person.suspended", "Jorge"), ("person.lifted", "Jorge")]


def test_a_translator_loses_the_material_of_locked_weeks(cast: Cast) -> None:
    locked = cast.locked_spanish_post
    assert locked is not None

    def seen() -> set[int]:
        return {row.Post.id for row in db.session.execute(visible_posts(sight_for(cast, cast.tess)))}

    assert locked.id in seen()
    suspend(cast, cast.tess)
    assert locked.id not in seen()
    assert cast.post.id in seen()


def test_a_key_respondent_is_not_asked_nor_said_to_be_answering(cast: Cast) -> None:
    ana = sight_for(cast, cast.ana)
    assert [badge.answering for badge in badges(ana)[cast.rosa.id]] == [True]
    suspend(cast, cast.rosa)
    assert [badge.answering for badge in badges(ana)[cast.rosa.id]] == [False]
    assert cast.rosa.id not in {one.membership.user_id for one in respondents(ana)}
    assert cast.bento.id in {one.membership.user_id for one in respondents(ana)}


def test_own_words_can_be_taken_back(cast: Cast) -> None:
    suspend(cast, cast.jorge)
    posting.delete_post(sight_for(cast, cast.jorge), cast.answer)
    assert cast.answer.removed == "deleted"


@pytest.mark.parametrize("name", ["alma", "olga"])
def test_neither_oneself_nor_an_admin_nor_the_owner(cast: Cast, name: str) -> None:
    person = getattr(cast, name)
    if name == "olga":
        db.session.add(
            Membership(forum_id=cast.forum.id, user_id=person.id, roles=frozenset({"participant"}), created_at=START)
        )
        db.session.commit()
    with pytest.raises(Refused) as refused:
        suspend(cast, person)
    assert refused.value.reason is Refusal.NOT_TO_SUSPEND


def test_who_is_suspended_is_no_admin_to_count_on(cast: Cast) -> None:
    suspend(cast, cast.jorge)
    alma = sight_for(cast, cast.alma)
    enrolling.set_roles(alma, place(cast, cast.jorge), frozenset({"admin"}), "")
    assert not sight_for(cast, cast.jorge).viewer.is_admin
    with pytest.raises(LastAdmin):
        enrolling.remove_person(alma, place(cast, cast.alma))


def test_it_is_of_one_forum(cast: Cast) -> None:
    db.session.add(
        Membership(
            forum_id=cast.other_forum.id, user_id=cast.jorge.id, roles=frozenset({"participant"}), created_at=START
        )
    )
    db.session.commit()
    suspend(cast, cast.jorge)
    other = membership_of(cast.jorge, cast.other_forum)
    assert other is not None
    assert other.suspended_at is None
