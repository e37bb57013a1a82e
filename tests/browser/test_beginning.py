"""From nothing to a forum: an evening's work in few clicks, on a wide screen, on a phone, and without JavaScript.

A click is a press of the mouse, or of a key that acts as one, and the choice of a file. Typing and pasting are none.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import func, select

from board.actions import enrolling
from board.extensions import db
from board.models import Forum, Reading, Thread, User, Week
from tests.browser.conftest import Enter, Site
from tests.support.browser import PHONE, View, axe, scrolls_sideways
from tests.support.cast import START
from tests.support.spanish import in_spanish

CALL = (Path(__file__).parents[1] / "support" / "call_outline.txt").read_text()
MOST = 60
NEW = "/owner/forums/new"
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
COUNT = """
    const pressed = () => sessionStorage.setItem('clicks', 1 + Number(sessionStorage.getItem('clicks') || 0));
    const acts = 'a, button, summary, input[type=checkbox], input[type=radio], input[type=submit]';
    addEventListener('mousedown', event => event.isTrusted && pressed(), true);
    addEventListener('keydown', event => {
      const enters = event.key === 'Enter' && !event.target.matches('textarea');
      if (event.isTrusted && (enters || event.key === ' ' && event.target.matches(acts))) pressed();
    }, true);
"""


class Hand:
    """Somebody's hand, which counts what it presses; where pages have scripts, they count, too."""

    def __init__(self, page: Page, view: View) -> None:
        self.page, self.view = page, view
        self.clicks = self.files = 0
        page.add_init_script(COUNT)

    def click(self, target: Locator) -> None:
        self.clicks += 1
        target.click()
        self.page.wait_for_load_state()

    def choose(self, target: Locator, files: list[Path]) -> None:
        self.files += 1
        target.set_input_files(files)

    @property
    def counted(self) -> int:
        if self.view.javascript:
            pressed = self.page.evaluate("Number(sessionStorage.getItem('clicks') || 0)")
            assert pressed == self.clicks, "something was pressed uncounted"
        return self.clicks + self.files


@pytest.fixture
def owner(site: Site) -> User:
    """The owner of an installation in which there is nothing else."""
    with site.written():
        made = enrolling.create_account("olga@example.org", "Olga", START, owner=True)
        db.session.commit()
        db.session.refresh(made)
        db.session.expunge(made)
    return made


def name_it(hand: Hand) -> None:
    page = hand.page
    page.goto("/owner/forums")
    hand.click(page.get_by_role("link", name="Begin a forum"))
    page.get_by_label("Name", exact=True).fill("Canada – Latin America Online Forum")
    page.get_by_label("First day").fill("2026-10-26")
    page.get_by_label("Last day").fill("2026-12-04")
    page.get_by_label("City whose clocks count").fill("la paz")
    hand.click(page.get_by_role("button", name="Continue"))
    expect(page.get_by_label("Spanish posts are translated into English")).to_be_checked()
    hand.click(page.get_by_role("button", name="Continue"))


def make_it(hand: Hand, programme: str) -> None:
    name_it(hand)
    hand.page.get_by_label("Titles, or the whole programme").fill(programme)
    hand.click(hand.page.get_by_role("button", name="Look through it"))
    expect(hand.page.get_by_text("Monday 26 October 2026, 09:00")).to_be_visible(timeout=20_000)
    hand.click(hand.page.get_by_role("button", name="Make this forum"))
    expect(hand.page.get_by_role("heading", name="Before it begins")).to_be_visible()


def counts(site: Site) -> tuple[int, int, int]:
    """How many weeks, readings and questions there are."""
    with site.app.app_context():
        asked = select(func.count(Thread.id)).where(Thread.kind == "question")
        numbers = select(func.count(Week.id)), select(func.count(Reading.id)), asked
        weeks, readings, questions = (db.session.scalar(number) or 0 for number in numbers)
        return weeks, readings, questions


