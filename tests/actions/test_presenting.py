"""Case studies: written in private, submitted, withdrawn, published, sent back, changed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, inspect, select

from board.actions import enrolling, leaving, posting, preparing, presenting, scheduling, setting_up
from board.actions.posting import Conflict
from board.actions.translating import save_translation
from board.actions.unsent import UnsentWords, keep_unsent, unsent_at
from board.actions.writing import EmptyText
from board.extensions import db
from board.models import Act, Job, Reading, Text, Thread, User
from board.models.base import new_key
from board.rules.case_studies import DRAFT, PUBLISHED, SUBMITTED
from board.rules.leaving import ANONYMOUS
from board.rules.permissions import Refusal, Refused
from board.text import reading_minutes
from tests.support.cast import (
    OPENING,
    START,
    Cast,
    forum_settings,
    look_as,
    membership_of,
    reading_form,
    segments_of,
    sight_for,
    translate,
    typed,
)
from tests.support.presenting import BODY, begin, publish, seen, submit, words
from tests.support.seeing import source_of
from tests.support.together import together

LATER = START + timedelta(hours=1)


def texts_of(study: Reading) -> list[Text]:
    return [db.session.get_one(Text, text_id) for text_id in (study.title_id, study.body_id)]


def jobs_of(kind: str) -> list[Job]:
    return list(db.session.scalars(select(Job).where(Job.kind == kind)))


def drafting_jobs(study: Reading) -> list[Job]:
    ids = {study.title_id, study.body_id}
    return [job for job in jobs_of("draft.machine") if job.payload["text"] in ids]


def refused(act: Callable[[], object]) -> Refusal:
    with pytest.raises(Refused) as found:
        act()
    return found.value.reason


# ---- writing


def test_a_draft_is_its_authors_with_its_reading_time(cast: Cast) -> None:
    study = begin(cast)
    assert (study.stage, study.respondent_id, study.kind, study.week_id) == (
        DRAFT, cast.bento.id, "text", cast.week(3).id,
    )  # fmt: skip
    assert [source_of(text) for text in texts_of(study)] == ["Nuestro caso", BODY]
    assert study.minutes == reading_minutes(12)


def test_a_draft_is_handed_to_no_translator_and_no_machine(cast: Cast) -> None:
    study = begin(cast)
    assert [text.target for text in texts_of(study)] == [None, None]
    settings_of_the_forum(cast, policy=("es>en", "en>es"))
    assert [text.target for text in texts_of(study)] == [None, None]
    assert drafting_jobs(study) == []


def settings_of_the_forum(cast: Cast, policy: tuple[str, ...]) -> None:
    setting_up.edit_forum(
        sight_for(cast, cast.olga), forum_settings(policy=policy), "We learn how public buyers choose.", cast.olga
    )


def test_a_form_sent_twice_begins_one(cast: Cast) -> None:
    once = new_key()
    bento = sight_for(cast, cast.bento)
    first, second = (presenting.begin_case_study(bento, cast.week(3), words(), cast.bento, once) for _ in range(2))
    assert first is second


def test_anothers_mark_finds_nothing(cast: Cast) -> None:
    mine = begin(cast, cast.rosa, number=2)
    theirs = presenting.begin_case_study(sight_for(cast, cast.bento), cast.week(3), words(), cast.bento, mine.key)
    assert theirs.key != mine.key


@pytest.mark.parametrize(("title", "body"), [("", BODY), ("Caso", " \n ")])
def test_it_has_a_title_and_words(cast: Cast, title: str, body: str) -> None:
    with pytest.raises(EmptyText):
        presenting.begin_case_study(
            sight_for(cast, cast.bento), cast.week(3), words(title, body), cast.bento, new_key()
        )


def test_only_the_weeks_key_respondents_begin_one(cast: Cast) -> None:
    for person in (cast.ana, cast.rosa, cast.tess, cast.alma):
        sight = sight_for(cast, person)
        reason = refused(lambda s=sight, p=person: presenting.begin_case_study(s, cast.week(3), words(), p, new_key()))
        assert reason is Refusal.NOT_ASSIGNED


def test_what_was_unsent_is_gone_once_it_is_saved(cast: Cast) -> None:
    keep_unsent(cast.bento, UnsentWords("case:social-economy:3", "Unas palabras", "", "es"), START)
    study = begin(cast)
    assert unsent_at(cast.bento, "case:social-economy:3") is None
    keep_unsent(cast.bento, UnsentWords(f"case:social-economy:{study.key}", "Otras", "", "es"), START)
    presenting.edit_case_study(sight_for(cast, cast.bento), study, words(body="Otras."), cast.bento, "1.1")
    assert unsent_at(cast.bento, f"case:social-economy:{study.key}") is None


def test_words_saved_meanwhile_are_not_overwritten(cast: Cast) -> None:
    study, bento = begin(cast), sight_for(cast, cast.bento)
    presenting.edit_case_study(bento, study, words(body="Primera ventana."), cast.bento, "1.1")
    with pytest.raises(Conflict):
        presenting.edit_case_study(bento, study, words(body="Segunda ventana."), cast.bento, "1.1")
    db.session.rollback()
    assert source_of(texts_of(study)[1]) == "Primera ventana."
    presenting.edit_case_study(bento, study, words(body="Primera ventana."), cast.bento, "1.1")  # a double click


def test_a_corrected_language_of_a_draft_queues_nothing(cast: Cast) -> None:
    study = begin(cast, language="en")
    presenting.edit_case_study(sight_for(cast, cast.bento), study, words(language="es"), cast.bento, "1.1")
    assert [(text.language, text.target) for text in texts_of(study)] == [("es", None)] * 2


# ---- submitting


def test_submitting_tells_every_admin_and_the_translators_queue(cast: Cast) -> None:
    second = membership_of(cast.jorge, cast.forum)
    assert second is not None
    second.roles = frozenset({"participant", "admin"})
    db.session.commit()
    study = submit(cast)
    assert (study.stage, study.submitted_at) == (SUBMITTED, START)
    assert {job.payload["user"] for job in jobs_of("mail.submitted")} == {cast.alma.id, cast.jorge.id}
    assert [(text.target, text.waits_since) for text in texts_of(study)] == [("en", START)] * 2


def test_withdrawn_it_is_private_again_and_keeps_its_translation(cast: Cast) -> None:
    study, bento = submit(cast), sight_for(cast, cast.bento, LATER)
    body = texts_of(study)[1]
    translate(sight_for(cast, cast.tess), body, "We began with twelve families.")
    presenting.withdraw_case_study(bento, study)
    assert (study.stage, study.submitted_at) == (DRAFT, None)
    assert [(text.target, text.waits_since) for text in texts_of(study)] == [(None, None)] * 2
    presenting.submit_case_study(bento, study)
    assert body.progress == "missing"  # of two paragraphs one is translated
    translate(sight_for(cast, cast.tess), texts_of(study)[0], "Our case")
    second = segments_of(body)[1]
    save_translation(
        sight_for(cast, cast.tess), body, second, "Today the city buys half.", "approved", base=0, digest=second.digest
    )
    assert [text.progress for text in texts_of(study)] == ["approved", "approved"]


def test_without_the_week_it_is_not_submitted(cast: Cast) -> None:
    study, member = begin(cast), membership_of(cast.bento, cast.forum)
    assert member is not None
    enrolling.unassign(sight_for(cast, cast.alma), member, cast.week(3))
    bento = sight_for(cast, cast.bento)
    assert refused(lambda: presenting.submit_case_study(bento, study)) is Refusal.NOT_ASSIGNED
    presenting.edit_case_study(bento, study, words(body="Sigue siendo mío."), cast.bento, "1.1")
    assert source_of(texts_of(study)[1]) == "Sigue siendo mío."


@pytest.mark.parametrize("name", ["alma", "rosa", "ana", "tess"])
def test_nobody_else_submits_withdraws_or_edits(cast: Cast, name: str) -> None:
    draft, waiting = begin(cast), submit(cast)
    person: User = getattr(cast, name)
    sight = sight_for(cast, person)
    assert refused(lambda: presenting.submit_case_study(sight, draft)) is Refusal.NOT_YOURS
    assert refused(lambda: presenting.withdraw_case_study(sight, waiting)) is Refusal.NOT_YOURS
    assert refused(lambda: presenting.edit_case_study(sight, waiting, words(), person, "1.1")) is Refusal.NOT_YOURS


# ---- deciding


def test_published_it_stands_last_with_a_thread_under_it(cast: Cast) -> None:
    study = publish(cast)
    thread = db.session.scalars(select(Thread).where(Thread.reading_id == study.id)).one()
    assert (study.stage, thread.title_id, thread.week_id) == (PUBLISHED, study.title_id, cast.week(3).id)
    highest = select(func.max(Reading.position)).where(Reading.week_id == cast.week(3).id)
    assert study.position == db.session.scalar(highest) == 3
    assert [job.payload["user"] for job in jobs_of("mail.published")] == [cast.bento.id]
    assert "case_study.published" in [act.kind for act in db.session.scalars(select(Act))]


def test_sent_back_it_is_a_draft_with_the_note_until_it_is_submitted_again(cast: Cast) -> None:
    study = submit(cast)
    presenting.send_back(sight_for(cast, cast.alma), study, "Shorter, please.")
    assert (study.stage, study.returned_note) == (DRAFT, "Shorter, please.")
    assert [job.payload["user"] for job in jobs_of("mail.returned")] == [cast.bento.id]
    assert [text.target for text in texts_of(study)] == [None, None]
    presenting.submit_case_study(sight_for(cast, cast.bento, LATER), study)
    assert (study.stage, study.returned_note) == (SUBMITTED, "")
    assert len(jobs_of("mail.submitted")) == 2


def test_what_the_admin_has_not_seen_is_not_published(cast: Cast) -> None:
    study = submit(cast)
    looked = seen(study)
    presenting.edit_case_study(sight_for(cast, cast.bento), study, words(body="Otra cosa."), cast.bento, "1.1")
    with pytest.raises(Conflict):
        presenting.publish_case_study(sight_for(cast, cast.alma), study, looked)
    db.session.rollback()
    assert db.session.get_one(Reading, study.id).stage == SUBMITTED


def test_of_two_admins_one_publishes(cast: Cast) -> None:
    study = publish(cast)
    alma = sight_for(cast, cast.alma)
    again = refused(lambda: presenting.publish_case_study(alma, study, seen(study)))
    assert again is refused(lambda: presenting.send_back(alma, study, "No.")) is Refusal.NOT_SUBMITTED


@pytest.mark.parametrize("name", ["bento", "rosa", "ana", "tess", "omar", "olga"])
def test_only_admins_decide(cast: Cast, name: str) -> None:
    study, sight = submit(cast), sight_for(cast, getattr(cast, name))
    assert refused(lambda: presenting.publish_case_study(sight, study, seen(study))) is Refusal.ADMINS_ONLY
    assert refused(lambda: presenting.send_back(sight, study, "No.")) is Refusal.ADMINS_ONLY


def test_admins_change_and_remove_it_only_once_it_is_published(cast: Cast) -> None:
    study, alma = submit(cast), sight_for(cast, cast.alma)
    form = reading_form("Caso", "Otro.", "es", cast.bento)
    for act in (
        lambda: preparing.edit_reading(alma, study, form, cast.alma),
        lambda: preparing.remove_reading(alma, study),
    ):
        assert refused(act) is Refusal.NOT_PUBLISHED
    presenting.publish_case_study(alma, study, seen(study))
    preparing.edit_reading(alma, study, form, cast.alma)
    assert source_of(texts_of(study)[1]) == "Otro."


def depart(cast: Cast) -> None:
    """Bento leaves the forum: what he handed in stays, as a stand-in's."""
    attribution = leaving.Attribution(ANONYMOUS, "", "A former participant")
    leaving.leave_forum(sight_for(cast, cast.bento), cast.bento, attribution)
    db.session.expire_all()


