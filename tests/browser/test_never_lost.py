"""Writing is never lost: not by a reload, a dead line, a double click, an ended session, or somebody else's change."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from board.actions import posting
from board.actions.scheduling import override_week
from board.extensions import db
from board.models import Post
from tests.browser.conftest import FORUM, Enter, Site
from tests.browser.hands import copies, kept, let_go, pardon, reply_field, send, shown, sign_in, sign_out, stay, stayed
from tests.browser.writing_hands import WORDS, answering, posts, thread_of
from tests.support.browser import View, Watch
from tests.support.cast import Cast, sight_for, text_of

TOO_LONG = "This is longer than 50,000 characters. Please split it in two."
BOTH = pytest.mark.parametrize("view", [View(), View(javascript=False)], ids=str)


# Reloading, leaving


def test_what_is_typed_is_kept_on_the_server_and_back_after_a_reload(enter: Enter, cast: Cast) -> None:
    page = enter(cast.ana)
    page.goto(thread_of(cast))
    reply_field(page).fill(WORDS)
    page.get_by_label("written in", exact=True).select_option("es")
    kept(page, "Kept 07:00")  # on the forum's clocks
    assert copies(page) == "{}"
    page.reload()
    expect(reply_field(page)).to_have_value(WORDS)
    expect(page.get_by_label("written in", exact=True)).to_have_value("es")
    elsewhere = enter(cast.ana)
    elsewhere.goto("/unsent")
    expect(elsewhere.get_by_role("textbox", name="Your words")).to_have_value(WORDS)


def test_whoever_leaves_in_the_middle_of_a_word_finds_it_again(enter: Enter, cast: Cast) -> None:
    page = enter(cast.ana)
    page.goto(thread_of(cast))
    reply_field(page).fill(WORDS)
    page.goto(f"{FORUM}/people")
    let_go(page)
    page.goto(thread_of(cast))
    expect(reply_field(page)).to_have_value(WORDS)


def test_an_emptied_field_is_forgotten(enter: Enter, cast: Cast) -> None:
    page = enter(cast.ana)
    page.goto(thread_of(cast))
    reply_field(page).fill(WORDS)
    kept(page)
    with page.expect_response("**/unsent"):
        reply_field(page).fill("")
    page.goto("/unsent")
    expect(page.get_by_text("You have nothing unsent.")).to_be_visible()


def test_an_unsent_text_is_thrown_away_on_request(enter: Enter, cast: Cast) -> None:
    page = enter(cast.ana)
    page.goto(thread_of(cast))
    reply_field(page).fill(WORDS)
    kept(page)
    page.goto("/unsent")
    page.locator("summary", has_text="Throw away").click()
    page.get_by_role("button", name="Throw this text away").click()
    expect(page.get_by_text("You have nothing unsent.")).to_be_visible()


def test_a_page_that_was_read_before_the_words_were_kept_brings_them_back(enter: Enter, cast: Cast) -> None:
    page = enter(cast.ana)
    page.goto(thread_of(cast))
    keeping: list[Route] = []
    page.route("**/unsent", lambda route: keeping.append(route))
    with page.expect_request("**/unsent"):
        reply_field(page).fill(WORDS)
    _read_before_it_is_kept(page, cast, keeping)
    expect(reply_field(page)).to_have_value(WORDS)
    kept(page, "Kept ")
    assert copies(page) == "{}"


def _read_before_it_is_kept(page: Page, cast: Cast, keeping: list[Route]) -> None:
    """Reload the thread's page: it is read, and then the words arrive whose keeping is held."""

    def read_then_keep(reading: Route) -> None:
        page_before = reading.fetch()
        page.unroute("**/unsent")
        with page.expect_event("requestfinished", lambda request: request.url.endswith("/unsent")):
            keeping.pop().continue_()
        reading.fulfill(response=page_before)

    page.route(f"**{thread_of(cast)}", read_then_keep)
    page.reload()
    page.unroute(f"**{thread_of(cast)}")


# Without a connection


def test_without_a_connection_the_device_keeps_it(enter: Enter, cast: Cast) -> None:
    page = enter(cast.ana)
    page.goto(thread_of(cast))
    page.context.set_offline(True)
    reply_field(page).fill(WORDS)
    kept(page, "No connection. Your words are kept on this device.")
    page.close()
    again = _back_online(page.context)
    again.goto(thread_of(cast))
    expect(reply_field(again)).to_have_value(WORDS)
    kept(again, "Kept ")
    assert copies(again) == "{}"


def _back_online(context: BrowserContext) -> Page:
    context.set_offline(False)
    return context.new_page()


