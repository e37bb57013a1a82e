"""The schedule and the people of a forum, as admins and the owner work with them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import select

from board.actions import enrolling, preparing
from board.clock import FixedClock
from board.extensions import db
from board.models import Act, Assignment, Job, Membership, Text, User
from tests.support import presenting
from tests.support.cast import OPENING, START, TITLES, Cast, membership_of, reading_form, sight_for
from tests.support.client import Client
from tests.support.hashes import counted
from tests.support.shown import shown

SignIn = Callable[[User], Client]
SCHEDULE = "/f/social-economy/admin/schedule"
LOG = "/f/social-economy/admin/acts"
WEEK = "/f/social-economy/admin/week/{}/{}"
PEOPLE = "/f/social-economy/admin/people"
TOKEN = re.compile(r'(?<=name="csrf_token" value=")[^"]*|(?<=name="csrf-token" content=")[^"]*')


@pytest.fixture
def alma(cast: Cast, sign_in: SignIn) -> Client:
    """The forum's admin."""
    return sign_in(cast.alma)


def read(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return answer.get_data(as_text=True)


def send(client: Client, address: str, status: int = 303, **fields: object) -> str:
    """Post a form; return the page that comes back, or the page of the redirect."""
    answer = client.post(address, data=fields)
    assert answer.status_code == status, answer.get_data(as_text=True)
    return read(client, answer.location) if status == 303 else answer.get_data(as_text=True)


def override(client: Client, number: int, wanted: str, status: int = 303) -> str:
    return send(client, WEEK.format(number, "override"), status, wanted=wanted)


def button(wanted: str) -> str:
    return f'name="wanted" value="{wanted}"'


def week_part(page: str, number: int) -> str:
    """Return the part of the schedule about one week."""
    return page.split(f'id="week-{number}"')[1].split("</li>")[0]


class TestRemovingAWeek:
    def test_the_last_one_can_go_while_nothing_is_in_it(self, alma: Client, cast: Cast) -> None:
        texts = [cast.week(4).title_id, cast.week(4).outline_id]
        page = shown(alma.get(SCHEDULE))
        assert "Remove week 3" not in page.words
        answer = page.form("/week/4/remove").send(alma)
        told = read(alma, answer.location)
        assert "Week 4 is removed." in told
        assert 'id="week-4"' not in told
        assert f"Alma removed week “4. {TITLES[3]}” today" in shown(alma.get(LOG)).words
        assert db.session.scalars(select(Text.id).where(Text.id.in_(texts))).all() == []
        assert "Remove week 3" not in told  # something is in it

    @pytest.mark.parametrize("number", [1, 2, 3])
    def test_others_stay(self, alma: Client, number: int) -> None:
        assert "Only the last week can be removed" in send(alma, WEEK.format(number, "remove"), 403)

    def test_one_with_a_reading_stays(self, alma: Client, cast: Cast) -> None:
        preparing.add_reading(
            sight_for(cast, cast.alma), cast.week(4), reading_form("A fund", "Uno dos tres.", "es"), cast.alma
        )
        assert "Remove week 4" not in read(alma, SCHEDULE)
        assert "nothing is in it" in send(alma, WEEK.format(4, "remove"), 403)

    def test_one_with_a_key_respondent_stays(self, alma: Client, cast: Cast) -> None:
        db.session.add(Assignment(week_id=cast.week(4).id, user_id=cast.rosa.id))
        db.session.commit()
        assert "nothing is in it" in send(alma, WEEK.format(4, "remove"), 403)

    def test_one_that_was_opened_stays(self, alma: Client) -> None:
        override(alma, 4, "open")
        assert "while it is locked" in send(alma, WEEK.format(4, "remove"), 403)

    def test_the_next_one_has_its_number_again(self, alma: Client) -> None:
        send(alma, WEEK.format(4, "remove"))
        page = shown(alma.get("/f/social-economy/admin/weeks/new"))
        answer = page.form("/weeks/new").send(alma, title="Another fourth")
        assert answer.location.endswith("#week-4")

    def test_the_log_keeps_what_was_done_with_it(self, alma: Client) -> None:
        override(alma, 4, "held")
        send(alma, WEEK.format(4, "remove"))
        assert f"Alma held week “4. {TITLES[3]}” today" in shown(alma.get(LOG)).words

    def test_what_somebody_wrote_for_it_is_kept(self, alma: Client, cast: Cast) -> None:
        alma.post("/unsent", data={"place": "week:social-economy:4", "body": "An outline"})
        send(alma, WEEK.format(4, "remove"))
        assert "An outline" in read(alma, "/unsent")


class TestSchedule:
    def test_shows_the_state_of_each_week(self, alma: Client) -> None:
        page = read(alma, SCHEDULE)
        assert "Week 2 · open · this week" in week_part(page, 2)
        assert "Week 3 · locked" in week_part(page, 3)
        assert "Mon 9 Mar, 09:00 Toronto time" in week_part(page, 3)
        assert "no date: it stays locked" in week_part(page, 4)

    def test_shows_the_admins_own_time_beside_the_forums(self, cast: Cast, alma: Client) -> None:
        cast.alma.zone = "Europe/Madrid"
        assert "Mon 9 Mar, 09:00 Toronto time (14:00 your time)" in read(alma, SCHEDULE)

    def test_offers_the_actions_that_the_rule_allows(self, alma: Client) -> None:
        page = read(alma, SCHEDULE)
        open_week, locked_week = week_part(page, 2), week_part(page, 3)
        assert button("locked") in open_week
        assert button("open") not in open_week
        assert button("held") not in open_week
        assert button("open") in locked_week
        assert button("held") in locked_week
        assert button("locked") not in locked_week
        assert button("schedule") not in page

    def test_the_owner_sees_it_without_the_buttons(self, cast: Cast, sign_in: SignIn) -> None:
        page = read(sign_in(cast.olga), SCHEDULE)
        assert "Edit the week" in page
        assert 'name="wanted"' not in page
        assert "Readings and questions" not in page

    def test_links_to_a_submitted_case_study(self, alma: Client, cast: Cast, sign_in: SignIn) -> None:
        presenting.submit(cast)
        assert "1 submitted case study to decide" in week_part(read(alma, SCHEDULE), 3)
        assert "case study" not in week_part(read(alma, SCHEDULE), 2)
        assert "case study" not in read(sign_in(cast.olga), SCHEDULE)

    @pytest.mark.parametrize("who", ["ana", "rosa", "tess", "omar", "nina"])
    def test_is_refused_to_other_people(self, cast: Cast, sign_in: SignIn, who: str) -> None:
        read(sign_in(getattr(cast, who)), SCHEDULE, 403)

    def test_asks_to_sign_in(self, cast: Cast, client: Client) -> None:
        assert "/sign-in" in client.get(SCHEDULE).location


class TestOverride:
    def test_opens_a_week_now(self, alma: Client, cast: Cast, sign_in: SignIn) -> None:
        page = override(alma, 3, "open")
        assert "Week 3 is open now." in page
        assert "Opened by hand by Alma on Wed 4 Mar, 07:00 Toronto time." in week_part(page, 3)
        assert "LOCKED reading" in read(sign_in(cast.ana), "/f/social-economy/week/3")

    def test_is_logged_with_person_and_time(self, alma: Client, cast: Cast) -> None:
        page = override(alma, 3, "held")
        assert "Held by Alma since Wed 4 Mar, 07:00 Toronto time" in week_part(page, 3)
        assert "Alma held week 3 today at 07:00" in shown(alma.get(LOG)).words
        act = db.session.scalars(select(Act).where(Act.kind == "week.held")).one()
        assert (act.user_id, act.at) == (cast.alma.id, START)

    def test_a_held_week_stays_locked_at_its_time(self, alma: Client, clock: FixedClock) -> None:
        override(alma, 3, "held")
        clock.move_to(OPENING)
        assert "Week 3 · locked" in week_part(read(alma, SCHEDULE), 3)
        assert "Week 3 · open" in week_part(override(alma, 3, "schedule"), 3)

    def test_a_week_locked_again_says_that_its_schedule_does_not_count(self, alma: Client) -> None:
        page = override(alma, 2, "locked")
        assert "Its schedule does not open it: it stays locked until you open it by hand" in page
        told = "Locked again by Alma on Wed 4 Mar, 07:00 Toronto time: it will not open by its schedule."
        assert told in week_part(page, 2)

    def test_locks_an_open_week_again(self, alma: Client, cast: Cast, sign_in: SignIn) -> None:
        override(alma, 2, "locked")
        assert "Question of the week" not in read(sign_in(cast.ana), "/f/social-economy/week/2")

    def test_a_second_click_says_that_it_is_done_already(self, alma: Client) -> None:
        override(alma, 3, "open")
        assert "it was like that already" in override(alma, 3, "open")
        assert len(db.session.scalars(select(Act).where(Act.kind == "week.open")).all()) == 1

    def test_refuses_an_unknown_action(self, alma: Client) -> None:
        override(alma, 3, "ajar", 400)

    def test_an_unknown_week_is_a_404(self, alma: Client) -> None:
        override(alma, 9, "open", 404)

    @pytest.mark.parametrize("who", ["ana", "rosa", "tess", "omar", "olga"])
    def test_is_for_admins(self, cast: Cast, sign_in: SignIn, who: str) -> None:
        override(sign_in(getattr(cast, who)), 3, "open", 403)
        assert cast.week(3).override is None


class TestClosing:
    def test_closes_for_writing_and_opens_again(self, alma: Client, cast: Cast, sign_in: SignIn) -> None:
        address = WEEK.format(2, "close")
        assert "Closed for writing since Wed 4 Mar, 07:00" in week_part(send(alma, address, closed="1"), 2)
        read(sign_in(cast.ana), "/f/social-economy/week/2/new-thread", 403)
        assert "Week 2 · open" in week_part(send(alma, address, closed="0"), 2)
        read(sign_in(cast.ana), "/f/social-economy/week/2/new-thread")

    def test_leaves_a_locked_week_alone(self, alma: Client) -> None:
        send(alma, WEEK.format(3, "close"), 403, closed="1")

    @pytest.mark.parametrize("who", ["ana", "omar", "olga"])
    def test_is_for_admins(self, cast: Cast, sign_in: SignIn, who: str) -> None:
        send(sign_in(getattr(cast, who)), WEEK.format(2, "close"), 403, closed="1")


PERSON = {"email": "inês@example.org", "name": "Inês", "roles": ["participant", "translator"], "region": "Brazil"}


class TestAddingPeople:
    def test_makes_an_account_and_a_membership(self, alma: Client, cast: Cast) -> None:
        page = send(alma, PEOPLE, **PERSON)
        assert "Inês was added." in page
        user = db.session.scalars(select(User).where(User.email == PERSON["email"])).one()
        membership = membership_of(user, cast.forum)
        assert membership is not None
        assert membership.roles == {"participant", "translator"}
        assert membership.region == "Brazil"
        assert db.session.scalars(select(Job).where(Job.kind == "mail.setup")).one().payload["user"] == user.id

    def test_leaves_an_existing_account_as_it_is(self, alma: Client, cast: Cast) -> None:
        fields = {**PERSON, "email": "NINA@example.org", "name": "Somebody else", "interface": "es"}
        assert "Somebody else was added." in send(alma, PEOPLE, **fields)
        nina = db.session.get_one(User, cast.nina.id)
        assert (nina.name, nina.interface) == ("Nina", None)

    def test_asks_in_which_language_they_get_their_mail(self, alma: Client, cast: Cast) -> None:
        form = shown(alma.get(PEOPLE)).form("/people")
        assert form.fields["interface"] == "en"  # the forum's first
        form.send(alma, email="inês@example.org", name="Inês", interface="es")
        assert db.session.scalars(select(User).where(User.email == PERSON["email"])).one().interface == "es"

    def test_an_unknown_language_is_refused(self, alma: Client) -> None:
        assert "Not a valid choice" in send(alma, PEOPLE, 422, **PERSON, interface="xx")

    @pytest.mark.parametrize("mail_url", ["smtp://mail.example.org", None])
    def test_an_e_mail_is_promised_only_where_there_is_a_mail_server(
        self, app: Flask, alma: Client, monkeypatch: pytest.MonkeyPatch, mail_url: str | None
    ) -> None:
        settings = replace(app.extensions["settings"], mail_url=mail_url)
        monkeypatch.setitem(app.extensions, "settings", settings)
        pages = [read(alma, PEOPLE), send(alma, PEOPLE, **PERSON)]
        assert all(("e-mail is sent: the owner" in page) == (mail_url is None) for page in pages)
        assert ("Inês was added. They get an e-mail that explains how to sign in." in pages[1]) == bool(mail_url)

    def test_adding_does_not_reveal_who_has_an_account(self, alma: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        """With an account, without one, and with one that was never set up: the same answer and pages, and no hash."""
        unset = enrolling.create_account("unset@example.org", "Nina", START)
        answers = []
        with counted(monkeypatch) as hashed:
            for address in ("nina@example.org", "unknown@example.org", unset.email):
                answer = alma.post(PEOPLE, data={**PERSON, "email": address, "name": "Whoever it is"})
                key = answer.location.rsplit("/", 1)[1]
                pages = [answer.text, read(alma, answer.location), read(alma, PEOPLE)]
                answers.append([TOKEN.sub("", page).replace(key, "KEY") for page in pages])
                send(alma, f"{PEOPLE}/{key}/remove")
        assert answers[0] == answers[1] == answers[2]
        assert "Whoever it is was added" in answers[0][1]
        assert hashed == []

    def test_says_that_a_person_is_a_member_already(self, alma: Client, cast: Cast) -> None:
        page = send(alma, PEOPLE, 422, **{**PERSON, "email": "ana@example.org"})
        assert "Ana is in this forum already" in page
        assert membership_of(cast.ana, cast.forum).region == "Brazil"  # type: ignore[union-attr]

    @pytest.mark.parametrize(
        ("wrong", "words"),
        [
            ({"email": "ana at example"}, "This is not an e-mail address."),
            ({"email": ""}, "Give an e-mail address"),
            ({"name": ""}, "Give the person’s name."),
            ({"name": "x" * 121}, "A name can have at most 120 characters."),
            ({"name": "Ana\x07"}, "This contained characters that cannot be shown."),
            ({"roles": []}, "Choose at least one role."),
            ({"roles": ["emperor"]}, "emperor"),
            ({"region": "Atlantis"}, "Not a valid choice"),
        ],
    )
    def test_keeps_what_was_typed(self, alma: Client, wrong: dict[str, object], words: str) -> None:
        page = send(alma, PEOPLE, 422, **{**PERSON, "name": "Inês Pão", **wrong})
        assert words in page
        assert 'class="error-summary"' in page
        if "email" not in wrong:
            assert 'value="inês@example.org"' in page
        if "name" not in wrong:
            assert 'value="Inês Pão"' in page
        if "roles" not in wrong:
            assert re.search('<input [^>]*checked[^>]* value="translator"', page)

    def test_is_in_the_readers_language(self, cast: Cast, alma: Client) -> None:
        cast.alma.interface = "es"
        assert '<html lang="es"' in send(alma, PEOPLE, 422, **{**PERSON, "name": ""})

    @pytest.mark.parametrize("who", ["ana", "omar", "nina"])
    def test_is_for_admins_and_the_owner(self, cast: Cast, sign_in: SignIn, who: str) -> None:
        send(sign_in(getattr(cast, who)), PEOPLE, 403, **PERSON)
        assert db.session.scalar(select(User).where(User.email == PERSON["email"])) is None

    def test_the_owner_can_too(self, cast: Cast, sign_in: SignIn) -> None:
        assert "Inês was added" in send(sign_in(cast.olga), PEOPLE, **PERSON)


class TestPeople:
    def test_lists_members_with_roles_and_weeks(self, alma: Client) -> None:
        page = read(alma, PEOPLE)
        assert "6 members" in page
        assert "Translator" in page
        assert "Quebec" in page

    @pytest.mark.parametrize("who", ["ana", "omar"])
    def test_is_for_admins_and_the_owner(self, cast: Cast, sign_in: SignIn, who: str) -> None:
        client = sign_in(getattr(cast, who))
        read(client, PEOPLE, 403)
        read(client, f"{PEOPLE}/{cast.jorge.key}", 403)

    def test_an_address_is_shown_to_the_owner_alone(self, alma: Client, cast: Cast, sign_in: SignIn) -> None:
        address = f"{PEOPLE}/{cast.ana.key}"
        assert "ana@example.org" not in read(alma, address)
        assert "ana@example.org" in read(sign_in(cast.olga), address)


class TestOnePerson:
    def test_changes_roles_and_region(self, alma: Client, cast: Cast) -> None:
        address = f"{PEOPLE}/{cast.ana.key}"
        assert "Saved." in send(alma, address, roles=["participant", "translator"], region="Quebec")
        membership = membership_of(cast.ana, cast.forum)
        assert membership is not None
        assert membership.roles == {"participant", "translator"}
        assert membership.region == "Quebec"
        assert "Alma changed roles today at 07:00. Ana: Participant, Translator." in shown(alma.get(LOG)).words

    def test_needs_a_role(self, alma: Client, cast: Cast) -> None:
        page = send(alma, f"{PEOPLE}/{cast.ana.key}", 422, region="Quebec")
        assert "Choose at least one role." in page
        assert '<option selected value="Quebec">' in page

    def test_keeps_the_last_admin(self, alma: Client, cast: Cast) -> None:
        page = send(alma, f"{PEOPLE}/{cast.alma.key}", 422, roles=["participant"], region="")
        assert "A forum needs at least one admin." in page
        page = send(alma, f"{PEOPLE}/{cast.alma.key}/remove", 422)
        assert "A forum needs at least one admin." in page
        assert membership_of(cast.alma, cast.forum).roles == {"admin"}  # type: ignore[union-attr]

    def test_an_admin_who_drops_the_role_is_led_to_the_programme(self, alma: Client, cast: Cast) -> None:
        send(alma, f"{PEOPLE}/{cast.ana.key}", roles=["participant", "admin"], region="Brazil")
        answer = alma.post(f"{PEOPLE}/{cast.alma.key}", data={"roles": ["participant"], "region": ""})
        assert answer.location == "/f/social-economy/"

    def test_keeps_a_region_that_the_forum_no_longer_has(self, alma: Client, cast: Cast) -> None:
        cast.forum.regions = ("Quebec",)
        assert '<option selected value="Brazil">' in read(alma, f"{PEOPLE}/{cast.ana.key}")

    def test_is_removed_from_the_forum_and_keeps_the_account(self, alma: Client, cast: Cast) -> None:
        page = send(alma, f"{PEOPLE}/{cast.ana.key}/remove")
        assert "Ana is no longer in this forum. What they wrote stays." in page
        assert membership_of(cast.ana, cast.forum) is None
        assert db.session.get(User, cast.ana.id)
        assert "Vender al municipio" in read(alma, f"/f/social-economy/thread/{cast.thread.key}")

    @pytest.mark.parametrize("act", ["", "/assign", "/unassign", "/remove"])
    def test_a_person_of_another_forum_is_a_404(self, alma: Client, cast: Cast, act: str) -> None:
        fields = {"roles": "admin", "week": 1, "region": "", "week_region": ""}
        send(alma, f"{PEOPLE}/{cast.omar.key}{act}", 404, **fields)
        assert membership_of(cast.omar, cast.other_forum) is not None

    @pytest.mark.parametrize("act", ["", "/assign", "/unassign", "/remove"])
    def test_only_admins_can_change_a_member(self, cast: Cast, sign_in: SignIn, act: str) -> None:
        for who in (cast.ana, cast.omar):
            send(sign_in(who), f"{PEOPLE}/{cast.jorge.key}{act}", 403, roles="admin", week=1)
        assert membership_of(cast.jorge, cast.forum).roles == {"participant"}  # type: ignore[union-attr]


class TestAssignments:
    def assigned(self, person: User) -> list[int]:
        query = select(Assignment.week_id).where(Assignment.user_id == person.id)
        return list(db.session.scalars(query))

    def test_gives_a_week_and_the_role(self, alma: Client, cast: Cast) -> None:
        address = f"{PEOPLE}/{cast.jorge.key}/assign"
        page = send(alma, address, week="3", week_region="Quebec")
        assert "Jorge is a key respondent of week 3." in page
        assert self.assigned(cast.jorge) == [cast.week(3).id]
        assert "key_respondent" in membership_of(cast.jorge, cast.forum).roles  # type: ignore[union-attr]

    def test_takes_a_week_back(self, alma: Client, cast: Cast) -> None:
        assert "The assignment to week 2 was removed." in send(alma, f"{PEOPLE}/{cast.rosa.key}/unassign", week="2")
        assert self.assigned(cast.rosa) == []

    @pytest.mark.parametrize("week", ["9", "", "two", "-1"])
    def test_refuses_a_week_that_is_not_there(self, alma: Client, cast: Cast, week: str) -> None:
        page = send(alma, f"{PEOPLE}/{cast.jorge.key}/assign", 422, week=week, week_region="Quebec")
        assert 'class="error-summary"' in page
        assert self.assigned(cast.jorge) == []
        send(alma, f"{PEOPLE}/{cast.jorge.key}/unassign", 404, week=week)

    def test_needs_one_of_the_forums_regions(self, alma: Client, cast: Cast) -> None:
        send(alma, f"{PEOPLE}/{cast.jorge.key}/assign", 422, week="3", week_region="Atlantis")

    def test_end_with_the_role(self, alma: Client, cast: Cast) -> None:
        send(alma, f"{PEOPLE}/{cast.rosa.key}", roles=["participant"], region="Quebec")
        assert self.assigned(cast.rosa) == []


def test_a_forged_form_changes_nothing(alma: Client, cast: Cast) -> None:
    alma.token = False
    override(alma, 3, "open", 400)
    assert cast.week(3).override is None


def test_members_of_another_forum_are_not_listed(alma: Client, cast: Cast) -> None:
    members = db.session.scalars(select(Membership).where(Membership.forum_id == cast.other_forum.id)).all()
    page = read(alma, PEOPLE)
    assert all(member.user_id == cast.omar.id for member in members)
    assert "Omar" not in page


def test_times_are_sent_to_the_browser_in_utc(alma: Client, cast: Cast) -> None:
    assert f'datetime="{datetime(2026, 3, 9, 13, 0, tzinfo=UTC).isoformat()}"' in read(alma, SCHEDULE)
