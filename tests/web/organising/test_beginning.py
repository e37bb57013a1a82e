"""Begin a forum: three steps that keep what was typed, a look at all of it, and nothing made before that."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from board.actions import enrolling
from board.actions.wordings import current_source
from board.extensions import db
from board.models import Act, BegunForum, Forum, Post, Reading, Text, Thread, UnsentText, User, Week
from board.rules.beginning import MAX_QUESTIONS, MAX_READINGS, MAX_WEEKS
from tests.support.cast import START, Cast, membership_of
from tests.support.client import Client
from tests.support.shown import Shown, shown

SignIn = Callable[[User], Client]
NEW = "/owner/forums/new"
LANGUAGES, WEEKS, CHECK = f"{NEW}/languages", f"{NEW}/weeks", f"{NEW}/check"
CALL = (Path(__file__).parents[2] / "support" / "call_outline.txt").read_text()
NAME = {"name": "Care work", "city": "La Paz", "starts": "2026-10-26", "ends": "2026-12-04"}


@pytest.fixture
def olga(cast: Cast, sign_in: SignIn) -> Client:
    """The owner of the site."""
    return sign_in(cast.olga)


def send(client: Client, address: str, status: int = 303, **fields: Any) -> Shown:
    """Open the form at an address, change it and send it; return the page that comes back or that it leads to."""
    answer = shown(client.get(address)).form(address).send(client, **fields)
    assert answer.status_code == status, shown(answer).words
    return shown(client.get(answer.location) if status == 303 else answer)


def walk(client: Client, until: str = CHECK, **fields: Any) -> Shown:
    """Fill in the steps until the page of one; return that page."""
    send(client, NEW, **{**NAME, **{name: fields.pop(name) for name in NAME if name in fields}})
    if until != LANGUAGES:
        main = fields.pop("main_language", "en")
        page = send(client, LANGUAGES, main_language=main)
        if main != "en":  # other sentences are shown first
            assert page.form(LANGUAGES).send(client).location.endswith(WEEKS)
    if until == CHECK:
        send(client, WEEKS, **{"body": "One\nTwo", **fields})
    return shown(client.get(until))


def forum_called(slug: str) -> Forum:
    return db.session.scalars(select(Forum).where(Forum.slug == slug)).one()


def number_of(model: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def weeks_of(forum: Forum) -> list[Week]:
    return list(db.session.scalars(select(Week).where(Week.forum_id == forum.id).order_by(Week.number)))


def source(text_id: int | None) -> str:
    return current_source(db.session.get_one(Text, text_id)) if text_id else ""


def titles(forum: Forum) -> list[str]:
    return [source(week.title_id) for week in weeks_of(forum)]


class TestWho:
    @pytest.mark.parametrize("address", [NEW, LANGUAGES, WEEKS, CHECK])
    @pytest.mark.parametrize("who", ["ana", "alma", "nina"])
    def test_only_the_owner(self, cast: Cast, sign_in: SignIn, who: str, address: str) -> None:
        client = sign_in(getattr(cast, who))
        assert client.get(address).status_code == 403
        assert client.post(address).status_code == 403

    def test_the_first_page_of_an_empty_site_leads_there(self, db_session: object, sign_in: SignIn) -> None:
        owner = sign_in(enrolling.create_account("olga@example.org", "Olga", START, owner=True))
        assert NEW in shown(owner.get("/")).links
        assert NEW in shown(owner.get("/owner/forums")).links


class TestTheWholeWay:
    def test_nothing_is_made_before_the_end(self, olga: Client) -> None:
        before = {model: number_of(model) for model in (Forum, Week, Text, Act)}
        walk(olga)
        assert {model: number_of(model) for model in before} == before
        assert db.session.scalars(select(BegunForum)).one().answers["name"]["name"] == "Care work"

    def test_it_makes_the_forum_of_the_call(self, olga: Client, cast: Cast) -> None:
        walk(olga, body=CALL)
        page = send(olga, CHECK, verb="make")
        assert "The forum “Care work” is created." in page.words
        forum = forum_called("care-work")
        assert (forum.zone, forum.languages, forum.policy) == ("America/La_Paz", ("en", "es"), ("es>en",))
        assert (forum.starts_on, forum.ends_on) == (date(2026, 10, 26), date(2026, 12, 4))
        assert forum.closed_at == datetime(2026, 12, 5, 4, tzinfo=UTC)
        assert titles(forum)[3] == "Experiences from Quebec and Brazil: A Comparative Study"
        weeks = weeks_of(forum)
        assert [week.opens_at for week in weeks[:2]] == [
            datetime(2026, 10, 26, 13, tzinfo=UTC), datetime(2026, 11, 2, 13, tzinfo=UTC)
        ]  # fmt: skip
        assert source(weeks[5].outline_id).startswith("The final week will attempt a synthesis")
        assert membership_of(cast.olga, forum).roles == {"admin"}  # type: ignore[union-attr]
        assert number_of(BegunForum) == 0
        assert db.session.scalars(select(Act.kind).where(Act.forum_id == forum.id)).all() == ["forum.begun"]

    def test_with_its_questions_and_readings(self, olga: Client, cast: Cast) -> None:
        body = "Week 1: A\nQuestion: Why?\nQuestion: How, in\nyour region?\n"
        body += "Reading: B, https://b.org, 15 min\nReading: C https://c.org"
        walk(olga, body=body)
        send(olga, CHECK, verb="make")
        forum = forum_called("care-work")
        readings = db.session.scalars(
            select(Reading).where(Reading.forum_id == forum.id).order_by(Reading.position)
        ).all()
        assert [(source(one.title_id), one.url, one.minutes) for one in readings] == [
            ("B", "https://b.org", 15), ("C", "https://c.org", 0)
        ]  # fmt: skip
        threads = db.session.scalars(select(Thread).where(Thread.forum_id == forum.id).order_by(Thread.id)).all()
        assert [(one.kind, source(one.title_id)) for one in threads if one.kind == "question"] == [
            ("question", "Why?"), ("question", "How, in your region?")
        ]  # fmt: skip
        posts = db.session.scalars(select(Post).where(Post.forum_id == forum.id).order_by(Post.id)).all()
        assert [source(post.text_id) for post in posts] == ["Why?", "How, in your region?"]
        page = shown(olga.get("/f/care-work/admin/week/1/readings"))
        assert "Why?" in page.words

    def test_its_owner_need_not_be_an_admin(self, olga: Client, cast: Cast) -> None:
        walk(olga)
        page = send(olga, CHECK, verb="make", joins=[])
        assert membership_of(cast.olga, forum_called("care-work")) is None
        assert page.one("h1").text == "Schedule"

    def test_but_only_an_admin_sets_questions(self, olga: Client) -> None:
        walk(olga, body="Week 1: A\nQuestion: Why?")
        page = send(olga, CHECK, 422, verb="make", joins=[])
        assert page.texts("p[@class='error']") == [
            "Only an admin can set questions and readings. Tick this, or take them out."
        ]

    def test_without_a_first_day_the_weeks_have_no_dates(self, olga: Client) -> None:
        page = walk(olga, starts="", ends="")
        assert page.words.count("no date: it stays locked") == 2
        send(olga, CHECK, verb="make")
        assert [week.opens_at for week in weeks_of(forum_called("care-work"))] == [None, None]

    def test_sent_twice_it_makes_one(self, olga: Client) -> None:
        walk(olga)
        form = shown(olga.get(CHECK)).form(CHECK)
        answers = [form.send(olga, verb="make") for _ in range(2)]
        assert [answer.status_code for answer in answers] == [303, 303]
        assert answers[1].location.endswith("/f/care-work/admin/schedule")
        assert titles(forum_called("care-work")) == ["One", "Two"]

    def test_sent_after_it_was_given_up_it_makes_none(self, olga: Client) -> None:
        walk(olga)
        form = shown(olga.get(CHECK)).form(CHECK)
        olga.post(f"{NEW}/give-up")
        assert form.send(olga, verb="make").location.endswith(NEW)
        assert number_of(Forum) == 2

    def test_a_taken_short_name_is_refused(self, olga: Client) -> None:
        walk(olga)
        page = send(olga, CHECK, 422, verb="make", slug="social-economy")
        assert "Another forum has this short name." in page.texts("p[@class='error']")
        assert page.form(CHECK).fields["slug"] == "social-economy"

    def test_the_short_name_of_a_second_forum_differs(self, olga: Client) -> None:
        walk(olga, name="Social economy")
        assert shown(olga.get(CHECK)).form(CHECK).fields["slug"] == "social-economy-2"


class TestMore:
    """What can be skipped: the purpose, the regions, and who can read."""

    def test_skipped_it_is_as_it_usually_is(self, olga: Client) -> None:
        page = walk(olga)
        assert "Purpose" not in page.words
        assert "members of the forum" in page.words
        send(olga, CHECK, verb="make")
        forum = forum_called("care-work")
        assert (forum.about_id, forum.regions, forum.public_reading) == (None, (), False)

    def test_it_is_looked_through_and_made(self, olga: Client) -> None:
        more = {"body": "We learn\nfrom each other.", "regions": "Brazil\n Quebec \nBrazil", "reading": "everyone"}
        send(olga, NEW, **NAME, **more)
        fields = shown(olga.get(NEW)).form(NEW).fields
        assert (fields["regions"], fields["reading"]) == ("Brazil\r\nQuebec", "everyone")
        page = shown(olga.get(NEW))
        assert page.one("details[@open]") is not None
        send(olga, LANGUAGES)
        page = send(olga, WEEKS, body="One")
        for words in ("from each other.", "Brazil, Quebec", "everyone, also without an account"):
            assert words in page.words
        send(olga, CHECK, verb="make")
        forum = forum_called("care-work")
        assert source(forum.about_id) == "We learn\nfrom each other."
        assert (forum.regions, forum.public_reading) == (("Brazil", "Quebec"), True)
        assert "from each other." in shown(olga.get("/f/care-work/")).words

    @pytest.mark.parametrize(
        ("wrong", "words"),
        [
            ({"body": "x" * 50_001}, "longer than 50,000 characters"),
            ({"regions": "x" * 81}, "A region can have at most 80 characters"),
            ({"reading": "nobody"}, "Not a valid choice"),
        ],
    )
    def test_what_is_wrong_is_in_sight(self, olga: Client, wrong: dict[str, str], words: str) -> None:
        page = send(olga, NEW, 422, **{**NAME, **wrong})
        assert words in page.words
        assert page.one("details[@open]") is not None
        assert number_of(BegunForum) == 0

    def test_a_form_that_was_kept_before_there_was_more_goes_on(self, olga: Client, cast: Cast) -> None:
        walk(olga)
        row = db.session.scalars(select(BegunForum)).one()
        kept = {name: value for name, value in row.answers["name"].items() if name in (*NAME, "zone")}
        row.answers = {**row.answers, "name": kept}
        db.session.commit()
        send(olga, CHECK, verb="make")
        assert not forum_called("care-work").public_reading


class TestSteps:
    def test_none_can_be_skipped(self, olga: Client) -> None:
        for address in (LANGUAGES, WEEKS, CHECK):
            assert olga.get(address).location.endswith(NEW)
        send(olga, NEW, **NAME)
        assert olga.get(CHECK).location.endswith(LANGUAGES)
        assert olga.post(CHECK, data={"verb": "make"}).location.endswith(LANGUAGES)

    def test_going_back_finds_everything(self, olga: Client) -> None:
        walk(olga, main_language="es", body="Uno\nDos", weekday="2", at="18:30", days="14", number="3")
        fields = shown(olga.get(NEW)).form(NEW).fields
        assert {name: fields[name] for name in NAME} == NAME
        assert shown(olga.get(LANGUAGES)).form(LANGUAGES).fields["main_language"] == "es"
        fields = shown(olga.get(WEEKS)).form(WEEKS).fields
        assert [fields[name] for name in ("weekday", "at", "days", "number")] == ["2", "18:30", "14", "3"]
        assert str(fields["body"]).split() == ["Uno", "Dos"]

    def test_the_owners_page_leads_on(self, olga: Client) -> None:
        send(olga, NEW, **NAME)
        page = shown(olga.get("/owner/forums"))
        assert "You have begun a forum: “Care work”." in page.words
        assert olga.get(CHECK).location.endswith(LANGUAGES)
        olga.post(f"{NEW}/give-up")
        assert number_of(BegunForum) == 0
        assert "You have begun" not in shown(olga.get("/owner/forums")).words

    def test_a_programme_that_was_not_sent_comes_back(self, olga: Client) -> None:
        walk(olga, WEEKS)
        olga.post("/unsent", data={"place": "forum:+new", "body": "Half a programme"})
        assert shown(olga.get(WEEKS)).form(WEEKS).fields["body"] == "Half a programme"
        send(olga, WEEKS)
        assert db.session.scalars(select(UnsentText)).all() == []


class TestName:
    @pytest.mark.parametrize(
        ("wrong", "words"),
        [
            ({"name": ""}, "Give the forum a name."),
            ({"name": "x" * 121}, "A name can have at most 120 characters."),
            ({"city": ""}, "Give a city, such as La Paz."),
            ({"city": "x" * 65}, "No city or country of this name is known here."),
            (
                {"city": "Atlantis"},
                "No city or country of this name is known here. Try a larger city with the same time.",
            ),
            ({"city": "Mexico"}, "There is more than one time there. Choose a place from the list."),
            ({"city": "Valencia", "zone": "Europe/Paris"}, "There is more than one time there."),
            ({"starts": "soon"}, "Give a day, such as 2026-10-26."),
            ({"starts": "2026-12-05"}, "The last day is before the first one."),
            ({"ends": "9999-12-31"}, "Check the year"),
        ],
    )
    def test_what_is_wrong_stands_beside_the_field(self, olga: Client, wrong: dict[str, str], words: str) -> None:
        page = send(olga, NEW, 422, **{**NAME, **wrong})
        assert any(error.startswith(words) for error in page.texts("p[@class='error']"))
        fields = page.form(NEW).fields
        assert {name: fields[name] for name in NAME} == {name: {**NAME, **wrong}[name] for name in NAME}
        assert number_of(BegunForum) == 0

    def test_a_name_of_120_characters_fits(self, olga: Client) -> None:
        send(olga, NEW, **{**NAME, "name": "x" * 120})

    def test_a_forum_of_one_day(self, olga: Client) -> None:
        send(olga, NEW, **{**NAME, "starts": "2026-12-04"})

    @pytest.mark.parametrize("zone", ["Europe/Madrid", "America/Caracas"])
    def test_one_of_several_places_is_chosen(self, olga: Client, zone: str) -> None:
        refused = send(olga, NEW, 422, **{**NAME, "city": "valencia"})
        assert "Valencia, Spain" in refused.words
        assert refused.form(NEW).send(olga, zone=zone).status_code == 303
        assert db.session.scalars(select(BegunForum)).one().answers["name"]["zone"] == zone

    def test_htmx_gets_the_places_alone(self, olga: Client) -> None:
        olga.careful = False
        part = olga.get(f"{NEW}?city=la+p", headers={"HX-Request": "true"}).get_data(as_text=True)
        assert "La Paz, Bolivia" in part
        assert "<h1" not in part
        assert "checked" not in part


class TestLanguages:
    def test_says_in_words_what_is_translated(self, olga: Client) -> None:
        page = walk(olga, LANGUAGES)
        assert "Spanish posts are translated into English" in page.words
        assert page.form(LANGUAGES).fields["policy"] == "es>en"

    def test_asks_about_languages_that_are_ticked_later(self, olga: Client) -> None:
        walk(olga, LANGUAGES)
        page = send(olga, LANGUAGES, languages=["en", "es", "fr"])
        assert "You changed the languages." in page.words
        assert "French posts are translated into English" in page.words
        form = page.form(LANGUAGES)
        assert form.fields["policy"] == ["es>en", "fr>en"]
        assert form.send(olga, policy=["fr>en"]).location.endswith(WEEKS)
        assert db.session.scalars(select(BegunForum)).one().answers["languages"] == {
            "languages": ["en", "es", "fr"], "policy": ["fr>en"]
        }  # fmt: skip

    def test_one_language_has_nothing_to_translate(self, olga: Client) -> None:
        walk(olga, LANGUAGES)
        send(olga, LANGUAGES, languages=["en"])
        assert db.session.scalars(select(BegunForum)).one().answers["languages"] == {"languages": ["en"], "policy": []}

    def test_a_text_has_one_target(self, olga: Client) -> None:
        walk(olga, LANGUAGES)
        page = send(olga, LANGUAGES, languages=["en", "es", "fr"])
        answer = page.form(LANGUAGES).send(olga, policy=["en>es", "en>fr"])
        assert answer.status_code == 422
        assert shown(answer).texts("p[@class='error']") == [
            "A text is translated into one language only, and English is ticked twice."
        ]

    @pytest.mark.parametrize("wrong", [{"main_language": "xx"}, {"languages": ["xx"]}])
    def test_takes_no_other_languages(self, olga: Client, wrong: dict[str, Any]) -> None:
        walk(olga, LANGUAGES)
        form = shown(olga.get(LANGUAGES)).form(LANGUAGES)
        assert olga.post(LANGUAGES, data={**form.fields, **wrong}).status_code == 422


class TestWeeks:
    @pytest.mark.parametrize(
        ("wrong", "words"),
        [
            ({"body": ""}, "Give the titles of the weeks, or how many there are."),
            ({"body": "x" * 50_001}, "This is longer than 50,000 characters."),
            ({"body": "x\n" * (MAX_WEEKS + 1)}, "These are 31 weeks. At most 30 can be made at once."),
            ({"body": "Week 1: A\n" + "Question: B\n" * (MAX_QUESTIONS + 1)}, "There are more than 100 questions."),
            (
                {"body": "Week 1: A\n" + "Reading: https://a.org\n" * (MAX_READINGS + 1)},
                "There are more than 100 readings.",
            ),
            ({"number": "31"}, "Give a whole number from 1 to 30."),
            ({"number": "0"}, "Give a whole number from 1 to 30."),
            ({"number": "a few"}, "Give a whole number."),
            ({"number": "1"}, "You gave 2 titles. Take some out, or make it more weeks."),
            ({"at": "noon"}, "Give a time of day, such as 09:00."),
        ],
    )
    def test_what_is_wrong_stands_beside_the_field(self, olga: Client, wrong: dict[str, str], words: str) -> None:
        walk(olga, WEEKS)
        page = send(olga, WEEKS, 422, **{"body": "One\nTwo", **wrong})
        assert any(error.startswith(words) for error in page.texts("p[@class='error']"))
        assert page.form(WEEKS).fields["at"] == wrong.get("at", "09:00")

    @pytest.mark.parametrize(
        "right",
        [
            {"body": "", "number": "1"}, {"body": "x\n" * MAX_WEEKS}, {"number": "30"}, {"number": "2"},
            {"at": "00:00"},
            {"body": "Week 1: A\n" + "Question: B\n" * MAX_QUESTIONS}, {"body": "x" * 50_000},
        ],
    )  # fmt: skip
    def test_what_just_fits_is_taken(self, olga: Client, right: dict[str, str]) -> None:
        walk(olga, **{"body": "One\nTwo", **right})

    def test_more_weeks_than_titles(self, olga: Client) -> None:
        walk(olga, body="One", number="3")
        send(olga, CHECK, verb="make")
        assert titles(forum_called("care-work")) == ["One", "Title to come", "Title to come"]


class TestLook:
    def test_says_the_dates_in_words_with_the_city(self, olga: Client) -> None:
        page = walk(olga, weekday="2", at="18:30")
        assert "Wednesday 28 October 2026, 18:30" in page.words
        assert "Wednesday 4 November 2026, 18:30" in page.words
        assert "Times are those of La Paz." in page.words

    def test_each_week_can_be_changed_or_left_out(self, olga: Client) -> None:
        walk(olga, body="One\nTwo\nThree")
        changed = {
            "week1-title": "First", "week1-outline": "What it is.", "week1-opens": "2026-10-27T10:00",
            "week1-questions": "Why?\n\nHow?", "week1-readings": "A, https://a.org", "week2-left_out": "y",
        }  # fmt: skip
        send(olga, CHECK, verb="make", **changed)
        forum = forum_called("care-work")
        assert titles(forum) == ["First", "Three"]
        first = weeks_of(forum)[0]
        assert (source(first.outline_id), first.opens_at) == ("What it is.", datetime(2026, 10, 27, 14, tzinfo=UTC))
        assert db.session.scalar(select(func.count(Reading.id)).where(Reading.forum_id == forum.id)) == 1
        assert db.session.scalar(select(func.count(Thread.id)).where(Thread.forum_id == forum.id)) == 3

    @pytest.mark.parametrize("verb", ["look", "back"])
    def test_changes_are_kept_when_one_looks_again_or_goes_back(self, olga: Client, verb: str) -> None:
        walk(olga)
        send(olga, CHECK, verb=verb, **{"week1-title": "First", "week2-left_out": "y"})
        page = shown(olga.get(CHECK))
        assert page.texts("h3") == ["First"]

    def test_new_dates_keep_what_was_changed(self, olga: Client) -> None:
        walk(olga)
        send(olga, CHECK, verb="look", **{"week1-title": "First"})
        send(olga, NEW, starts="2026-11-02")
        page = shown(olga.get(CHECK))
        assert page.texts("h3") == ["First", "Two"]
        assert "Monday 2 November 2026, 09:00" in page.words

    def test_other_titles_begin_anew(self, olga: Client) -> None:
        walk(olga)
        send(olga, CHECK, verb="look", **{"week1-title": "First"})
        send(olga, WEEKS, body="Uno")
        assert shown(olga.get(CHECK)).texts("h3") == ["Uno"]

    @pytest.mark.parametrize(
        ("wrong", "words"),
        [
            ({"week1-title": ""}, "Give the week a title."),
            ({"week1-title": "x" * 201}, "A title can have at most 200 characters."),
            ({"week1-outline": "x" * 50_001}, "This is longer than 50,000 characters."),
            ({"week1-opens": "soon"}, "Give a day and a time, such as 2026-11-09 09:00."),
            ({"week1-opens": "2026-12-05T00:00"}, "The forum closes before that, at the end of 4 December 2026."),
            ({"week1-readings": "A book"}, "“A book” has no web address. One begins with https://."),
            ({"week1-questions": "[a]: https://a.org"}, "“[a]: https://a.org” shows nothing."),
            ({"slug": "Care Work"}, "Use lowercase letters"),
            ({"slug": ""}, "Give a short name for addresses."),
        ],
    )
    def test_what_is_wrong_stands_beside_the_field(self, olga: Client, wrong: dict[str, str], words: str) -> None:
        walk(olga)
        page = send(olga, CHECK, 422, verb="make", **wrong)
        assert any(error.startswith(words) for error in page.texts("p[@class='error']"))
        fields = page.form(CHECK).fields
        assert {name: fields[name] for name in wrong} == wrong
        assert number_of(Forum) == 2

    def test_a_time_that_clocks_skip_is_refused(self, olga: Client) -> None:
        walk(olga, city="Toronto", starts="2027-03-14", ends="", weekday="6", at="02:30", body="One")
        page = send(olga, CHECK, 422, verb="make")
        assert page.texts("p[@class='error']") == [
            "Clocks in Toronto go forward and skip this time. The next one that exists is 2027-03-14 03:00."
        ]

    def test_a_week_may_open_on_the_last_day(self, olga: Client) -> None:
        walk(olga)
        send(olga, CHECK, verb="make", **{"week2-opens": "2026-12-04T23:59"})

    def test_at_least_one_week_stays(self, olga: Client) -> None:
        walk(olga)
        page = send(olga, CHECK, 422, verb="make", **{"week1-left_out": "y", "week2-left_out": "y"})
        assert "Every week is left out. Keep at least one." in page.words

    def test_more_questions_than_are_made_at_once(self, olga: Client) -> None:
        walk(olga)
        page = send(olga, CHECK, 422, verb="make", **{"week1-questions": "Why?\n\n" * (MAX_QUESTIONS + 1)})
        assert "There are more than 100 questions. Add the others later." in page.words
