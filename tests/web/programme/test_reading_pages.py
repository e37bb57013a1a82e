"""The programme, the readings of a week, and one reading with its file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from board.actions import moderating, preparing, scheduling
from board.extensions import db
from board.models import Forum, Reading, User
from tests.support.cast import Cast, reading_form, sight_for
from tests.support.client import Client
from tests.support.shown import shown

SignIn = Callable[[User], Client]
FORUM = "/f/social-economy"
PDF = b"%PDF-1.4 one page"


def reading_url(reading: Reading) -> str:
    return f"{FORUM}/reading/{reading.key}"


def add(cast: Cast, **changed: object) -> Reading:
    form = replace(reading_form("A reading", "", "en"), minutes=12, **changed)  # type: ignore[arg-type]
    return preparing.add_reading(sight_for(cast, cast.alma), cast.week(1), form, cast.alma)


def pdf(cast: Cast, name: str = "Guía.pdf") -> Reading:
    return add(cast, kind="file", upload=preparing.Upload(name, PDF))


# ---- the programme


@pytest.mark.parametrize("person", [None, "nina", "ana"])
def test_anyone_can_read_the_programme(cast: Cast, client: Client, sign_in: SignIn, person: str | None) -> None:
    reader = sign_in(getattr(cast, person)) if person else client
    page = shown(reader.get(f"{FORUM}/"))
    for words in ("We learn how public buyers choose.", "Outline of “What comes next”.", "Cases from the regions"):
        assert words in page.words
    assert ("for members" in page.words) == (person != "ana")


def test_the_front_page_leads_a_member_to_their_only_forum(cast: Cast, client: Client, sign_in: SignIn) -> None:
    assert sign_in(cast.ana).get("/").location == f"{FORUM}/home"
    both = shown(client.get("/"))
    assert {f"{FORUM}/", "/f/food-councils/"} <= set(both.links)
    assert "You are a member" in shown(sign_in(cast.ana).get("/?all=1")).words


@pytest.mark.parametrize(("person", "there"), [("ana", "/home"), ("nina", "/"), (None, "/")])
def test_signing_in_from_the_programme_leads_home(
    cast: Cast, client: Client, sign_in: SignIn, person: str | None, there: str
) -> None:
    links = shown(client.get(f"{FORUM}/")).links
    assert {"/sign-in?next=/?to%3Dsocial-economy"} == {link for link in links if link.startswith("/sign-in")}
    reader = sign_in(getattr(cast, person)) if person else client
    assert reader.get("/?to=social-economy").location == f"{FORUM}{there}"


def test_with_a_single_forum_strangers_are_led_to_its_programme(cast: Cast, client: Client) -> None:
    assert client.get("/?to=nowhere").status_code == 200


def test_a_forum_without_weeks_has_a_page(cast: Cast, client: Client) -> None:
    assert client.get("/f/food-councils/").status_code == 200


@pytest.mark.parametrize("path", ["/f/nowhere/", "/f/nowhere/week/1", f"{FORUM}/week/9", f"{FORUM}/week/0"])
def test_unknown_addresses_are_a_404(cast: Cast, client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


# ---- a week


def test_a_week_compares_its_readings_with_the_forums_hours(cast: Cast, sign_in: SignIn) -> None:
    pdf(cast)
    page = shown(sign_in(cast.jorge).get(f"{FORUM}/week/1"))
    assert "13 min of reading in 2 texts, plus any writing you want to do, out of 2–5 hours a week." in page.words
    assert "0 of 2 texts read" in page.words
    assert "PDF" in page.words


def test_a_reading_is_marked_as_read_and_unread(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.jorge)
    form = shown(client.get(reading_url(cast.reading))).form("/read")
    assert form.send(client, read="1").location == reading_url(cast.reading)
    assert "1 of 1 text read" in shown(client.get(f"{FORUM}/week/1")).words
    assert "0 of 1 text read" in shown(sign_in(cast.ana).get(f"{FORUM}/week/1")).words
    shown(client.get(reading_url(cast.reading))).form("/read").send(client, read="0")
    assert "0 of 1 text read" in shown(client.get(f"{FORUM}/week/1")).words


def test_pinned_threads_come_first(cast: Cast, sign_in: SignIn) -> None:
    from board.actions import posting
    from tests.support.cast import typed

    later = posting.open_thread(sight_for(cast, cast.ana), cast.week(1), cast.ana, typed("Words", "en", "Later"))
    client = sign_in(cast.jorge)

    def order() -> list[str]:
        return [link for link in shown(client.get(f"{FORUM}/week/1")).links if "/thread/" in link]

    assert order() == [f"{FORUM}/thread/{later.key}", f"{FORUM}/thread/{cast.thread.key}"]
    moderating.pin_thread(sight_for(cast, cast.alma), cast.thread, True)
    assert order() == [f"{FORUM}/thread/{cast.thread.key}", f"{FORUM}/thread/{later.key}"]


# ---- one reading


def test_a_reading_says_how_long_it_is(cast: Cast, sign_in: SignIn) -> None:
    page = shown(sign_in(cast.jorge).get(reading_url(cast.reading)))
    assert "5 words · 1 min" in page.words
    assert "Una guía corta." in page.words
    assert "Nobody has written about it yet." in page.words


def test_a_link_leads_out_and_says_where(cast: Cast, sign_in: SignIn) -> None:
    reading = add(cast, kind="link", url="https://example.org/guide.html")
    page = shown(sign_in(cast.jorge).get(reading_url(reading)))
    [link] = [a for a in page.all("a") if a.get("href") == "https://example.org/guide.html"]
    assert link.get("rel") == "noopener noreferrer"
    assert "Read it at example.org" in page.words
    assert "about 12 min" in page.words


def test_a_file_is_served_as_it_was_uploaded(cast: Cast, sign_in: SignIn) -> None:
    reading = pdf(cast)
    client = sign_in(cast.jorge)
    page = shown(client.get(reading_url(reading)))
    assert "Open the file (Guía.pdf, 1 KB)" in page.words
    response = client.get(f"{reading_url(reading)}/file")
    assert (response.status_code, response.data, response.mimetype) == (200, PDF, "application/pdf")
    assert response.headers["Content-Security-Policy"].startswith("sandbox ")
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "private" in response.headers["Cache-Control"]
    response.close()


@pytest.mark.parametrize("name", ["../../etc/passwd.pdf", 'a"b.pdf', "ñandú 日本.pdf", "a\r\nSet-Cookie: x=y.pdf"])
def test_a_files_name_breaks_no_header(cast: Cast, sign_in: SignIn, name: str) -> None:
    reading = pdf(cast, name)
    response = sign_in(cast.jorge).get(f"{reading_url(reading)}/file")
    assert response.status_code == 200
    assert not any(cookie.startswith("x=") for cookie in response.headers.getlist("Set-Cookie"))
    assert response.headers["Content-Type"] == "application/pdf"
    response.close()


def test_a_reading_without_a_file_gives_a_404_for_it(cast: Cast, sign_in: SignIn) -> None:
    assert sign_in(cast.jorge).get(f"{reading_url(cast.reading)}/file").status_code == 404


def test_a_reply_to_a_reading_is_on_its_page(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.jorge)
    url = reading_url(cast.reading)
    response = shown(client.get(url)).form("/reply").send(client, body="A good guide.")
    assert response.status_code == 303
    assert response.location.startswith(f"{url}#p-")
    assert "A good guide." in shown(client.get(url)).words
    assert "1 new" in shown(sign_in(cast.ana).get(f"{FORUM}/week/1")).words


def test_a_removed_reading_is_gone_with_its_thread(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.jorge)
    url = reading_url(cast.reading)
    [thread] = {form.action for form in shown(client.get(url)).forms if form.action.endswith("/reply")}
    preparing.remove_reading(sight_for(cast, cast.alma), cast.reading)
    assert client.get(url).status_code == 404
    assert client.get(thread.removesuffix("/reply")).status_code == 404
    assert "Guía de compras" not in client.get(f"{FORUM}/week/1").text


# ---- a forum that everyone may read


def test_anyone_can_read_and_is_asked_to_sign_in_to_write(cast: Cast, client: Client) -> None:
    db.session.get_one(Forum, cast.forum.id).public_reading = True
    page = shown(client.get(f"{FORUM}/thread/{cast.thread.key}"))
    assert "The cooperative sold vegetables" in page.words
    assert "Sign in to reply" in page.words
    assert not [form for form in page.forms if form.action.endswith("/reply")]
    assert client.get(reading_url(cast.reading)).status_code == 200
    assert "Guía de compras" in shown(client.get(f"{FORUM}/week/1")).words
    assert "LOCKED" not in client.get(f"{FORUM}/week/3").text


def test_a_closed_public_forum_can_still_be_read(cast: Cast, client: Client) -> None:
    db.session.get_one(Forum, cast.forum.id).public_reading = True
    scheduling.close_week(sight_for(cast, cast.alma), cast.week(1), True)
    assert client.get(f"{FORUM}/thread/{cast.thread.key}").status_code == 200
