"""From the call to a confirmed application, and to changing it: in both languages, with JavaScript and without."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import select

from board.extensions import db
from board.jobs import run_due
from board.models import Application, Mail
from tests.browser.conftest import FORUM, Site
from tests.browser.hands import CLOCKS
from tests.support.applying import DEADLINE, call_out
from tests.support.browser import PHONE, View, axe, scrolls_sideways
from tests.support.cast import Cast
from tests.support.spanish import in_spanish

SECOND = timedelta(seconds=1)
VIEWS = [
    View(),
    View(javascript=False),
    View(width=PHONE, locale="es", dark=True),
    View(width=PHONE, javascript=False, locale="es"),
]


class Words:
    """The interface's words in the language of the page."""

    def __init__(self, page: Page) -> None:
        self.spanish = page.locator("html").get_attribute("lang") == "es"

    def __call__(self, english: str) -> str:
        return in_spanish(english) if self.spanish else english


@pytest.fixture
def called(site: Site, cast: Cast) -> Cast:
    with site.written():
        db.session.add(cast.forum)
        call_out(cast)
    return cast


def application(site: Site) -> Iterator[Application]:
    with site.written():
        yield db.session.scalars(select(Application)).one()


def the_link(site: Site) -> str:
    """Of the mail that went out; on this site it is kept for the owner to read."""
    with site.app.app_context():
        run_due(site.clock)
        bodies = db.session.scalars(select(Mail.body).where(Mail.recipient == "ines@example.org")).all()
        assert len(bodies) == 1
        found = re.search(r"https?://\S+", bodies[0])
        assert found
        return found[0]


@pytest.mark.parametrize("page", VIEWS, indirect=True, ids=str)
def test_somebody_applies_confirms_and_changes_it(page: Page, site: Site, called: Cast) -> None:
    page.goto(f"{FORUM}/")
    say = Words(page)
    page.get_by_role("link", name=say("Call for participants")).click()
    page.get_by_role("link", name=say("Apply"), exact=True).first.click()

    fuller = page.get_by_label(say("Your work, more fully"))
    expect(fuller).to_be_hidden()  # of participants it is not asked
    page.get_by_label(say("Key respondent")).check()
    expect(fuller).to_be_visible()
    page.get_by_label(say("Name"), exact=True).fill("Inés Pardo")
    page.get_by_label(say("E-mail")).fill("ines@example.org")
    page.get_by_label(say("Your work, in short")).fill("Vendemos pan.")
    fuller.fill("pan " * 301)
    page.locator("[name=characteristics][value=practice]").check()
    page.get_by_role("button", name=say("Send the application")).click()
    expect(page.locator(".error-summary")).to_contain_text("301")
    expect(fuller).to_have_value(("pan " * 301).strip())
    assert not scrolls_sideways(page)
    fuller.fill("pan " * 300)
    page.get_by_role("button", name=say("Send the application")).click()
    expect(page.get_by_role("main")).to_contain_text("ines@example.org")

    page.goto(the_link(site))
    expect(page.get_by_role("main")).to_contain_text("Vendemos pan.")
    page.get_by_role("button", name=say("Confirm my application")).click()
    expect(page.get_by_role("status").filter(has_text=say("Your application is confirmed."))).to_be_visible()
    page.get_by_label(say("Your work, in short")).fill("Vendemos pan y verduras.")
    page.get_by_role("button", name=say("Save")).click()
    expect(page.get_by_role("status").filter(has_text=say("Your application is saved."))).to_be_visible()
    assert not scrolls_sideways(page)
    for found in application(site):
        assert (found.description, found.experience) == ("Vendemos pan y verduras.", ("pan " * 300).strip())
        assert found.verified_at is not None
        assert found.interface == ("es" if say.spanish else "en")


@pytest.mark.parametrize(
    "page", [View(width=PHONE), View(width=PHONE, javascript=False, locale="es")], indirect=True, ids=str
)
def test_on_a_phone_it_takes_eight_taps_on_four_pages(page: Page, site: Site, called: Cast) -> None:
    """From the programme to a confirmed application; what is tapped can be hit, and nothing scrolls sideways."""
    pages: list[str] = []
    page.on("load", lambda: pages.append(page.url))
    page.goto(f"{FORUM}/")
    say, taps = Words(page), 0

    def tap(target: Locator, words: str = "") -> None:
        nonlocal taps
        target.scroll_into_view_if_needed()
        size = target.bounding_box()
        assert size is not None
        assert size["height"] >= 24
        taps += 1
        target.click()
        if words:
            page.keyboard.type(words)
        assert not scrolls_sideways(page)

    tap(page.get_by_role("link", name=say("Call for participants")))
    tap(page.get_by_role("link", name=say("Apply"), exact=True).first)
    tap(page.locator("[name=kind][value=participant]"))
    tap(page.get_by_label(say("Name"), exact=True), "Inés Pardo")
    tap(page.get_by_label(say("E-mail")), "ines@example.org")
    tap(page.get_by_label(say("Your work, in short")), "Vendemos pan.")
    tap(page.get_by_role("button", name=say("Send the application")))
    expect(page.get_by_role("main")).to_contain_text("ines@example.org")
    assert (taps, len(pages)) == (7, 4)
    page.goto(the_link(site))
    tap(page.get_by_role("button", name=say("Confirm my application")))
    expect(page.get_by_role("status").filter(has_text=say("Your application is confirmed."))).to_be_visible()
    assert taps == 8


