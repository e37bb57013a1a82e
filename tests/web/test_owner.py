"""The owner's pages: forums, and mail that waits."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from board import jobs
from board.clock import FixedClock
from board.extensions import db
from board.models import Forum, Mail, Revision, Text, UnsentText, User, Week
from tests.support.cast import END, OPENING, START, Cast, membership_of
from tests.support.client import Client
from tests.support.shown import shown

SignIn = Callable[[User], Client]
NEW = "/owner/forums/new"
EDIT = "/owner/forums/social-economy/edit"


@pytest.fixture
def olga(cast: Cast, sign_in: SignIn) -> Client:
    """The owner of the site."""
    return sign_in(cast.olga)


def read(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return answer.get_data(as_text=True)


def send(client: Client, address: str, fields: dict[str, object], status: int = 303) -> str:
    """Post a form; gives the page that comes back, or the one to which it leads."""
    answer = client.post(address, data=fields)
    assert answer.status_code == status, answer.get_data(as_text=True)
    return read(client, answer.location) if status == 303 else answer.get_data(as_text=True)


def forum_fields(**changed: object) -> dict[str, object]:
    """The cast's forum as its form shows it."""
    standing = {
        "name": "Social economy", "slug": "social-economy", "zone": "America/Toronto", "starts": "2026-02-23",
        "ends": "2026-03-27", "main_language": "en", "languages": ["es"], "policy": "es > en",
        "regions": "Brazil\nQuebec", "reading": "members", "hours_min": "2", "hours_max": "5",
        "body": "We learn how public buyers choose.",
    }  # fmt: skip
    return {**standing, **changed}


def forum_called(slug: str) -> Forum:
    return db.session.scalars(select(Forum).where(Forum.slug == slug)).one()


class TestForums:
    def test_lists_them(self, olga: Client) -> None:
        page = read(olga, "/owner/forums")
        assert "Social economy" in page
        assert "Food councils" in page
        assert "/f/food-councils/admin/schedule" in page

    @pytest.mark.parametrize("address", ["/owner/forums", NEW, EDIT, "/owner/mail"])
    @pytest.mark.parametrize("who", ["ana", "alma", "omar", "nina"])
    def test_is_for_the_owner(self, cast: Cast, sign_in: SignIn, who: str, address: str) -> None:
        read(sign_in(getattr(cast, who)), address, 403)

    @pytest.mark.parametrize("address", [NEW, EDIT])
    def test_is_changed_by_the_owner(self, cast: Cast, sign_in: SignIn, address: str) -> None:
        send(sign_in(cast.alma), address, forum_fields(name="Mine", slug="mine"), 403)
        assert db.session.scalar(select(Forum).where(Forum.name == "Mine")) is None


