"""Typing without a pause is kept, and what the form says of it is true: on the server, on this device, or nowhere."""

from __future__ import annotations

import pytest
from playwright.sync_api import Route, expect

from board.actions.unsent import UnsentWords, keep_unsent
from tests.browser.conftest import FORUM, Enter, Site
from tests.browser.hands import CLOCKS, copies, kept, pardon, reply_field, send, sign_in, sign_out, stay, stayed
from tests.browser.writing_hands import (
    HERE,
    WORDS,
    Line,
    answering,
    come_back,
    held,
    open_thread,
    posts,
    put_away,
    thread_of,
    type_on,
)
from tests.support.browser import Watch
from tests.support.cast import START, Cast

NOWHERE = "Your words are not kept anywhere yet: leave this page open."
FULL = "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError') };"


def new_thread() -> str:
    return f"{FORUM}/week/2/new-thread"


# Without a pause


def test_typing_without_a_pause_is_kept_on_the_server(enter: Enter, site: Site, cast: Cast) -> None:
    page = open_thread(enter, cast)
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.url.endswith("/unsent") else None)
    type_on(page, 5)
    assert sent != []
    kept(page, "Kept 07:00")
    assert held(site)[0] in reply_field(page).input_value()


def test_typing_without_a_pause_is_on_the_device_within_a_second(enter: Enter, cast: Cast) -> None:
    page = open_thread(enter, cast)
    Line(page).hold()
    type_on(page, 1.5)
    assert reply_field(page).input_value()[:3] in copies(page)
    type_on(page, 5)
    assert reply_field(page).input_value()[:-4] in copies(page)


def test_no_request_overtakes_another_and_the_latest_words_win(enter: Enter, site: Site, cast: Cast) -> None:
    page = open_thread(enter, cast)
    line = Line(page)
    line.hold()
    type_on(page, 6)
    assert len(line.waiting) == 1
    assert line.bodies()[0] != reply_field(page).input_value()
    line.waiting[0].continue_()
    line.wait_for(2)
    assert line.bodies()[1] == reply_field(page).input_value()
    line.waiting[1].continue_()
    line.until(lambda: copies(page) == "{}")
    assert held(site) == [reply_field(page).input_value()]


def test_a_request_that_nobody_answers_has_an_end(enter: Enter, site: Site, cast: Cast) -> None:
    page = open_thread(enter, cast)
    line = Line(page)
    line.hold()
    reply_field(page).fill(WORDS)
    with page.expect_request("**/unsent"):
        page.clock.run_for(1600)
    page.clock.run_for(5000)
    kept(page, f"The site has not answered yet. {HERE}")
    page.clock.run_for(30_000)
    kept(page, f"The site does not answer. {HERE}")
    page.unroute("**/unsent")
    with page.expect_response("**/unsent"):
        page.clock.run_for(30_000)
    kept(page, "Kept ")
    assert held(site) == [WORDS]


@pytest.mark.parametrize("clock", CLOCKS)
def test_whatever_the_devices_clock_says(enter: Enter, cast: Cast, clock: str) -> None:
    """What is newer is told from what it grew from."""
    page = enter(cast.ana)
    page.add_init_script(CLOCKS[clock])
    page.goto(thread_of(cast))
    reply_field(page).fill("At first.")
    kept(page)
    page.route("**/unsent", lambda route: route.abort())
    reply_field(page).fill("And then, without a line.")
    kept(page, HERE)
    page.unroute("**/unsent")
    page.reload()
    expect(reply_field(page)).to_have_value("And then, without a line.")


def test_a_phone_that_is_put_away_sends_what_is_not_kept_yet(enter: Enter, site: Site, cast: Cast) -> None:
    page = open_thread(enter, cast)
    reply_field(page).fill(WORDS)
    with page.expect_response("**/unsent"):
        put_away(page)
    assert held(site) == [WORDS]


def test_a_phone_that_is_put_away_waits_for_no_answer(enter: Enter, cast: Cast) -> None:
    page = open_thread(enter, cast)
    line = Line(page)
    line.hold()
    reply_field(page).fill("At first.")
    page.clock.run_for(1600)
    line.wait_for(1)
    reply_field(page).fill("And then.")
    put_away(page)
    line.wait_for(2)
    assert line.bodies() == ["At first.", "And then."]
    assert "And then." in copies(page)