def test_to_nobody_it_is_not_sent_back(cast: Cast) -> None:
    """A draft would be nobody's: no person could ever read it again."""
    study = submit(cast)
    depart(cast)
    alma = sight_for(cast, cast.alma)
    assert refused(lambda: presenting.send_back(alma, study, "Shorter, please.")) is Refusal.AUTHOR_LEFT
    assert (study.stage, study.returned_note, jobs_of("mail.returned")) == (SUBMITTED, "", [])


def test_to_who_was_removed_it_is_not_sent_back(cast: Cast) -> None:
    study = submit(cast)
    alma, place = sight_for(cast, cast.alma), membership_of(cast.bento, cast.forum)
    assert place is not None
    enrolling.remove_person(alma, place)
    assert refused(lambda: presenting.send_back(alma, study, "Shorter, please.")) is Refusal.AUTHOR_LEFT


def test_sent_back_while_its_author_leaves_it_is_nobodys_draft(
    committed: Flask, commit_cast: Callable[[], Cast]
) -> None:
    """It is refused, or it goes with all that they were still writing."""
    with committed.app_context():
        everybody = commit_cast()
        study = submit(everybody)

    def mine(row: Any) -> Any:
        return db.session.get_one(type(row), inspect(row).identity)

    def leave() -> None:
        attribution = leaving.Attribution(ANONYMOUS, "", "A former participant")
        leaving.leave_forum(look_as(mine(everybody.forum), mine(everybody.bento)), mine(everybody.bento), attribution)

    def send_back() -> None:
        presenting.send_back(look_as(mine(everybody.forum), mine(everybody.alma)), mine(study), "Shorter.")

    outcomes = together(committed, leave, send_back)
    with committed.app_context():
        left = db.session.scalars(select(Reading.stage).where(Reading.id == inspect(study).identity[0])).all()
    assert outcomes[0] is None
    assert (left, outcomes[1] is None) in (([], True), ([SUBMITTED], False))