class TestNewForum:
    def fields(self, **changed: object) -> dict[str, object]:
        return forum_fields(name="Care work", slug="care-work", **changed)

    def test_is_made_and_leads_to_its_schedule(self, olga: Client, cast: Cast) -> None:
        fields = self.fields(
            main_language="es", languages=["es", "pt"], policy="es > en\npt>es", regions="Brazil\n Brazil \n\nQuébec",
            reading="everyone", machine_drafts="y", starts="2026-10-26", ends="",
        )  # fmt: skip
        page = send(olga, NEW, fields)
        assert "The forum “Care work” is there. Add its weeks next." in page
        assert "There are no weeks yet." in page
        forum = forum_called("care-work")
        assert forum.languages == ("es", "pt")
        assert forum.policy == ("es>en", "pt>es")
        assert forum.regions == ("Brazil", "Québec")
        assert (forum.public_reading, forum.shows_machine_drafts) == (True, True)
        assert (forum.starts_on, forum.ends_on, forum.closed_at) == (date(2026, 10, 26), None, None)
        assert membership_of(cast.olga, forum) is None

    def test_its_owner_can_become_its_admin(self, olga: Client, cast: Cast) -> None:
        send(olga, NEW, self.fields(join="y"))
        assert membership_of(cast.olga, forum_called("care-work")).roles == {"admin"}  # type: ignore[union-attr]
        fields = {"title": "Week one", "language": "en", "opens": "2026-10-26T09:00", "base": "1"}
        page = send(olga, "/f/care-work/admin/weeks/new", fields)
        assert 'name="wanted" value="open"' in page

    def test_a_taken_short_name_is_told(self, olga: Client) -> None:
        page = send(olga, NEW, forum_fields(name="Second run"), 422)
        assert "Another forum has this short name." in page
        assert 'value="Second run"' in page

    @pytest.mark.parametrize(
        ("wrong", "words"),
        [
            ({"name": ""}, "Give the forum a name."),
            ({"name": "x" * 121}, "A name can have at most 120 characters."),
            ({"slug": ""}, "Give a short name for addresses."),
            ({"slug": "Care Work"}, "Use lowercase letters"),
            ({"slug": "x" * 61}, "A short name can have at most 60 characters."),
            ({"slug": "a\x00b"}, "This held characters that cannot be shown."),
            ({"zone": ""}, "Give a time zone."),
            ({"zone": "Mars/Olympus"}, "There is no time zone of this name."),
            ({"zone": "../etc/passwd"}, "There is no time zone of this name."),
            ({"starts": "soon"}, "Give a day, such as 2026-10-26."),
            ({"starts": "2026-12-31"}, "The last day is before the first one."),
            ({"ends": "9999-12-31"}, "Look at the year again"),
            ({"main_language": "xx"}, "Not a valid choice"),
            ({"languages": ["xx"]}, "is not a valid choice"),
            ({"policy": "es into en"}, "“es into en” is not a pair such as es &gt; en."),
            ({"policy": "es > es"}, "is not a pair such as"),
            ({"policy": "es > en\nes > fr"}, "es is listed twice"),
            ({"policy": "es > en\n" * 400}, "These are too many lines."),
            ({"regions": "x" * 81}, "A region can have at most 80 characters"),
            ({"reading": "nobody"}, "Not a valid choice"),
            ({"hours_min": "a few"}, "Give a whole number."),
            ({"hours_min": ""}, "Give a whole number from 0 to 60."),
            ({"hours_max": "61"}, "Give a whole number from 0 to 60."),
            ({"hours_max": "1"}, "“At most” is less than “at least”."),
            ({"body": "x" * 50_001}, "This is longer than 50,000 characters."),
        ],
    )
    def test_keeps_what_was_typed(self, olga: Client, wrong: dict[str, object], words: str) -> None:
        fields = {**self.fields(body="My purpose", regions="Andes"), **wrong}
        page = send(olga, NEW, fields, 422)
        assert words in page
        assert 'class="error-summary"' in page
        for name in ("name", "zone", "starts", "ends", "regions", "body", "hours_min", "hours_max"):
            assert str(fields[name]) in page
        assert str(fields["policy"]).replace(">", "&gt;") in page
        assert len(db.session.scalars(select(Forum)).all()) == 2


def change(olga: Client, status: int = 303, **changed: object) -> str:
    """Open the form of the settings, change them, send it; gives what `send` does."""
    return send(olga, EDIT, {**shown(olga.get(EDIT)).form("/edit").fields, **changed}, status)


class TestSettings:
    def test_saved_unchanged_moves_nothing(self, olga: Client, cast: Cast) -> None:
        page = read(olga, EDIT)
        assert 'value="America/Toronto"' in page
        assert "es &gt; en" in page
        for _ in range(3):
            change(olga)
        forum = forum_called("social-economy")
        assert forum.closed_at == END
        assert forum.languages == ("en", "es")
        assert db.session.get_one(Week, cast.week(3).id).opens_at == OPENING
        assert len(db.session.scalars(select(Revision).where(Revision.text_id == forum.about_id)).all()) == 1

    def test_a_new_zone_keeps_the_wall_time(self, olga: Client, cast: Cast) -> None:
        change(olga, zone="America/La_Paz")
        assert db.session.get_one(Week, cast.week(3).id).opens_at == OPENING.replace(hour=13)
        assert db.session.get_one(Week, cast.week(1).id).opens_at == datetime(2026, 2, 23, 13, 0, tzinfo=UTC)
        assert forum_called("social-economy").closed_at == datetime(2026, 3, 28, 4, 0, tzinfo=UTC)

    def test_a_new_policy_queues_texts(self, olga: Client, cast: Cast) -> None:
        change(olga, policy="")
        assert db.session.get_one(Text, cast.post.text_id).target is None

    def test_a_new_short_name_is_a_new_address(self, olga: Client) -> None:
        change(olga, slug="social-economy-2026")
        read(olga, "/f/social-economy-2026/admin/schedule")
        read(olga, "/f/social-economy/", 404)

    def test_a_taken_short_name_changes_nothing(self, olga: Client) -> None:
        page = change(olga, 422, slug="food-councils", name="Renamed")
        assert "Another forum has this short name." in page
        assert 'value="Renamed"' in page
        assert forum_called("social-economy").name == "Social economy"

    def test_an_unknown_forum_is_not_found(self, olga: Client) -> None:
        read(olga, "/owner/forums/nowhere/edit", 404)

    def test_an_unsent_purpose_comes_back_and_goes_when_saved(self, olga: Client) -> None:
        place = "forum:social-economy"
        olga.post("/unsent", data={"place": place, "body": "Half a purpose"})
        assert "Half a purpose" in read(olga, EDIT)
        change(olga)
        assert db.session.scalars(select(UnsentText).where(UnsentText.place == place)).all() == []


