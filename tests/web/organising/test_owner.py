"""The owner's pages: forums, and mail that waits."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask_babel import force_locale
from sqlalchemy import delete, select

from board import jobs
from board.actions import enrolling, recovering
from board.clock import FixedClock
from board.extensions import db
from board.models import Forum, Job, Line, Mail, Revision, Text, UnsentText, User, Week, WorkerBeat
from board.models.base import new_key
from board.rules import work as work_rule
from board.web.organising import work_words
from tests.support.cast import END, OPENING, START, Cast
from tests.support.client import Client
from tests.support.shown import shown, words_of

SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
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
    """Post a form; return the page that comes back, or the page of the redirect."""
    answer = client.post(address, data=fields)
    assert answer.status_code == status, answer.get_data(as_text=True)
    return read(client, answer.location) if status == 303 else answer.get_data(as_text=True)


def forum_fields(**changed: object) -> dict[str, object]:
    """Return the fields of the form of the cast's forum."""
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
    def test_lists_the_forums(self, olga: Client) -> None:
        page = read(olga, "/owner/forums")
        assert "Social economy" in page
        assert "Food councils" in page
        assert "/f/food-councils/admin/schedule" in page

    @pytest.mark.parametrize("address", ["/owner/forums", EDIT, "/owner/mail"])
    @pytest.mark.parametrize("who", ["ana", "alma", "omar", "nina"])
    def test_is_for_the_owner(self, cast: Cast, sign_in: SignIn, who: str, address: str) -> None:
        read(sign_in(getattr(cast, who)), address, 403)

    def test_is_changed_by_the_owner_alone(self, cast: Cast, sign_in: SignIn) -> None:
        send(sign_in(cast.alma), EDIT, forum_fields(name="Mine", slug="mine"), 403)
        assert db.session.scalar(select(Forum).where(Forum.name == "Mine")) is None


class TestSiteWithoutForum:
    """The first page of a new installation."""

    def test_offers_the_owner_to_create_one(self, owner: Client) -> None:
        page = shown(owner.get("/"))
        assert "There is no forum yet." in page.words
        assert NEW in page.links

    @pytest.mark.parametrize("who", ["somebody else", "a visitor"])
    def test_offers_nothing_to_other_people(
        self, db_session: object, client: Client, sign_in: SignIn, who: str
    ) -> None:
        client = sign_in(account("Nina")) if who == "somebody else" else client
        page = shown(client.get("/"))
        assert "There is no forum yet." in page.words
        assert NEW not in page.links

    @pytest.fixture
    def owner(self, db_session: object, sign_in: SignIn) -> Client:
        return sign_in(account("Olga", owner=True))


def account(name: str, *, owner: bool = False) -> User:
    return enrolling.create_account(f"{name}@example.org", name, START, owner=owner)