def test_an_answer_that_was_not_heard_is_no_other_version(enter: Enter, site: Site, cast: Cast) -> None:
    """The words arrived, the answer did not, and words in the middle were changed since."""
    page = open_thread(enter, cast)

    def take_the_answer_away(route: Route) -> None:
        route.fetch()
        route.abort()

    page.route("**/unsent", take_the_answer_away)
    reply_field(page).fill("One two three.")
    page.clock.run_for(1600)
    kept(page, HERE)
    page.unroute("**/unsent")
    reply_field(page).fill("One and three.")
    with page.expect_response(lambda answer: answer.status == 200 and answer.url.endswith("/unsent")):
        page.clock.run_for(30_000)
        page.clock.run_for(30_000)
    expect(page.locator(".other-version")).to_have_count(0)
    assert held(site) == ["One and three."]


# Long texts


def test_a_long_text_is_kept_on_the_server_too(enter: Enter, site: Site, cast: Cast) -> None:
    """Browsers refuse more than 64 kB from pages that may be gone: it goes without that."""
    page = open_thread(enter, cast)
    long = "Año tras año. " * 3500
    reply_field(page).fill(long)
    page.clock.run_for(1600)
    kept(page, "Kept ")
    assert held(site) == [long]


def test_a_long_text_that_was_left_at_once_comes_back(enter: Enter, site: Site, cast: Cast) -> None:
    page = enter(cast.ana)
    page.goto(thread_of(cast))
    long = "Año tras año. " * 3500
    reply_field(page).fill(long)
    page.goto(thread_of(cast))
    expect(reply_field(page)).to_have_value(long)


def test_what_is_too_long_for_the_server_is_said_to_be(enter: Enter, cast: Cast) -> None:
    page = open_thread(enter, cast)
    reply_field(page).fill("x" * 100_001)
    page.clock.run_for(1600)
    kept(page, f"This is too long to be kept on the server. {HERE}")


# What is said is true


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (502, "The site is being restarted."),
        (503, "The site is being restarted."),
        (504, "The site is being restarted."),
        (500, "The site has a problem just now."),
        (429, "Too much was sent in a short while."),
        (403, "The site did not accept this."),
        (422, "The site did not accept this."),
        (200, "The site does not answer."),
    ],
)
def test_a_server_in_trouble_is_called_so(enter: Enter, cast: Cast, watch: Watch, status: int, words: str) -> None:
    """200: a page of somebody else's, a hotel's for example."""
    page = open_thread(enter, cast)
    page.route("**/unsent", answering(status))
    reply_field(page).fill(WORDS)
    page.clock.run_for(1600)
    kept(page, f"{words} {HERE}")
    assert WORDS in copies(page)
    expect(page.locator("#reply-kept")).not_to_contain_text("Bad gateway")
    if status >= 500:
        pardon(watch, f"{status} for")


def test_where_the_browser_keeps_nothing_nothing_is_said_to_be_kept(enter: Enter, cast: Cast, watch: Watch) -> None:
    page = open_thread(enter, cast, FULL)
    page.context.set_offline(True)
    reply_field(page).fill(WORDS)
    page.clock.run_for(1600)
    kept(page, f"No connection. {NOWHERE}")
    send(page)
    expect(page.get_by_role("alert")).to_have_text(f"Not sent. No connection. {NOWHERE} Try again in a moment.")
    expect(reply_field(page)).to_have_value(WORDS)
    pardon(watch, "Failed to fetch")


def test_a_browser_that_becomes_full_takes_its_word_back(enter: Enter, cast: Cast) -> None:
    page = open_thread(enter, cast)
    page.context.set_offline(True)
    reply_field(page).fill(WORDS)
    page.clock.run_for(1600)
    kept(page, f"No connection. {HERE}")
    page.evaluate(f"() => {{ {FULL} }}")
    reply_field(page).fill(WORDS + " Y más.")
    page.clock.run_for(1100)
    kept(page, f"No connection. {NOWHERE}")


