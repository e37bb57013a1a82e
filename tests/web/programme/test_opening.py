"""A week opens for anyone who reads at or after its instant; no worker runs here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from board.actions import preparing, scheduling
from board.extensions import db
from board.models import Reading, Thread, User, Week
from tests.support.cast import OPENING, START, Cast, reading_form, sight_for
from tests.support.client import Client
from tests.support.shown import Shown, shown

SignIn = Callable[[User], Client]
FORUM = "/f/social-economy"
SECOND = timedelta(seconds=1)
UNKNOWN = "zzzzzzzzzzzzzz"
INSTANTS = [(OPENING - SECOND, False), (OPENING, True), (OPENING + SECOND, True)]
READERS = ["ana", "jorge", "rosa"]
"""People with no right to anything in the locked week."""


@pytest.fixture
def doors(cast: Cast) -> dict[str, str]:
    """The address of each thing in week 3, by its kind."""
    assert cast.locked_thread
    assert cast.locked_post
    assert cast.locked_reading
    upload = preparing.Upload("LOCKED.pdf", b"%PDF-1.4 LOCKED")
    form = replace(reading_form("LOCKED file", "", "en"), kind="file", upload=upload, minutes=5)
    preparing.add_reading(sight_for(cast, cast.alma), cast.week(3), form, cast.alma)
    file = db.session.scalars(select(Reading).where(Reading.file_id.is_not(None))).one()
    return {
        "thread": f"{FORUM}/thread/{cast.locked_thread.key}",
        "post": f"{FORUM}/post/{cast.locked_post.key}",
        "history": f"{FORUM}/post/{cast.locked_post.key}/history",
        "reading": f"{FORUM}/reading/{cast.locked_reading.key}",
        "file": f"{FORUM}/reading/{file.key}/file",
    }


@pytest.mark.parametrize(("now", "is_open"), INSTANTS)
@pytest.mark.parametrize("person", READERS)
def test_every_address_opens_at_the_instant(
    cast: Cast, doors: dict[str, str], sign_in: SignIn, clock: Any, person: str, now: datetime, is_open: bool
) -> None:
    clock.move_to(now)
    client = sign_in(getattr(cast, person))
    statuses = {}
    for kind, url in doors.items():
        response = client.get(url)
        statuses[kind] = response.status_code
        response.close()
    opened = {"thread": 200, "post": 302, "history": 200, "reading": 200, "file": 200}
    assert statuses == (opened if is_open else dict.fromkeys(doors, 404))


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}], ids=["plain", "htmx"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("person", READERS)
def test_a_locked_address_is_the_same_404_as_an_unknown_one(
    cast: Cast, doors: dict[str, str], sign_in: SignIn, person: str, method: str, headers: dict[str, str]
) -> None:
    client = sign_in(getattr(cast, person))
    for kind, url in doors.items():
        parts = url.split("/")
        parts[4] = UNKNOWN
        locked, unknown = (client.open(path, method=method, headers=headers) for path in (url, "/".join(parts)))
        assert (kind, locked.status_code) == (kind, 404)
        assert said(locked) == said(unknown)
        assert names(locked) == names(unknown)


def said(response: Any) -> str:
    return "".join(shown(response).words) if response.data else ""


def names(response: Any) -> list[tuple[str, str]]:
    """Return the headers of an answer without sizes, and without the seconds of limits, which use the real clock."""
    counting = ("Content-Length", "Set-Cookie", "X-RateLimit-Remaining", "X-RateLimit-Reset", "Retry-After")
    return [pair for pair in response.headers if pair[0] not in counting]


@pytest.mark.parametrize(("now", "is_open"), INSTANTS)
@pytest.mark.parametrize("person", [*READERS, None])
def test_the_page_of_a_week_is_always_there(
    cast: Cast, sign_in: SignIn, client: Client, clock: Any, person: str | None, now: datetime, is_open: bool
) -> None:
    clock.move_to(now)
    page = week_page(sign_in(getattr(cast, person)) if person else client, 3)
    assert "Outline of “Cases from the regions”." in page.words
    assert ("LOCKED" in page.words) == (is_open and person is not None)
    assert ("This week opens Mon 9 Mar, 09:00 Toronto time" in page.words) == (not is_open)
    assert (page.all("*[@role='timer']") != []) == (not is_open)


def week_page(client: Client, number: int) -> Shown:
    response = client.get(f"{FORUM}/week/{number}")
    assert response.status_code == 200
    return shown(response)


def strip(page: Shown) -> list[str]:
    """Return the weeks of the strip, each with its class."""
    weeks = page.one("nav[@class='weeks']")
    return [item.get("class", "") for item in weeks.iter("li")]


@pytest.mark.parametrize(("now", "is_open"), INSTANTS)
def test_the_strip_marks_the_current_week(
    cast: Cast, sign_in: SignIn, clock: Any, now: datetime, is_open: bool
) -> None:
    clock.move_to(now)
    client = sign_in(cast.jorge)
    for path in ("/home", "/", "/week/1", "/week/3"):
        page = shown(client.get(FORUM + path))
        assert strip(page) == (["open", "open", "now", "locked"] if is_open else ["open", "now", "locked", "locked"])
        assert ("new" in page.texts("nav[@class='weeks']//li")[2]) == is_open


def test_the_strip_stands_where_it_leads_on_alone(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.jorge)
    for path in (f"/thread/{cast.thread.key}", "/people", f"/people/{cast.ana.key}"):
        assert shown(client.get(FORUM + path)).all("nav[@class='weeks']") == []
    preview = shown(sign_in(cast.alma).get(f"{FORUM}/week/3/preview"))
    assert strip(preview) == ["open", "now", "locked", "locked"]


@pytest.mark.parametrize(("now", "is_open"), INSTANTS)
def test_a_profile_shows_posts_of_open_weeks(
    cast: Cast, sign_in: SignIn, clock: Any, now: datetime, is_open: bool
) -> None:
    clock.move_to(now)
    page = shown(sign_in(cast.jorge).get(f"{FORUM}/people/{cast.alma.key}"))
    assert ("LOCKED" in page.words) == is_open
    assert f"{3 if is_open else 1} post" in page.words


def test_writing_opens_at_the_instant(cast: Cast, sign_in: SignIn, clock: Any) -> None:
    assert cast.locked_thread is not None
    client = sign_in(cast.jorge)
    url = f"{FORUM}/thread/{cast.locked_thread.key}/reply"
    clock.move_to(OPENING - SECOND)
    assert client.post(url, data={"body": "Too early", "language": "en"}).status_code == 404
    assert client.get(f"{FORUM}/week/3/new-thread").status_code == 403
    clock.move_to(OPENING)
    assert client.post(url, data={"body": "Right on time", "language": "en"}).status_code == 303
    assert client.get(f"{FORUM}/week/3/new-thread").status_code == 200


def test_nothing_is_cached_across_the_instant(cast: Cast, sign_in: SignIn, clock: Any) -> None:
    """With the same client and address, no validator makes an old page look fresh."""
    client = sign_in(cast.jorge)
    clock.move_to(OPENING - SECOND)
    before = client.get(f"{FORUM}/week/3")
    assert "ETag" not in before.headers
    assert "Last-Modified" not in before.headers
    clock.move_to(OPENING)
    assert "LOCKED" in client.get(f"{FORUM}/week/3").text


# ---- overrides by hand, and missing dates


def override(cast: Cast, number: int, wanted: str | None, now: datetime = START) -> None:
    sight = sight_for(cast, cast.alma, now)
    scheduling.override_week(sight, db.session.get_one(Week, cast.week(number).id), wanted)


def test_a_week_without_a_date_is_locked(cast: Cast, sign_in: SignIn, clock: Any) -> None:
    clock.move_to(START + timedelta(days=3650))
    page = week_page(sign_in(cast.jorge), 4)
    assert "This week is locked. It is not known yet when it opens." in page.words
    assert "not open yet" in page.words
    assert page.all("*[@role='timer']") == []


def test_a_week_whose_date_was_removed_is_locked(cast: Cast, sign_in: SignIn) -> None:
    db.session.get_one(Week, cast.week(1).id).opens_at = None
    client = sign_in(cast.jorge)
    assert client.get(f"{FORUM}/thread/{cast.thread.key}").status_code == 404
    assert "Selling" not in week_page(client, 1).words


def test_a_held_week_does_not_open(cast: Cast, sign_in: SignIn, clock: Any, doors: dict[str, str]) -> None:
    override(cast, 3, "held")
    clock.move_to(OPENING + timedelta(days=1))
    client = sign_in(cast.jorge)
    assert {client.get(url).status_code for url in doors.values()} == {404}
    page = week_page(client, 3)
    assert "It is not known yet when it opens." in page.words
    assert "LOCKED" not in page.words
    override(cast, 3, None, OPENING + timedelta(days=1))
    assert "LOCKED" in week_page(client, 3).words


def test_a_week_opened_by_hand_is_open_at_once(cast: Cast, sign_in: SignIn, doors: dict[str, str]) -> None:
    client = sign_in(cast.jorge)
    assert client.get(doors["thread"]).status_code == 404
    override(cast, 3, "open")
    assert client.get(doors["thread"]).status_code == 200
    assert strip(week_page(client, 3)) == ["open", "open", "now", "locked"]


def test_a_week_locked_again_is_gone_at_once(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.jorge)
    url = f"{FORUM}/thread/{cast.thread.key}"
    assert "sold vegetables" in client.get(url).text  # and its text is in the cache of bodies
    override(cast, 1, "locked")
    for path in (url, f"{FORUM}/post/{cast.post.key}", f"{FORUM}/reading/{cast.reading.key}"):
        assert client.get(path).status_code == 404
    for path in (f"{FORUM}/week/1", f"{FORUM}/people/{cast.ana.key}", f"{FORUM}/"):
        text = client.get(path).text
        assert "vegetables" not in text
        assert "verduras" not in text
        assert "Selling" not in text
    assert "Outline of “Public buyers”." in week_page(client, 1).words


def test_the_reply_form_says_whether_the_week_is_open(cast: Cast, sign_in: SignIn) -> None:
    alma, url = sign_in(cast.alma), f"{FORUM}/thread/{cast.question_thread.key}"
    assert "this week stays open." in shown(alma.get(url)).words
    scheduling.override_week(sight_for(cast, cast.alma), cast.week(2), "locked")
    words = shown(alma.get(url)).words
    assert "This week is locked: participants read what you write once it opens." in words
    assert "stays open" not in words


def test_a_closed_week_can_be_read_but_not_written_in(cast: Cast, sign_in: SignIn) -> None:
    scheduling.close_week(sight_for(cast, cast.alma), cast.week(1), True)
    client = sign_in(cast.jorge)
    page = shown(client.get(f"{FORUM}/thread/{cast.thread.key}"))
    assert "This week is closed: it can be read, but not written in any more." in page.words
    assert not [link for link in page.links if link.startswith(("?reply", "?quote"))]
    assert "Week 1 · closed" in week_page(client, 1).words
    assert f"{FORUM}/week/1/new-thread" not in week_page(client, 1).links


def test_when_the_forum_ends_everything_is_closed(cast: Cast, sign_in: SignIn, clock: Any) -> None:
    from tests.support.cast import END

    client = sign_in(cast.jorge)
    url = f"{FORUM}/thread/{cast.thread.key}/reply"
    clock.move_to(END - SECOND)
    assert client.post(url, data={"body": "At the last moment", "language": "en"}).status_code == 303
    clock.move_to(END)
    assert client.post(url, data={"body": "Too late", "language": "en"}).status_code == 403
    assert client.get(f"{FORUM}/thread/{cast.thread.key}").status_code == 200


# ---- people who prepare a locked week


def test_people_who_prepare_the_week_see_it_before(cast: Cast, sign_in: SignIn, doors: dict[str, str]) -> None:
    client = sign_in(cast.alma)
    page = week_page(client, 3)
    assert "Participants do not see what is below" in page.words
    assert "LOCKED question" in page.words
    assert client.get(doors["thread"]).status_code == 200
    preview = shown(client.get(f"{FORUM}/week/3/preview"))
    assert "This is what a participant will see once the week is open." in preview.words
    assert "LOCKED question" in preview.words


@pytest.mark.parametrize("person", ["ana", "rosa", "bento", "tess", "omar", "nina", "olga"])
def test_only_admins_can_preview(cast: Cast, sign_in: SignIn, person: str) -> None:
    assert sign_in(getattr(cast, person)).get(f"{FORUM}/week/3/preview").status_code == 403


def test_a_key_respondent_reads_only_their_own_case_study_before(cast: Cast, sign_in: SignIn) -> None:
    assert cast.case_study
    assert cast.locked_reading
    client = sign_in(cast.bento)
    assert client.get(f"{FORUM}/reading/{cast.case_study.key}").status_code == 200
    assert client.get(f"{FORUM}/reading/{cast.locked_reading.key}").status_code == 404
    page = week_page(client, 3)
    assert "Caso LOCKED" in page.words
    assert "LOCKED question" not in page.words
    below = db.session.scalars(select(Thread).where(Thread.reading_id == cast.case_study.id)).one()
    response = client.post(f"{FORUM}/thread/{below.key}/reply", data={"body": "Early", "language": "es"})
    assert response.status_code == 404
