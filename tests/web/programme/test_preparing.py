"""The pages on which organisers prepare weeks and readings."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from sqlalchemy import select
from werkzeug.test import encode_multipart

from board.actions.enrolling import assign
from board.extensions import db
from board.models import Act, File, Reading, Revision, Text, UnsentText, User, Week
from board.web.programme.gauge import length_in_words, pages
from tests.support.cast import OPENING, Cast, membership_of, sight_for
from tests.support.client import Client
from tests.support.documents import PDF, upload
from tests.support.shown import shown

SignIn = Callable[[User], Client]
WEEK = "/f/social-economy/admin/week/{}"
NEW_WEEK = "/f/social-economy/admin/weeks/new"
READINGS = "/f/social-economy/admin/week/{}/readings"
NEW_READING = READINGS + "/new"
READING = "/f/social-economy/admin/reading/{}"


@pytest.fixture
def alma(cast: Cast, sign_in: SignIn) -> Client:
    """The forum's admin."""
    return sign_in(cast.alma)


def read(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return answer.get_data(as_text=True)


def send(client: Client, address: str, fields: dict[str, object], status: int = 303) -> str:
    """Post a form; return the page that comes back, or the page of the redirect."""
    # In memory: a large form would go through a temporary file that the test client leaves open.
    boundary, body = encode_multipart(fields)
    answer = client.post(address, data=body, content_type=f"multipart/form-data; boundary={boundary}")
    assert answer.status_code == status, answer.get_data(as_text=True)
    return read(client, answer.location) if status == 303 else answer.get_data(as_text=True)


def source_of(text_id: int | None) -> str:
    query = select(Revision.source).join(Text, Text.revision_id == Revision.id).where(Text.id == text_id)
    return db.session.scalars(query).one()


def week_fields(**changed: object) -> dict[str, object]:
    """Return the fields of the form of the cast's week 3."""
    standing = {
        "title": "Cases from the regions", "body": "Outline of “Cases from the regions”.", "language": "en",
        "opens": "2026-03-09T09:00", "base": "1.1",
    }  # fmt: skip
    return {**standing, **changed}


class TestWeek:
    def test_shows_its_opening_as_wall_time_of_the_forum(self, alma: Client) -> None:
        page = read(alma, WEEK.format(3))
        assert 'value="2026-03-09T09:00"' in page
        assert "Toronto time. Without a date the week stays locked" in page

    def test_is_changed(self, alma: Client, cast: Cast) -> None:
        fields = week_fields(title="Cases, compared", body="What worked.", opens="2026-03-10T10:30")
        page = send(alma, WEEK.format(3), fields)
        assert "Week 3 is saved." in page
        log = shown(alma.get("/f/social-economy/admin/acts")).words
        assert "Alma changed today at 07:00 when week 3 opens: 10 March 2026, 10:30 Toronto time." in log
        week = db.session.get_one(Week, cast.week(3).id)
        assert week.opens_at == datetime(2026, 3, 10, 14, 30, tzinfo=UTC)
        assert source_of(week.title_id) == "Cases, compared"
        assert source_of(week.outline_id) == "What worked."

    def test_saved_unchanged_three_times_moves_nothing(self, alma: Client, cast: Cast) -> None:
        before = len(db.session.scalars(select(Act)).all())
        for _ in range(3):
            send(alma, WEEK.format(3), week_fields())
        week = db.session.get_one(Week, cast.week(3).id)
        assert week.opens_at == OPENING
        assert len(db.session.scalars(select(Act)).all()) == before
        assert len(db.session.scalars(select(Revision).where(Revision.text_id == week.title_id)).all()) == 1

    def test_a_time_with_seconds_is_kept_to_the_second(self, alma: Client, cast: Cast) -> None:
        cast.week(3).opens_at = OPENING.replace(second=7)
        assert 'value="2026-03-09T09:00:07"' in read(alma, WEEK.format(3))
        send(alma, WEEK.format(3), week_fields(opens="2026-03-09T09:00:07"))
        assert db.session.get_one(Week, cast.week(3).id).opens_at == OPENING.replace(second=7)

    def test_a_skipped_time_is_refused_with_the_next_one_that_exists(self, alma: Client, cast: Cast) -> None:
        page = send(alma, WEEK.format(3), week_fields(title="A new title", opens="2026-03-08T02:30"), 422)
        assert "Clocks in Toronto go forward and skip this time. The next one that exists is 2026-03-08 03:00." in page
        assert 'value="2026-03-08T02:30"' in page
        assert 'value="A new title"' in page
        assert db.session.get_one(Week, cast.week(3).id).opens_at == OPENING

    def test_a_time_that_occurs_twice_means_the_first(self, alma: Client, cast: Cast) -> None:
        send(alma, WEEK.format(3), week_fields(opens="2026-11-01T01:30"))
        assert db.session.get_one(Week, cast.week(3).id).opens_at == datetime(2026, 11, 1, 5, 30, tzinfo=UTC)

    def test_without_a_date_it_stays_locked_and_says_so(self, alma: Client, cast: Cast) -> None:
        page = send(alma, WEEK.format(3), week_fields(opens=""))
        assert "Week 3 is saved. It has no date, so it stays locked." in page
        assert db.session.get_one(Week, cast.week(3).id).opens_at is None

    def test_an_emptied_outline_is_removed(self, alma: Client, cast: Cast) -> None:
        send(alma, WEEK.format(3), week_fields(body="\u200b "))
        assert db.session.get_one(Week, cast.week(3).id).outline_id is None

    def test_a_corrected_language_queues_its_texts(self, alma: Client, cast: Cast) -> None:
        send(alma, WEEK.format(3), week_fields(language="es"))
        assert db.session.get_one(Text, cast.week(3).title_id).target == "en"

    @pytest.mark.parametrize(
        ("wrong", "words"),
        [
            ({"title": ""}, "Give the week a title."),
            ({"title": "\u200b"}, "Give the week a title."),
            ({"title": "x" * 201}, "A title can have at most 200 characters."),
            ({"title": "bell\x07"}, "This contained characters that cannot be shown."),
            ({"body": "x" * 50_001}, "This is longer than 50,000 characters."),
            ({"opens": "next Monday"}, "Give a day and a time"),
            ({"opens": "0001-01-01T00:00"}, "Check the year"),
            ({"language": "xx"}, "Not a valid choice"),
        ],
    )
    def test_keeps_what_was_typed(self, alma: Client, wrong: dict[str, object], words: str) -> None:
        page = send(alma, WEEK.format(3), week_fields(**{"title": "My title", "body": "My outline", **wrong}), 422)
        assert words in page
        assert 'class="error-summary"' in page
        typed = {"title": "My title", "body": "My outline", **wrong}
        assert str(typed["title"]).replace("\x07", "").replace("\u200b", "") in page
        assert str(typed["body"]) in page
        assert "<title>Error: Edit week 3" in page

    def test_a_conflict_shows_both_versions_and_overwrites_nothing(self, alma: Client, cast: Cast) -> None:
        send(alma, WEEK.format(3), week_fields(title="Hers"))
        page = send(alma, WEEK.format(3), week_fields(title="Mine"), 409)
        assert "Somebody else saved this meanwhile" in page
        assert 'value="Mine"' in page
        assert "Hers" in page
        assert source_of(cast.week(3).title_id) == "Hers"
        send(alma, WEEK.format(3), week_fields(title="Mine", base="2.1"))
        assert source_of(cast.week(3).title_id) == "Mine"

    def test_unsent_words_come_back_until_they_are_saved(self, alma: Client, cast: Cast) -> None:
        place = "week:social-economy:3"
        alma.post("/unsent", data={"place": place, "title": "Half a ti", "body": "Half an out"})
        page = read(alma, WEEK.format(3))
        assert "is back in the form. It is not saved yet." in page
        assert 'value="Half a ti"' in page
        assert "Half an out" in page
        send(alma, WEEK.format(3), week_fields(title="Half a title"))
        assert db.session.scalars(select(UnsentText).where(UnsentText.place == place)).all() == []

    def test_a_refused_form_names_its_unsent_text(self, alma: Client) -> None:
        place = "week:social-economy:3"
        kept = alma.post("/unsent", data={"place": place, "title": "", "body": "Half"}).headers["Unsent-At"]
        page = send(alma, WEEK.format(3), week_fields(title="", body="Half of it"), 422)
        assert f'data-unsent-at="{kept}"' in page
        assert "is back in the form" not in page

    def test_tells_the_browser_to_delete_its_copy(self, alma: Client) -> None:
        assert 'data-sent="week:social-economy:3"' in send(alma, WEEK.format(3), week_fields(title="New"))

    def test_links_to_the_editor_of_its_texts(self, alma: Client, cast: Cast) -> None:
        key = db.session.get_one(Text, cast.week(3).title_id).key
        assert f"/f/social-economy/translate/{key}" in read(alma, WEEK.format(3))

    def test_the_owner_can_edit_it(self, cast: Cast, sign_in: SignIn) -> None:
        owner = sign_in(cast.olga)
        assert "/translate/" not in read(owner, WEEK.format(3))
        assert "Week 3 is saved." in send(owner, WEEK.format(3), week_fields(title="By the owner"))

    @pytest.mark.parametrize("who", ["ana", "bento", "tess", "omar", "nina"])
    def test_is_refused_to_other_people(self, cast: Cast, sign_in: SignIn, who: str) -> None:
        client = sign_in(getattr(cast, who))
        read(client, WEEK.format(3), 403)
        send(client, WEEK.format(3), week_fields(title="Mine"), 403)
        read(client, NEW_WEEK, 403)
        send(client, NEW_WEEK, week_fields(base="5"), 403)

    def test_an_unknown_week_is_not_found(self, alma: Client) -> None:
        read(alma, WEEK.format(9), 404)
        send(alma, WEEK.format(9), week_fields(), 404)


class TestNewWeek:
    def test_is_added_at_the_end(self, alma: Client, cast: Cast) -> None:
        assert 'name="base" value="5"' in read(alma, NEW_WEEK)
        page = send(alma, NEW_WEEK, week_fields(title="Synthesis", opens="2026-03-23T09:00", base="5"))
        assert "Week 5 · locked" in page
        assert "Synthesis" in page

    def test_begins_with_the_next_date_and_the_language_of_the_last_week(self, alma: Client, cast: Cast) -> None:
        db.session.get_one(Text, cast.week(4).title_id).language = "es"
        form = shown(alma.get(NEW_WEEK)).form(NEW_WEEK).fields
        assert (form["opens"], form["language"]) == ("2026-03-23T09:00", "es")  # week 3 opens on the 9th, 4 has no date

    def test_sent_twice_it_is_added_once(self, alma: Client) -> None:
        for _ in range(2):
            page = send(alma, NEW_WEEK, week_fields(title="Synthesis", base="5"))
        assert "Week 5 ·" in page
        assert "Week 6" not in page

    def test_a_week_that_was_added_meanwhile_is_shown(self, alma: Client) -> None:
        send(alma, NEW_WEEK, week_fields(title="Hers", base="5"))
        page = send(alma, NEW_WEEK, week_fields(title="Mine", base="5"), 422)
        assert "Save again to add yours as week 6." in page
        assert 'value="Mine"' in page
        assert 'name="base" value="6"' in page

    def test_needs_a_title(self, alma: Client) -> None:
        page = send(alma, NEW_WEEK, week_fields(title="", body="Kept outline", base="5"), 422)
        assert "Give the week a title." in page
        assert "Kept outline" in page


def reading_fields(**changed: object) -> dict[str, object]:
    fields = {"kind": "text", "title": "A fund", "language": "es", "author_line": "", "respondent": "",
              "body": "Uno dos tres.", "url": "", "minutes": "", "base": "", "once": ""}  # fmt: skip
    return {**fields, **changed}


def only_reading(title: str) -> Reading:
    found = [one for one in db.session.scalars(select(Reading)) if source_of(one.title_id) == title]
    assert len(found) == 1
    return found[0]


class TestAddingReadings:
    def test_a_text(self, alma: Client) -> None:
        page = send(alma, NEW_READING.format(2), reading_fields())
        assert "The reading is in week 2." in page
        assert "3 words" in page
        assert "1 minute" in page
        assert "Translation: not translated yet" in page
        assert only_reading("A fund").minutes == 1

    def test_a_link(self, alma: Client) -> None:
        fields = reading_fields(kind="link", body="", url="https://example.org/fund?a=1#b", minutes="12", language="en")
        page = send(alma, NEW_READING.format(2), fields)
        assert "12 minutes" in page
        reading = only_reading("A fund")
        assert (reading.url, reading.body_id, reading.minutes) == ("https://example.org/fund?a=1#b", None, 12)

    def test_a_file(self, alma: Client, cast: Cast, sign_in: SignIn) -> None:
        fields = reading_fields(kind="file", body="", minutes="20", upload=upload(name="C:\\papers\\Fund\x07 1.PDF"))
        assert "Fund 1.pdf · 1 KB" in send(alma, NEW_READING.format(2), fields)
        answer = sign_in(cast.ana).get(f"/f/social-economy/reading/{only_reading('A fund').key}/file")
        assert (answer.data, answer.mimetype) == (PDF, "application/pdf")

    def test_a_case_study_by_a_key_respondent_of_the_week(self, alma: Client, cast: Cast) -> None:
        page = read(alma, NEW_READING.format(2))
        assert f'value="{cast.rosa.key}"' in page
        assert f'value="{cast.bento.key}"' not in page
        fields = reading_fields(respondent=cast.rosa.key, body="palabra " * 612)
        page = send(alma, NEW_READING.format(2), fields)
        assert "612 words: about 1¼ pages. That is right for a case study" in page
        assert only_reading("A fund").respondent_id == cast.rosa.id
        page = read(alma, READING.format(only_reading("A fund").key))
        assert 'low="400" high="750" optimum="600" value="612"' in page

    def test_guesses_the_language(self, alma: Client) -> None:
        body = "La cooperativa vendió verduras al municipio durante tres años."
        send(alma, NEW_READING.format(2), reading_fields(language="", body=body))
        assert db.session.get_one(Text, only_reading("A fund").title_id).language == "es"

    def test_sent_twice_it_is_added_once(self, alma: Client) -> None:
        for _ in range(2):
            send(alma, NEW_READING.format(2), reading_fields(once="abcdefghjkmnpq"))
        assert only_reading("A fund").key == "abcdefghjkmnpq"

    def test_another_forums_key_is_not_reused(self, alma: Client, cast: Cast) -> None:
        cast.reading.forum_id = cast.other_forum.id
        send(alma, NEW_READING.format(2), reading_fields(once=cast.reading.key))
        assert only_reading("A fund").id != cast.reading.id

    @pytest.mark.parametrize(
        ("wrong", "words"),
        [
            ({"title": ""}, "Give the reading a title."),
            ({"title": "x" * 201}, "A title can have at most 200 characters."),
            ({"body": " \u200b"}, "Write or paste the text; or choose a link or a file."),
            ({"body": "x" * 50_001}, "This is longer than 50,000 characters."),
            ({"kind": "poem"}, "Not a valid choice"),
            ({"author_line": "x" * 201}, "The author’s line can have at most 200 characters."),
            ({"respondent": "nobodyofthem"}, "Not a valid choice"),
            ({"kind": "link", "url": ""}, "Give the address that the link leads to."),
            ({"kind": "link", "url": "javascript:alert(1)"}, "Give a web address that begins with"),
            ({"kind": "link", "url": "https://"}, "Give a web address that begins with"),
            ({"kind": "link", "url": "http://[half"}, "Give a web address that begins with"),
            ({"kind": "link", "url": "https://a.org/" + "x" * 2000}, "An address can have at most 2,000 characters."),
            ({"kind": "link", "url": "https://a.org", "minutes": ""}, "Give the approximate time"),
            ({"kind": "link", "url": "https://a.org", "minutes": "soon"}, "Give a whole number."),
            ({"kind": "link", "url": "https://a.org", "minutes": "9" * 30}, "Give the approximate time"),
            ({"url": "https://a.org"}, "Here is an address, but you did not choose a link."),
            ({"kind": "file", "minutes": "5"}, "Choose the file on your device."),
        ],
    )
    def test_keeps_what_was_typed(self, alma: Client, wrong: dict[str, object], words: str) -> None:
        fields = reading_fields(**{"title": "My title", "body": "My words", **wrong})
        page = send(alma, NEW_READING.format(2), fields, 422)
        assert words in page
        assert 'class="error-summary"' in page
        for name in ("title", "body", "url", "minutes"):
            assert str(fields[name]).replace("\u200b", "").strip() in page
        assert len(db.session.scalars(select(Reading)).all()) == 3

    @pytest.mark.parametrize("who", ["ana", "rosa", "tess", "omar", "olga"])
    def test_is_for_admins(self, cast: Cast, sign_in: SignIn, who: str) -> None:
        client = sign_in(getattr(cast, who))
        for address in (READINGS.format(2), NEW_READING.format(2), READING.format(cast.reading.key)):
            read(client, address, 403)
        send(client, NEW_READING.format(2), reading_fields(), 403)
        send(client, READING.format(cast.reading.key), reading_fields(), 403)
        send(client, READING.format(cast.reading.key) + "/remove", {}, 403)
        assert db.session.get_one(Reading, cast.reading.id).deleted_at is None

    def test_an_unknown_week_is_not_found(self, alma: Client) -> None:
        read(alma, READINGS.format(9), 404)
        read(alma, NEW_READING.format(9), 404)
        send(alma, NEW_READING.format(9), reading_fields(), 404)


def standing(**changed: object) -> dict[str, object]:
    """Return the fields of the form of the cast's reading in week 1."""
    fields = {"title": "Guía de compras", "body": "Una guía corta.\n\nPara municipios.", "base": "1.1"}
    return reading_fields(**{**fields, **changed})


class TestConflictsOfSettings:
    def test_an_opening_that_was_moved_meanwhile_is_not_moved_back(self, cast: Cast, alma: Client) -> None:
        url = WEEK.format(3)
        moving, stale = (shown(alma.get(url)).form(url) for _ in range(2))
        assert moving.send(alma, opens="2026-03-20T09:00").status_code == 303
        answer = stale.send(alma, title="Cases")
        assert answer.status_code == 409
        assert "Somebody else has changed “Opens at” to 2026-03-20 09:00 meanwhile." in shown(answer).words
        assert cast.week(3).opens_at == datetime(2026, 3, 20, 13, tzinfo=UTC)
        assert shown(answer).form(url).send(alma).status_code == 303
        db.session.refresh(cast.week(3))
        assert cast.week(3).opens_at == OPENING

    @pytest.mark.parametrize(
        ("theirs", "told"),
        [
            ({"minutes": "40"}, "changed “Minutes” to 40 meanwhile."),
            (
                {"kind": "text", "url": "", "minutes": "", "body": "A text."},
                "changed “What is it?” to a text",
            ),
            ({"respondent": True}, "Somebody else saved this meanwhile"),
        ],
    )
    def test_settings_that_were_changed_meanwhile_are_shown_and_not_overwritten(
        self, cast: Cast, alma: Client, theirs: dict[str, str], told: str
    ) -> None:
        url = READING.format(cast.reading.key)
        link = {"kind": "link", "url": "https://example.org/a", "minutes": "5"}
        assert shown(alma.get(url)).form(url).send(alma, **link).status_code == 303
        rosa = membership_of(cast.rosa, cast.forum)
        assert rosa
        assign(sight_for(cast, cast.alma), rosa, cast.week(1), "Quebec")
        first, stale = (shown(alma.get(url)).form(url) for _ in range(2))
        if "respondent" in theirs:
            theirs = {"respondent": cast.rosa.key}
        assert first.send(alma, **theirs).status_code == 303
        answer = stale.send(alma, title="Another title")
        assert (answer.status_code, told in shown(answer).words) == (409, True)
        again = shown(answer).form(url)
        assert again.send(alma).status_code == 303

    def test_a_persons_own_change_is_not_shown_as_somebody_elses(self, cast: Cast, alma: Client) -> None:
        url = WEEK.format(3)
        first, stale = (shown(alma.get(url)).form(url) for _ in range(2))
        assert first.send(alma, title="Theirs").status_code == 303
        answer = stale.send(alma, title="Mine", opens="2026-03-20T09:00")
        assert answer.status_code == 409
        assert "Somebody else saved this meanwhile" in shown(answer).words
        assert "Somebody else has changed" not in shown(answer).words
        assert shown(answer).form(url).send(alma).status_code == 303
        db.session.refresh(cast.week(3))
        assert cast.week(3).opens_at == datetime(2026, 3, 20, 13, tzinfo=UTC)

    def test_an_author_line_that_was_changed_meanwhile_is_shown(self, cast: Cast, alma: Client) -> None:
        url = READING.format(cast.reading.key)
        first, stale = (shown(alma.get(url)).form(url) for _ in range(2))
        assert first.send(alma, author_line="A cooperative").status_code == 303
        answer = stale.send(alma, title="Another title")
        assert answer.status_code == 409
        assert "Somebody else has changed “Author” to A cooperative meanwhile." in shown(answer).words
        db.session.refresh(cast.reading)
        assert cast.reading.author_line == "A cooperative"


class TestEditingReadings:
    def test_lists_the_readings_of_a_locked_week_and_its_questions(self, alma: Client) -> None:
        page = read(alma, READINGS.format(3))
        for words in ("LOCKED reading", "Caso LOCKED", "LOCKED question", "Case study", "That is short"):
            assert words in page

    def test_a_reading_is_changed(self, alma: Client, cast: Cast) -> None:
        address = READING.format(cast.reading.key)
        assert "Guía de compras" in read(alma, address)
        send(alma, address, standing(title="Guía nueva", author_line="M. Roy", language="en"))
        reading = db.session.get_one(Reading, cast.reading.id)
        assert source_of(reading.title_id) == "Guía nueva"
        assert reading.author_line == "M. Roy"
        assert db.session.get_one(Text, reading.body_id).language == "en"

    def test_a_conflict_shows_both_versions(self, alma: Client, cast: Cast) -> None:
        address = READING.format(cast.reading.key)
        send(alma, address, standing(body="Hers."))
        page = send(alma, address, standing(body="Mine."), 409)
        assert "Hers." in page
        assert "Mine." in page
        assert 'name="base" value="1.2-' in page
        assert source_of(cast.reading.body_id) == "Hers."

    def test_keeps_its_file_until_another_is_chosen(self, alma: Client) -> None:
        fields = reading_fields(kind="file", body="", minutes="5", upload=upload())
        send(alma, NEW_READING.format(2), fields)
        key, base = only_reading("A fund").key, "1.0"
        send(alma, READING.format(key), reading_fields(kind="file", body="", minutes="6", base=base))
        file = db.session.scalars(select(File)).one()
        assert only_reading("A fund").file_id == file.id
        send(alma, READING.format(key), reading_fields(body="Now a text.", base=base))
        assert only_reading("A fund").file_id is None

    def test_a_respondent_who_lost_the_week_can_still_be_chosen(self, alma: Client, cast: Cast) -> None:
        assert cast.case_study is not None
        alma.post(f"/f/social-economy/admin/people/{cast.bento.key}/unassign", data={"week": 3})
        assert f'selected value="{cast.bento.key}"' in read(alma, READING.format(cast.case_study.key))

    def test_unsent_words_come_back_until_they_are_saved(self, alma: Client, cast: Cast) -> None:
        place = f"reading:social-economy:{cast.reading.key}"
        alma.post("/unsent", data={"place": place, "title": "Half", "body": "Half a page"})
        assert "Half a page" in read(alma, READING.format(cast.reading.key))
        send(alma, READING.format(cast.reading.key), standing())
        assert db.session.scalars(select(UnsentText).where(UnsentText.place == place)).all() == []

    def test_a_reading_is_removed(self, alma: Client, cast: Cast, sign_in: SignIn) -> None:
        page = send(alma, READING.format(cast.reading.key) + "/remove", {})
        assert "The reading was removed from the week." in page
        read(sign_in(cast.ana), f"/f/social-economy/reading/{cast.reading.key}", 404)
        read(alma, READING.format(cast.reading.key), 404)

    def test_a_reading_of_another_forum_is_a_404(self, cast: Cast, sign_in: SignIn) -> None:
        omar = sign_in(cast.omar)
        address = f"/f/food-councils/admin/reading/{cast.reading.key}"
        read(omar, address, 404)
        send(omar, address, standing(), 404)
        send(omar, address + "/remove", {}, 404)


@pytest.mark.parametrize(
    ("words", "shown"),
    [(0, "¼"), (130, "¼"), (250, "½"), (399, "¾"), (400, "¾"), (500, "1"), (612, "1¼"), (750, "1½"), (1000, "2")],
)
def test_pages_are_counted_in_quarters(words: int, shown: str) -> None:
    assert pages(words) == shown


@pytest.mark.parametrize(("words", "verdict"), [(399, "short"), (400, "right"), (750, "right"), (751, "long")])
def test_a_case_study_has_400_to_750_words(alma: Client, words: int, verdict: str) -> None:
    with alma.application.test_request_context():
        assert f"That is {verdict} for a case study" in length_in_words(words)
