"""Summaries of threads and weeks, and the week in brief, as people meet them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from board.actions import posting
from board.actions.wordings import current_source
from board.extensions import db
from board.models import Text, Thread, User
from tests.support.abstracts import citation, summarise
from tests.support.asked import queries
from tests.support.cast import Cast, sight_for, text_of, translate
from tests.support.client import Client
from tests.support.desk import desk_url
from tests.support.shown import Shown, shown

SignIn = Callable[[User], Client]
F = "/f/social-economy"


def page(client: Client, address: str) -> str:
    return client.get(f"{F}/{address}").get_data(as_text=True)


def written(row_text_id: int | None) -> str:
    assert row_text_id is not None
    return current_source(db.session.get_one(Text, row_text_id))


def of_thread(cast: Cast) -> str:
    return f"thread/{cast.thread.key}/abstract"


# Reading


def test_a_summary_stands_on_top_of_its_thread_and_week_in_both_languages(cast: Cast, sign_in: SignIn) -> None:
    summarise(cast, cast.thread, "Los contratos pequeños ayudan.", "es")
    translate(sight_for(cast, cast.tess), db.session.get_one(Text, cast.thread.abstract_id), "Small contracts help.")
    summarise(cast, cast.week(1), "It was about buying.")
    client = sign_in(cast.ana)
    thread = page(client, f"thread/{cast.thread.key}")
    assert 0 < thread.index("Los contratos pequeños ayudan.") < thread.index("La cooperativa vendió")
    assert "Small contracts help." in thread
    assert "It was about buying." in page(client, "week/1")
    assert "Write a summary" not in thread


def test_a_readings_thread_has_one_too(cast: Cast, sign_in: SignIn) -> None:
    thread = db.session.scalars(select(Thread).where(Thread.reading_id == cast.reading.id)).one()
    summarise(cast, thread, "Nobody has asked.")
    assert "Nobody has asked." in page(sign_in(cast.ana), f"reading/{cast.reading.key}")


def test_a_citation_is_a_number_that_leads_to_the_post_and_its_author_stands_below(cast: Cast, sign_in: SignIn) -> None:
    cited = f"Second {citation(cast, cast.answer, '7')}, first {citation(cast, cast.post)}, again "
    summarise(cast, cast.week(1), cited + citation(cast, cast.answer))
    html = " ".join(page(sign_in(cast.ana), "week/1").split())
    answer, post = (f"{F}/post/{each.key}" for each in (cast.answer, cast.post))
    assert f'Second <a class="cite" href="{answer}">[1]</a>, first <a class="cite" href="{post}">[2]</a>' in html
    assert f'again <a class="cite" href="{answer}">[1]</a>' in html
    assert f'<li>[1] <a href="{answer}">Jorge</a>' in html
    assert f'<li>[2] <a href="{post}">Ana</a>' in html


@pytest.mark.parametrize("name", ["ana", "alma"])
def test_a_removed_post_is_cited_without_link_and_name(cast: Cast, sign_in: SignIn, name: str) -> None:
    summarise(cast, cast.week(2), f"It worked {citation(cast, cast.post, 'as Ana says')}.")
    client = sign_in(getattr(cast, name))
    before = page(client, "week/2")
    assert ">as Ana says</a>" in before
    posting.hide_post(sight_for(cast, cast.alma), cast.post, "Off topic")
    after = page(client, "week/2")
    assert cast.post.key not in after
    assert "as Ana says" not in after
    assert ">Ana</a>" not in after
    assert 'It worked <span class="cite" lang="en">(removed)</span>.' in after


def test_a_citation_of_a_locked_weeks_post_tells_nothing_of_it(cast: Cast, sign_in: SignIn) -> None:
    assert cast.locked_post is not None
    summarise(cast, cast.thread, f"See {citation(cast, cast.locked_post, 'what Alma wrote')}.")
    address = f"thread/{cast.thread.key}"
    assert cast.locked_post.key in page(sign_in(cast.alma), address)
    html = page(sign_in(cast.ana), address)
    assert cast.locked_post.key not in html
    assert "what Alma wrote" not in html
    assert "(removed)" in html


def test_a_whole_address_is_a_citation_and_another_link_is_not(cast: Cast, sign_in: SignIn) -> None:
    site = sign_in(cast.alma).application.extensions["settings"].site_url
    whole = f"{site}{F}/post/{cast.post.key}#p-{cast.post.key}"
    summarise(cast, cast.week(1), f"[Ana]({whole}) and [law](https://example.org/f/x/post/{cast.post.key}).")
    html = page(sign_in(cast.ana), "week/1")
    assert f'<a class="cite" href="{F}/post/{cast.post.key}">Ana</a>' in html
    assert f'href="https://example.org/f/x/post/{cast.post.key}"' in html
    assert html.count('class="cite"') == 1


def test_a_locked_week_has_no_brief(cast: Cast, sign_in: SignIn) -> None:
    summarise(cast, cast.week(3), "LOCKED summary")
    for person, status in ((cast.ana, 404), (cast.tess, 404), (cast.bento, 404), (cast.alma, 200)):
        client = sign_in(person)
        client.careful = False
        answer = client.get(f"{F}/week/3/brief")
        assert (answer.status_code, b"LOCKED summary" in answer.data) == (status, status == 200)


def test_an_admins_preview_shows_the_summary_as_a_participant_will_see_it(cast: Cast, sign_in: SignIn) -> None:
    summarise(cast, cast.week(3), "LOCKED summary")
    html = page(sign_in(cast.alma), "week/3/preview")
    assert "LOCKED summary" in html
    assert "Edit the summary" not in html


def test_the_brief_has_the_week_on_one_page(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.ana)
    assert f"{F}/week/1/brief" not in page(client, "week/1")
    summarise(cast, cast.week(1), "It was about buying.")
    summarise(cast, cast.thread, f"Small contracts help {citation(cast, cast.post)}.")
    assert f"{F}/week/1/brief" in page(client, "week/1")
    words = shown(client.get(f"{F}/week/1/brief")).words
    for part in ("It was about buying.", "Selling to the municipality", "Small contracts help [1].", "Guía de compras"):
        assert part in words
    client.post("/reading-mode", data={"show": "translation", "back": "/"})
    assert 'data-show="translation"' in page(client, "week/1/brief")


def test_the_brief_of_a_silent_week_says_so(cast: Cast, sign_in: SignIn) -> None:
    assert "Nobody has written a summary of this week yet." in page(sign_in(cast.ana), "week/2/brief")


# Writing


def opened(client: Client, address: str) -> Shown:
    return shown(client.get(f"{F}/{address}"))


@pytest.mark.parametrize("what", ["thread", "week"])
def test_an_admin_writes_a_summary_and_takes_it_away(cast: Cast, sign_in: SignIn, what: str) -> None:
    address = of_thread(cast) if what == "thread" else "week/1/abstract"
    alma = sign_in(cast.alma)
    answer = opened(alma, address).form(address).send(alma, body="Small contracts help.", language="en")
    assert answer.status_code == 303
    assert "Small contracts help." in alma.get(answer.location).get_data(as_text=True)
    row = cast.thread if what == "thread" else cast.week(1)
    column = "abstract_id" if what == "thread" else "summary_id"
    assert written(getattr(row, column)) == "Small contracts help."
    assert opened(alma, address).form(address).send(alma, body="").status_code == 303
    db.session.refresh(row)
    assert getattr(row, column) is None


def test_ticked_posts_are_put_into_the_text(cast: Cast, sign_in: SignIn) -> None:
    address, alma = "week/1/abstract", sign_in(cast.alma)
    form = opened(alma, address).form(address)
    answer = form.send(alma, body="They sold, and began.", language="en", posts=[cast.answer.key], cite="1")
    assert answer.status_code == 200
    again = shown(answer).form(address)
    assert again.fields["body"] == f"They sold, and began. {citation(cast, cast.answer)}"
    assert "posts" not in again.fields
    assert cast.week(1).summary_id is None
    assert again.send(alma, posts=[cast.post.key]).status_code == 303
    db.session.refresh(cast.week(1))
    first, second = citation(cast, cast.answer), citation(cast, cast.post, "2")
    assert written(cast.week(1).summary_id) == f"They sold, and began. {first} {second}"


def test_only_posts_of_the_thread_are_taken(cast: Cast, sign_in: SignIn) -> None:
    address, alma = of_thread(cast), sign_in(cast.alma)
    form = opened(alma, address)
    assert "La cooperativa vendió" in form.words
    assert "¿Quién firmó el contrato?" not in form.words
    keys = [cast.question.key, "zzzzzzzzzzzzzz"]
    answer = form.form(address).send(alma, body="They sold.", posts=keys, cite="1")
    assert shown(answer).form(address).fields["body"] == "They sold."


def test_what_somebody_else_saved_meanwhile_is_told(cast: Cast, sign_in: SignIn) -> None:
    address, alma = of_thread(cast), sign_in(cast.alma)
    form = opened(alma, address).form(address)
    summarise(cast, cast.thread, "Theirs.")
    answer = form.send(alma, body="Mine.", language="en")
    assert answer.status_code == 409
    assert written(cast.thread.abstract_id) == "Theirs."
    again = shown(answer)
    assert "Theirs." in again.words
    assert again.form(address).send(alma, body="Both.").status_code == 303
    assert written(cast.thread.abstract_id) == "Both."


def test_unsent_words_come_back(cast: Cast, sign_in: SignIn) -> None:
    alma = sign_in(cast.alma)
    for place, address in (("7", "week/1/abstract"), (cast.thread.key, of_thread(cast))):
        named = f"abstract:social-economy:{place}".replace(":7", ":1")
        alma.post("/unsent", data={"place": named, "body": "Half a sum", "since": ""})
        assert "Half a sum" in page(alma, address)


def test_a_participant_is_not_let_in(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.ana)
    for address in (of_thread(cast), "week/1/abstract"):
        assert client.get(f"{F}/{address}").status_code == 403
        assert client.post(f"{F}/{address}", data={"body": "Mine."}).status_code == 403
    assert cast.thread.abstract_id is None


def test_the_desk_has_a_summary_and_keeps_its_citations(cast: Cast, sign_in: SignIn) -> None:
    summarise(cast, cast.thread, f"Los contratos ayudan {citation(cast, cast.post)}.", "es")
    summarise(cast, cast.week(1), "Se trató de compras.", "es")
    tess = sign_in(cast.tess)
    queue = page(tess, "translate?kind=synthesis")
    assert "Los contratos ayudan" in queue
    assert "Se trató de compras." in queue
    text = db.session.get_one(Text, cast.thread.abstract_id)
    desk = shown(tess.get(desk_url(text)))
    assert f"{F}/thread/{cast.thread.key}" in desk.links
    [field] = [name for name in desk.form(desk_url(text)).fields if name.startswith("body-")]
    answer = desk.form(desk_url(text)).send(tess, verb="finish", **{field: "Contracts help."})
    assert answer.status_code == 422
    kept = f"Contracts help {citation(cast, cast.post)}."
    assert shown(answer).form(desk_url(text)).send(tess, verb="finish", **{field: kept}).status_code == 303
    assert 'Contracts help <a class="cite"' in page(sign_in(cast.jorge), f"thread/{cast.thread.key}")


def test_the_search_finds_a_summary_on_its_page(cast: Cast, sign_in: SignIn) -> None:
    summarise(cast, cast.thread, "Cheese prevails.")
    summarise(cast, cast.week(1), "Cheese prevailed.")
    links = opened(sign_in(cast.ana), "search?q=cheese").links
    assert f"{F}/thread/{cast.thread.key}" in links
    assert f"{F}/week/1" in links


# Queries


def number(app: Flask, client: Client, address: str) -> int:
    client.get(f"{F}/{address}")  # so that the bodies are cached
    with queries(app) as asked:
        client.get(f"{F}/{address}")
    return len(asked)


def test_a_summary_costs_a_thread_one_query_and_a_week_two(app: Flask, cast: Cast, sign_in: SignIn) -> None:
    """The one is for its citations, however many; a week also asks whether the reader may see more than its title."""
    client, thread = sign_in(cast.ana), f"thread/{cast.thread.key}"
    before = number(app, client, thread), number(app, client, "week/1")
    for row in (cast.thread, cast.week(1)):
        summarise(cast, row, "They sold, and began.")
    without = number(app, client, thread), number(app, client, "week/1")
    for row in (cast.thread, cast.week(1)):
        summarise(cast, row, f"They sold {citation(cast, cast.post)}, and began {citation(cast, cast.answer, '2')}.")
    cited = number(app, client, thread), number(app, client, "week/1")
    assert without == (before[0], before[1] + 1)
    assert cited == (before[0] + 1, before[1] + 2)


def test_the_brief_takes_as_many_queries_for_more_threads(app: Flask, cast: Cast, sign_in: SignIn) -> None:
    client, numbers = sign_in(cast.ana), set()
    talk = db.session.scalars(select(Thread).where(Thread.reading_id == cast.reading.id)).one()
    for row in (cast.week(1), cast.thread, talk):
        summarise(cast, row, f"They sold {citation(cast, cast.post)}.")
        numbers.add(number(app, client, "week/1/brief"))
    assert len(numbers) == 1
    assert numbers.pop() <= 18


def test_the_form_takes_as_many_queries_for_more_posts(app: Flask, cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.alma)
    few, many = number(app, client, "week/2/abstract"), number(app, client, "week/1/abstract")
    assert few == many <= 18
    assert text_of(cast.post).id