def change(olga: Client, status: int = 303, **changed: object) -> str:
    """Open the form of the settings, change it and send it; return the page as ``send`` does."""
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

    def test_an_unsent_purpose_comes_back_until_it_is_saved(self, olga: Client) -> None:
        place = "forum:social-economy"
        olga.post("/unsent", data={"place": place, "body": "Half a purpose"})
        assert "Half a purpose" in read(olga, EDIT)
        change(olga)
        assert db.session.scalars(select(UnsentText).where(UnsentText.place == place)).all() == []

    @pytest.mark.parametrize(
        ("wrong", "words"),
        [
            ({"name": ""}, "Give the forum a name."),
            ({"name": "x" * 121}, "A name can have at most 120 characters."),
            ({"slug": ""}, "Give a short name for addresses."),
            ({"slug": "Care Work"}, "Use lowercase letters"),
            ({"slug": "x" * 61}, "A short name can have at most 60 characters."),
            ({"slug": "a\x00b"}, "This contained characters that cannot be shown."),
            ({"zone": ""}, "Give a time zone."),
            ({"zone": "Mars/Olympus"}, "There is no time zone of this name."),
            ({"zone": "../etc/passwd"}, "There is no time zone of this name."),
            ({"starts": "soon"}, "Give a day, such as 2026-10-26."),
            ({"starts": "2026-12-31"}, "The last day is before the first one."),
            ({"ends": "9999-12-31"}, "Check the year"),
            ({"main_language": "xx"}, "Not a valid choice"),
            ({"languages": ["xx"]}, "is not a valid choice"),
            ({"policy": "es into en"}, "“es into en” is not a pair such as es &gt; en."),
            ({"policy": "es > es"}, "is not a pair such as"),
            ({"policy": "es > en\nes > fr"}, "es is listed twice"),
            ({"policy": "es > en\n" * 400}, "There are too many lines."),
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
        standing = {**forum_fields(body="My purpose", regions="Andes"), **wrong}
        page = change(olga, 422, **standing)
        assert words in page
        assert 'class="error-summary"' in page
        for name in ("name", "zone", "starts", "ends", "regions", "body", "hours_min", "hours_max"):
            assert str(standing[name]) in page
        assert str(standing["policy"]).replace(">", "&gt;") in page
        assert forum_called("social-economy").regions == ("Brazil", "Quebec")


class TestTwoAtTheSettings:
    """If two people have the form open, the second reads what the first saved."""

    def test_each_field_shows_what_was_saved_and_nothing_is_overwritten(self, olga: Client) -> None:
        first, stale = (shown(olga.get(EDIT)).form("/edit") for _ in range(2))
        others = {"zone": "America/La_Paz", "regions": "Brazil", "languages": ["es", "pt"], "second_approval": "y"}
        assert first.send(olga, **others, reading="everyone", ends="2026-04-03", hours_max="6").status_code == 303
        answer = stale.send(olga, name="Renamed", regions="Andes")
        assert answer.status_code == 409
        page = shown(answer)
        assert page.texts("p[@class='error']") == [
            f"Somebody else has changed “{field}” to {value} meanwhile. If you save again, yours replaces it."
            for field, value in {
                "Time zone": "America/La_Paz",
                "Last day": "2026-04-03",
                "Hours a week, at most": "6",
                "Languages people write in": "Español, Português",
                "Somebody other than the translator approves each translation": "yes",
                "Who can read open weeks?": "everyone, also without an account",
                "Regions": "Brazil",
            }.items()
        ]
        assert "What was saved meanwhile" not in page.words  # the purpose was not changed
        forum = forum_called("social-economy")
        assert (forum.name, forum.zone, forum.regions) == ("Social economy", "America/La_Paz", ("Brazil",))
        assert page.form("/edit").fields["regions"] == "Andes"

    def test_saving_again_overwrites(self, olga: Client) -> None:
        first, stale = (shown(olga.get(EDIT)).form("/edit") for _ in range(2))
        first.send(olga, regions="Brazil")
        again = shown(stale.send(olga, regions="Andes")).form("/edit")
        assert again.send(olga).status_code == 303
        assert forum_called("social-economy").regions == ("Andes",)

    def test_a_purpose_saved_meanwhile_is_shown_below(self, olga: Client) -> None:
        first, stale = (shown(olga.get(EDIT)).form("/edit") for _ in range(2))
        first.send(olga, body="We learn from each other.")
        answer = stale.send(olga, body="We learn how schools buy.")
        assert answer.status_code == 409
        page = answer.get_data(as_text=True)
        assert "Somebody else saved this meanwhile" in page
        assert "We learn from each other.</textarea>" in page
        assert shown(answer).form("/edit").fields["body"] == "We learn how schools buy."

    def test_a_conflict_is_shown_without_a_purpose_too(self, olga: Client) -> None:
        change(olga, body="")
        first, stale = (shown(olga.get(EDIT)).form("/edit") for _ in range(2))
        first.send(olga, hours_max="6")
        answer = stale.send(olga, name="Renamed")
        assert answer.status_code == 409
        assert "Somebody else has changed “Hours a week, at most” to 6 meanwhile." in shown(answer).words

    def test_another_spelling_of_the_same_value_is_no_conflict(self, olga: Client) -> None:
        change(olga, body="")
        first, stale = (shown(olga.get(EDIT)).form("/edit") for _ in range(2))
        first.send(olga, policy="es > en\npt > en")
        assert stale.send(olga, policy=" es>en\n\npt >en").status_code == 303


class TestMail:
    def test_shows_mail_while_no_server_is_set(self, olga: Client, clock: FixedClock) -> None:
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
        assert "No e-mail is kept." in read(olga, "/owner/mail")


class TestWork:
    """Work that waits or was failed is shown with age, kind and reason, and can be tried again."""

    @pytest.fixture(autouse=True)
    def _no_other_work(self, cast: Cast) -> None:
        db.session.execute(delete(Job))
        db.session.commit()

    def add(self, kind: str = "mail.reset", **values: Any) -> Job:
        job = {"kind": kind, "unique_key": f"test:{new_key()}", "payload": {"email": "secret@example.org"}}
        job |= {"due_at": START - HOUR, "run_at": START + HOUR, "attempts": 3}
        made = Job(**job | values)
        db.session.add(made)
        db.session.commit()
        return made

    def reread(self, job_id: int) -> Job | None:
        db.session.expire_all()
        return db.session.get(Job, job_id)

    def test_says_that_nothing_waits(self, olga: Client) -> None:
        page = read(olga, "/owner/mail")
        assert "Nothing is waiting, and nothing has failed." in page

    @pytest.mark.parametrize(
        ("seen", "is_said"),
        [(None, True), (START - MINUTE - SECOND, True), (START - MINUTE, False), (START, False)],
    )
    def test_says_that_no_worker_is_running(self, olga: Client, seen: datetime | None, is_said: bool) -> None:
        if seen is not None:
            db.session.add(WorkerBeat(name="one", began_at=seen, seen_at=seen))
            db.session.commit()
        page = read(olga, "/owner/mail")
        assert ("The worker of this site is not running" in page) is is_said
        assert ("It was last seen:" in page) is (is_said and seen is not None)

    def test_removing_everything_needs_a_confirmation(self, olga: Client) -> None:
        self.add(failed_at=START)
        page = shown(olga.get("/owner/mail"))
        assert page.one("details[@class='confirm']//button[@value='away']").text == "Remove all failed tasks"

    @pytest.mark.parametrize(("attempts", "offered"), [(0, False), (1, True)])
    def test_untried_work_cannot_be_tried_again(self, olga: Client, attempts: int, offered: bool) -> None:
        self.add(attempts=attempts)
        assert ("Try all again" in read(olga, "/owner/mail")) is offered

    def test_each_reason_is_in_words(self, olga: Client) -> None:
        for reason in work_words.REASONS:
            self.add(reason=reason, failed_at=START)
        page = shown(olga.get("/owner/mail")).words
        with force_locale("en"):
            assert [str(words) for words in work_words.REASONS.values() if str(words) not in page] == []

    def test_every_kind_of_work_and_every_reason_has_a_name(self) -> None:
        assert {kind for kind in jobs.HANDLERS if not kind.startswith(("test.", "mail.test"))} <= set(work_words.KINDS)
        reasons = {getattr(work_rule, name) for name in dir(work_rule) if name.isupper()}
        words = {reason for reason in reasons if isinstance(reason, str)} - {work_rule.MAIL, work_rule.INCOMING}
        assert words | {""} == set(work_words.REASONS)

    def test_failed_work_is_shown_with_its_reason_and_without_its_content(self, olga: Client) -> None:
        self.add(reason="rejected", error="550 <b>No such user</b>", recipient="ines@example.org", failed_at=START)
        page = shown(olga.get("/owner/mail"))
        piece = words_of(page.one("section[@aria-labelledby='failed']//li"))
        for words in ("Link for a new password", "To ines@example.org", "tried 3 times", "would refuse it again"):
            assert words in piece
        assert "550 <b>No such user</b>" in piece
        assert "secret@" not in words_of(page.one("main"))
        assert "1 failed" in read(olga, "/owner/forums")

    def test_waiting_work_is_shown_with_its_next_try(self, olga: Client) -> None:
        self.add("draft.machine", reason="fault", error="EngineError: it was too slow")
        piece = words_of(shown(olga.get("/owner/mail")).one("section[@aria-labelledby='waiting']//li"))
        for words in ("Machine draft of a translation", "Due since:", "Tried next:", "EngineError: it was too slow"):
            assert words in piece

    def test_work_that_is_not_due_yet_does_not_wait(self, olga: Client) -> None:
        self.add("mail.decision", due_at=START + MINUTE, attempts=0)
        assert "Nothing is waiting, and" in read(olga, "/owner/mail")

    def test_an_outage_of_the_mail_server_is_shown_once_for_all_mail(self, olga: Client) -> None:
        line = {"reason": "closed", "down_since": START - HOUR, "next_try_at": START + MINUTE, "tries": 7}
        db.session.add(Line(name="mail", **line))
        self.add(reason="later", error="451 Not now")
        page = shown(olga.get("/owner/mail"))
        assert "refuses the connection" in words_of(page.one("div[@class='notice']"))
        piece = words_of(page.one("section[@aria-labelledby='waiting']//li"))
        assert "tried 3 times" in piece
        assert "451" not in piece

    @pytest.mark.parametrize("alone", [True, False])
    def test_failed_work_is_tried_again(self, olga: Client, alone: bool) -> None:
        db.session.add(Line(name="mail", reason="closed", down_since=START - HOUR, next_try_at=START + HOUR, tries=7))
        failed, waiting = self.add(failed_at=START, reason="rejected"), self.add("mail.question", reason="later")
        later = self.add("mail.decision", due_at=START + MINUTE, run_at=START + MINUTE, attempts=0)
        olga.post("/owner/mail", data={"wanted": "again", **({"job": failed.id} if alone else {})})
        db.session.expire_all()
        assert (failed.run_at, failed.failed_at) == (START, None)
        assert waiting.run_at == (START + HOUR if alone else START)
        assert later.run_at == START + MINUTE
        assert db.session.scalars(select(Line.next_try_at)).one() == START

    @pytest.mark.parametrize("alone", [True, False])
    def test_failed_work_is_removed(self, olga: Client, alone: bool) -> None:
        one, other = self.add(failed_at=START).id, self.add("mail.question", failed_at=START).id
        waiting = self.add("mail.setup").id
        olga.post("/owner/mail", data={"wanted": "away", **({"job": one} if alone else {})})
        left = [job for job in (one, other, waiting) if self.reread(job)]
        assert left == ([other, waiting] if alone else [waiting])

    def test_work_that_a_worker_is_doing_is_left_alone(self, olga: Client) -> None:
        job = self.add(leased_until=START + MINUTE, leased_by="somebody")
        olga.post("/owner/mail", data={"wanted": "again"})
        db.session.expire_all()
        assert (job.run_at, job.leased_by) == (START + HOUR, "somebody")

    @pytest.mark.parametrize(
        ("data", "status"),
        [
            ({"wanted": "again", "job": "x"}, 400),
            ({"wanted": "away", "job": ""}, 400),
            ({"wanted": "away", "job": "9" * 30}, 400),
            ({"wanted": "all"}, 400),
            ({}, 400),
            ({"wanted": "away", "job": "999999999"}, 303),
            ({"wanted": "again", "job": "999999999"}, 303),
        ],
    )
    def test_an_invalid_request_changes_nothing(self, olga: Client, data: dict[str, str], status: int) -> None:
        job = self.add(failed_at=START).id
        assert olga.post("/owner/mail", data=data).status_code == status
        left = self.reread(job)
        assert left is not None
        assert left.failed_at == START

    def test_work_does_not_name_a_closed_account(self, olga: Client) -> None:
        gone, waiting = (
            self.add(kind, recipient="ines@example.org", error="550 ines@example.org", **values).id
            for kind, values in (("mail.setup", {"failed_at": START}), ("mail.question", {}))
        )
        recovering.forget_address("ines@example.org")
        db.session.commit()
        left = self.reread(waiting)
        assert self.reread(gone) is None
        assert left is not None
        assert (left.recipient, left.error) == ("", "")