@pytest.mark.parametrize("view", [View(), View(javascript=False)], ids=str)
def test_the_forum_of_the_call_in_at_most_sixty_clicks(
    owner: User, enter: Enter, site: Site, tmp_path: Path, view: View
) -> None:
    """Six weeks, each with three files to read and two questions."""
    hand = Hand(enter(owner, view), view)
    make_it(hand, CALL)
    page = hand.page
    hand.click(page.locator(".checklist").get_by_role("link", name="Readings"))
    for number in range(1, 7):
        expect(page.get_by_role("heading", level=1)).to_contain_text(f"week {number}")
        files = [tmp_path / f"Reading {number}-{place}.pdf" for place in range(1, 4)]
        for file in files:
            file.write_bytes(PDF + file.name.encode())
        hand.choose(page.locator("#files input[type=file]"), files)
        hand.click(page.get_by_role("button", name="Add these files"))

        page.locator("#several textarea").fill(f"What has changed in week {number}?\n\nWhat is needed?")
        hand.click(page.get_by_role("button", name="Set these questions"))
        expect(page.get_by_text("2 questions are set.")).to_be_visible()
        if number < 6:
            hand.click(page.get_by_role("link", name=f"Go on to week {number + 1}"))
    assert counts(site) == (6, 18, 12)
    assert hand.counted <= MOST, f"{hand.counted} clicks"


def test_a_programme_that_says_everything_takes_five_clicks(owner: User, enter: Enter, site: Site) -> None:
    parts = CALL.partition("Week 1\n")
    said = "Question: What has changed?\nQuestion: What is needed?\n"
    said += "".join(f"Reading: Study {place}, https://example.org/{place}, 20 min\n" for place in range(3))
    programme = parts[0] + "".join(f"Week {part}\n\n{said}\n" for part in (parts[1] + parts[2]).split("Week ")[1:7])
    hand = Hand(enter(owner), View())
    make_it(hand, programme)
    assert counts(site) == (6, 18, 12)
    assert hand.counted == 5


@pytest.mark.parametrize(
    "view", [View(width=PHONE, locale="es", dark=True), View(width=PHONE, javascript=False), View()], ids=str
)
def test_a_programme_is_pasted_looked_through_and_corrected(owner: User, enter: Enter, site: Site, view: View) -> None:
    say: Callable[[str], str] = in_spanish if view.locale == "es" else str
    page = enter(owner, view)
    page.goto(NEW)
    fine(page, view, say("Begin a forum"))
    page.get_by_label(say("Name"), exact=True).fill("Foro")
    page.locator("[name=starts]").fill("2026-10-26")
    page.locator("[name=city]").fill("BOGOTA")
    page.get_by_text(say("If you know it already: what it is for, who can read, its regions")).click()
    page.get_by_label(say("Purpose")).fill("We learn.")
    page.get_by_label(say("everyone, also without an account")).check()
    page.get_by_label(say("Regions")).fill("Brazil\nQuebec")
    fine(page, view, say("Begin a forum"))
    page.get_by_role("button", name=say("Continue")).click()
    fine(page, view, say("In which languages"))
    page.get_by_role("button", name=say("Continue")).click()
    page.locator("#body").fill(f"{CALL}\n\nQuestion: What comes next?\nReading: A study, https://example.org/study")
    fine(page, view, say("Weeks"))
    page.get_by_role("button", name=say("Look through it")).click()
    fine(page, view, say("Look through"))
    expect(page.locator(".facts")).to_contain_text("Brazil, Quebec")
    weeks = page.locator(".planned > li")
    expect(weeks).to_have_count(6)
    expect(weeks.nth(3)).to_contain_text("Experiences from Quebec and Brazil: A Comparative Study")
    weeks.nth(1).locator("summary").click()
    weeks.nth(1).get_by_label(say("Title"), exact=True).fill("")
    page.get_by_role("button", name=say("Make this forum")).click()
    expect(weeks.nth(1).get_by_text(say("Give the week a title."), exact=True)).to_be_visible()
    fine(page, view, say("Look through"))
    weeks.nth(1).get_by_label(say("Title"), exact=True).fill("Research, first part")
    weeks.nth(2).locator("summary").click()
    weeks.nth(2).get_by_label(say("Leave this week out")).check()
    page.get_by_role("button", name=say("Show it with my changes")).click()
    expect(weeks).to_have_count(5)
    expect(weeks.nth(1).get_by_role("heading")).to_have_text("Research, first part")
    page.get_by_role("button", name=say("Make this forum")).click()
    expect(page.get_by_role("heading", name=say("Before it begins"))).to_be_visible()
    fine(page, view, say("Overview"))
    assert counts(site) == (5, 1, 1)
    paste_more(page, view, say)
    assert counts(site) == (6, 2, 3)


