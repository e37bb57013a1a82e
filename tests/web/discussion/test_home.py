"""A member's home: what is new, what they are asked, what they began to write; and nothing that they may not see."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from board.actions import posting, preparing, scheduling
from board.actions.announcing import announce
from board.actions.following import follow
from board.actions.titled import Titled
from board.actions.unsent import UnsentWords, keep_unsent
from board.clock import FixedClock
from board.extensions import db
from board.models import Post, Reading, Thread, User
from tests.support.cast import END, OPENING, START, Cast, reading_form, sight_for, text_of, translate, typed
from tests.support.client import Client
from tests.support.shown import Shown, shown, words_of
from tests.web.test_limits import asked_for_when_warm

SignIn = Callable[[User], Client]
FORUM = "/f/social-economy"
HOME = f"{FORUM}/home"
HOUR = timedelta(hours=1)
LATER = START + 2 * HOUR


def home(client: Client) -> Shown:
    return shown(client.get(HOME))


def part(page: Shown, heading: str) -> Shown:
    """Return the section with this heading."""
    [found] = [
        section
        for section in page.root.iter("section")
        if any(words_of(h2).rstrip("0123456789 ") == heading for h2 in section.iter("h2"))
    ]
    return Shown(found)


def items(section: Shown) -> list[str]:
    return section.texts("li")


def write(
    cast: Cast, person: User, body: str, thread: Thread | None = None, at: datetime = LATER, **given: object
) -> Post:
    return posting.reply(sight_for(cast, person, at), thread or cast.thread, person, typed(body), **given)  # type: ignore[arg-type]


def talk_about(reading: Reading) -> Thread:
    return db.session.scalars(select(Thread).where(Thread.reading_id == reading.id)).one()


def read(client: Client, thread: Thread) -> None:
    assert client.get(f"{FORUM}/thread/{thread.key}").status_code == 200


# ---- access


@pytest.mark.parametrize(("name", "status"), [("nina", 403), ("omar", 403), ("olga", 403), ("ana", 200), ("alma", 200)])
def test_the_home_is_for_members(cast: Cast, sign_in: SignIn, name: str, status: int) -> None:
    cast.forum.public_reading = True
    assert sign_in(getattr(cast, name)).get(HOME).status_code == status


def test_strangers_are_asked_to_sign_in(cast: Cast, client: Client) -> None:
    assert client.get(HOME).location == f"/sign-in?next={HOME}"


def test_the_header_links_to_the_home(cast: Cast, client: Client, sign_in: SignIn) -> None:
    assert HOME in shown(sign_in(cast.ana).get(f"{FORUM}/week/1")).links
    assert HOME not in shown(client.get(f"{FORUM}/")).links
    assert HOME not in shown(sign_in(cast.olga).get(f"{FORUM}/")).links
    assert f"{FORUM}/" in home(sign_in(cast.ana)).links


# ---- what is new


def test_for_a_newcomer_everything_is_new(cast: Cast, sign_in: SignIn) -> None:
    page = home(sign_in(cast.rosa))
    assert "Welcome. There are 4 posts to read." in page.words
    news = part(page, "New in the discussion")
    assert news.texts("h3") == ["Week 2 · Local purchasing", "Week 1 · Public buyers"]
    assert items(news) == ["Question of the week 2 new", "Selling to the municipality 2 new"]


def test_news_of_a_thread_link_to_its_first_new_post(cast: Cast, sign_in: SignIn, clock: FixedClock) -> None:
    rosa = sign_in(cast.rosa)
    read(rosa, cast.thread), read(rosa, cast.question_thread)
    assert "Nothing new since you were last here, Wed 4 Mar, 07:00." in home(rosa).words
    assert "You have read everything." in home(rosa).words
    first = write(cast, cast.ana, "Uno.")
    write(cast, cast.jorge, "Dos.", at=LATER + HOUR)
    write(cast, cast.rosa, "Lo mío.", at=LATER + 2 * HOUR)
    clock.move_to(LATER + 3 * HOUR)
    page = home(rosa)
    assert "2 new posts since you were last here, Wed 4 Mar, 07:00." in page.words
    news = part(page, "New in the discussion")
    assert news.links == [f"{FORUM}/week/1", f"{FORUM}/thread/{cast.thread.key}#p-{first.key}"]
    assert items(news) == ["Selling to the municipality you follow it 2 new"]
    read(rosa, cast.thread)
    assert items(part(home(rosa), "New in the discussion")) == []


def test_news_of_a_readings_thread_link_to_the_post(cast: Cast, sign_in: SignIn, clock: FixedClock) -> None:
    talk = talk_about(cast.reading)
    asked = write(cast, cast.ana, "¿Es para todos?", talk)
    clock.move_to(LATER)
    jorge = sign_in(cast.jorge)
    links = part(home(jorge), "New in the discussion").links
    assert f"{FORUM}/post/{asked.key}" in links
    assert jorge.get(f"{FORUM}/post/{asked.key}").location == f"{FORUM}/reading/{cast.reading.key}#p-{asked.key}"


def test_long_weeks_are_cut_and_followed_threads_come_first(cast: Cast, sign_in: SignIn, clock: FixedClock) -> None:
    threads = [
        posting.open_thread(sight_for(cast, cast.ana), cast.week(2), cast.ana, typed("Hola.", title=f"Hilo {number}"))
        for number in range(8)
    ]
    follow(sight_for(cast, cast.jorge), threads[-1], True)
    clock.move_to(LATER)
    news = part(home(sign_in(cast.jorge)), "New in the discussion")
    assert items(news)[0] == "Hilo 7 you follow it 1 new"
    assert len(items(news)) == 6 + 1
    assert "and 3 more threads with something new" in news.words


@pytest.mark.parametrize(("now", "there"), [(OPENING - timedelta(seconds=1), False), (OPENING, True)])
def test_a_week_is_new_the_moment_it_opens(
    cast: Cast, sign_in: SignIn, clock: FixedClock, now: datetime, there: bool
) -> None:
    clock.move_to(now)
    page = home(sign_in(cast.jorge))
    assert ("LOCKED" in page.words) is there
    assert any(heading.startswith("Week 3") for heading in part(page, "New in the discussion").texts("h3")) is there


def test_removed_posts_are_not_new(cast: Cast, sign_in: SignIn) -> None:
    posting.delete_post(sight_for(cast, cast.jorge), cast.answer)
    news = part(home(sign_in(cast.rosa)), "New in the discussion")
    assert items(news)[1] == "Selling to the municipality 1 new"


def test_the_home_is_there_after_the_forum_ended(cast: Cast, sign_in: SignIn, clock: FixedClock) -> None:
    clock.move_to(END + HOUR)
    assert "Welcome." in home(sign_in(cast.jorge)).words


# ---- replies


def replies(client: Client) -> list[str]:
    return items(part(home(client), "Replies to you"))


def test_replies_and_posts_in_the_persons_own_thread_are_listed(cast: Cast, sign_in: SignIn, clock: FixedClock) -> None:
    write(cast, cast.rosa, "Yes, in 2019.", to=cast.answer)
    clock.move_to(LATER)
    ana, jorge = replies(sign_in(cast.ana)), replies(sign_in(cast.jorge))
    where = "in Selling to the municipality new"
    assert ana == [
        f"Yes, in 2019. Rosa Wed 4 Mar, 09:00 {where}",
        f"How did they win it? Jorge Wed 25 Feb, 05:14 {where}",
    ]
    assert jorge == [f"Yes, in 2019. Rosa Wed 4 Mar, 09:00 {where}"]


def test_unseen_replies_come_first(cast: Cast, sign_in: SignIn, clock: FixedClock) -> None:
    ana = sign_in(cast.ana)
    read(ana, cast.thread)
    other = posting.open_thread(
        sight_for(cast, cast.ana, START - HOUR), cast.week(1), cast.ana, typed("Hola.", title="Otro")
    )
    write(cast, cast.jorge, "Nuevo.", other, at=START - HOUR)
    found = replies(ana)
    assert [words.split(".")[0].split("?")[0] for words in found] == ["Nuevo", "How did they win it"]
    assert [words.endswith("new") for words in found] == [True, False]


def test_passages_are_in_the_readers_language(cast: Cast, sign_in: SignIn, clock: FixedClock) -> None:
    reply = write(cast, cast.rosa, "Sí, en 2019.", to=cast.answer)
    translate(sight_for(cast, cast.tess, LATER), text_of(reply), "Yes, in 2019.")
    clock.move_to(LATER)
    jorge = sign_in(cast.jorge)
    assert replies(jorge)[0].startswith("Yes, in 2019.")
    jorge.post("/interface", data={"interface": "es"})
    assert "Sí, en 2019." in home(jorge).words
    [passage] = home(jorge).all("p[@class='words']")
    assert passage.get("lang") == "es"


def test_every_post_under_a_case_study_counts_as_a_reply_to_its_author(
    cast: Cast, sign_in: SignIn, clock: FixedClock
) -> None:
    form = reading_form("Caso de Rosa", "Así fue.", "es", cast.rosa)
    study = preparing.add_reading(sight_for(cast, cast.alma), cast.week(2), form, cast.alma)
    talk = talk_about(study)
    write(cast, cast.jorge, "Muy claro.", talk)
    clock.move_to(LATER)
    assert replies(sign_in(cast.rosa))[0].startswith("Muy claro. Jorge")
    assert [words for words in replies(sign_in(cast.alma)) if "Muy claro." in words] == []


@pytest.mark.parametrize("how", ["deleted", "locked"])
def test_removed_posts_are_no_replies(cast: Cast, sign_in: SignIn, how: str) -> None:
    if how == "deleted":
        posting.delete_post(sight_for(cast, cast.jorge), cast.answer)
    else:
        scheduling.override_week(sight_for(cast, cast.alma), cast.week(1), "locked")
    page = home(sign_in(cast.ana))
    assert "No replies yet." in page.words
    assert "How did they win it?" not in page.words


# ---- questions


def test_questions_wait_until_they_are_answered(cast: Cast, sign_in: SignIn) -> None:
    rosa = sign_in(cast.rosa)
    section = part(home(rosa), "Questions to you")
    [question] = items(section)
    assert question.startswith("¿Quién firmó el contrato? Ana Week 2 · Question of the week")
    assert question.endswith("asked 40 hours ago")
    assert f"{FORUM}/thread/{cast.question_thread.key}?reply={cast.question.key}#reply" in section.links
    settled = section.form("/settle").send(rosa, settled="1")
    assert settled.location == HOME
    assert "No open questions. Nobody is waiting." in home(rosa).words


def test_an_answer_removes_the_question_from_the_list(cast: Cast, sign_in: SignIn) -> None:
    write(cast, cast.rosa, "El alcalde.", cast.question_thread, at=START, to=cast.question)
    assert "No open questions. Nobody is waiting." in home(sign_in(cast.rosa)).words


def test_a_waiting_question_is_not_listed_as_a_reply(cast: Cast, sign_in: SignIn) -> None:
    first = write(cast, cast.rosa, "Pregunten.", cast.question_thread, at=START)
    roles = frozenset({"key_respondent"})
    write(cast, cast.ana, "¿Cuándo?", cast.question_thread, at=START, to=first, asked=cast.rosa, asked_roles=roles)
    page = home(sign_in(cast.rosa))
    assert len(items(part(page, "Questions to you"))) == 2
    assert items(part(page, "Replies to you")) == []


def test_only_key_respondents_have_a_tray(cast: Cast, sign_in: SignIn) -> None:
    assert "Questions to you" not in home(sign_in(cast.ana)).words


# ---- roles


def test_a_key_respondent_finds_their_week(cast: Cast, sign_in: SignIn, clock: FixedClock) -> None:
    bento = part(home(sign_in(cast.bento)), "Your week: week")
    assert "Cases from the regions opens Mon 9 Mar, 09:00 Toronto time Your case study: Caso LOCKED" in bento.words
    rosa = part(home(sign_in(cast.rosa)), "Your week: week").words
    assert "It is open, and participants expect your answers now. Your case study is not here yet." in rosa
    clock.move_to(OPENING)
    assert "opened Mon 2 Mar, 09:00" in part(home(sign_in(cast.rosa)), "Your week: week").words


def test_a_translator_finds_what_waits(cast: Cast, sign_in: SignIn) -> None:
    section = part(home(sign_in(cast.tess)), "Waiting for translation")
    assert len(items(section)) == 3
    assert f"{FORUM}/translate" in section.links
    assert "Waiting for translation" not in home(sign_in(cast.ana)).texts("h2")


def test_an_admin_finds_what_is_urgent(cast: Cast, sign_in: SignIn) -> None:
    section = part(home(sign_in(cast.alma)), "Waiting for you")
    assert "1 question without an answer the oldest question for 40 hours" in section.words
    assert {f"{FORUM}/admin/", f"{FORUM}/admin/questions", f"{FORUM}/admin/translation"} <= set(section.links)
    assert "Waiting for you" not in home(sign_in(cast.tess)).texts("h2")


# ---- threads that are followed


def test_followed_threads_say_what_is_new_in_them(cast: Cast, sign_in: SignIn, clock: FixedClock) -> None:
    jorge = sign_in(cast.jorge)
    read(jorge, cast.thread)
    assert part(home(jorge), "Threads you follow").words.endswith("Selling to the municipality Nothing new in them.")
    new = write(cast, cast.ana, "Sí.")
    clock.move_to(LATER)
    section = part(home(jorge), "Threads you follow")
    assert items(section) == ["Selling to the municipality 1 new"]
    assert section.links == [f"{FORUM}/thread/{cast.thread.key}#p-{new.key}"]


def test_threads_of_a_week_that_is_locked_again_are_gone(cast: Cast, sign_in: SignIn) -> None:
    scheduling.override_week(sight_for(cast, cast.alma), cast.week(1), "locked")
    page = home(sign_in(cast.jorge))
    assert "None yet. You follow a thread once you write in it" in page.words
    assert "municipality" not in page.words


# ---- unsent texts


def test_unsent_texts_of_this_forum_link_to_their_forms(cast: Cast, sign_in: SignIn) -> None:
    places = {
        f"reply:{cast.thread.key}": f"{FORUM}/thread/{cast.thread.key}#reply",
        "thread:social-economy:2": f"{FORUM}/week/2/new-thread",
        f"edit:{cast.answer.key}": f"{FORUM}/post/{cast.answer.key}/edit",
    }
    for place in (*places, "thread:food-councils:1", "thread:social-economy:3", f"reply:{cast.locked_thread.key}"):  # type: ignore[union-attr]
        keep_unsent(
            cast.jorge, UnsentWords(place, "Some words", "Bread" if place.startswith("thread") else "", "en"), START
        )
    section = part(home(sign_in(cast.jorge)), "My unsent texts")
    assert set(section.links) == {*places.values(), "/unsent"}
    assert "A new thread: Bread" in section.words
    assert "A reply: Selling to the municipality" in section.words


def test_a_case_study_that_was_begun_leads_to_the_kit(cast: Cast, sign_in: SignIn) -> None:
    for place in ("case:social-economy:3", "case:food-councils:1"):
        keep_unsent(cast.bento, UnsentWords(place, "Some words", "Our case", "es"), START)
    section = part(home(sign_in(cast.bento)), "My unsent texts")
    assert set(section.links) == {f"{FORUM}/kit", "/unsent"}
    assert "A case study: Our case" in section.words


def test_unsent_texts_of_a_week_that_is_locked_again_are_not_listed(cast: Cast, sign_in: SignIn) -> None:
    for place in (f"reply:{cast.thread.key}", "thread:social-economy:1"):
        keep_unsent(cast.jorge, UnsentWords(place, "Some words", "", "en"), START)
    scheduling.override_week(sight_for(cast, cast.alma), cast.week(1), "locked")
    assert "You have nothing unsent." in home(sign_in(cast.jorge)).words


# ---- announcements


def test_the_latest_announcement_is_shown_while_it_is_fresh(cast: Cast, sign_in: SignIn, clock: FixedClock) -> None:
    announce(sight_for(cast, cast.alma, START - HOUR), Titled("Antes", "Lo de antes.", "es"), cast.alma)
    announce(sight_for(cast, cast.alma), Titled("Hoy", "Lo de hoy.", "es"), cast.alma)
    ana = sign_in(cast.ana)
    clock.move_to(START + timedelta(days=7) - timedelta(seconds=1))
    assert "Lo de hoy." in home(ana).words
    assert "Lo de antes." not in home(ana).words
    clock.move_to(START + timedelta(days=7))
    assert "Lo de hoy." not in home(ana).words
    assert part(home(ana), "Announcements").texts("a")[:2] == ["Hoy", "Antes"]


# ---- what it costs


def fill(cast: Cast, number: int) -> None:
    """Add one more of everything that a home shows."""
    alma, ana = sight_for(cast, cast.alma), sight_for(cast, cast.ana)
    announce(alma, Titled(f"Aviso {number}", "Palabras.", "es"), cast.alma)
    thread = posting.open_thread(ana, cast.week(1 + number % 2), cast.ana, typed("Hola.", title=f"Hilo {number}"))
    roles = frozenset({"key_respondent"})
    write(cast, cast.ana, "¿Y?", thread, at=START, asked=cast.rosa, asked_roles=roles)
    for person in (cast.ana, cast.jorge, cast.rosa, cast.tess, cast.alma):
        follow(sight_for(cast, person), thread, True)
        mine = write(cast, person, "Una respuesta.", thread, at=START)
        write(cast, cast.bento, "De acuerdo.", thread, at=START, to=mine)
        keep_unsent(person, UnsentWords(f"reply:{thread.key}", "Some words", "", "en"), START)


@pytest.mark.once
@pytest.mark.parametrize("person", ["ana", "rosa", "tess", "alma"])
def test_a_full_home_takes_no_more_queries(app: Flask, cast: Cast, sign_in: SignIn, person: str) -> None:
    client = sign_in(getattr(cast, person))
    fill(cast, 0), fill(cast, 1)
    before = asked_for_when_warm(app, client, HOME)
    for number in range(2, 10):
        fill(cast, number)
    assert asked_for_when_warm(app, client, HOME) == before <= 34


@pytest.mark.once
def test_the_home_stays_small(cast: Cast, sign_in: SignIn) -> None:
    for number in range(12):
        fill(cast, number)
    for person in (cast.ana, cast.rosa, cast.tess, cast.alma):
        assert len(sign_in(person).get(HOME).data) < 40 * 1024