def test_words_are_counted_while_one_types(page: Page, called: Cast) -> None:
    page.goto(f"{FORUM}/apply")
    page.get_by_label("Key respondent").check()
    count = page.locator("#experience-words")
    fuller = page.get_by_label("Your work, more fully")
    fuller.fill("bread " * 299)
    expect(count).to_have_text("299 of at most 300 words.")
    fuller.press_sequentially("and 301")
    expect(count).to_have_text("301 words: 1 over the limit of 300.")
    expect(fuller).to_be_focused()
    assert axe(page) == []


def test_what_is_wrong_is_seen_although_it_is_for_key_respondents(page: Page, called: Cast) -> None:
    """Nobody is refused because of a field that is out of sight."""
    page.goto(f"{FORUM}/apply")
    page.get_by_label("Key respondent").check()
    page.get_by_label("Your work, more fully").fill("a" * 10_001)
    page.locator("[name=kind][value=participant]").check()
    page.get_by_label("Name", exact=True).fill("Inés Pardo")
    page.get_by_label("E-mail").fill("ines@example.org")
    page.get_by_label("Your work, in short").fill("We sell bread.")
    page.get_by_role("button", name="Send the application").click()
    expect(page.get_by_label("Your work, more fully")).to_be_visible()
    assert axe(page) == []


@pytest.mark.parametrize(
    ("page", "words"),
    [
        (View(zone="America/La_Paz"), "Fri 6 Mar, 23:59 Toronto time (Sat, Mar 7, 00:59 your time)"),
        (
            View(zone="America/La_Paz", locale="fr-CA"),
            "ven. 6 mars, 23 h 59 à Toronto (sam. 7 mars, 0 h 59 pour vous)",
        ),
    ],
    indirect=["page"],
    ids=str,
)
def test_the_deadline_is_also_told_in_the_reader_s_own_time(page: Page, called: Cast, words: str) -> None:
    page.goto(f"{FORUM}/call")
    expect(page.locator(".facts")).to_contain_text(words)


@pytest.mark.parametrize(
    ("page", "clock"),
    [
        (View(zone="Pacific/Kiritimati"), "stopped long ago"),
        (View(zone="Pacific/Pago_Pago"), "ten years ahead"),
        (View(zone="Pacific/Kiritimati", javascript=False), "right"),
    ],
    indirect=["page"],
    ids=str,
)
def test_the_deadline_is_the_server_s_whatever_the_browser_says(
    page: Page, site: Site, called: Cast, clock: str
) -> None:
    """A form that was opened a second before it is sent a second before, at, and after."""
    page.add_init_script(CLOCKS[clock])
    for moment, said in [(-SECOND, "accepted"), (0 * SECOND, "refused"), (SECOND, "refused")]:
        site.clock.move_to(DEADLINE - SECOND)
        page.goto(f"{FORUM}/apply")
        page.get_by_label("Name", exact=True).fill("Inés Pardo")
        page.get_by_label("E-mail").fill("ines@example.org")
        page.get_by_label("Your work, in short").fill("We sell bread.")
        site.clock.move_to(DEADLINE + moment)
        page.get_by_role("button", name="Send the application").click()
        if said == "accepted":
            expect(page.get_by_role("main")).to_contain_text("ines@example.org")
            continue
        expect(page.get_by_role("main")).to_contain_text("Applications are closed: the deadline was Fri 6 Mar, 23:59")
        expect(page.get_by_role("main")).to_contain_text("We sell bread.")
    assert len(list(application(site))) == 1


def test_the_call_can_be_printed(page: Page, called: Cast, site: Site) -> None:
    page.goto(f"{FORUM}/call")
    assert axe(page) == []
    expect(page.locator(".prints").first).to_be_hidden()
    page.emulate_media(media="print")
    expect(page.locator(".prints").first).to_have_text(f"Apply at {site.url}{FORUM}/apply")
    expect(page.locator("nav.weeks")).to_be_hidden()
    expect(page.get_by_role("link", name="Apply", exact=True).first).to_be_hidden()
