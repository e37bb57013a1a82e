"""Opening threads, replying, editing: once, in an open week, and nothing is overwritten."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from board.actions import moderating, posting, scheduling, translating
from board.actions.posting import Conflict
from board.actions.unsent import UnsentWords, keep_unsent, unsent_at
from board.actions.wordings import current_number
from board.actions.writing import EmptyText
from board.extensions import db
from board.models import Post, Revision, Text, Thread
from board.rules.permissions import Refusal, Refused
from tests.support.cast import END, OPENING, SPANISH, START, Cast, sight_for, text_of, typed
from tests.support.seeing import source_of

LATER = START + timedelta(hours=1)


def count(model: type) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


# Once


def test_a_reply_stands_in_its_thread(cast: Cast) -> None:
    post = posting.reply(sight_for(cast, cast.ana), cast.thread, cast.ana, typed("Gracias."), to=cast.answer)
    assert (post.thread_id, post.author_id, post.reply_to_id) == (cast.thread.id, cast.ana.id, cast.answer.id)
    assert (post.created_at, post.edited_at) == (START, None)
    assert source_of(text_of(post)) == "Gracias."


def test_a_reply_sent_twice_is_posted_once(cast: Cast) -> None:
    sight, twice = sight_for(cast, cast.ana), typed("Gracias.")
    first = posting.reply(sight, cast.thread, cast.ana, twice)
    before = (count(Post), count(Text))
    assert posting.reply(sight, cast.thread, cast.ana, twice) is first
    assert (count(Post), count(Text)) == before


def test_a_thread_sent_twice_is_opened_once(cast: Cast) -> None:
    sight, twice = sight_for(cast, cast.ana), typed("¿Alguien vende pan?", title="Pan")
    first = posting.open_thread(sight, cast.week(2), cast.ana, twice)
    before = (count(Thread), count(Post), count(Text))
    assert posting.open_thread(sight, cast.week(2), cast.ana, twice) is first
    assert (count(Thread), count(Post), count(Text)) == before


def test_two_people_may_have_the_same_mark(cast: Cast) -> None:
    mark = "the same mark"
    for person in (cast.ana, cast.jorge):
        posting.reply(sight_for(cast, person), cast.thread, person, typed("Yes.", "en", once=mark))
    assert len(list(db.session.scalars(select(Post).where(Post.once == mark)))) == 2


def test_what_was_sent_is_no_longer_unsent(cast: Cast) -> None:
    keep_unsent(cast.ana, UnsentWords(f"reply:{cast.thread.key}", "Graci", "", "es"), START)
    keep_unsent(cast.ana, UnsentWords(f"reply:{cast.question_thread.key}", "Otra cosa", "", "es"), START)
    posting.reply(sight_for(cast, cast.ana), cast.thread, cast.ana, typed("Gracias."))
    assert unsent_at(cast.ana, f"reply:{cast.thread.key}") is None
    assert unsent_at(cast.ana, f"reply:{cast.question_thread.key}") is not None


# In an open week


@pytest.mark.parametrize(
    ("now", "reason"),
    [
        (OPENING - timedelta(seconds=1), Refusal.WEEK_LOCKED),
        (OPENING, None),
        (END - timedelta(seconds=1), None),
        (END, Refusal.WEEK_CLOSED),
    ],
)
def test_a_week_is_open_for_writing_from_its_instant_until_the_forum_closes(
    cast: Cast, now: object, reason: Refusal | None
) -> None:
    sight = sight_for(cast, cast.ana, now)  # type: ignore[arg-type]
    before = count(Thread)
    try:
        posting.open_thread(sight, cast.week(3), cast.ana, typed("Hola.", title="Hola"))
        refused = None
    except Refused as refusal:
        refused = refusal.reason
    assert (refused, count(Thread) - before) == (reason, 0 if reason else 1)


def test_an_admin_prepares_a_locked_week(cast: Cast) -> None:
    sight = sight_for(cast, cast.alma)
    thread = posting.open_thread(sight, cast.week(4), cast.alma, typed("What next?", "en", "Next"), question=True)
    assert (thread.kind, thread.week_id) == ("question", cast.week(4).id)


def test_a_participant_sets_no_question(cast: Cast) -> None:
    with pytest.raises(Refused) as refused:
        posting.open_thread(
            sight_for(cast, cast.ana), cast.week(2), cast.ana, typed("¿Y?", title="Pregunta"), question=True
        )
    assert refused.value.reason is Refusal.ADMINS_ONLY


def test_who_is_no_member_writes_nothing(cast: Cast) -> None:
    cast.forum.public_reading = True
    with pytest.raises(Refused) as refused:
        posting.reply(sight_for(cast, cast.nina), cast.thread, cast.nina, typed("Hi.", "en"))
    assert refused.value.reason is Refusal.MEMBERS_ONLY


@pytest.mark.parametrize("words", ["", "  \n ", "\u200b", "\x00", "[a]: https://example.org", ">"])
def test_a_post_without_a_word_is_none(cast: Cast, words: str) -> None:
    before = count(Post)
    with pytest.raises(EmptyText):
        posting.reply(sight_for(cast, cast.ana), cast.thread, cast.ana, typed(words))
    db.session.rollback()
    assert count(Post) == before


# Languages


def test_spanish_is_queued_and_english_stands_alone(cast: Cast) -> None:
    assert (text_of(cast.post).language, text_of(cast.post).target) == ("es", "en")
    assert (text_of(cast.answer).language, text_of(cast.answer).target) == ("en", None)


def test_the_language_is_guessed_where_nobody_said_it(cast: Cast) -> None:
    typed_words = typed("Los vecinos compran verduras y frutas en el mercado municipal.", language="")
    text = text_of(posting.reply(sight_for(cast, cast.ana), cast.thread, cast.ana, typed_words))
    assert (text.language, text.language_guessed, text.target) == ("es", True, "en")


def test_correcting_the_language_queues_or_unqueues(cast: Cast) -> None:
    text = text_of(cast.answer)
    for language, target in (("es", "en"), ("pt", None)):
        moderating.correct_language(sight_for(cast, cast.jorge), cast.answer, text, language)
        assert (text.language, text.language_guessed, text.target) == (language, False, target)


def test_what_was_queued_by_hand_stays_queued(cast: Cast) -> None:
    text = text_of(cast.answer)
    moderating.correct_language(sight_for(cast, cast.tess), cast.answer, text, "pt")
    translating.queue_text(sight_for(cast, cast.tess), text, "en")
    moderating.correct_language(sight_for(cast, cast.tess), cast.answer, text, "fr")
    assert text.target == "en"
    moderating.correct_language(sight_for(cast, cast.tess), cast.answer, text, "en")
    assert text.target is None


# Editing


def test_an_edit_adds_a_version_and_keeps_the_old(cast: Cast) -> None:
    text = text_of(cast.post)
    posting.edit_post(sight_for(cast, cast.ana, LATER), cast.thread, cast.post, text, "Otras palabras.", 1)
    versions = db.session.scalars(select(Revision).where(Revision.text_id == text.id).order_by(Revision.number))
    assert [(version.number, version.source) for version in versions] == [(1, SPANISH), (2, "Otras palabras.")]
    assert cast.post.edited_at == LATER


def test_saving_the_same_words_is_no_edit(cast: Cast) -> None:
    text = text_of(cast.post)
    posting.edit_post(sight_for(cast, cast.ana, LATER), cast.thread, cast.post, text, f"{SPANISH}\n", 1)
    assert (current_number(text), cast.post.edited_at) == (1, None)


def test_an_edit_of_an_older_version_is_a_conflict_and_overwrites_nothing(cast: Cast) -> None:
    text, sight = text_of(cast.post), sight_for(cast, cast.ana, LATER)
    posting.edit_post(sight, cast.thread, cast.post, text, "Primero esto.", 1)
    with pytest.raises(Conflict):
        posting.edit_post(sight, cast.thread, cast.post, text, "Luego lo otro.", 1)
    assert source_of(text) == "Primero esto."


def test_nobody_edits_anothers_words(cast: Cast) -> None:
    for person in (cast.jorge, cast.alma, cast.tess):
        with pytest.raises(Refused) as refused:
            posting.edit_post(sight_for(cast, person), cast.thread, cast.post, text_of(cast.post), "Mine", 1)
        assert refused.value.reason is Refusal.NOT_YOURS


def test_in_a_closed_week_nobody_edits(cast: Cast) -> None:
    scheduling.close_week(sight_for(cast, cast.alma), cast.week(1), closed=True)
    with pytest.raises(Refused) as refused:
        posting.edit_post(sight_for(cast, cast.ana), cast.thread, cast.post, text_of(cast.post), "Tarde", 1)
    assert refused.value.reason is Refusal.WEEK_CLOSED


# Pinning


def test_an_admin_pins_a_thread_and_lets_it_go(cast: Cast) -> None:
    for pinned, at in ((True, START), (False, None)):
        moderating.pin_thread(sight_for(cast, cast.alma), cast.thread, pinned)
        assert cast.thread.pinned_at == at
    with pytest.raises(Refused):
        moderating.pin_thread(sight_for(cast, cast.ana), cast.thread, True)
