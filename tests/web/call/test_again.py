"""The admins' page of earlier applicants, and the page on which an applicant confirms with one click."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from board.actions.applying import hand_out_link, record
from board.clock import FixedClock
from board.extensions import db
from board.models import Application, Forum, Membership, User
from board.rules.applications import FORM
from tests.support.asked import queries
from tests.support.cast import BEFORE, START, Cast
from tests.support.client import Client
from tests.support.second_run import DEADLINE, applied, invited, of, said, second_run
from tests.support.shown import Shown, shown

SignIn = Callable[[User], Client]
ADMIN = "/f/second-run/admin/again"
LINK = "/f/second-run/again/a-private-token"
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)


@pytest.fixture
def forum(cast: Cast) -> Forum:
    return second_run(cast)


@pytest.fixture
def alma(cast: Cast, forum: Forum, sign_in: SignIn) -> Client:
    """An admin of both runs."""
    return sign_in(cast.alma)


def ticked(page: Shown) -> list[str]:
    """Return the names that are ticked."""
    boxes = [box for box in page.all("input[@name='who']") if "checked" in box.attrib]
    names = {label.get("for"): (label.findtext("b") or "") for label in page.all("label")}
    return [names[box.get("id")] for box in boxes]


def listed(page: Shown) -> list[str]:
    return [(label.findtext("b") or "") for label in page.all("ul[@class='items']//label")]


def table(page: Shown) -> list[list[str]]:
    return [[" ".join("".join(cell.itertext()).split()) for cell in row] for row in page.all("tbody/tr")]


class TestAdminsPage:
    def test_a_further_run_has_a_tab_for_it(self, alma: Client) -> None:
        assert ADMIN in shown(alma.get("/f/second-run/admin/schedule")).links
        assert not any("/admin/again" in link for link in shown(alma.get("/f/social-economy/admin/schedule")).links)

    def test_a_first_run_has_nobody_to_invite(self, alma: Client) -> None:
        page = shown(alma.get("/f/social-economy/admin/again"))
        assert "This forum is not the further run of an earlier one." in page.words
        assert alma.post("/f/social-economy/admin/again", data={"who": "x"}).status_code == 404
        assert alma.post("/f/social-economy/admin/again/remind").status_code == 404

    def test_everybody_is_ticked_except_withdrawn_and_declined_applicants(self, alma: Client, cast: Cast) -> None:
        for state in ("received", "shortlisted", "waiting", "accepted", "declined", "withdrawn"):
            applied(cast.forum, state.title(), state)
        applied(cast.forum, "Unsure", verified=False)
        page = shown(alma.get(ADMIN))
        assert listed(page) == ["Received", "Shortlisted", "Waiting", "Accepted", "Declined", "Withdrawn"]
        assert ticked(page) == ["Received", "Shortlisted", "Waiting", "Accepted"]

    def test_can_be_filtered_by_kind_and_region(self, alma: Client, cast: Cast) -> None:
        applied(cast.forum, "Eva", region="Quebec")
        applied(cast.forum, "Luis", kind="key_respondent", region="Brazil")
        applied(cast.forum, "Marta", kind="key_respondent", region="Quebec")
        assert listed(shown(alma.get(f"{ADMIN}?kind=key_respondent"))) == ["Luis", "Marta"]
        assert listed(shown(alma.get(f"{ADMIN}?kind=key_respondent&region=Quebec"))) == ["Marta"]
        assert "Nobody matches." in shown(alma.get(f"{ADMIN}?kind=participant&region=Brazil")).words

    def test_inviting_some(self, alma: Client, cast: Cast, forum: Forum) -> None:
        eva, luis = applied(cast.forum, "Eva"), applied(cast.forum, "Luis")
        answer = alma.post(ADMIN, data={"who": [eva.key, "unknown"]})
        assert (answer.status_code, answer.location) == (303, ADMIN)
        page = shown(alma.get(ADMIN))
        assert "1 person is invited." in page.words
        assert listed(page) == ["Luis"]
        assert table(page) == [["Eva", "Participant", "no answer yet", "Wed 4 Mar, 07:00", "–"]]
        assert of(forum, eva.email).invited_at == START
        assert db.session.scalar(select(Application).where(Application.previous_id == luis.id)) is None

    def test_inviting_twice_says_so(self, alma: Client, cast: Cast) -> None:
        eva = applied(cast.forum, "Eva")
        for _ in range(2):
            alma.post(ADMIN, data={"who": eva.key})
        page = shown(alma.get(ADMIN))
        assert "They have all been invited already, or have applied again." in page.words
        assert "Everybody has been invited or has applied again." in page.words

    def test_without_a_choice_it_says_so_and_nobody_is_invited(self, alma: Client, cast: Cast) -> None:
        applied(cast.forum, "Eva", region="Quebec")
        applied(cast.forum, "Luis", region="Brazil")
        answer = alma.post(ADMIN, data={"region": "Quebec"})
        assert answer.status_code == 422
        page = shown(answer)
        assert "Choose at least one person." in page.words
        assert (listed(page), ticked(page)) == (["Eva"], [])

    def test_shows_the_answer_of_each_applicant(
        self, alma: Client, cast: Cast, forum: Forum, client: Client, clock: FixedClock
    ) -> None:
        earlier = [applied(cast.forum, name) for name in ("Silent", "Yes", "No", "Anew")]
        for number, invitation in enumerate(invited(cast, forum, *earlier)):
            hand_out_link(invitation, f"token-{number}")
        record(forum, said("Anew"), FORM, START, verified=True)
        client.post("/f/second-run/again/token-1")
        client.post("/f/second-run/again/token-2/no")
        page = shown(alma.get(ADMIN))
        assert [(row[0], row[2].split(" · ")[0]) for row in table(page)] == [
            ("Silent", "no answer yet"), ("Yes", "confirmed"), ("No", "will not take part"), ("Anew", "applied again"),
        ]  # fmt: skip
        assert "confirmed: 1" in page.words
        assert "You can send one reminder to each person who has not answered, from a day after" in page.words
        clock.move_to(START + DAY)
        page = shown(alma.get(ADMIN))
        assert "Remind 1 person who has not answered" in page.words
        page.form("/remind").send(alma)
        page = shown(alma.get(ADMIN))
        assert "1 person is reminded." in page.words
        assert f"{ADMIN}/remind" not in page.actions()
        assert "There is nobody to remind." in shown(alma.get(alma.post(f"{ADMIN}/remind").location)).words

    def test_admins_can_invite_before_the_call_is_out(self, alma: Client, forum: Forum) -> None:
        words = "The call of this forum is not published yet. People who are invited can confirm already."
        assert words in shown(alma.get(ADMIN)).words
        forum.applications_from = START
        assert words not in shown(alma.get(ADMIN)).words

    def test_after_the_deadline_nobody_can_be_invited(
        self, sign_in: SignIn, cast: Cast, forum: Forum, clock: FixedClock
    ) -> None:
        eva = applied(cast.forum, "Eva")
        invited(cast, forum, applied(cast.forum, "Luis"))
        clock.move_to(DEADLINE)
        alma = sign_in(cast.alma)
        page = shown(alma.get(ADMIN))
        assert "The deadline has passed: nobody can confirm any more, so nobody can be invited." in page.words
        assert [form for form in page.forms if "/admin/again" in form.action] == []
        assert alma.post(ADMIN, data={"who": eva.key}).status_code == 403
        assert alma.post(f"{ADMIN}/remind").status_code == 403

    def test_many_applicants_take_no_more_queries_than_one(
        self, app: Flask, alma: Client, cast: Cast, forum: Forum
    ) -> None:
        def count() -> int:
            with queries(app) as asked:
                alma.get(ADMIN)
            return len(asked)

        invited(cast, forum, applied(cast.forum, "Eva"))
        applied(cast.forum, "Rosa")
        few = count()
        invited(cast, forum, *(applied(cast.forum, f"Person{number}") for number in range(20)))
        for number in range(20):
            applied(cast.forum, f"Further{number}")
        assert count() == few


class TestAnotherRunsAdmin:
    """An admin of the new run only cannot read anything of the earlier run."""

    @pytest.fixture
    def omar(self, cast: Cast, forum: Forum, sign_in: SignIn) -> Client:
        db.session.add(
            Membership(forum_id=forum.id, user_id=cast.omar.id, roles=frozenset({"admin"}), created_at=BEFORE)
        )
        return sign_in(cast.omar)

    def test_reads_which_admins_can_send_the_invitations(self, omar: Client, cast: Cast, forum: Forum) -> None:
        applied(cast.forum, "Eva")
        invited(cast, forum, applied(cast.forum, "Luis"))
        page = shown(omar.get(ADMIN))
        assert "Only the admins of the earlier run can see what people wrote in it." in page.words
        assert not {"Eva", "Luis", "eva@example.net"} & set(page.words.split())

    def test_gets_the_same_page_as_if_nobody_had_applied(self, omar: Client, cast: Cast, forum: Forum) -> None:
        def body() -> str:
            html = omar.get(ADMIN).get_data(as_text=True)
            return "\n".join(line for line in html.splitlines() if "csrf" not in line)

        without = body()
        invited(cast, forum, applied(cast.forum, "Eva"))
        assert body() == without

    def test_cannot_invite_nor_remind(self, omar: Client, cast: Cast, forum: Forum) -> None:
        eva = applied(cast.forum, "Eva")
        assert omar.post(ADMIN, data={"who": eva.key}).status_code == 403
        assert omar.post(f"{ADMIN}/remind").status_code == 403
        assert db.session.scalar(select(Application).where(Application.forum_id == forum.id)) is None

    @pytest.mark.parametrize("who", ["ana", "tess", "omar", "nina", "olga"])
    def test_is_refused_without_the_role(self, cast: Cast, forum: Forum, sign_in: SignIn, who: str) -> None:
        client, eva = sign_in(getattr(cast, who)), applied(cast.forum, "Eva")
        assert client.get(ADMIN).status_code == 403
        assert client.post(ADMIN, data={"who": eva.key}).status_code == 403
        assert client.post(f"{ADMIN}/remind").status_code == 403


class TestTheLink:
    @pytest.fixture
    def eva(self, cast: Cast, forum: Forum) -> Application:
        """Eva's invitation, with its link."""
        earlier = applied(
            cast.forum, "Eva", kind="key_respondent", experience="Ten years.\n\nIn two towns.", week=cast.week(2)
        )
        [invitation] = invited(cast, forum, earlier)
        hand_out_link(invitation, "a-private-token")
        return invitation

    def test_shows_the_new_dates_and_what_they_wrote(self, eva: Application, client: Client) -> None:
        page = shown(client.get(LINK))
        for words in (
            "You applied to take part in “Social economy”.", "26 October 2026 to 27 November 2026",
            "Thu 1 Oct, 00:00 Toronto time", "Eva works in a market.", "Ten years.", "In two towns.",
            "2. Local purchasing", "Key respondent", "Brazil", "Español",
        ):  # fmt: skip
            assert words in page.words

    def test_opening_the_page_confirms_nothing(self, eva: Application, client: Client) -> None:
        for ask in (client.get, client.head, client.options):
            ask(LINK)
            ask(f"{LINK}/no")
        assert (eva.verified_at, eva.state) == (None, "received")

    def test_one_click_confirms(self, eva: Application, client: Client) -> None:
        answer = shown(client.get(LINK)).form("/again/a-private-token").send(client)
        assert (answer.status_code, answer.location) == (303, LINK)
        assert eva.verified_at == START
        page = shown(client.get(LINK))
        assert "You have confirmed, on Wed 4 Mar, 07:00." in page.words
        assert page.actions() & {LINK, f"{LINK}/no"} == set()

    def test_used_twice_it_says_so(self, eva: Application, client: Client, clock: FixedClock) -> None:
        client.post(LINK)
        clock.move_to(START + DAY)
        client.post(LINK)
        assert "You have confirmed, on Wed 4 Mar, 07:00." in shown(client.get(LINK)).words

    def test_an_applicant_can_say_no_and_then_yes(self, eva: Application, client: Client) -> None:
        shown(client.get(LINK)).form("/no").send(client)
        page = shown(client.get(LINK))
        assert "You have said that you do not take part this time." in page.words
        page.form("/again/a-private-token").send(client)
        assert (eva.state, eva.verified_at) == ("received", START)

    def test_a_person_who_applied_anew_reads_that_the_new_application_counts(
        self, eva: Application, client: Client, forum: Forum
    ) -> None:
        record(forum, said("Eva"), FORM, START, verified=True)
        page = shown(client.get(LINK))
        assert "You applied again on Wed 4 Mar, 07:00." in page.words
        assert LINK not in page.actions()
        client.post(LINK)
        assert eva.verified_at is None

    @pytest.mark.parametrize("path", ["", "/no"])
    @pytest.mark.parametrize(("late", "status"), [(-SECOND, 303), (timedelta(), 403), (SECOND, 403)])
    def test_works_until_the_deadline(
        self, eva: Application, client: Client, clock: FixedClock, path: str, late: timedelta, status: int
    ) -> None:
        clock.move_to(DEADLINE + late)
        answer = client.post(LINK + path)
        assert answer.status_code == status
        if status == 403:
            assert "The deadline has passed: nothing can be confirmed any more." in shown(answer).words
            assert "The deadline has passed" in shown(client.get(LINK)).words
            assert (eva.verified_at, eva.state) == (None, "received")

    def test_a_confirmation_is_shown_after_the_deadline(
        self, eva: Application, client: Client, clock: FixedClock
    ) -> None:
        client.post(LINK)
        clock.move_to(DEADLINE)
        assert "You have confirmed" in shown(client.get(LINK)).words

    def test_works_before_the_call_is_out(self, eva: Application, forum: Forum, client: Client) -> None:
        assert forum.applications_from is None
        assert client.post(LINK).status_code == 303
        assert eva.verified_at == START

    @pytest.mark.parametrize("address", ["/f/second-run/again/another", "/f/social-economy/again/a-private-token"])
    def test_an_unknown_link_is_a_404(self, eva: Application, client: Client, address: str) -> None:
        assert client.get(address).status_code == 404
        assert client.post(address).status_code == 404
        assert client.post(f"{address}/no").status_code == 404
        assert eva.verified_at is None

    def test_an_ordinary_applications_link_opens_nothing_here(self, cast: Cast, forum: Forum, client: Client) -> None:
        hand_out_link(applied(forum, "Luis"), "a-private-token")
        assert client.get(LINK).status_code == 404

    def test_a_form_on_another_site_confirms_nothing(self, eva: Application, client: Client) -> None:
        client.token = False
        assert client.post(LINK).status_code == 400
        assert eva.verified_at is None

    def test_the_secret_address_is_not_passed_on(self, eva: Application, client: Client) -> None:
        headers = client.get(LINK).headers
        assert (headers["Referrer-Policy"], headers["X-Robots-Tag"]) == ("no-referrer", "noindex")

    def test_typed_text_is_escaped(self, eva: Application, client: Client) -> None:
        eva.name = eva.description = "<script>alert(1)</script>"
        page = client.get(LINK).get_data(as_text=True)
        assert "<script>alert" not in page
        assert "&lt;script&gt;" in page