def test_who_left_is_not_told_that_it_is_published(cast: Cast) -> None:
    study = submit(cast)
    depart(cast)
    presenting.publish_case_study(sight_for(cast, cast.alma), study, seen(study))
    assert (study.stage, jobs_of("mail.published")) == (PUBLISHED, [])


# ---- after publishing


def test_a_changed_paragraph_of_a_published_one_becomes_outdated(cast: Cast) -> None:
    study = publish(cast)
    body = texts_of(study)[1]
    translate(sight_for(cast, cast.tess), body, "We began with twelve families.", "Today the city buys half.")
    assert body.progress == "approved"
    changed = BODY.replace("la mitad", "casi la mitad")
    presenting.edit_case_study(sight_for(cast, cast.bento, OPENING), study, words(body=changed), cast.bento, "1.1")
    assert body.progress == "outdated"


def test_it_can_be_changed_until_its_week_closes(cast: Cast) -> None:
    study = publish(cast)
    scheduling.close_week(sight_for(cast, cast.alma, OPENING), cast.week(3), True)
    bento = sight_for(cast, cast.bento, OPENING + timedelta(seconds=1))
    reason = refused(lambda: presenting.edit_case_study(bento, study, words(), cast.bento, "1.1"))
    assert reason is Refusal.WEEK_CLOSED


def test_questions_are_asked_under_it(cast: Cast) -> None:
    study = publish(cast)
    thread = db.session.scalars(select(Thread).where(Thread.reading_id == study.id)).one()
    ana = sight_for(cast, cast.ana, OPENING)
    asked = frozenset({"key_respondent"})
    post = posting.reply(ana, thread, cast.ana, typed("¿Y el precio?"), asked=cast.bento, asked_roles=asked)
    assert post.asked_id == cast.bento.id