def test_words_that_are_kept_nowhere_are_not_left_unasked(enter: Enter, cast: Cast) -> None:
    page = open_thread(enter, cast, FULL)
    page.route("**/unsent", lambda route: route.abort())
    reply_field(page).press_sequentially("Palabras.")
    page.clock.run_for(3100)
    kept(page, NOWHERE)
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    with page.expect_event("dialog"):
        page.evaluate("location.href = '/unsent'")
    assert asked == ["beforeunload"]
    expect(reply_field(page)).to_have_value("Palabras.")


def test_it_is_said_aloud_once_and_when_it_is_over(enter: Enter, cast: Cast) -> None:
    page = open_thread(enter, cast)
    page.evaluate(
        """window.said = [];
        new MutationObserver(() => said.push(document.getElementById('announce').textContent))
            .observe(document.getElementById('announce'), { childList: true })"""
    )
    type_on(page, 4)
    kept(page, "Kept ")
    page.context.set_offline(True)
    type_on(page, 12)
    kept(page, "No connection.")
    page.context.set_offline(False)
    page.clock.run_for(100)
    kept(page, "Kept ")
    assert page.evaluate("said") == [f"No connection. {HERE}", "Kept 07:00"]


# An ended session


def test_an_ended_session_is_not_called_no_connection(enter: Enter, site: Site, cast: Cast) -> None:
    page = open_thread(enter, cast)
    page.context.clear_cookies()
    reply_field(page).fill(WORDS)
    page.clock.run_for(1600)
    kept(page, f"You are signed out. {HERE}")
    with page.expect_popup() as opened:
        page.locator("#reply-kept").get_by_role("link", name="Sign in in a new tab").click()
    sign_in(opened.value, cast.ana)
    expect(opened.value.get_by_role("heading", level=1)).to_have_text("My unsent texts")
    come_back(page)
    page.clock.run_for(100)
    kept(page, "Kept ")
    assert held(site) == [WORDS]
    before = posts(site)
    send(page)
    expect(page.locator("#posts article").last).to_contain_text(WORDS)
    assert posts(site) == before + 1


def test_a_form_whose_token_is_old_is_sent_with_the_new_one(enter: Enter, site: Site, cast: Cast) -> None:
    """Somebody signed in again in another tab, and this one did not notice."""
    page = enter(cast.ana)
    page.goto(thread_of(cast))
    page.context.clear_cookies()
    other = page.context.new_page()
    other.goto("/sign-in")
    sign_in(other, cast.ana)
    expect(other.get_by_role("heading", level=1)).to_be_visible()
    before = posts(site)
    reply_field(page).fill(WORDS)
    send(page)
    expect(page.locator("#posts article").last).to_contain_text(WORDS)
    assert posts(site) == before + 1
    assert copies(page) == "{}"


def test_words_are_not_sent_for_somebody_else_who_signed_in(enter: Enter, site: Site, cast: Cast) -> None:
    page = open_thread(enter, cast)
    page.context.clear_cookies()
    other = page.context.new_page()
    other.goto("/sign-in")
    sign_in(other, cast.jorge)
    expect(other.get_by_role("heading", level=1)).to_be_visible()
    reply_field(page).fill(WORDS)
    page.clock.run_for(1600)
    kept(page, f"Somebody else is signed in here now. {HERE}")
    assert held(site) == []


def test_without_a_place_on_the_device_nobody_is_led_away_to_sign_in(enter: Enter, cast: Cast) -> None:
    page = open_thread(enter, cast, FULL)
    stay(page)
    page.context.clear_cookies()
    reply_field(page).fill(WORDS)
    send(page)
    expect(page.get_by_role("alert")).to_have_text(f"Not sent. You are signed out. {NOWHERE} Sign in in a new tab")
    assert stayed(page)
    expect(reply_field(page)).to_have_value(WORDS)


# While the site is restarted


@pytest.mark.parametrize("status", [502, 503, 504])
def test_a_reply_that_meets_a_restart_stays_and_is_posted_once(
    enter: Enter, site: Site, cast: Cast, watch: Watch, status: int
) -> None:
    page = enter(cast.ana)
    page.goto(thread_of(cast))
    before = posts(site)
    page.route("**/reply", answering(status))
    page.route("**/unsent", answering(status))
    reply_field(page).fill(WORDS)
    send(page)
    expect(page.get_by_role("alert")).to_have_text(
        f"Not sent. The site is being restarted. {HERE} Try again in a moment."
    )
    expect(reply_field(page)).to_have_value(WORDS)
    page.unroute("**/reply")
    page.unroute("**/unsent")
    send(page)
    expect(page.locator("#posts article").last).to_contain_text(WORDS)
    assert posts(site) == before + 1
    pardon(watch, f"{status} for")