def test_what_cannot_be_sent_is_kept_and_sent_later(enter: Enter, site: Site, cast: Cast, watch: Watch) -> None:
    page = enter(cast.ana)
    page.goto(thread_of(cast))
    page.context.set_offline(True)
    reply_field(page).fill(WORDS)
    send(page)
    expect(page.get_by_role("alert")).to_have_text(
        "Not sent. No connection. Your words are kept on this device. Try again in a moment."
    )
    assert WORDS in copies(page)
    page.context.set_offline(False)
    before = posts(site)
    send(page)
    expect(page.locator("#posts article").last).to_contain_text(WORDS)
    assert posts(site) == before + 1
    assert copies(page) == "{}"
    pardon(watch, "Failed to fetch")


def test_a_plain_form_is_not_sent_into_the_void(enter: Enter, cast: Cast) -> None:
    page = enter(cast.ana)
    page.goto(f"{FORUM}/week/2/new-thread")
    page.context.set_offline(True)
    page.get_by_label("Title").fill("Pan")
    page.get_by_label("Text", exact=True).fill(WORDS)
    page.get_by_role("button", name="Post", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("Not sent.")
    page.context.set_offline(False)
    page.get_by_role("button", name="Post", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Pan")
    assert copies(page) == "{}"


def _wrote_apart(enter: Enter, cast: Cast) -> Page:
    """Somebody's phone, which was offline while they wrote at their desk, with the page opened again."""
    phone, desk = enter(cast.ana), enter(cast.ana)
    for page in (phone, desk):
        page.goto(thread_of(cast))
    phone.context.set_offline(True)
    reply_field(phone).fill("Words of the phone.")
    kept(phone, "No connection.")
    reply_field(desk).fill("Words of the desk.")
    kept(desk)
    phone.context.set_offline(False)
    phone.reload()
    return phone


def test_two_devices_that_wrote_apart_show_both_versions(enter: Enter, cast: Cast) -> None:
    phone = _wrote_apart(enter, cast)
    expect(reply_field(phone)).to_have_value("Words of the desk.")
    other = phone.locator(".other-version")
    expect(other).to_contain_text("Words of the phone.")
    other.get_by_role("button", name="Use this version").click()
    expect(reply_field(phone)).to_have_value("Words of the phone.")
    expect(other).to_contain_text("Words of the desk.")


def test_two_windows_that_write_at_once_lose_neither(enter: Enter, cast: Cast) -> None:
    one = enter(cast.ana)
    other = one.context.new_page()
    for page in (one, other):
        page.goto(thread_of(cast))
    reply_field(one).fill("Words of one window.")
    kept(one)
    reply_field(other).fill("Words of the other.")
    kept(other, "There are two versions of this text. The other one is below")
    expect(other.locator(".other-version pre")).to_have_text("Words of one window.")
    with other.expect_response("**/unsent"):
        reply_field(other).press_sequentially(" And more.")
    other.reload()
    expect(reply_field(other)).to_have_value("Words of one window.")
    expect(other.locator(".other-version pre")).to_have_text("Words of the other. And more.")


def test_the_version_beside_the_field_outlasts_further_typing(enter: Enter, cast: Cast) -> None:
    phone = _wrote_apart(enter, cast)
    reply_field(phone).fill("Words of the desk, and more.")
    kept(phone)
    phone.reload()
    expect(reply_field(phone)).to_have_value("Words of the desk, and more.")
    other = phone.locator(".other-version")
    expect(other.locator("pre")).to_have_text("Words of the phone.")
    other.get_by_role("button", name="Use this version").click()
    phone.reload()
    expect(reply_field(phone)).to_have_value("Words of the phone.")
    expect(other.locator("pre")).to_have_text("Words of the desk, and more.")
    send(phone)
    expect(phone.locator("#posts article").last).to_contain_text("Words of the phone.")
    assert copies(phone) == "{}"


def test_the_version_that_was_chosen_survives_a_page_that_was_read_before_it_was_kept(enter: Enter, cast: Cast) -> None:
    phone = _wrote_apart(enter, cast)
    keeping: list[Route] = []
    phone.route("**/unsent", lambda route: keeping.append(route))
    with phone.expect_request("**/unsent"):
        phone.get_by_role("button", name="Use this version").click()
    _read_before_it_is_kept(phone, cast, keeping)
    expect(reply_field(phone)).to_have_value("Words of the phone.")
    send(phone)
    expect(phone.locator("#posts article").last).to_contain_text("Words of the phone.")


# On a slow line: somebody types before the page's scripts are there


def test_what_is_typed_before_the_script_is_there_is_kept(enter: Enter, cast: Cast) -> None:
    page = enter(cast.ana)
    with _before_its_script(page, cast):
        reply_field(page).fill(WORDS)
    kept(page)
    page.goto("/unsent")
    expect(page.get_by_role("textbox", name="Your words")).to_have_value(WORDS)


def test_what_is_typed_before_the_script_is_there_meets_what_the_device_kept(enter: Enter, cast: Cast) -> None:
    page = enter(cast.ana)
    page.goto(thread_of(cast))
    page.context.set_offline(True)
    reply_field(page).fill(WORDS)
    kept(page, "No connection.")
    page.close()
    again = _back_online(page.context)
    with _before_its_script(again, cast):
        reply_field(again).fill("From the beginning.")
    expect(again.locator(".other-version pre")).to_have_text(WORDS)
    expect(reply_field(again)).to_have_value("From the beginning.")
    kept(again)


@contextmanager
def _before_its_script(page: Page, cast: Cast) -> Iterator[None]:
    """The thread's page while the script that keeps words is still on its way."""
    on_its_way: list[Route] = []
    page.route("**/unsent.js*", lambda route: on_its_way.append(route))
    page.goto(thread_of(cast), wait_until="commit")
    page.wait_for_function("document.readyState === 'interactive'")
    yield
    on_its_way.pop().continue_()
    page.unroute("**/unsent.js*")


# Sending twice


@BOTH
def test_a_double_click_posts_once(enter: Enter, site: Site, cast: Cast, view: View) -> None:
    page = enter(cast.ana, view)
    page.goto(thread_of(cast))
    before = posts(site)
    reply_field(page).fill(WORDS)
    page.locator("#reply-send").dblclick()
    expect(page.get_by_text(WORDS)).to_have_count(1)
    expect(reply_field(page)).to_have_value("")
    assert posts(site) == before + 1


def test_an_answer_that_gets_lost_and_a_second_try_post_once(
    enter: Enter, site: Site, cast: Cast, watch: Watch
) -> None:
    page = enter(cast.ana)
    page.goto(thread_of(cast))
    before = posts(site)
    page.route("**/reply", _take_the_answer_away)
    reply_field(page).fill(WORDS)
    send(page)
    expect(page.get_by_role("alert")).to_contain_text("Not sent.")
    assert posts(site) == before + 1
    page.unroute("**/reply")
    send(page)
    expect(page.get_by_text(WORDS)).to_have_count(1)
    expect(reply_field(page)).to_have_value("")
    assert posts(site) == before + 1
    pardon(watch, "Failed to fetch")


def test_words_added_after_an_answer_that_got_lost_are_in_the_one_post(
    enter: Enter, site: Site, cast: Cast, watch: Watch
) -> None:
    page = enter(cast.ana)
    page.goto(thread_of(cast))
    before = posts(site)
    page.route("**/reply", _take_the_answer_away)
    reply_field(page).fill(WORDS)
    send(page)
    expect(page.get_by_role("alert")).to_contain_text("Not sent.")
    page.unroute("**/reply")
    reply_field(page).press("Control+End")
    reply_field(page).press_sequentially(" Y una frase más.")
    kept(page)
    send(page)
    expect(page.get_by_text(f"{WORDS} Y una frase más.")).to_have_count(1)
    expect(reply_field(page)).to_have_value("")
    assert posts(site) == before + 1
    pardon(watch, "Failed to fetch")


def _take_the_answer_away(route: Route) -> None:
    route.fetch()
    route.abort()


# A session that ended


@BOTH
def test_a_session_that_ended_while_somebody_typed_keeps_the_text(
    enter: Enter, site: Site, cast: Cast, view: View
) -> None:
    page = enter(cast.ana, view)
    page.goto(thread_of(cast))
    before = posts(site)
    reply_field(page).fill(WORDS)
    page.context.clear_cookies()
    send(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    sign_in(page, cast.ana)
    expect(page).to_have_url(f"{site.url}{thread_of(cast)}")
    expect(reply_field(page)).to_have_value(WORDS)
    assert posts(site) == before
    send(page)
    expect(page.locator("#posts article").last).to_contain_text(WORDS)
    assert posts(site) == before + 1


@BOTH
def test_a_wrong_password_on_the_way_back_loses_nothing(enter: Enter, cast: Cast, view: View) -> None:
    page = enter(cast.ana, view)
    page.goto(f"{FORUM}/week/2/new-thread")
    page.get_by_label("Title").fill("Pan")
    page.get_by_label("Text", exact=True).fill(WORDS)
    page.context.clear_cookies()
    page.get_by_role("button", name="Post", exact=True).click()
    sign_in(page, cast.ana, "not my password")
    expect(page.get_by_role("alert")).to_contain_text("No account has this address with this password.")
    sign_in(page, cast.ana)
    expect(page.get_by_label("Title")).to_have_value("Pan")
    expect(page.get_by_label("Text", exact=True)).to_have_value(WORDS)


def test_signing_out_leaves_nothing_on_the_device(enter: Enter, cast: Cast) -> None:
    page = enter(cast.ana)
    page.goto(thread_of(cast))
    page.route("**/unsent", lambda route: route.abort())
    reply_field(page).fill(WORDS)
    kept(page, "The site does not answer.")
    assert WORDS in copies(page)
    page.once("dialog", lambda dialog: dialog.accept())
    sign_out(page, cast.ana)
    expect(page.get_by_role("link", name="Sign in").first).to_be_visible()
    assert copies(page) == "{}"


def test_nobody_else_on_the_device_gets_the_words(enter: Enter, cast: Cast) -> None:
    page = enter(cast.ana)
    page.goto(thread_of(cast))
    page.route("**/unsent", lambda route: route.abort())
    reply_field(page).fill(WORDS)
    kept(page, "The site does not answer.")
    page.context.clear_cookies()
    page.goto(f"/sign-in?next={thread_of(cast)}")
    sign_in(page, cast.jorge)
    expect(reply_field(page)).to_have_value("")
    assert WORDS in copies(page)


# Somebody else was first


@BOTH
def test_an_edit_that_meets_another_shows_both(enter: Enter, site: Site, cast: Cast, view: View) -> None:
    page = enter(cast.jorge, view)
    page.goto(f"{FORUM}/post/{cast.answer.key}/edit")
    with site.written():
        answer = db.session.get_one(Post, cast.answer.id)
        posting.edit_post(sight_for(cast, cast.jorge), cast.thread, answer, text_of(answer), "From my phone.", 1)
    page.get_by_label("Text", exact=True).fill("From my desk.")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("Nothing was overwritten.")
    expect(page.get_by_label("Text", exact=True)).to_have_value("From my desk.")
    now = page.get_by_role("region", name="What the post says now")
    expect(now.get_by_role("textbox")).to_have_value("From my phone.")
    page.get_by_role("button", name="Save").click()
    expect(shown(page, cast.answer)).to_contain_text("From my desk.")


@BOTH
def test_what_is_typed_while_the_week_is_locked_again_stays_ones_own(
    enter: Enter, site: Site, cast: Cast, view: View
) -> None:
    page = enter(cast.jorge, view)
    page.goto(thread_of(cast))
    reply_field(page).fill(WORDS)
    if view.javascript:
        kept(page)
    with site.written():
        sight = sight_for(cast, cast.alma)
        override_week(sight, sight.weeks[0], "locked")
    send(page)
    if view.javascript:
        expect(page.get_by_role("alert").filter(has_text="Not sent.")).to_be_visible()
        expect(reply_field(page)).to_have_value(WORDS)
        page.goto("/unsent")
    expect(page.get_by_role("textbox", name="Your words")).to_have_value(WORDS)
    expect(page.get_by_role("main")).not_to_contain_text("Vender")
    expect(page.get_by_role("main")).not_to_contain_text("municip")


# Refused


@BOTH
def test_a_refused_reply_keeps_the_text_and_says_why(enter: Enter, cast: Cast, view: View) -> None:
    page = enter(cast.ana, view)
    page.goto(f"{thread_of(cast)}?reply={cast.answer.key}")
    if view.javascript:
        stay(page)
    long = WORDS * 1200
    reply_field(page).fill(long)
    send(page)
    expect(page.get_by_role("alert")).to_contain_text(TOO_LONG)
    expect(reply_field(page)).to_have_value(long)
    expect(reply_field(page)).to_have_attribute("aria-invalid", "true")
    expect(reply_field(page)).to_have_accessible_description(
        "This is longer than 50,000 characters. Please split it in two."
    )
    expect(page.get_by_text("Reply to Jorge")).to_be_visible()
    if view.javascript:
        assert stayed(page)


def test_what_was_refused_is_kept_too(enter: Enter, cast: Cast) -> None:
    page = enter(cast.ana)
    page.goto(f"{FORUM}/week/2/new-thread")
    page.get_by_label("Text", exact=True).fill(WORDS)
    page.get_by_role("button", name="Post", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("Give it a title.")
    page.goto(f"{FORUM}/week/2/new-thread")
    expect(page.get_by_label("Text", exact=True)).to_have_value(WORDS)


@pytest.mark.parametrize("status", [400, 403, 429, 500])
def test_a_server_in_trouble_takes_no_text_away(enter: Enter, cast: Cast, watch: Watch, status: int) -> None:
    page = enter(cast.ana)
    page.goto(thread_of(cast))
    page.route("**/reply", answering(status))
    reply_field(page).fill(WORDS)
    send(page)
    expect(page.get_by_role("alert").filter(has_text="Not sent.")).to_be_visible()
    expect(reply_field(page)).to_have_value(WORDS)
    page.unroute("**/reply")
    send(page)
    expect(page.locator("#posts article").last).to_contain_text(WORDS)
    if status >= 500:
        pardon(watch, f"{status} for")