def paste_more(page: Page, view: View, say: Callable[[str], str]) -> None:
    """Paste the programme again, with one more week: only that one is added."""
    page.goto(page.url.split("/admin")[0] + "/admin/schedule")
    page.get_by_role("link", name=say("Paste a programme")).click()
    fine(page, view, say("Paste a programme"))
    numbered = [f"Week {number}\n\nAny title\n" for number in range(1, 6)]
    more = "Question: What stays?\nQuestion: What now?\nReading: A study, https://example.org/2"
    page.locator("#body").fill("\n".join([*numbered, "Week 6\nLooking back", more]))
    page.get_by_role("button", name=say("Look through it")).click()
    fine(page, view, say("Look through"))
    expect(page.locator(".planned > li")).to_have_count(1)
    expect(page.locator("section[aria-labelledby=untouched] li")).to_have_count(5)
    expect(page.locator(".planned")).to_contain_text(say("Week %(number)s") % {"number": 6})
    page.locator("#check button.primary").click()
    fine(page, view, say("Schedule"))
    expect(page.locator("#week-6")).to_contain_text("Looking back")


def fine(page: Page, view: View, heading: str) -> None:
    """The page with this heading is no wider than the window, and axe finds nothing."""
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)
    page.wait_for_load_state()
    assert not scrolls_sideways(page)
    if view.javascript:
        assert axe(page) == []


def test_the_city_is_guessed_from_the_browser(owner: User, enter: Enter) -> None:
    page = enter(owner, View(zone="America/La_Paz"))
    page.goto(NEW)
    expect(page.get_by_label("City whose clocks count")).to_have_value("La Paz")
    expect(page.get_by_label("La Paz, Bolivia")).to_be_checked(timeout=30_000)
    page.get_by_label("City whose clocks count").press_sequentially("x")
    expect(page.get_by_label("La Paz, Bolivia")).to_have_count(0, timeout=30_000)
    page.get_by_label("City whose clocks count").fill("valencia")
    page.get_by_label("Valencia, Spain").check()
    page.get_by_label("Name", exact=True).fill("Foro")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", name="In which languages")).to_be_visible()


@pytest.mark.parametrize("view", [View(), View(javascript=False)], ids=str)
def test_what_is_translated_follows_the_languages(owner: User, enter: Enter, view: View) -> None:
    page = enter(owner, view)
    page.goto(NEW)
    page.get_by_label("Name", exact=True).fill("Foro")
    page.get_by_label("City whose clocks count").fill("Montreal")
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Français").check()
    if not view.javascript:
        page.get_by_role("button", name="Continue").click()
    french = page.get_by_label("French posts are translated into English")
    expect(french).to_be_checked()
    french.uncheck()
    page.get_by_role("button", name="Continue").click()
    page.go_back()
    page.reload()  # the browser may show the page as it was; the server has what was sent
    expect(page.get_by_label("Spanish posts are translated into English")).to_be_checked()
    expect(french).not_to_be_checked()


def test_an_unsent_programme_comes_back(owner: User, enter: Enter, site: Site) -> None:
    page = enter(owner)
    hand = Hand(page, View())
    name_it(hand)
    page.get_by_label("Titles, or the whole programme").fill("One\nTwo")
    expect(page.locator("[data-kept]").first).to_contain_text("Kept ")
    page.goto(f"{NEW}/weeks")
    expect(page.get_by_label("Titles, or the whole programme")).to_have_value("One\nTwo")
    with site.app.app_context():
        assert db.session.scalar(select(func.count(Forum.id))) == 0