@pytest.mark.parametrize("dirty", [True, False], ids=["just typed", "kept already"])
@pytest.mark.parametrize("status", [503, None])
def test_a_plain_form_that_meets_a_restart_stays_and_is_posted_once(
    enter: Enter, site: Site, cast: Cast, watch: Watch, status: int | None, dirty: bool
) -> None:
    page = enter(cast.ana)
    page.goto(new_thread())
    stay(page)
    page.get_by_label("Title").fill("Pan")
    page.get_by_label("Text", exact=True).fill(WORDS)
    if not dirty:
        kept(page)
    page.route("**/*", answering(status) if status else lambda route: route.abort())
    post = page.get_by_role("button", name="Post", exact=True)
    post.click()
    said = "The site is being restarted." if status else "The site does not answer."
    expect(page.get_by_role("alert")).to_have_text(f"Not sent. {said} {HERE} Try again in a moment.")
    assert stayed(page)
    page.unroute("**/*")
    before = posts(site)
    post.dblclick()
    expect(page.get_by_role("heading", level=1)).to_have_text("Pan")
    assert posts(site) == before + 1
    assert copies(page) == "{}"
    if status:
        pardon(watch, f"{status} for")


def test_a_plain_form_whose_answer_is_an_error_page_still_has_its_words(enter: Enter, cast: Cast, watch: Watch) -> None:
    page = enter(cast.ana)
    page.goto(new_thread())
    page.get_by_label("Title").fill("Pan")
    page.get_by_label("Text", exact=True).fill(WORDS)
    page.route("**/new-thread", answering(503))
    page.get_by_role("button", name="Post", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bad gateway")
    page.unroute("**/new-thread")
    page.goto(new_thread())
    expect(page.get_by_label("Text", exact=True)).to_have_value(WORDS)
    expect(page.get_by_label("Title")).to_have_value("Pan")
    pardon(watch, "503 for")


def test_a_page_of_somebody_elses_does_not_take_the_place_of_the_words(enter: Enter, cast: Cast) -> None:
    """A hotel's page, or a proxy's that calls itself fine."""
    page = enter(cast.ana)
    page.goto(thread_of(cast))
    page.route("**/reply", answering(200))
    reply_field(page).fill(WORDS)
    send(page)
    expect(page.get_by_role("alert")).to_contain_text("Not sent. The site does not answer.")
    expect(reply_field(page)).to_have_value(WORDS)


# Two tabs


def test_two_tabs_without_a_line_keep_both(enter: Enter, cast: Cast) -> None:
    one = enter(cast.ana)
    other = one.context.new_page()
    for page in (one, other):
        page.goto(thread_of(cast))
    one.context.set_offline(True)
    for page, words in ((one, "Words of one tab."), (other, "Words of the other.")):
        reply_field(page).fill(words)
        kept(page, "No connection.")
    for page in (one, other):
        page.close()
    again = one.context.new_page()
    again.context.set_offline(False)
    again.goto(thread_of(cast))
    shown = {reply_field(again).input_value(), *again.locator(".other-version pre").all_inner_texts()}
    assert shown == {"Words of one tab.", "Words of the other."}


def test_what_a_tab_types_is_not_sent_by_another(enter: Enter, site: Site, cast: Cast) -> None:
    """It would be in its way; what a page left is sent at once, what nobody touches after a while."""
    page = open_thread(enter, cast)
    Line(page).hold()
    reply_field(page).fill(WORDS)
    page.clock.run_for(1100)
    copy = copies(page)
    assert WORDS in copy
    reply_field(page).fill("")
    page.close()
    other = page.context.new_page()
    other.goto("/privacy")
    other.evaluate("copy => { localStorage.clear(); Object.assign(localStorage, JSON.parse(copy)) }", copy)
    other.goto(f"{FORUM}/people")
    other.wait_for_load_state("networkidle")
    assert held(site) == []
    with other.expect_response("**/unsent"):
        other.clock.run_for(10_100)
    assert held(site) == [WORDS]


# Signing out


def test_signing_out_asks_before_it_destroys_what_is_nowhere_else(enter: Enter, cast: Cast) -> None:
    page = enter(cast.ana)
    page.goto(thread_of(cast))
    page.route("**/unsent", lambda route: route.abort())
    reply_field(page).fill(WORDS)
    kept(page, HERE)
    asked: list[str] = []
    page.once("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    sign_out(page, cast.ana)
    expect(page.locator("[data-sign-out][data-sending]")).to_have_count(0)
    assert asked == [
        "Some of your words are not on the server yet. Signing out removes them from this device. Sign out anyway?"
    ]
    assert WORDS in copies(page)
    expect(reply_field(page)).to_have_value(WORDS)


def test_signing_out_in_one_tab_keeps_what_another_types_and_leaves_nothing(
    enter: Enter, site: Site, cast: Cast
) -> None:
    page = open_thread(enter, cast)
    other = page.context.new_page()
    other.goto(f"{FORUM}/people")
    reply_field(page).fill(WORDS)
    sign_out(other, cast.ana)
    expect(other.get_by_role("link", name="Sign in").first).to_be_visible()
    assert held(site) == [WORDS]
    reply_field(page).press_sequentially(" Y más.")
    page.clock.run_for(3100)
    kept(page, f"You are signed out. {NOWHERE}")
    assert copies(page) == "{}"


def test_signing_out_takes_nothing_of_anybody_elses(enter: Enter, cast: Cast) -> None:
    """Ana's session ended; Jorge used the same device meanwhile."""
    page = enter(cast.ana)
    page.goto(thread_of(cast))
    page.context.clear_cookies()
    reply_field(page).fill(WORDS)
    kept(page, f"You are signed out. {HERE}")
    page.goto(f"/sign-in?next={thread_of(cast)}")
    sign_in(page, cast.jorge)
    expect(reply_field(page)).to_have_value("")
    sign_out(page, cast.jorge)
    expect(page.get_by_role("link", name="Sign in").first).to_be_visible()
    page.goto(f"/sign-in?next={thread_of(cast)}")
    sign_in(page, cast.ana)
    expect(reply_field(page)).to_have_value(WORDS)


# Pages that the browser fills in itself


def test_a_page_gone_back_to_writes_over_nothing_that_was_kept_since(enter: Enter, site: Site, cast: Cast) -> None:
    page = enter(cast.ana)
    page.goto(thread_of(cast))
    reply_field(page).press_sequentially("Of this page.")
    kept(page)
    page.goto(f"{FORUM}/people")
    with site.written():
        keep_unsent(cast.ana, UnsentWords(f"reply:{cast.thread.key}", "Of the phone, since.", "", ""), START)
    page.go_back()
    expect(reply_field(page)).to_have_value("Of the phone, since.")
    assert held(site) == ["Of the phone, since."]


def test_a_page_that_the_browser_fills_in_before_the_script_shows_both(enter: Enter, site: Site, cast: Cast) -> None:
    """Words of then do not write over those that were kept since."""
    with site.written():
        keep_unsent(cast.ana, UnsentWords(f"reply:{cast.thread.key}", "Of the phone, since.", "", ""), START)
    page = enter(cast.ana)
    page.goto(thread_of(cast))
    page.add_init_script(
        """document.addEventListener('readystatechange', () => {
            if (document.readyState === 'interactive') document.getElementById('reply-body').value = 'Of this page.';
        })"""
    )
    page.reload()
    expect(page.locator(".other-version pre")).to_have_text("Of the phone, since.")
    expect(reply_field(page)).to_have_value("Of this page.")


# What else could lose words


def test_a_window_that_is_closed_while_its_words_are_sent_loses_none(enter: Enter, site: Site, cast: Cast) -> None:
    page = enter(cast.ana)
    page.goto(thread_of(cast))
    page.route("**/reply", lambda _: None)
    reply_field(page).fill(WORDS)
    with page.expect_request("**/reply"):
        send(page)
    page.close()
    again = page.context.new_page()
    again.goto(thread_of(cast))
    expect(reply_field(again)).to_have_value(WORDS)


def test_words_that_are_being_composed_are_kept_and_left_alone(enter: Enter, site: Site, cast: Cast) -> None:
    """Dead keys, or signs made of several keystrokes."""
    page = open_thread(enter, cast)
    keyboard = page.context.new_cdp_session(page)
    reply_field(page).press_sequentially("Se come ")
    keyboard.send("Input.imeSetComposition", {"text": "なっと", "selectionStart": 3, "selectionEnd": 3})
    page.clock.run_for(1600)
    kept(page, "Kept ")
    keyboard.send("Input.insertText", {"text": "納豆"})
    page.clock.run_for(1600)
    expect(reply_field(page)).to_have_value("Se come 納豆")
    page.reload()
    expect(reply_field(page)).to_have_value("Se come 納豆")


def test_fifty_thousand_characters_are_pasted_kept_and_undone(enter: Enter, site: Site, cast: Cast) -> None:
    page = open_thread(enter, cast)
    long = "Año tras año. " * 3571
    reply_field(page).evaluate(
        """(area, text) => {
            const data = new DataTransfer();
            data.setData('text/html', '<p><b>Muy</b> largo:</p><p>' + text + '</p>');
            area.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
        }""",
        long,
    )
    pasted = reply_field(page).input_value()
    assert len(pasted) > 49_900
    with page.expect_response("**/unsent"):
        page.clock.run_for(1600)
    assert held(site) == [pasted]
    reply_field(page).press("Control+z")
    expect(reply_field(page)).to_have_value("")
    with page.expect_response("**/unsent"):
        page.clock.run_for(1600)
    reply_field(page).press("Control+Shift+z")
    expect(reply_field(page)).to_have_value(pasted)
    with page.expect_response("**/unsent"):
        page.clock.run_for(1600)
    kept(page, "Kept ")
    assert held(site) == [pasted]


def test_another_title_that_was_kept_meanwhile_is_shown_with_its_text(enter: Enter, site: Site, cast: Cast) -> None:
    page = enter(cast.ana)
    page.goto(new_thread())
    with site.written():
        keep_unsent(cast.ana, UnsentWords("thread:social-economy:2", "Del teléfono.", "Maíz y pan", "es"), START)
    page.get_by_label("Title").fill("Pan")
    page.get_by_label("Text", exact=True).fill("Del escritorio.")
    expect(page.locator(".other-version pre")).to_have_text("Maíz y pan\n\nDel teléfono.")


def test_what_stands_beside_the_field_is_never_sent_as_the_words_in_it(
    enter: Enter, site: Site, cast: Cast, watch: Watch
) -> None:
    """Sending failed, the page was left, and another page sends what is left behind."""
    page = enter(cast.ana)
    page.goto(thread_of(cast))
    with site.written():
        keep_unsent(cast.ana, UnsentWords(f"reply:{cast.thread.key}", "Of the phone.", "", ""), START)
    reply_field(page).fill("Of the desk.")
    expect(page.locator(".other-version pre")).to_have_text("Of the phone.")
    page.route("**/reply", answering(503))
    send(page)
    expect(page.get_by_role("alert")).to_contain_text("Not sent.")
    page.clock.install()
    page.goto(f"{FORUM}/people")
    page.wait_for_load_state("networkidle")
    page.clock.run_for(10_100)
    page.wait_for_load_state("networkidle")
    page.goto(thread_of(cast))
    shown = {reply_field(page).input_value(), *page.locator(".other-version pre").all_inner_texts()}
    assert shown == {"Of the phone.", "Of the desk."}
    pardon(watch, "503 for")


def test_a_pause_in_typing_never_leads_away_from_the_words(enter: Enter, site: Site, cast: Cast) -> None:
    """Hints are asked for in a pause. Who is signed out meanwhile gets none, and stays where they type."""
    page = open_thread(enter, cast)
    other = page.context.new_page()
    other.goto(f"{FORUM}/people")
    sign_out(other, cast.ana)
    expect(other.get_by_role("link", name="Sign in").first).to_be_visible()
    reply_field(page).fill(WORDS)
    with page.expect_response("**/hints"):
        page.clock.run_for(2600)
    page.wait_for_timeout(200)
    expect(reply_field(page)).to_have_value(WORDS)
    assert page.url.endswith(f"/thread/{cast.thread.key}")
