"""The machine in static/keeping.js, transition by transition, where no story elsewhere comes by."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, Route, expect

from board.actions.unsent import UnsentWords, keep_unsent
from tests.browser.conftest import Enter, Site
from tests.browser.hands import copies, kept, pardon, reply_field, send
from tests.browser.writing_hands import HERE, WORDS, Line, answering, held, open_thread, posts, put_away
from tests.support.browser import Watch
from tests.support.cast import START, Cast

SILENT = f"The site does not answer. {HERE}"


@pytest.fixture
def page(enter: Enter, cast: Cast) -> Page:
    """The thread as Ana sees it, with time that the test moves."""
    return open_thread(enter, cast)


@pytest.fixture
def line(page: Page) -> Line:
    """A line on which each request to keep words is held."""
    line = Line(page)
    line.hold()
    return line


def ask(page: Page, line: Line, words: str) -> None:
    """Type, and pause until the words are on their way."""
    reply_field(page).fill(words)
    page.clock.run_for(1600)
    line.wait_for(1)


def fall_behind(page: Page, line: Line) -> None:
    """Older words are on their way, and newer ones are due."""
    ask(page, line, "One")
    reply_field(page).fill("One, two")
    page.clock.run_for(1600)
    assert line.bodies() == ["One"]


def test_words_that_are_taken_back_at_once_are_not_sent(page: Page, line: Line) -> None:
    reply_field(page).fill(WORDS)
    reply_field(page).fill("")
    page.clock.run_for(10_000)
    assert line.waiting == []
    assert copies(page) == "{}"


def test_words_typed_while_others_are_kept_follow_after_a_pause(page: Page, line: Line, site: Site) -> None:
    ask(page, line, "One")
    reply_field(page).fill("One, two")
    line.waiting[0].continue_()
    kept(page)
    assert "One, two" in copies(page)
    page.clock.run_for(1600)
    line.wait_for(2)
    line.waiting[1].continue_()
    line.until(lambda: copies(page) == "{}")
    assert held(site) == ["One, two"]


# Behind


def test_after_a_failure_the_latest_words_are_sent(page: Page, line: Line, site: Site) -> None:
    fall_behind(page, line)
    line.waiting[0].abort()
    kept(page, SILENT)
    page.clock.run_for(3100)
    line.wait_for(2)
    line.waiting[1].continue_()
    kept(page)
    assert held(site) == ["One, two"]


def test_words_that_are_taken_back_while_older_ones_are_kept_are_not_sent(page: Page, line: Line, site: Site) -> None:
    fall_behind(page, line)
    reply_field(page).fill("One")
    line.waiting[0].continue_()
    kept(page)
    page.clock.run_for(10_000)
    assert len(line.waiting) == 1
    assert copies(page) == "{}"
    assert held(site) == ["One"]


def test_a_phone_that_is_put_away_sends_the_latest_words(page: Page, line: Line, site: Site) -> None:
    fall_behind(page, line)
    put_away(page)
    line.wait_for(2)
    for route in line.waiting:
        route.continue_()
    kept(page)
    assert held(site) == ["One, two"]


def test_another_version_that_is_met_while_somebody_types_on_takes_no_word(
    page: Page, line: Line, site: Site, cast: Cast
) -> None:
    _phone_keeps(site, cast)
    fall_behind(page, line)
    line.waiting[0].continue_()
    kept(page, "There are two versions of this text.")
    page.clock.run_for(1600)
    line.wait_for(2)
    line.waiting[1].continue_()
    expect(page.locator(".other-version pre")).to_have_text("Of the phone.")
    assert "One, two" in copies(page)
    assert held(site) == ["Of the phone."]


# Two versions


def test_what_stands_apart_is_sent_again_only_when_it_changes(page: Page, line: Line, site: Site, cast: Cast) -> None:
    _phone_keeps(site, cast)
    ask(page, line, "One")
    line.waiting[0].continue_()
    kept(page, "There are two versions of this text.")
    page.clock.run_for(60_000)
    put_away(page)
    assert len(line.waiting) == 1
    assert "One" in copies(page)
    ask(page, line, "Of the phone. And one.")
    line.wait_for(2)
    line.waiting[1].continue_()
    kept(page)
    assert held(site) == ["Of the phone. And one."]


def _phone_keeps(site: Site, cast: Cast) -> None:
    with site.written():
        keep_unsent(cast.ana, UnsentWords(f"reply:{cast.thread.key}", "Of the phone.", "", ""), START)


# Trouble


def test_a_token_is_renewed_once_and_no_more(page: Page) -> None:
    asked: list[Route] = []
    page.route("**/unsent", lambda route: (asked.append(route), route.fulfill(status=400)))
    reply_field(page).fill(WORDS)
    page.clock.run_for(1600)
    Line(page).until(lambda: page.clock.run_for(10) is None and len(asked) == 2)
    kept(page, f"The site did not accept this. {HERE}")
    assert len(asked) == 2


def test_a_phone_that_is_put_away_tries_again_before_its_time(page: Page, line: Line, site: Site) -> None:
    ask(page, line, WORDS)
    line.waiting[0].abort()
    kept(page, SILENT)
    put_away(page)
    line.wait_for(2)
    line.waiting[1].continue_()
    kept(page)
    assert held(site) == [WORDS]


# The form itself is sent


def test_a_reply_that_is_sent_while_its_words_are_kept_is_posted_once(page: Page, line: Line, site: Site) -> None:
    before = posts(site)
    ask(page, line, WORDS)
    send(page)
    expect(page.locator("#posts article").last).to_contain_text(WORDS)
    with page.expect_response("**/unsent"):
        line.waiting[0].continue_()
    expect(reply_field(page)).to_have_value("")
    assert posts(site) == before + 1
    assert held(site) == []
    assert copies(page) == "{}"


def test_what_could_not_be_sent_is_still_said_when_its_words_are_kept(
    page: Page, line: Line, site: Site, watch: Watch
) -> None:
    before = posts(site)
    ask(page, line, WORDS)
    page.route("**/reply", answering(503))
    send(page)
    expect(page.get_by_role("alert")).to_contain_text("Not sent. The site is being restarted.")
    with page.expect_response("**/unsent"):
        line.waiting[0].continue_()
    expect(page.get_by_role("alert")).to_contain_text("Not sent. The site is being restarted.")
    page.unroute("**/reply")
    send(page)
    expect(page.locator("#posts article").last).to_contain_text(WORDS)
    assert posts(site) == before + 1
    assert copies(page) == "{}"
    pardon(watch, "503 for")


def test_what_changes_while_a_reply_is_on_its_way_is_kept_until_it_arrived(page: Page, site: Site) -> None:
    going: list[Route] = []
    page.route("**/reply", lambda route: going.append(route))
    reply_field(page).fill(WORDS)
    send(page)
    with page.expect_response("**/unsent"):
        page.get_by_label("written in", exact=True).select_option("es")
        page.clock.run_for(1600)
    assert held(site) == [WORDS]
    Line(page).until(lambda: len(going) == 1)
    going[0].continue_()
    expect(page.locator("#posts article").last).to_contain_text(WORDS)
    assert copies(page) == "{}"
    assert held(site) == []
