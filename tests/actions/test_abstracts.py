"""Admins summarise threads and weeks; a summary is seen by those who see what it summarises."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from board.actions import posting, preparing, scheduling
from board.actions.abstracts import abstract_place
from board.actions.unsent import UnsentWords, keep_unsent, unsent_at
from board.actions.wordings import current_number, current_source
from board.extensions import db
from board.models import Act, Text, Thread, User, Week
from board.pages.abstracts import brief, cited_posts
from board.pages.discussion import abstract_id_of
from board.pages.weeks import summary_of
from board.rules.permissions import Refusal, Refused
from board.visible import Sight, visible_places
from tests.support.abstracts import summarise
from tests.support.cast import OPENING, START, Cast, sight_for, text_of, translate


def places(sight: Sight) -> set[str]:
    """Return the kinds of summaries that somebody finds through the one select of texts."""
    found = visible_places(sight)
    return set(db.session.scalars(select(found.c.kind).where(found.c.kind.in_(["abstract", "summary"]))))


def abstract(thread: Thread) -> Text:
    assert thread.abstract_id is not None
    return db.session.get_one(Text, thread.abstract_id)


def locked(cast: Cast) -> tuple[Thread, Week]:
    assert cast.locked_thread is not None
    return cast.locked_thread, cast.week(3)


def test_a_summary_is_a_text_with_versions(cast: Cast) -> None:
    summarise(cast, cast.thread, "Small contracts help.")
    summarise(cast, cast.thread, "Small contracts help to begin.")
    text = abstract(cast.thread)
    assert (current_source(text), current_number(text), text.author_id) == (
        "Small contracts help to begin.", 2, cast.alma.id,
    )  # fmt: skip


def test_a_summary_waits_for_translation_like_everything_else(cast: Cast) -> None:
    summarise(cast, cast.week(1), "Las compras pequeñas ayudan.", "es")
    text = db.session.get_one(Text, cast.week(1).summary_id)
    assert (text.language, text.target, text.progress) == ("es", "en", "missing")
    translate(sight_for(cast, cast.tess), text, "Small purchases help.")
    assert text.progress == "approved"


def test_the_log_says_of_which_week(cast: Cast) -> None:
    summarise(cast, cast.thread, "Small contracts help.")
    summarise(cast, cast.week(2), "Who buys?")
    acts = db.session.execute(select(Act.kind, Act.week_id, Act.detail).where(Act.kind.startswith("abstract.")))
    assert set(acts.all()) == {("abstract.thread", cast.week(1).id, ""), ("abstract.week", cast.week(2).id, "")}


def test_empty_words_take_it_away(cast: Cast) -> None:
    for row in (cast.thread, cast.week(1)):
        summarise(cast, row, "Small contracts help.")
        summarise(cast, row, " ")
    assert (cast.thread.abstract_id, cast.week(1).summary_id) == (None, None)
    assert places(sight_for(cast, cast.alma)) == set()


def test_saving_forgets_what_was_unsent(cast: Cast) -> None:
    sight = sight_for(cast, cast.alma)
    for row in (cast.thread, cast.week(1)):
        place = abstract_place(sight, row)
        keep_unsent(cast.alma, UnsentWords(place, "Small", "", "en"), START)
        summarise(cast, row, "Small contracts help.")
        assert unsent_at(cast.alma, place) is None


@pytest.mark.parametrize("name", ["ana", "rosa", "tess", "omar", "olga"])
def test_only_admins_write_one(cast: Cast, name: str) -> None:
    with pytest.raises(Refused) as refused:
        summarise(cast, cast.thread, "Small contracts help.", person=getattr(cast, name))
    assert refused.value.reason is Refusal.ADMINS_ONLY


# Who sees it


def test_a_locked_weeks_summaries_open_with_it(cast: Cast) -> None:
    for row in locked(cast):
        summarise(cast, row, "LOCKED summary")
    everyone = [cast.ana, cast.rosa, cast.bento, cast.tess]
    assert [places(sight_for(cast, person)) for person in everyone] == [set()] * 4
    assert places(sight_for(cast, cast.alma)) == {"abstract", "summary"}
    opened = [places(sight_for(cast, person, OPENING)) for person in everyone]
    assert opened == [{"abstract", "summary"}] * 4
    assert places(sight_for(cast, cast.omar, OPENING)) == set()


def test_a_translator_sees_a_locked_one_that_is_to_be_translated(cast: Cast) -> None:
    thread, week = locked(cast)
    for row in (thread, week):
        summarise(cast, row, "Resumen LOCKED", "es")
    tess, rosa = sight_for(cast, cast.tess), sight_for(cast, cast.rosa)
    assert (places(tess), places(rosa)) == ({"abstract", "summary"}, set())
    assert (abstract_id_of(tess, thread), summary_of(tess, week)) == (thread.abstract_id, week.summary_id)


def test_a_translator_who_sees_a_locked_thread_does_not_see_its_summary_in_english(cast: Cast) -> None:
    thread, week = locked(cast)
    for row in (thread, week):
        summarise(cast, row, "LOCKED summary")
    tess = sight_for(cast, cast.tess)
    assert (abstract_id_of(tess, thread), summary_of(tess, week)) == (None, None)


def test_a_forum_that_everyone_may_read_shows_visitors_open_summaries(cast: Cast) -> None:
    for row in (*locked(cast), cast.thread):
        summarise(cast, row, "A summary")
    assert places(sight_for(cast, None)) == set()
    cast.forum.public_reading = True
    assert places(sight_for(cast, None)) == {"abstract"}


def test_a_removed_readings_summary_goes_with_it(cast: Cast) -> None:
    thread = db.session.scalars(select(Thread).where(Thread.reading_id == cast.reading.id)).one()
    summarise(cast, thread, "A short guide.")
    assert places(sight_for(cast, cast.ana)) == {"abstract"}
    preparing.remove_reading(sight_for(cast, cast.alma), cast.reading)
    assert places(sight_for(cast, cast.ana)) == set()


def test_a_week_is_removed_with_its_summary(cast: Cast) -> None:
    week = cast.week(4)
    summarise(cast, week, "Nothing yet.")
    text_id = week.summary_id
    scheduling.remove_week(sight_for(cast, cast.alma), week)
    assert db.session.get(Text, text_id) is None


# Citations, and the week in brief


def seen(cast: Cast, person: User | None, *keys: str) -> dict[str, str]:
    return {key: post.author for key, post in cited_posts(sight_for(cast, person), keys).items()}


def test_a_cited_post_is_told_to_those_who_see_it(cast: Cast) -> None:
    assert cast.locked_post is not None
    keys = cast.post.key, cast.locked_post.key, "zzzzzzzzzzzzzz"
    assert seen(cast, cast.ana, *keys) == {cast.post.key: "Ana"}
    assert seen(cast, cast.alma, *keys) == {cast.post.key: "Ana", cast.locked_post.key: "Alma"}
    assert seen(cast, None, *keys) == {}


def test_a_hidden_post_is_not_told_even_to_admins(cast: Cast) -> None:
    posting.hide_post(sight_for(cast, cast.alma), cast.post, "Off topic")
    assert seen(cast, cast.alma, cast.post.key) == {}
    assert text_of(cast.post).id is not None


def test_the_week_in_brief_has_its_threads_in_their_order(cast: Cast) -> None:
    summarise(cast, cast.thread, "Small contracts help.")
    summarise(cast, cast.week(1), "Of buying.")
    shown = brief(sight_for(cast, cast.ana), cast.week(1))
    assert shown.summary is not None
    assert [line.line.title.source for line in shown.threads] == ["Guía de compras", "Vender al municipio"]
    assert [line.line.thread.id for line in shown.summarised] == [cast.thread.id]
    assert len(shown.others) == 1
    assert [pair.source for pair in shown.pairs] == ["Of buying.", "Small contracts help."]
