"""The organisers' overview: what is urgent, charts that agree with their tables, and which members are silent."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from board.actions import answering, enrolling, posting, scheduling
from board.actions.announcing import announce
from board.actions.presenting import publish_case_study
from board.actions.titled import Titled
from board.clock import FixedClock
from board.extensions import db
from board.models import Application, User
from board.web import charts
from tests.support import presenting
from tests.support.cast import BEFORE, START, Cast, look_as, membership_of, sight_for, typed
from tests.support.client import Client
from tests.support.shown import Shown, shown, words_of
from tests.web.test_limits import asked_for_when_warm

SignIn = Callable[[User], Client]
FORUM = "/f/social-economy"
COCKPIT = f"{FORUM}/admin/"
DAY = timedelta(days=1)
SVG = "{http://www.w3.org/2000/svg}"


def cockpit(client: Client) -> Shown:
    return shown(client.get(COCKPIT))


def table(page: Shown, name: str) -> list[list[str]]:
    """Return the lines of the table with this name, or labelled by the element with this id."""
    found = [one for one in page.all("table") if one.get("aria-labelledby") == name]
    found += [one for region in page.all("div[@role='region']") if region.get("aria-label") == name for one in region]
    [one] = found
    return [[words_of(cell) for cell in row] for row in list(one.iter("tr"))[1:]]


# ---- who is let in


@pytest.mark.parametrize("path", ["", "acts", "announcements"])
def test_the_overview_is_for_admins(cast: Cast, sign_in: SignIn, path: str) -> None:
    for person in (cast.ana, cast.rosa, cast.tess, cast.omar, cast.olga, cast.nina):
        assert sign_in(person).get(COCKPIT + path).status_code == 403
    assert sign_in(cast.alma).get(COCKPIT + path).status_code == 200


def test_organise_links_to_the_overview_which_is_the_first_tab(cast: Cast, sign_in: SignIn) -> None:
    page = shown(sign_in(cast.alma).get(f"{FORUM}/admin/schedule"))
    tabs = page.one("nav[@aria-label='Organise']")
    assert Shown(tabs).links[0] == COCKPIT
    header = page.one("nav[@class='links']")
    assert [link for link in Shown(header).links if "/admin/" in link] == [COCKPIT]
    assert COCKPIT not in shown(sign_in(cast.olga).get(f"{FORUM}/admin/schedule")).links


# ---- what is urgent


def test_unanswered_questions_are_listed_with_their_age(cast: Cast, sign_in: SignIn) -> None:
    page = cockpit(sign_in(cast.alma))
    assert table(page, "Table: unanswered questions") == [["Rosa", "Ana", "Question of the week · Week 2", "40 hours"]]
    assert "1 question without an answer the oldest question for 40 hours" in page.words
    answering.settle_question(sight_for(cast, cast.alma), cast.question, True)
    assert "Unanswered questions" not in cockpit(sign_in(cast.alma)).texts("h2")


def test_waiting_texts_are_counted_as_on_their_own_page(cast: Cast, sign_in: SignIn) -> None:
    alma = sign_in(cast.alma)
    totals = shown(alma.get(f"{FORUM}/admin/translation")).one("tfoot/tr")
    waiting = [words_of(cell) for cell in totals][1]
    assert f"{waiting} texts wait for translation" in cockpit(alma).words


def apply(cast: Cast, kind: str, state: str, *, verified: bool = True, forum_id: int | None = None) -> None:
    number = len(list(db.session.scalars(select(Application))))
    db.session.add(
        Application(
            forum_id=forum_id or cast.forum.id, kind=kind, name="Somebody", email=f"a{number}@example.org", state=state,
            verified_at=START if verified else None, created_at=START,
        )
    )  # fmt: skip
    db.session.commit()


def test_pending_applications_are_counted_by_kind(cast: Cast, sign_in: SignIn) -> None:
    for kind, state in [
        ("participant", "received"), ("participant", "shortlisted"), ("key_respondent", "received"),
        ("participant", "accepted"), ("key_respondent", "declined"), ("participant", "waiting"),
    ]:  # fmt: skip
        apply(cast, kind, state)
    apply(cast, "participant", "received", verified=False)
    apply(cast, "participant", "received", forum_id=cast.other_forum.id)
    words = cockpit(sign_in(cast.alma)).words
    assert "3 applications to decide Key respondent: 1, Participant: 2" in words


def test_submitted_case_studies_wait_for_a_decision(cast: Cast, sign_in: SignIn, clock: FixedClock) -> None:
    study = presenting.submit(cast)
    clock.move_to(START + 2 * DAY)
    page = cockpit(sign_in(cast.alma))
    assert "1 submitted case study to decide Week 3 · waiting for 2 days" in page.words
    assert f"{FORUM}/admin/week/3/readings#submitted" in page.links
    assert "1 submitted case study to decide" in shown(sign_in(cast.alma).get(f"{FORUM}/home")).words
    publish_case_study(sight_for(cast, cast.alma), study, presenting.seen(study))
    assert "submitted case stud" not in cockpit(sign_in(cast.alma)).words


def test_a_private_draft_is_not_counted(cast: Cast, sign_in: SignIn) -> None:
    presenting.begin(cast)
    assert "submitted case stud" not in cockpit(sign_in(cast.alma)).words


@pytest.mark.parametrize(
    ("wanted", "number", "words"),
    [
        ("held", 3, "Week 3 is held by hand: it will not open by its schedule"),
        ("locked", 2, "Week 2 was locked by hand: it will not open by its schedule"),
    ],
)
def test_a_week_that_is_locked_by_hand_is_shown(
    cast: Cast, sign_in: SignIn, wanted: str, number: int, words: str
) -> None:
    alma = sight_for(cast, cast.alma)
    scheduling.override_week(alma, cast.week(number), wanted)
    page = cockpit(sign_in(cast.alma))
    assert words in page.words
    assert f"{FORUM}/admin/schedule#week-{number}" in page.links
    scheduling.override_week(alma, cast.week(number), None)
    assert "by hand" not in cockpit(sign_in(cast.alma)).words


def test_a_calm_forum_says_so(cast: Cast, sign_in: SignIn) -> None:
    page = shown(sign_in(cast.omar).get("/f/food-councils/admin/"))
    assert "No question is unanswered, no text waits for translation" in page.words
    assert "0 posts by 0 people, of 1 member." in page.words
    assert "Everybody has read something" not in page.words


# ---- what is said


def test_posts_are_counted_by_week_region_and_language(cast: Cast, sign_in: SignIn) -> None:
    page = cockpit(sign_in(cast.alma))
    assert table(page, "weeks") == [
        ["Week 1", "2", "2"],
        ["Week 2", "2", "2"],
        ["Week 3 locked", "2", "1"],
        ["Week 4 locked", "0", "0"],
    ]
    assert table(page, "regions") == [["Brazil", "2", "1"], ["Quebec", "0", "0"], ["no region", "4", "2"]]
    assert table(page, "languages") == [["English", "3", "2"], ["Spanish", "3", "2"]]
    assert "6 posts by 3 people, of 6 members." in page.words


def test_removed_posts_are_not_counted_though_admins_can_read_them(cast: Cast, sign_in: SignIn) -> None:
    posting.hide_post(sight_for(cast, cast.alma), cast.answer, "Off the subject")
    posting.delete_post(sight_for(cast, cast.ana), cast.question)
    page = cockpit(sign_in(cast.alma))
    assert [line[1] for line in table(page, "weeks")] == ["1", "1", "2", "0"]
    assert "4 posts by 2 people" in page.words


def test_posts_of_people_who_left_still_count(cast: Cast, sign_in: SignIn) -> None:
    db.session.delete(membership_of(cast.ana, cast.forum))
    page = cockpit(sign_in(cast.alma))
    assert table(page, "regions") == [["Brazil", "0", "0"], ["Quebec", "0", "0"], ["no region", "6", "3"]]


def test_a_region_that_was_renamed_is_still_shown(cast: Cast, sign_in: SignIn) -> None:
    membership_of(cast.jorge, cast.forum).region = "Acadia"  # type: ignore[union-attr]
    names = [line[0] for line in table(cockpit(sign_in(cast.alma)), "regions")]
    assert names == ["Brazil", "Quebec", "Acadia", "no region"]


def test_posts_of_another_forum_are_not_counted(cast: Cast, sign_in: SignIn) -> None:
    assert "0 posts by 0 people" in shown(sign_in(cast.omar).get("/f/food-councils/admin/")).words


def test_each_chart_agrees_with_its_table(cast: Cast, sign_in: SignIn) -> None:
    page = cockpit(sign_in(cast.alma))
    drawings = page.all(f"{SVG}svg")
    assert [drawing.get("role") for drawing in drawings] == ["img"] * 3
    for drawing, name in zip(drawings, ("weeks", "regions", "languages"), strict=True):
        told = "; ".join(f"{line[0].removesuffix(' locked')}: {line[1]}" for line in table(page, name))
        assert drawing.get("aria-label") == f"Posts: {told}"
        bars = len(list(drawing.iter(f"{SVG}rect")))
        assert bars == sum(line[1] != "0" for line in table(page, name))


# ---- who is silent


UNSEEN, UNHEARD = "Table: members who have not read lately", "Table: members who read but have not written lately"


def test_members_who_do_not_read_or_do_not_write_are_listed(cast: Cast, sign_in: SignIn, clock: FixedClock) -> None:
    sign_in(cast.tess).get(f"{FORUM}/thread/{cast.thread.key}")
    page = cockpit(sign_in(cast.alma))
    assert table(page, UNSEEN) == [
        ["Bento", "Key respondent", "never", "never"],
        ["Rosa", "Key respondent", "never", "never"],
        ["Alma", "Admin", "Sun 1 Feb, 07:00", "Sun 1 Feb, 07:00"],
        ["Jorge", "Participant", "Wed 25 Feb, 05:14", "Wed 25 Feb, 05:14"],
    ]
    assert table(page, UNHEARD) == [["Tess", "Translator", "Wed 4 Mar, 07:00", "never"]]
    assert "4 members have not read anything for 7 days or longer." in page.words
    assert "example.org" not in page.words


@pytest.mark.parametrize(
    ("after", "silent"), [(timedelta(seconds=-1), False), (timedelta(0), False), (timedelta(seconds=1), True)]
)
def test_a_member_is_silent_after_seven_days(
    cast: Cast, sign_in: SignIn, clock: FixedClock, after: timedelta, silent: bool
) -> None:
    sign_in(cast.tess).get(f"{FORUM}/thread/{cast.thread.key}")
    clock.move_to(START + 7 * DAY + after)
    assert ("Tess" in [line[0] for line in table(cockpit(sign_in(cast.alma)), UNSEEN)]) is silent


def test_a_new_member_is_not_called_silent(cast: Cast, sign_in: SignIn, clock: FixedClock) -> None:
    enrolling.add_person(sight_for(cast, cast.alma), "nueva@example.org", "Nueva", frozenset({"participant"}), "")
    assert "Nueva" not in [line[0] for line in table(cockpit(sign_in(cast.alma)), UNSEEN)]
    clock.move_to(START + 8 * DAY)
    unseen = table(cockpit(sign_in(cast.alma)), UNSEEN)
    assert ["Nueva", "Participant", "never", "never"] in unseen


def test_reading_in_another_forum_does_not_count(cast: Cast, sign_in: SignIn, clock: FixedClock) -> None:
    enrolling.add_person(
        look_as(cast.other_forum, cast.omar, BEFORE), "jorge@example.org", "Jorge", frozenset({"participant"}), ""
    )
    sign_in(cast.jorge).get(f"{FORUM}/thread/{cast.thread.key}")
    lines = shown(sign_in(cast.omar).get("/f/food-councils/admin/"))
    assert ["Jorge", "Participant", "never", "never"] in table(lines, UNSEEN)


# ---- the log, and what was announced


def test_the_log_is_paged(cast: Cast, sign_in: SignIn) -> None:
    for number in range(52):
        announce(
            sight_for(cast, cast.alma, START + timedelta(minutes=number)), Titled(f"{number}", "Hi.", "en"), cast.alma
        )
    alma = sign_in(cast.alma)
    page = cockpit(alma)
    assert f"{FORUM}/admin/acts" in page.links
    first, second = shown(alma.get(f"{FORUM}/admin/acts")), shown(alma.get(f"{FORUM}/admin/acts?page=2"))
    assert len(first.all("ol[@class='items']/li")) == 50
    assert "Alma published an announcement" in first.words
    assert "added a reading" in second.words
    assert f"{FORUM}/admin/acts?page=2" in first.links
    assert "Page 1 of" in first.words
    assert f"{FORUM}/admin/acts?page=1" in second.links
    assert "Nothing has been done yet." in shown(alma.get(f"{FORUM}/admin/acts?page=99")).words
    assert alma.get(f"{FORUM}/admin/acts?page=x").status_code == 200


def test_the_log_of_another_forum_is_not_shown(cast: Cast, sign_in: SignIn) -> None:
    announce(sight_for(cast, cast.alma), Titled("Ours", "Hi.", "en"), cast.alma)
    assert "published" not in shown(sign_in(cast.omar).get("/f/food-councils/admin/acts")).words


def test_many_posts_take_no_more_queries(app: Flask, cast: Cast, sign_in: SignIn) -> None:
    alma = sign_in(cast.alma)
    before = asked_for_when_warm(app, alma, COCKPIT)
    for number in range(6):
        posting.open_thread(sight_for(cast, cast.ana), cast.week(2), cast.ana, typed("Hola.", title=f"Hilo {number}"))
        announce(sight_for(cast, cast.alma), Titled(f"{number}", "Hi.", "en"), cast.alma)
        enrolling.add_person(
            sight_for(cast, cast.alma, BEFORE), f"p{number}@example.org", "P", frozenset({"participant"}), ""
        )
        apply(cast, "participant", "received")
    assert asked_for_when_warm(app, alma, COCKPIT) - before <= 2  # announcements, of which there were none, have texts


# ---- the drawing


def test_the_tallest_column_fills_the_height_and_small_ones_stay_visible() -> None:
    drawn = charts.columns([("a", 1000), ("b", 1), ("c", 0)])
    heights = [bar.height for bar in drawn.bars]
    assert heights == [charts.TALLEST, charts.LEAST, 0]
    ground = charts.ABOVE + charts.TALLEST
    assert [bar.y + bar.height for bar in drawn.bars] == [ground] * 3
    assert all(bar.x >= 0 and bar.x + bar.width <= drawn.width for bar in drawn.bars)
    assert drawn.words == "a: 1000; b: 1; c: 0"


def test_rows_leave_room_for_their_numbers() -> None:
    drawn = charts.rows([("a", 4), ("b", 2)])
    assert [bar.width for bar in drawn.bars] == [charts.WIDTH - charts.NUMBER, (charts.WIDTH - charts.NUMBER) / 2]
    assert drawn.height == 2 * charts.ROW


@pytest.mark.parametrize("draw", [charts.columns, charts.rows])
def test_empty_data_draws_no_bars(draw: Callable[..., charts.Chart]) -> None:
    assert draw([]).bars == []
    assert draw([("a", 0)]).bars[0].value == 0
