"""Applying: the same answer for every address, one count of words, and the private page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from board.actions import applying
from board.clock import FixedClock
from board.extensions import db
from board.models import Application, User
from board.models.base import is_key
from board.rules.applications import ACCEPTED, DECIDED, RECEIVED, WAITING, WITHDRAWN
from board.rules.selection import MAIL_WAITS
from tests.support.applying import DEADLINE, OUT, all_applications, applied, call_out, confirmed, linked
from tests.support.cast import END, START, Cast
from tests.support.client import Client
from tests.support.hashes import counted, told
from tests.support.shown import Fields, Shown, shown

SignIn = Callable[[User], Client]
FORUM = "/f/social-economy"
APPLY = f"{FORUM}/apply"
SECOND = timedelta(seconds=1)


@pytest.fixture(autouse=True)
def _out(cast: Cast) -> None:
    call_out(cast)


def fields(**changed: str | list[str]) -> Fields:
    """Return the fields that Inés types."""
    typed: Fields = {
        "kind": "key_respondent", "name": "Inés Pardo", "email": "ines@example.org", "region": "Brazil",
        "languages": ["es", "en"], "description": "We sell bread.", "experience": "We sell bread to schools.",
        "characteristics": ["practice", "research"], "week": "2",
    }  # fmt: skip
    return {**typed, **changed}


def send(client: Client, **changed: str | list[str]) -> TestResponse:
    """Fill in the form and send it, as a browser without JavaScript does."""
    return shown(client.get(APPLY)).form("/apply").send(client, **fields(**changed))


def private(token: str) -> str:
    return f"{FORUM}/application/{token}"


def refused(answer: TestResponse, status: int = 422) -> Shown:
    assert answer.status_code == status, answer.get_data(as_text=True)
    assert all_applications() == []
    return shown(answer)


class TestTheForm:
    def test_is_stored_as_it_was_typed(self, cast: Cast, client: Client) -> None:
        answer = send(client)
        assert answer.location == f"{APPLY}/sent"
        page = shown(client.get(answer.location)).words
        assert (
            "waits for you to confirm it, with the link in an e-mail to ines@example.org. No mail server is set" in page
        )
        [found] = all_applications()
        assert (found.kind, found.name, found.email) == ("key_respondent", "Inés Pardo", "ines@example.org")
        assert (found.region, found.languages, found.week_id) == ("Brazil", ("en", "es"), cast.week(2).id)
        assert (found.description, found.experience) == ("We sell bread.", "We sell bread to schools.")
        assert found.characteristics == {"practice", "research"}
        assert (found.interface, found.verified_at) == ("en", None)

    def test_says_that_an_e_mail_is_sent_where_it_is(self, client: Client, mail_server: None) -> None:
        words = "We have sent an e-mail to ines@example.org; open its link to confirm your application."
        page = shown(client.get(send(client).location)).words
        assert words in page
        assert "No mail server" not in page

    def test_keeps_the_language_of_the_page(self, client: Client) -> None:
        client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "es"
        send(client)
        assert all_applications()[0].interface == "es"

    def test_asks_participants_for_less_and_keeps_their_surplus_answers(self, client: Client) -> None:
        """They can change the kind until the deadline, and then their earlier answers are still there."""
        assert send(client, kind="participant", characteristics=[], experience="word " * 400).status_code == 303
        [found] = all_applications()
        assert (found.kind, len(found.experience.split())) == ("participant", 400)

    @pytest.mark.parametrize("mark", ["%", "_" * 14, "compare", "new", "a/b", "aaaabbbbccccdd" * 2])
    def test_the_form_cannot_choose_the_key(self, client: Client, mark: str) -> None:
        """The key of an application is used in addresses and in Message-IDs, so a form may not choose it."""
        send(client, once=mark)
        [found] = all_applications()
        assert is_key(found.key)
        assert found.once != mark

    @pytest.mark.parametrize(
        ("changed", "words"),
        [
            ({"kind": "admin"}, "Choose one of the two."),
            ({"name": " "}, "Give your name."),
            ({"name": "n" * 121}, "A name can have at most 120 characters."),
            ({"email": "ines"}, "This is not an e-mail address."),
            ({"email": ""}, "Give an e-mail address"),
            ({"email": "ines@example.org\r\nBcc: x@example.org"}, "This is not an e-mail address."),
            ({"name": "Inés\x00"}, "This contained characters that cannot be shown"),
            ({"email": f"{'i' * 250}@example.org"}, "This is not an e-mail address."),
            ({"description": " \n "}, "Say in a few sentences what you do."),
            ({"description": "d" * 2001}, "This is longer than 2,000 characters."),
            ({"experience": ""}, "Describe your work more fully"),
            ({"experience": "e" * 10_001}, "This is longer than 10,000 characters."),
            ({"characteristics": []}, "Choose at least one."),
            ({"week": "9"}, "Not a valid choice"),
            ({"region": "Atlantis"}, "Not a valid choice"),
        ],
    )
    def test_refused_keeps_what_was_typed(
        self, client: Client, changed: dict[str, str | list[str]], words: str
    ) -> None:
        page = refused(send(client, **changed))
        assert words in page.words
        kept = page.form("/apply").fields
        assert kept["description"] == changed.get("description", "We sell bread.") or "description" in changed
        assert kept["experience"] == changed.get("experience", "We sell bread to schools.")

    def test_sent_twice_makes_one_application(self, client: Client) -> None:
        form = shown(client.get(APPLY)).form("/apply")
        for _ in range(2):
            assert form.send(client, **fields()).status_code == 303
        assert len(all_applications()) == 1

    def test_without_javascript_both_kinds_are_in_it(self, client: Client) -> None:
        page = shown(client.get(APPLY))
        assert set(fields()) - {"languages", "characteristics"} <= set(page.form("/apply").fields)
        assert "Only for key respondents" in page.words
        assert "People who apply as a participant can leave this empty." in page.words

    def test_is_a_404_in_a_forum_without_a_call(self, client: Client) -> None:
        for path in ("apply", "apply/sent", "call", "application/x"):
            assert client.get(f"/f/food-councils/{path}").status_code == 404
        assert client.post("/f/food-councils/apply", data=fields()).status_code == 404
        assert client.post("/f/food-councils/apply/words", data={"experience": "one"}).status_code == 404

    def test_a_member_applies_like_anybody(self, cast: Cast, sign_in: SignIn) -> None:
        assert send(sign_in(cast.ana), email=cast.ana.email).status_code == 303
        assert all_applications()[0].user_id is None


class TestTheCountOfWords:
    """The count during typing and the check of the sent form are the same."""

    @pytest.mark.parametrize(
        "text",
        ["word " * 299 + "word", "socio-económica, " * 300, "**strong** " * 300, "¿qué? " * 300, "word\n\n" * 300],
        ids=["plain", "hyphens", "markdown", "marks", "lines"],
    )
    def test_300_words_pass_and_301_do_not(self, client: Client, text: str) -> None:
        assert "301 words: 1 over the limit of 300." in self.gauge(client, f"{text} más")
        page = refused(send(client, experience=f"{text} más"))
        assert "301 words: 1 over the limit of 300." in page.words
        assert str(page.form("/apply").fields["experience"]).split() == [*text.split(), "más"]
        assert self.gauge(client, text) == "300 of at most 300 words."
        assert send(client, experience=text).status_code == 303

    def gauge(self, client: Client, text: str) -> str:
        answer = client.post(f"{APPLY}/words", data={"experience": text}, headers={"HX-Request": "true"})
        assert answer.status_code == 200
        return answer.get_data(as_text=True)

    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("", "0 of at most 300 words."),
            (" . ", "0 of at most 300 words."),
            ("Pan", "1 of at most 300 words."),
            ("<script>alert(1)</script>", "of at most 300 words."),
            ("\x00\ud800"[:1], "0 of at most 300 words."),
        ],
    )
    def test_counts_any_text(self, client: Client, text: str, words: str) -> None:
        assert words in self.gauge(client, text)

    def test_is_cheap_for_any_length(self, client: Client) -> None:
        assert "over the limit of 300" in self.gauge(client, "a " * 200_000)

    def test_is_limited(self, client: Client) -> None:
        answers = [client.post(f"{APPLY}/words", data={"experience": "x"}).status_code for _ in range(121)]
        assert answers == [200] * 120 + [429]

    def test_still_works_after_the_deadline(self, client: Client, clock: FixedClock) -> None:
        clock.move_to(DEADLINE)
        assert self.gauge(client, "one two") == "2 of at most 300 words."


class TestTheDeadline:
    @pytest.mark.parametrize(("now", "status"), [(DEADLINE - SECOND, 303), (DEADLINE, 403), (DEADLINE + SECOND, 403)])
    def test_is_a_matter_of_the_servers_clock(
        self, client: Client, clock: FixedClock, now: object, status: int
    ) -> None:
        form = shown(client.get(APPLY)).form("/apply")
        clock.move_to(now)  # type: ignore[arg-type]
        assert form.send(client, **fields()).status_code == status
        assert len(all_applications()) == (status == 303)

    def test_missed_with_the_form_open_no_word_is_lost(self, client: Client, clock: FixedClock) -> None:
        form = shown(client.get(APPLY)).form("/apply")
        clock.move_to(DEADLINE)
        page = refused(form.send(client, **fields(experience="My <b>long</b> story.", week="3")), 403)
        assert "Applications are closed: the deadline was Fri 6 Mar, 23:59 Toronto time" in page.words
        assert "What you typed is still here" in page.words
        for words in ("Inés Pardo", "ines@example.org", "We sell bread.", "My <b>long</b> story.", "Brazil", "Español"):
            assert words in page.words
        assert "Cases from the regions" in page.texts("dd")
        assert APPLY not in page.actions()

    def test_missed_even_an_invalid_form_comes_back(self, client: Client, clock: FixedClock) -> None:
        clock.move_to(DEADLINE)
        page = refused(client.post(APPLY, data={"description": "Only this.", "kind": "x", "week": "77"}), 403)
        assert "Only this." in page.words

    def test_after_it_the_form_says_so(self, client: Client, clock: FixedClock) -> None:
        clock.move_to(END)
        page = shown(client.get(APPLY))
        assert "Applications are closed" in page.words
        assert APPLY not in page.actions()

    def test_the_form_is_not_there_before_the_call(self, cast: Cast, client: Client, clock: FixedClock) -> None:
        clock.move_to(OUT - SECOND)
        assert client.get(APPLY).status_code == 404
        assert client.post(APPLY, data=fields()).status_code == 404
        assert all_applications() == []


def test_known_and_unknown_addresses_get_the_same_answer(
    cast: Cast, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Addresses with an account, with an application, with a decided one, and with nothing at all."""
    confirmed(cast, email="applied@example.org")
    confirmed(cast, email="accepted@example.org")[0].state = ACCEPTED
    db.session.commit()
    answers = set()
    with counted(monkeypatch) as verified:
        for address in (cast.ana.email, "applied@example.org", "accepted@example.org", "nobody@example.org"):
            client = app.test_client()
            answer = send(client, email=address)
            page = shown(client.get(answer.location)).one("main")
            words = " ".join("".join(page.itertext()).split()).replace(address, "ADDRESS")
            answers.add((answer.status_code, answer.data, *told(answer), words))
    assert len(answers) == 1
    assert verified == []


