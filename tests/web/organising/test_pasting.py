"""A programme is pasted into a forum: the weeks that it lacks are looked through, then added; those that stand stay."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import delete, func, select

from board.actions import scheduling
from board.actions.wordings import current_source
from board.extensions import db
from board.models import Act, Job, Post, Reading, Text, Thread, UnsentText, User, Week
from board.rules.beginning import MAX_QUESTIONS, MAX_WEEKS
from tests.support.cast import TITLES, Cast, sight_for
from tests.support.client import Client
from tests.support.shown import Shown, shown

SignIn = Callable[[User], Client]
ADMIN = "/f/social-economy/admin"
PAGE, ADD = f"{ADMIN}/programme", f"{ADMIN}/programme/add"
WHOLE = "\n\n".join(f"Week {number}\n{title}\n\nWords." for number, title in enumerate(TITLES, 1))
FURTHER = (
    "Week 5\nWhat was learned\n\nWe look back.\n\nQuestion: What stays?\nReading: A study, https://example.org/study"
)


@pytest.fixture
def alma(cast: Cast, sign_in: SignIn) -> Client:
    """The forum's admin."""
    return sign_in(cast.alma)


@pytest.fixture
def dated(cast: Cast) -> Cast:
    """The last week opens a week after the third."""
    wall = datetime.fromisoformat("2026-03-16 09:00")
    scheduling.edit_week(sight_for(cast, cast.alma), cast.week(4), TITLES[3], "", wall, cast.alma)
    return cast


def look(client: Client, body: str, status: int = 200, **fields: str) -> Shown:
    answer = shown(client.get(PAGE)).form(PAGE).send(client, body=body, **fields)
    assert answer.status_code == status, shown(answer).words
    return shown(answer)


def kept(page: Shown) -> list[str]:
    """The lines in the box."""
    return str(page.form(PAGE).fields["body"]).rstrip().split("\r\n")


def add(client: Client, page: Shown, status: int = 303, verb: str = "add", **fields: Any) -> Shown:
    answer = page.form(ADD).send(client, verb=verb, **fields)
    assert answer.status_code == status, shown(answer).words
    return shown(client.get(answer.location) if status == 303 else answer)


def titles(cast: Cast) -> list[str]:
    weeks = select(Week).where(Week.forum_id == cast.forum.id).order_by(Week.number)
    return [current_source(db.session.get_one(Text, week.title_id)) for week in db.session.scalars(weeks)]


def added(cast: Cast) -> Week:
    query = select(Week).where(Week.forum_id == cast.forum.id).order_by(Week.number.desc()).limit(1)
    return db.session.scalars(query).one()


class TestWho:
    @pytest.mark.parametrize("who", ["ana", "tess", "rosa", "omar", "olga", "nina"])
    def test_admins_alone(self, cast: Cast, sign_in: SignIn, who: str) -> None:
        client = sign_in(getattr(cast, who))
        assert client.get(PAGE).status_code == 403
        assert client.post(PAGE, data={"body": "One"}).status_code == 403
        fields = {"verb": "add", "base": "4", "count": "1", "language": "en", "week1-title": "One"}
        assert client.post(ADD, data=fields).status_code == 403
        assert titles(cast) == TITLES

    def test_the_schedule_and_an_empty_checklist_lead_there(self, cast: Cast, sign_in: SignIn) -> None:
        assert PAGE in shown(sign_in(cast.alma).get(f"{ADMIN}/schedule")).links
        assert PAGE not in shown(sign_in(cast.olga).get(f"{ADMIN}/schedule")).links
        empty = "/f/food-councils/admin"
        assert f"{empty}/programme" in shown(sign_in(cast.omar).get(f"{empty}/")).links


