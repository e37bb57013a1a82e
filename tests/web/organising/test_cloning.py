"""The owner runs a forum again: the form, the dates before and after, and the forum that is made."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from board.clock import FixedClock
from board.extensions import db
from board.models import Forum, User, Week
from tests.support.cast import Cast, membership_of
from tests.support.client import Client
from tests.support.shown import Shown, read, shown

SignIn = Callable[[User], Client]
AGAIN = "/owner/forums/social-economy/again"
FIELDS = {"name": "Second run", "slug": "second-run", "starts": "2026-10-26"}


@pytest.fixture
def olga(cast: Cast, sign_in: SignIn) -> Client:
    """The owner of the site."""
    return sign_in(cast.olga)


def look(client: Client, status: int = 200, **changed: str) -> Shown:
    """Send the form, and return the page with the plan."""
    answer = client.post(AGAIN, data={**FIELDS, "verb": "look", **changed})
    assert answer.status_code == status
    return shown(answer)


def make(client: Client, page: Shown, **changed: str) -> TestResponse:
    return page.form("/again").send(client, verb="make", **changed)


def made() -> Forum | None:
    return db.session.scalar(select(Forum).where(Forum.slug == "second-run"))


def rows(page: Shown) -> list[list[str]]:
    """Return the rows of the plan: what it is, the old date, the new date."""
    return [[" ".join("".join(cell.itertext()).split()) for cell in row] for row in page.all("tbody/tr")]


class TestForm:
    def test_is_linked_from_the_list_and_the_settings(self, olga: Client) -> None:
        assert AGAIN in shown(olga.get("/owner/forums")).links
        assert AGAIN in shown(olga.get("/owner/forums/social-economy/edit")).links

    def test_is_filled_with_the_name_and_a_free_short_name(self, olga: Client) -> None:
        fields = shown(olga.get(AGAIN)).form("/again").fields
        assert (fields["name"], fields["slug"], fields["starts"]) == ("Social economy", "social-economy-2", "")
        assert "moves_call" in fields
        assert "case_studies" not in fields
        assert "joins" not in fields

    def test_suggests_the_next_free_number(self, olga: Client, cast: Cast) -> None:
        cast.forum.slug, cast.other_forum.slug = "s" * 58 + "-8", "s" * 58 + "-9"
        fields = shown(olga.get(f"/owner/forums/{cast.forum.slug}/again")).form("/again").fields
        assert fields["slug"] == "s" * 57 + "-10"

    @pytest.mark.parametrize("who", ["ana", "alma", "omar", "nina"])
    def test_is_for_the_owner(self, cast: Cast, sign_in: SignIn, who: str) -> None:
        client = sign_in(getattr(cast, who))
        assert client.get(AGAIN).status_code == 403
        assert client.post(AGAIN, data={**FIELDS, "verb": "look"}).status_code == 403
        assert client.post(AGAIN, data={**FIELDS, "verb": "make", "seen": "x"}).status_code == 403
        assert made() is None

    def test_a_stranger_is_asked_to_sign_in(self, cast: Cast, client: Client) -> None:
        assert "/sign-in" in client.get(AGAIN).location

    @pytest.mark.parametrize(
        ("changed", "words"),
        [
            ({"starts": ""}, "Give its first day."),
            ({"starts": "soon"}, "Give a day, such as 2026-10-26."),
            ({"starts": "1026-10-26"}, "Check the year: it must be between 1990 and 2199."),
            ({"name": " "}, "Give the forum a name."),
            ({"slug": "Second Run"}, "Use lowercase letters from a to z, digits, and single hyphens between them."),
            ({"slug": "food-councils"}, "Another forum has this short name."),
        ],
    )
    @pytest.mark.parametrize("verb", ["look", "make"])
    def test_says_what_is_wrong_beside_the_field(
        self, olga: Client, verb: str, changed: dict[str, str], words: str
    ) -> None:
        page = look(olga, 422, **changed, verb=verb)
        assert words in page.texts("p[@class='error']")
        fields = page.form("/again").fields
        typed = {**FIELDS, **changed}
        assert (fields["starts"], fields["slug"]) == (typed["starts"], typed["slug"])
        assert "Make this forum" not in page.words


class TestPlan:
    def test_lists_every_week_with_its_old_and_new_opening(self, olga: Client) -> None:
        assert rows(look(olga)) == [
            ["Week 1 Public buyers", "Mon 23 Feb, 09:00", "Mon 26 Oct, 09:00"],
            ["Week 2 Local purchasing", "Mon 2 Mar, 09:00", "Mon 2 Nov, 09:00"],
            ["Week 3 Cases from the regions", "Mon 9 Mar, 09:00", "Mon 9 Nov, 09:00"],
            ["Week 4 What comes next", "no date", "no date: it stays locked"],
            ["Last day", "27 March 2026", "27 November 2026"],
        ]
        assert made() is None

    def test_lists_the_call_and_the_deadline_if_they_move(self, olga: Client, cast: Cast) -> None:
        cast.forum.applications_from = datetime(2026, 1, 5, 14, tzinfo=UTC)
        cast.forum.applications_until = datetime(2026, 2, 1, 5, tzinfo=UTC)
        assert rows(look(olga, moves_call="y"))[:2] == [
            ["The call is published", "Mon 5 Jan, 09:00", "Mon 7 Sep, 09:00"],
            ["Deadline", "Sun 1 Feb, 00:00", "Sun 4 Oct, 00:00"],
        ]
        assert rows(look(olga))[0][0] == "Week 1 Public buyers"

    def test_says_what_would_be_open_at_once(self, cast: Cast, sign_in: SignIn, clock: FixedClock) -> None:
        clock.move_to(datetime(2026, 10, 26, 13, tzinfo=UTC))
        openings = [row[2] for row in rows(look(sign_in(cast.olga)))[:2]]
        assert openings == ["Mon 26 Oct, 09:00 past: it would be open at once", "Mon 2 Nov, 09:00"]

    def test_a_skipped_time_is_refused_with_the_next_that_exists(self, olga: Client, cast: Cast) -> None:
        cast.week(2).opens_at = datetime(2026, 3, 2, 7, 30, tzinfo=UTC)
        page = look(olga, 422, starts="2027-03-07")
        assert rows(page)[1] == [
            "Week 2 Local purchasing",
            "Mon 2 Mar, 02:30",
            "Clocks in Toronto go forward and skip this time. The next one that exists is 2027-03-14 03:00.",
        ]
        assert "Make this forum" not in page.words
        assert made() is None
        answer = make(olga, page, seen="whatever")
        assert answer.status_code == 409
        assert made() is None

    def test_a_skipped_time_is_refused_after_the_plan_too(self, olga: Client, cast: Cast) -> None:
        cast.week(2).opens_at = datetime(2026, 3, 2, 7, 30, tzinfo=UTC)
        page = look(olga, 422, starts="2027-03-07")
        assert make(olga, page).status_code == 422
        assert made() is None

    def test_the_next_time_that_exists_can_be_taken(self, olga: Client, cast: Cast) -> None:
        cast.week(2).opens_at = datetime(2026, 3, 2, 7, 30, tzinfo=UTC)
        page = shown(look(olga, 422, starts="2027-03-07").form("/again").send(olga, verb="look", or_next="y"))
        assert rows(page)[1][2] == "Sun 14 Mar 2027, 03:00 the next time that exists"
        assert make(olga, page).status_code == 303
        forum = made()
        assert forum is not None
        openings = list(
            db.session.scalars(select(Week.opens_at).where(Week.forum_id == forum.id).order_by(Week.number))
        )
        assert openings[1] == datetime(2027, 3, 14, 7, tzinfo=UTC)


class TestMaking:
    def test_makes_what_was_shown_and_leads_to_its_schedule(self, olga: Client, cast: Cast) -> None:
        answer = make(olga, look(olga, joins="y"))
        assert (answer.status_code, answer.location) == (303, "/f/second-run/admin/schedule")
        page = shown(olga.get(answer.location))
        assert "The forum “Second run” is created." in page.words
        assert "opens Mon 26 Oct, 09:00 Toronto time" in page.words
        log = shown(olga.get("/f/second-run/admin/acts")).words
        assert "Olga made this forum today at 07:00 from an earlier run: Social economy." in log
        forum = made()
        assert forum is not None
        assert (forum.previous_id, forum.starts_on) == (cast.forum.id, date(2026, 10, 26))
        membership = membership_of(cast.olga, forum)
        assert membership is not None
        assert membership.roles == {"admin"}

    def test_its_programme_is_public_and_its_weeks_are_locked(self, olga: Client, client: Client) -> None:
        make(olga, look(olga))
        page = shown(client.get("/f/second-run/"))
        assert "Public buyers" in page.words
        assert "We learn how public buyers choose." in page.words
        assert "Guía de compras" not in shown(client.get("/f/second-run/week/1")).words

    def test_pressed_twice_it_makes_one_forum(self, olga: Client) -> None:
        page = look(olga)
        assert make(olga, page).location == make(olga, page).location

    def test_a_plan_that_changed_is_shown_again(self, olga: Client) -> None:
        answer = make(olga, look(olga), starts="2026-11-02")
        assert answer.status_code == 409
        page = read(answer.get_data(as_text=True))
        assert "Nothing was created. These are the dates now." in page.words
        assert rows(page)[0][2] == "Mon 2 Nov, 09:00"
        assert made() is None
        assert make(olga, page).status_code == 303

    def test_without_a_plan_nothing_is_made(self, olga: Client) -> None:
        assert olga.post(AGAIN, data={**FIELDS, "verb": "make"}).status_code == 409
        assert made() is None