class TestTwoAtTheSettings:
    """Of two who have the form open, the second one is told what the first one saved."""

    def test_each_field_says_what_was_saved_and_nothing_is_overwritten(self, olga: Client) -> None:
        first, stale = (shown(olga.get(EDIT)).form("/edit") for _ in range(2))
        others = {"zone": "America/La_Paz", "regions": "Brazil", "languages": ["es", "pt"], "second_approval": "y"}
        assert first.send(olga, **others, reading="everyone", ends="2026-04-03", hours_max="6").status_code == 303
        answer = stale.send(olga, name="Renamed", regions="Andes")
        assert answer.status_code == 409
        page = shown(answer)
        assert page.texts("p[@class='error']") == [
            f"Somebody else changed “{field}” meanwhile, to {value}. Saved again, yours replaces it."
            for field, value in {
                "Time zone": "America/La_Paz",
                "Last day": "2026-04-03",
                "Hours a week, at most": "6",
                "Languages people write in": "Español, Português",
                "A translation is approved by somebody other than who wrote it": "yes",
                "Who can read open weeks?": "everyone, also without an account",
                "Regions": "Brazil",
            }.items()
        ]
        assert "What was saved meanwhile" not in page.words  # the purpose is as it was
        forum = forum_called("social-economy")
        assert (forum.name, forum.zone, forum.regions) == ("Social economy", "America/La_Paz", ("Brazil",))
        assert page.form("/edit").fields["regions"] == "Andes"

    def test_saved_again_it_replaces_them(self, olga: Client) -> None:
        first, stale = (shown(olga.get(EDIT)).form("/edit") for _ in range(2))
        first.send(olga, regions="Brazil")
        again = shown(stale.send(olga, regions="Andes")).form("/edit")
        assert again.send(olga).status_code == 303
        assert forum_called("social-economy").regions == ("Andes",)

    def test_a_purpose_written_meanwhile_stands_below(self, olga: Client) -> None:
        first, stale = (shown(olga.get(EDIT)).form("/edit") for _ in range(2))
        first.send(olga, body="We learn from each other.")
        answer = stale.send(olga, body="We learn how schools buy.")
        assert answer.status_code == 409
        page = answer.get_data(as_text=True)
        assert "Somebody else saved this meanwhile" in page
        assert "We learn from each other.</textarea>" in page
        assert shown(answer).form("/edit").fields["body"] == "We learn how schools buy."

    def test_it_is_told_where_no_purpose_is_written(self, olga: Client) -> None:
        change(olga, body="")
        first, stale = (shown(olga.get(EDIT)).form("/edit") for _ in range(2))
        first.send(olga, hours_max="6")
        answer = stale.send(olga, name="Renamed")
        assert answer.status_code == 409
        assert "Somebody else changed “Hours a week, at most” meanwhile, to 6." in shown(answer).words

    def test_the_same_said_in_other_words_is_no_difference(self, olga: Client) -> None:
        change(olga, body="")
        first, stale = (shown(olga.get(EDIT)).form("/edit") for _ in range(2))
        first.send(olga, policy="es > en\npt > en")
        assert stale.send(olga, policy=" es>en\n\npt >en").status_code == 303


class TestMail:
    def test_shows_mail_that_has_nowhere_to_go(self, olga: Client, clock: FixedClock) -> None:
        person = {"email": "ines@example.org", "name": "Inês", "roles": "participant", "region": ""}
        olga.post("/f/social-economy/admin/people", data=person)
        jobs.run_due(clock)
        page = read(olga, "/owner/mail")
        assert "Set MAIL_URL" in page
        assert "To ines@example.org" in page
        assert '<a href="http://localhost/set-up/' in page

    def test_escapes_what_it_shows(self, olga: Client) -> None:
        mail = {"recipient": "a@example.org", "subject": "<b>Hello</b>", "body": "<script>\n\nhttps://a.org/?a=1&b=<i>"}
        db.session.add(Mail(message_id="<1@localhost>", created_at=START, **mail))
        page = read(olga, "/owner/mail")
        assert "&lt;b&gt;Hello" in page
        assert "&lt;script&gt;" in page
        assert '<a href="https://a.org/?a=1&amp;b=' in page
        assert "<i>" not in page

    def test_leaves_out_what_was_sent(self, olga: Client) -> None:
        sent = {"recipient": "a@example.org", "subject": "Sent", "body": "", "sent_at": START}
        db.session.add(Mail(message_id="<1@localhost>", created_at=START, **sent))
        assert "No mail is waiting." in read(olga, "/owner/mail")