class TestLook:
    def test_nothing_is_made_yet(self, cast: Cast, alma: Client) -> None:
        before = db.session.scalar(select(func.count(Text.id)))
        page = look(alma, f"{WHOLE}\n\n{FURTHER}")
        assert "Nothing is there yet" in page.words
        assert titles(cast) == TITLES
        assert db.session.scalar(select(func.count(Text.id))) == before

    def test_says_which_weeks_stand_and_which_are_new(self, cast: Cast, alma: Client) -> None:
        page = look(alma, f"{WHOLE}\n\n{FURTHER}")
        assert "These weeks stand already and stay as they are" in page.words
        assert all(title in page.words for title in TITLES)
        assert page.texts("h3") == ["What was learned"]
        assert "Week 5" in page.words
        assert "1 reading 1 question" in page.words

    def test_titles_without_numbers_are_known_by_their_words(self, alma: Client) -> None:
        page = look(alma, f"{TITLES[0].upper()}\n{TITLES[3]}\nWhat was learned")
        assert page.texts("h3") == ["What was learned"]
        assert "Week 1 Public buyers" in page.words
        assert "Local purchasing" not in page.words

    def test_a_week_that_stands_has_nothing_to_add(self, alma: Client) -> None:
        page = look(alma, WHOLE, 422)
        assert "All of these weeks stand already" in page.words
        assert kept(page) == WHOLE.split("\n")

    def test_goes_on_in_the_rhythm_of_the_weeks_that_stand(self, dated: Cast, alma: Client) -> None:
        fields = shown(alma.get(PAGE)).form(PAGE).fields
        assert (fields["weekday"], fields["at"], fields["days"]) == ("0", "09:00", "7")
        page = look(alma, "One more\nAnd another")
        assert "Monday 23 March 2026, 09:00" in page.words
        assert "Monday 30 March 2026, 09:00" in page.words

    def test_without_any_date_there_is_none(self, cast: Cast, sign_in: SignIn) -> None:
        cast.other_forum.starts_on = None
        omar, page = sign_in(cast.omar), PAGE.replace("social-economy", "food-councils")
        answer = shown(omar.get(page)).form(page).send(omar, body="One")
        assert "no date: it stays locked" in shown(answer).words

    @pytest.mark.parametrize(
        ("body", "words"),
        [
            ("", "Give the titles of the weeks."),
            ("x" * 50_001, "This is longer than 50,000 characters."),
            ("\n".join(f"Title {n}" for n in range(MAX_WEEKS + 1)), "These are 31 weeks."),
            ("Week 5: A\nQuestions:\n" + "- Why?\n" * (MAX_QUESTIONS + 1), "There are more than 100 questions."),
        ],
    )
    def test_what_is_wrong_stands_beside_the_field(self, cast: Cast, alma: Client, body: str, words: str) -> None:
        page = look(alma, body, 422)
        assert words in page.one("p[@id='body-error']").text  # type: ignore[operator]
        assert kept(page) == body.rstrip("\n").split("\n")
        assert titles(cast) == TITLES

    def test_what_just_fits_is_shown(self, alma: Client) -> None:
        assert len(look(alma, "\n".join(f"Title {n}" for n in range(MAX_WEEKS))).texts("h3")) == MAX_WEEKS

    def test_the_words_are_kept_until_they_are_added(self, alma: Client) -> None:
        page = look(alma, "One more")
        assert shown(alma.get(PAGE)).form(PAGE).fields["body"] == "One more"
        add(alma, page)
        assert shown(alma.get(PAGE)).form(PAGE).fields["body"] == ""
        assert db.session.scalar(select(func.count(UnsentText.id))) == 0


