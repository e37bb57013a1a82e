"""The call page, and its settings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from sqlalchemy import select

from board.actions import calling, translating
from board.actions.unsent import UnsentWords, keep_unsent
from board.clock import FixedClock
from board.extensions import db
from board.models import Act, Text, User
from board.rules.weeks import to_wall
from board.web.call.call_words import language_policy
from tests.support.applying import DEADLINE, OUT, WALLS, call_out
from tests.support.asked import queries
from tests.support.cast import BEFORE, END, START, Cast, sight_for, translate
from tests.support.client import Client
from tests.support.shown import Shown, shown

SignIn = Callable[[User], Client]
FORUM = "/f/social-economy"
CALL = f"{FORUM}/call"
SETTINGS = f"{FORUM}/admin/call"
SECOND = timedelta(seconds=1)


@pytest.fixture
def alma(cast: Cast, sign_in: SignIn) -> Client:
    """The forum's admin."""
    return sign_in(cast.alma)


def meta(page: Shown) -> dict[str, str]:
    named = page.all("meta[@content]")
    return {tag.get("name") or tag.get("property") or "": tag.get("content", "") for tag in named}


class TestThePage:
    @pytest.fixture(autouse=True)
    def _out(self, cast: Cast) -> None:
        call_out(cast)

    def test_says_everything_an_applicant_needs_to_know(self, client: Client) -> None:
        page = shown(client.get(CALL))
        for words in (
            "We learn how public buyers choose.",
            "Read on Monday, write all week.",
            "English, to read",
            "23 February 2026 to 27 March 2026 · 4 weeks",
            "2–5 hours a week",
            "Fri 6 Mar, 23:59 Toronto time",
            "1 to 1½ pages long",
            "this takes 3 to 5 hours more",
            "There are 2 places for key respondents.",
            "Anyone who knows English can read everything, and needs no other language.",
            "Outline of “Local purchasing”.",
        ):
            assert words in page.words
        assert page.one("title").text == "Call for participants · Social economy"
        assert f"{FORUM}/apply" in page.links

    def test_names_no_address_where_the_site_takes_no_mail(self, client: Client) -> None:
        assert "mailto:" not in client.get(CALL).text

    def test_leads_to_a_mail_that_lists_what_is_asked(
        self, app: Flask, client: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        settings = replace(app.extensions["settings"], mail_replies="reply@forum.example.org")
        monkeypatch.setitem(app.extensions, "settings", settings)
        links = {link for link in shown(client.get(CALL)).links if link.startswith("mailto:")}
        parts = urlsplit(links.pop())
        assert parts.path == "reply+call.social-economy@forum.example.org"
        [body] = parse_qs(parts.query)["body"]
        assert "Name: \r\nRegion (" in body
        assert "I want to take part as (participant, or key respondent): " in body
        assert "The week you would rather have (1–4): " in body

    def test_can_be_shared(self, client: Client) -> None:
        found = meta(shown(client.get(CALL)))
        assert found["description"] == found["og:description"] == "We learn how public buyers choose."
        assert found["og:title"] == "Social economy: Call for participants"
        assert found["og:url"] == f"http://localhost{CALL}"

    def test_its_preview_is_in_the_readers_language_if_translated(self, cast: Cast, client: Client) -> None:
        about = db.session.get_one(Text, cast.forum.about_id)
        tess = sight_for(cast, cast.tess)
        translating.queue_text(tess, about, "es")
        translate(tess, about, "Aprendemos cómo eligen los compradores públicos.")
        found = meta(shown(client.get(CALL, headers={"Accept-Language": "es"})))
        assert found["og:description"] == "Aprendemos cómo eligen los compradores públicos."
        assert found["og:locale"] == "es"

    @pytest.mark.parametrize(("seats", "words"), [(None, False), (1, True)])
    def test_names_the_places_only_where_they_are_limited(
        self, cast: Cast, client: Client, seats: int | None, words: bool
    ) -> None:
        cast.forum.respondent_seats = seats
        assert ("There is 1 place for key respondents." in shown(client.get(CALL)).words) is words
        assert ("for key respondents." in shown(client.get(CALL)).words) is words

    @pytest.mark.parametrize("now", [DEADLINE - SECOND, DEADLINE, DEADLINE + SECOND, END])
    def test_at_the_deadline_it_says_that_applications_are_over(
        self, client: Client, clock: FixedClock, now: object
    ) -> None:
        clock.move_to(now)  # type: ignore[arg-type]
        over = now != DEADLINE - SECOND
        page = shown(client.get(CALL))
        assert ("Applications are closed" in page.words) is over
        assert (f"{FORUM}/apply" in page.links) is not over

    @pytest.mark.parametrize("who", [None, "ana", "rosa", "omar", "nina", "tess", "alma", "olga"])
    def test_before_it_is_out_only_the_people_who_prepare_it_see_it(
        self, cast: Cast, client: Client, sign_in: SignIn, clock: FixedClock, who: str | None
    ) -> None:
        reader = sign_in(getattr(cast, who)) if who else client
        clock.move_to(OUT - SECOND)
        prepares = who in ("tess", "alma", "olga")
        answer = reader.get(CALL)
        assert answer.status_code == (200 if prepares else 404)
        if prepares:
            words = "This is a preview: the call will be published on Sun 1 Feb, 09:00 Toronto time"
            assert words in shown(answer).words
        clock.move_to(OUT)
        assert "preview" not in shown(reader.get(CALL)).words

    def test_without_a_date_it_is_not_out(self, cast: Cast, client: Client, alma: Client) -> None:
        cast.forum.applications_from = None
        assert client.get(CALL).status_code == 404
        assert "This is a preview: the call is not published yet." in shown(alma.get(CALL)).words

    def test_the_programme_and_the_front_page_lead_to_it(self, cast: Cast, client: Client, clock: FixedClock) -> None:
        for page in (f"{FORUM}/", "/?all=1"):
            assert CALL in shown(client.get(page)).links
        assert "/f/food-councils/call" not in shown(client.get("/?all=1")).links
        assert "/f/food-councils/call" not in shown(client.get("/f/food-councils/")).links
        clock.move_to(DEADLINE)
        assert CALL not in shown(client.get("/?all=1")).links

    def test_takes_the_same_queries_for_everyone(self, app: Flask, cast: Cast, client: Client, alma: Client) -> None:
        counts = []
        for reader in (client, alma):
            reader.get(CALL)
            with queries(app) as asked:
                reader.get(CALL)
            counts.append(len(asked))
        assert counts[0] <= counts[1] <= 14


@pytest.mark.parametrize(
    ("languages", "policy", "sentences"),
    [
        (("en",), (), ["The forum is held in English."]),
        (
            ("en", "es"),
            ("es>en",),
            [
                "People write in English or Spanish.",
                "What is written in Spanish is translated into English, and both are shown side by side.",
                "What is written in English is not translated.",
                "Anyone who knows English can read everything, and needs no other language.",
                "Anyone who writes in Spanish should be able to read English.",
            ],
        ),
        (
            ("en", "es"),
            ("es>en", "en>es"),
            [
                "People write in English or Spanish.",
                "What is written in Spanish is translated into English, and both are shown side by side.",
                "What is written in English is translated into Spanish, and both are shown side by side.",
                "Anyone who knows English can read everything, and needs no other language.",
                "Anyone who knows Spanish can read everything, and needs no other language.",
            ],
        ),
        (
            ("en", "es", "fr"),
            (),
            [
                "People write in English, Spanish, or French.",
                "What is written in English, Spanish, or French is not translated.",
                "Anyone who writes in English should be able to read Spanish and French.",
                "Anyone who writes in Spanish should be able to read English and French.",
                "Anyone who writes in French should be able to read English and Spanish.",
            ],
        ),
    ],
)
def test_the_language_policy_in_sentences(
    app: Flask, cast: Cast, languages: tuple[str, ...], policy: tuple[str, ...], sentences: list[str]
) -> None:
    cast.forum.languages, cast.forum.policy = languages, policy
    with app.test_request_context(headers={"Accept-Language": "en"}):
        assert language_policy(cast.forum) == sentences


class TestItsSettings:
    def save(self, client: Client, status: int = 303, **typed: str) -> Shown:
        answer = shown(client.get(SETTINGS)).form("/admin/call").send(client, **typed)
        assert answer.status_code == status, answer.get_data(as_text=True)
        return shown(client.get(answer.location) if status == 303 else answer)

    def test_are_wall_times_of_the_forum(self, cast: Cast, alma: Client) -> None:
        self.save(alma, opens="2026-02-01T09:00", until="2026-03-06T23:59", seats="8")
        db.session.refresh(cast.forum)
        forum = cast.forum
        assert (forum.applications_from, forum.applications_until, forum.respondent_seats) == (OUT, DEADLINE, 8)
        assert 'value="2026-03-06T23:59"' in alma.get(SETTINGS).get_data(as_text=True)

    def test_saved_unchanged_move_nothing(self, cast: Cast, alma: Client) -> None:
        call_out(cast)
        db.session.execute(db.delete(Act))
        precise = DEADLINE + timedelta(seconds=7, microseconds=0)
        cast.forum.applications_until = precise
        self.save(alma)
        db.session.refresh(cast.forum)
        assert cast.forum.applications_until == precise
        assert db.session.scalars(select(Act)).all() == []

    def test_can_be_emptied(self, cast: Cast, alma: Client) -> None:
        call_out(cast)
        self.save(alma, opens="", until="", seats="")
        db.session.refresh(cast.forum)
        assert (cast.forum.applications_from, cast.forum.respondent_seats) == (None, None)

    @pytest.mark.parametrize(
        ("typed", "words"),
        [
            ({"until": "2026-03-08T02:30"}, "The next one that exists is 2026-03-08 03:00."),
            ({"opens": "2026-03-08T02:30"}, "Clocks in Toronto go forward and skip this time."),
            ({"opens": "2026-03-06T23:59", "until": "2026-03-06T23:59"}, "The deadline is not after the opening."),
            ({"until": "soon"}, "Give a day and a time"),
            ({"until": "0026-03-06T23:59"}, "Check the year"),
            ({"seats": "-1"}, "Give a whole number from 0 to 1000."),
            ({"seats": "many"}, "Give a whole number."),
        ],
    )
    def test_impossible_values_are_refused_and_stay_typed(
        self, cast: Cast, alma: Client, typed: dict[str, str], words: str
    ) -> None:
        page = self.save(alma, 422, **typed)
        assert words in page.words
        form = page.form("/admin/call")
        assert {name: form.fields[name] for name in typed} == typed
        db.session.refresh(cast.forum)
        assert cast.forum.applications_until is None

    def test_a_conflict_is_shown_and_sending_again_overwrites(self, cast: Cast, alma: Client) -> None:
        form = shown(alma.get(SETTINGS)).form("/admin/call")
        call_out(cast, seats=3)
        answer = form.send(alma, seats="5")
        assert answer.status_code == 409
        page = shown(answer)
        assert "Somebody else has changed “Places for key respondents” to 3 meanwhile." in page.words
        assert "Somebody else has changed “Deadline” to 2026-03-06 23:59 meanwhile." in page.words
        assert page.form("/admin/call").send(alma).status_code == 303
        db.session.refresh(cast.forum)
        assert (cast.forum.respondent_seats, cast.forum.applications_until) == (5, None)

    @pytest.mark.parametrize("who", ["ana", "rosa", "tess", "omar", "nina"])
    def test_are_only_for_the_people_who_manage_the_forum(self, cast: Cast, sign_in: SignIn, who: str) -> None:
        stranger = sign_in(getattr(cast, who))
        for address in (SETTINGS, f"{SETTINGS}/format"):
            assert stranger.get(address).status_code == 403
            assert stranger.post(address, data={"body": "Mine."}).status_code == 403
        assert cast.forum.format_id is None

    def test_are_in_the_log(self, alma: Client) -> None:
        self.save(alma, opens="2026-02-01T09:00", seats="8")
        page = shown(alma.get(f"{FORUM}/admin/acts"))
        assert (
            "Alma changed the dates for applications today at 07:00: "
            "open from 1 February 2026, 09:00 Toronto time, without a deadline." in page.words
        )
        assert "Alma changed how many key respondents are accepted today at 07:00: 8." in page.words


class TestItsTexts:
    def save(self, client: Client, which: str, body: str, status: int = 303) -> Shown:
        address = f"{SETTINGS}/{which}"
        answer = shown(client.get(address)).form(f"/{which}").send(client, body=body)
        assert answer.status_code == status
        return shown(client.get(answer.location) if status == 303 else answer)

    @pytest.mark.parametrize("which", calling.TEXTS)
    def test_are_written_and_shown(self, cast: Cast, alma: Client, which: str) -> None:
        assert "Six weeks by *post*." not in self.save(alma, which, "Six weeks by *post*.").words
        assert "Six weeks by post." in shown(alma.get(SETTINGS)).words
        assert shown(alma.get(f"{SETTINGS}/{which}")).form(f"/{which}").fields["body"] == "Six weeks by *post*."

    def test_an_unknown_name_is_a_404(self, alma: Client) -> None:
        assert alma.get(f"{SETTINGS}/about").status_code == 404
        assert alma.post(f"{SETTINGS}/about", data={"body": "x"}).status_code == 404

    def test_a_conflict_shows_both(self, cast: Cast, alma: Client) -> None:
        self.save(alma, "format", "First.")
        form = shown(alma.get(f"{SETTINGS}/format")).form("/format")
        calling.write_call_text(sight_for(cast, cast.olga), "format", "Hers.", cast.olga)
        answer = form.send(alma, body="Mine.")
        assert answer.status_code == 409
        page = shown(answer)
        assert "Somebody else saved this meanwhile" in page.words
        assert [area.text for area in page.all("textarea")] == ["Mine.", "Hers."]

    def test_an_unsent_text_comes_back(self, cast: Cast, alma: Client) -> None:
        keep_unsent(cast.alma, UnsentWords("call:social-economy:format", "Half a sen", "", ""), START)
        page = shown(alma.get(f"{SETTINGS}/format"))
        assert page.form("/format").fields["body"] == "Half a sen"
        assert "is back in the form" in page.words

    def test_are_queued_and_translated_and_lead_back(self, cast: Cast, sign_in: SignIn) -> None:
        """This is a forum whose main language is translated."""
        forum = cast.forum
        forum.languages, forum.policy = ("es", "en"), ("es>en",)
        calling.schedule_call(sight_for(cast, cast.alma, BEFORE), *WALLS, None)
        for which, source in (("format", "Seis semanas."), ("prerequisites", "Leer."), ("conduct", "Respeto.")):
            calling.write_call_text(sight_for(cast, cast.alma), which, source, cast.alma)
        tess = sign_in(cast.tess)
        queue = shown(tess.get(f"{FORUM}/translate?kind=programme"))
        for words in ("format of the forum", "prerequisites", "code of conduct"):
            assert words in queue.words
        pages = {forum.format_id: CALL, forum.prerequisites_id: CALL, forum.conduct_id: f"{FORUM}/conduct"}
        for text_id, page_address in pages.items():
            key = db.session.get_one(Text, text_id).key
            assert page_address in shown(tess.get(f"{FORUM}/translate/{key}")).links
        text = db.session.get_one(Text, forum.format_id)
        translate(sight_for(cast, cast.tess), text, "Six weeks.")
        page = shown(tess.get(CALL))
        assert "Seis semanas." in page.words
        assert "Six weeks." in page.words

    def test_are_hidden_from_readers_until_the_call_is_out(
        self, cast: Cast, sign_in: SignIn, clock: FixedClock
    ) -> None:
        call_out(cast)
        cast.forum.public_reading = True
        text = db.session.get_one(Text, cast.forum.format_id)
        address = f"{FORUM}/text/{text.key}/translation-history"
        jorge = sign_in(cast.jorge)
        rules = [rule.rule for rule in jorge.application.url_map.iter_rules() if "/text/<key>" in rule.rule]
        addresses = [rule.replace("<forum>", "social-economy").replace("<key>", text.key) for rule in rules]
        assert addresses, address
        clock.move_to(OUT - SECOND)
        assert {jorge.get(address).status_code for address in addresses} <= {404, 405}


def test_a_new_zone_keeps_the_wall_times_of_the_call(cast: Cast, sign_in: SignIn) -> None:
    call_out(cast)
    olga = sign_in(cast.olga)
    edit = "/owner/forums/social-economy/edit"
    answer = shown(olga.get(edit)).form("/edit").send(olga, zone="America/Sao_Paulo")
    assert answer.status_code == 303
    db.session.refresh(cast.forum)
    assert cast.forum.applications_until
    assert to_wall(cast.forum.applications_until, "America/Sao_Paulo") == WALLS[1]