class TestLimits:
    def test_one_visitor_can_send_a_limited_number(self, client: Client) -> None:
        answers = [send(client, email=f"a{number}@example.org").status_code for number in range(11)]
        assert answers == [303] * 10 + [429]

    def test_a_limited_form_keeps_the_words(self, client: Client) -> None:
        for number in range(10):
            send(client, email=f"a{number}@example.org")
        page = shown(send(client, experience="My long story."))
        assert "My long story." in page.words

    def test_correcting_the_form_is_not_counted(self, client: Client) -> None:
        for _ in range(15):
            assert send(client, name="").status_code == 422
        assert send(client).status_code == 303

    def test_links_to_one_address_are_limited_for_all_visitors_together(self, app: Flask) -> None:
        answers = []
        for number in range(11):
            client = app.test_client()
            client.environ_base["REMOTE_ADDR"] = f"192.0.2.{number}"
            answers.append(send(client, email=" INES@example.org " if number % 2 else "ines@example.org").status_code)
        assert answers == [303] * 10 + [429]


class TestThePrivatePage:
    def test_opening_it_confirms_nothing(self, cast: Cast, client: Client) -> None:
        token = linked(applied(cast))
        for method in ("GET", "HEAD"):
            assert client.open(private(token), method=method).status_code == 200
        assert all_applications()[0].verified_at is None
        page = shown(client.get(private(token)))
        assert "It is not confirmed yet, so nobody sees it." in page.words
        assert "We sell bread to schools." in page.words
        assert page.actions() >= {f"{private(token)}/confirm"}
        assert private(token) not in page.actions()

    def test_confirms_it_and_then_lets_it_be_changed(self, cast: Cast, client: Client) -> None:
        token = linked(applied(cast))
        answer = shown(client.get(private(token))).form("/confirm").send(client)
        assert answer.location == private(token)
        page = shown(client.get(private(token)))
        assert "Your application is confirmed." in page.words
        assert "Your address is ines@example.org. It cannot be changed here" in page.words
        form = page.form(token)
        assert form.fields["experience"] == "We sell bread to schools."
        assert "email" not in form.fields
        answer = form.send(client, kind="participant", name="Inés P.", week="1", email="other@example.org")
        assert answer.status_code == 303
        [found] = all_applications()
        db.session.refresh(found)
        assert (found.kind, found.name, found.week_id) == ("participant", "Inés P.", cast.week(1).id)
        assert (found.email, found.verified_at) == ("ines@example.org", START)

    def test_unconfirmed_it_cannot_change_or_withdraw(self, cast: Cast, client: Client) -> None:
        token = linked(applied(cast))
        for path in ("", "/withdraw"):
            assert client.post(private(token) + path, data=fields(name="X")).location == private(token)
        [found] = all_applications()
        assert (found.name, found.state) == ("Inés Pardo", RECEIVED)

    def test_sent_unchanged_changes_nothing(self, cast: Cast, client: Client) -> None:
        found, token = confirmed(cast)
        cast.forum.regions = ("Quebec",)  # the application names a region that the forum no longer has
        assert shown(client.get(private(token))).form(token).send(client).status_code == 303
        db.session.refresh(found)
        assert (found.region, found.changed_at) == ("Brazil", None)

    def test_refused_keeps_what_was_typed(self, cast: Cast, client: Client) -> None:
        found, token = confirmed(cast)
        answer = shown(client.get(private(token))).form(token).send(client, experience="word " * 301, name="New")
        assert answer.status_code == 422
        page = shown(answer)
        assert "301 words: 1 over the limit of 300." in page.words
        assert page.form(token).fields["name"] == "New"
        db.session.refresh(found)
        assert found.name == "Inés Pardo"

    def test_after_the_deadline_it_shows_what_was_sent(self, cast: Cast, client: Client, clock: FixedClock) -> None:
        _, token = confirmed(cast)
        clock.move_to(DEADLINE - SECOND)
        form = shown(client.get(private(token))).form(token)
        clock.move_to(DEADLINE)
        page = shown(client.get(private(token)))
        assert "The deadline has passed: it cannot be changed any more." in page.words
        assert "We sell bread to schools." in page.words
        assert private(token) not in page.actions()
        answer = form.send(client, description="My late words.")
        assert answer.status_code == 403
        late = shown(answer)
        assert "My late words." in late.words
        assert "What you typed is still here" in late.words
        [found] = all_applications()
        db.session.refresh(found)
        assert found.description == "We sell bread."

    def test_an_application_sent_in_time_can_be_confirmed_after_the_deadline(
        self, cast: Cast, client: Client, clock: FixedClock
    ) -> None:
        token = linked(applied(cast, DEADLINE - SECOND))
        clock.move_to(DEADLINE + timedelta(days=3))
        shown(client.get(private(token))).form("/confirm").send(client)
        db.session.expire_all()
        assert all_applications()[0].verified_at == DEADLINE + timedelta(days=3)

    @pytest.mark.parametrize("state", DECIDED)
    def test_shows_the_decision(self, cast: Cast, client: Client, state: str) -> None:
        found, token = confirmed(cast)
        found.state, found.decided_at = state, START - MAIL_WAITS
        words = {"accepted": "is accepted", "waiting": "is on the waiting list", "declined": "could not be accepted"}
        page = shown(client.get(private(token)))
        assert words[state] in page.words
        assert private(token) not in page.actions()
        assert (f"{private(token)}/withdraw" in page.actions()) is (state == WAITING)
        assert client.post(private(token), data=fields(name="X")).status_code == 403
        db.session.refresh(found)
        assert (found.name, found.state) == ("Inés Pardo", state)

    @pytest.mark.parametrize(("later", "tells"), [(-SECOND, False), (0 * SECOND, True), (SECOND, True)])
    def test_shows_a_decision_from_the_time_of_its_mail_on(
        self, cast: Cast, client: Client, clock: FixedClock, later: timedelta, tells: bool
    ) -> None:
        """Until then an admin can undo it without the applicant having read it."""
        found, token = confirmed(cast)
        found.state, found.decided_at = "declined", START
        clock.move_to(START + MAIL_WAITS + later)
        words = shown(client.get(private(token))).words
        assert ("could not be accepted" in words) is tells
        assert ("It is confirmed, and the organisers have it." in words) is not tells
        assert "The deadline has passed" not in words

    def test_does_not_say_that_an_applicant_is_shortlisted(self, cast: Cast, client: Client) -> None:
        found, token = confirmed(cast)
        before = shown(client.get(private(token))).words
        found.state = "shortlisted"
        assert shown(client.get(private(token))).words == before

    def test_withdraws(self, cast: Cast, client: Client) -> None:
        found, token = confirmed(cast)
        form = shown(client.get(private(token))).form("/withdraw")
        for _ in range(2):
            assert form.send(client).status_code == 303
        db.session.refresh(found)
        assert found.state == WITHDRAWN
        page = shown(client.get(private(token)))
        assert "You have withdrawn this application." in page.words
        assert APPLY in page.links

    @pytest.mark.parametrize("path", ["", "/confirm", "/withdraw"])
    def test_a_wrong_link_is_the_same_404(self, cast: Cast, client: Client, path: str) -> None:
        token = linked(applied(cast))
        wrong = [private("x"), private(token[:-1] + "!"), f"/f/food-councils/application/{token}"]
        if path:
            assert {client.post(address + path).status_code for address in wrong} == {404}
        else:
            pages = {client.get(address).get_data(as_text=True).replace(address, "") for address in wrong[:2]}
            assert {client.get(address).status_code for address in wrong} == {404}
            assert len({page.split("<main")[1] for page in pages}) == 1
        assert all_applications()[0].verified_at is None

    def test_its_secret_address_is_not_passed_on(self, cast: Cast, client: Client) -> None:
        token = linked(applied(cast))
        answer = client.get(private(token))
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["X-Robots-Tag"] == "noindex"
        assert 'name="robots" content="noindex"' in answer.get_data(as_text=True)
        assert client.get(APPLY).headers["Referrer-Policy"] == "same-origin"

    def test_opens_by_its_link_for_anyone_who_is_signed_in(self, cast: Cast, sign_in: SignIn, client: Client) -> None:
        """The link alone opens it, whoever is signed in; no role finds the page."""
        token = linked(applied(cast))
        key = db.session.scalars(select(Application.key)).one()
        for who in (cast.alma, cast.olga, cast.ana):
            assert sign_in(who).get(private(key)).status_code == 404
        assert client.get(private(token)).status_code == 200


def test_a_second_application_changes_nothing_until_it_is_confirmed(cast: Cast, client: Client) -> None:
    first, token = confirmed(cast)
    send(client, name="Somebody else", description="Mischief.")
    page = shown(client.get(private(token)))
    assert "We sell bread." in str(page.form(token).fields["description"])
    second = linked(all_applications()[-1])
    shown(client.get(private(second))).form("/confirm").send(client)
    db.session.expire_all()
    assert [application.id for application in all_applications()] == [first.id]
    assert all_applications()[0].name == "Somebody else"
    assert applying.application_with(cast.forum, token) is None