class TestAdd:
    def test_adds_what_is_missing_and_touches_nothing_else(self, dated: Cast, alma: Client) -> None:
        before = {week.id: (week.opens_at, week.title_id, week.outline_id) for week in dated.weeks}
        page = add(alma, look(alma, f"{WHOLE}\n\n{FURTHER}"))
        assert "1 week is added." in page.words
        assert titles(dated) == [*TITLES, "What was learned"]
        week = added(dated)
        assert (week.number, week.opens_at) == (5, datetime(2026, 3, 23, 13, tzinfo=UTC))
        assert current_source(db.session.get_one(Text, week.outline_id)) == "We look back."
        reading = db.session.scalars(select(Reading).where(Reading.week_id == week.id)).one()
        assert reading.url == "https://example.org/study"
        kinds = db.session.scalars(select(Thread.kind).where(Thread.week_id == week.id)).all()
        assert sorted(kinds) == ["question", "reading"]
        db.session.expire_all()
        assert {week.id: (week.opens_at, week.title_id, week.outline_id) for week in dated.weeks} == before

    def test_the_log_and_the_mails_know_it_as_if_added_one_by_one(self, cast: Cast, alma: Client) -> None:
        db.session.execute(delete(Act))
        add(alma, look(alma, FURTHER))
        assert db.session.scalars(select(Act.kind).order_by(Act.id)).all() == ["week.added", "reading.added"]
        post = db.session.scalars(select(Post).join(Thread).where(Thread.week_id == added(cast).id)).one()
        assert db.session.scalar(select(Job).where(Job.unique_key == f"notify.post:{post.key}")) is not None

    def test_what_was_changed_is_added(self, cast: Cast, alma: Client) -> None:
        page = look(alma, "One more\nAnd another")
        page = add(alma, page, 200, "look", **{"week1-title": "First of all", "week2-left_out": "y"})
        assert page.texts("h3") == ["First of all"]
        add(alma, page, **{"week1-opens": "2026-03-20T18:00"})
        assert titles(cast) == [*TITLES, "First of all"]
        assert added(cast).opens_at == datetime(2026, 3, 20, 22, tzinfo=UTC)

    @pytest.mark.parametrize(
        ("wrong", "words"),
        [
            ({"week1-title": ""}, "Week 5: Give the week a title."),
            ({"week1-opens": "2026-03-28T09:00"}, "Week 5: The forum closes before that"),
            ({"week1-readings": "no address"}, "Week 5: “no address” has no web address."),
            ({"week1-left_out": "y"}, "Every week is left out."),
            ({"language": "xx"}, "Not a valid choice"),
        ],
    )
    def test_what_is_wrong_is_told_and_nothing_is_lost(
        self, cast: Cast, alma: Client, wrong: dict[str, str], words: str
    ) -> None:
        page = add(alma, look(alma, f"{WHOLE}\n\nWeek 5: One more"), 422, **{"week1-outline": "My words", **wrong})
        assert words in page.words
        assert page.form(ADD).fields["week1-outline"] == "My words"
        assert "Public buyers" in page.words, "it still says what stands"
        assert titles(cast) == TITLES

    def test_sent_twice_it_adds_once(self, cast: Cast, alma: Client) -> None:
        page = look(alma, FURTHER)
        add(alma, page)
        assert "1 week is added." in add(alma, page).words
        assert titles(cast) == [*TITLES, "What was learned"]
        assert db.session.scalar(select(func.count(Reading.id)).where(Reading.week_id == added(cast).id)) == 1

    def test_a_week_that_came_between_is_told(self, cast: Cast, alma: Client) -> None:
        page = look(alma, FURTHER)
        scheduling.add_week(sight_for(cast, cast.alma), "In between", "", "en", None, cast.alma)
        page = add(alma, page, 409)
        assert "Another week was added meanwhile" in page.words
        assert "Week 6" in page.words
        assert titles(cast) == [*TITLES, "In between"]
        add(alma, page)
        assert titles(cast) == [*TITLES, "In between", "What was learned"]

    def test_no_questions_into_a_week_that_is_closed_with_the_forum(self, cast: Cast, alma: Client) -> None:
        page = look(alma, FURTHER)
        cast.forum.closed_at = datetime(2026, 3, 1, tzinfo=UTC)
        db.session.commit()
        assert "closed" in add(alma, page, 403, **{"week1-opens": "2026-02-28T09:00"}).words
        assert titles(cast) == TITLES

    @pytest.mark.parametrize("count", ["", "0", "x", "-1", "999999999999"])
    def test_a_strange_number_of_weeks_adds_none(self, cast: Cast, alma: Client, count: str) -> None:
        look_again = add(alma, look(alma, FURTHER), 422, count=count)
        assert titles(cast) == TITLES
        assert look_again.texts("h1") == ["Look through"]
