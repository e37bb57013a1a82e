"""An admin prepares a week, looks at it as a participant will, opens it by hand and locks it again."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.conftest import FORUM, Enter, Site
from tests.browser.hands import copies, kept, sign_in
from tests.support.cast import Cast

PDF = b"%PDF-1.4\n1 0 obj <</Type /Catalog>> endobj\ntrailer <</Root 1 0 R>>\n%%EOF\n"


def test_a_week_is_prepared_opened_by_hand_and_locked_again(page: Page, enter: Enter, cast: Cast) -> None:
    page.goto(f"{FORUM}/admin/schedule")
    sign_in(page, cast.alma)
    week = page.locator("#week-4")
    expect(week).to_contain_text("no date: it stays locked")
    week.get_by_role("link", name="Edit the week").click()
    page.get_by_label("Title").fill("Buying together")
    page.get_by_label("Outline").fill("How several towns *buy together*.")
    page.get_by_label("Opens at").fill("2026-03-16T09:00")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status").filter(has_text="Week 4 is saved.")).to_be_visible()
    expect(week).to_contain_text("Mon 16 Mar, 09:00 Toronto time")

    week.get_by_role("link", name="Readings and questions").click()
    page.get_by_role("link", name="Add a reading").click()
    page.get_by_label("Title").fill("Four towns, one kitchen")
    page.get_by_role("textbox", name="Text").fill("Four towns share one kitchen for their schools.")
    page.get_by_role("button", name="Add this reading").click()
    expect(page.get_by_role("region", name="Readings")).to_contain_text("Four towns, one kitchen")
    page.get_by_role("link", name="Set a question").click()
    page.get_by_label("Title").fill("Who would you buy with?")
    page.get_by_label("Text", exact=True).fill("Tell us about your neighbours.")
    page.get_by_role("button", name="Post", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Readings and questions of week 4")
    page.get_by_role("main").get_by_role("link", name="Who would you buy with?").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Who would you buy with?")
    thread = page.url

    page.goto(f"{FORUM}/admin/schedule")
    week.get_by_role("link", name="See it as a participant would once it is open").click()
    expect(page.get_by_text("This is what a participant will see once the week is open.")).to_be_visible()
    expect(page.get_by_role("region", name="Readings")).to_contain_text("Four towns, one kitchen")
    expect(page.get_by_role("region", name="Questions of the week")).to_contain_text("Who would you buy with?")

    participant = enter(cast.ana)
    participant.goto(f"{FORUM}/week/4")
    expect(participant.get_by_role("heading", level=1)).to_have_text("Buying together")
    expect(participant.get_by_role("main")).not_to_contain_text("kitchen")

    page.get_by_role("link", name="Back to the schedule").click()
    week.get_by_role("button", name="Open now").click()
    expect(week).to_contain_text("Opened by hand by Alma")
    participant.reload()
    expect(participant.get_by_role("region", name="Readings")).to_contain_text("Four towns, one kitchen")
    participant.goto(thread)
    expect(participant.get_by_role("heading", level=1)).to_have_text("Who would you buy with?")

    week.locator("summary", has_text="Lock again").click()
    week.get_by_role("button", name="Lock week 4 again").click()
    expect(week).to_contain_text("Locked again by Alma")
    participant.reload()
    expect(participant.get_by_role("heading", level=1)).to_have_text("Nothing here")
    participant.goto(f"{FORUM}/week/4")
    expect(participant.get_by_role("main")).not_to_contain_text("kitchen")
    page.get_by_role("link", name="Activity log").first.click()
    expect(page.get_by_role("listitem").filter(has_text="Alma locked week 4 again today")).to_be_visible()


def test_a_time_that_does_not_exist_is_refused_and_nothing_typed_is_lost(enter: Enter, cast: Cast) -> None:
    page = enter(cast.alma)
    page.goto(f"{FORUM}/admin/week/4")
    page.get_by_label("Title").fill("Buying together")
    page.get_by_label("Opens at").fill("2026-03-08T02:30")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("Clocks in Toronto go forward and skip this time.")
    expect(page.get_by_label("Title")).to_have_value("Buying together")
    expect(page.get_by_label("Opens at")).to_have_value("2026-03-08T02:30")


def test_a_reading_begun_is_kept_and_comes_back(enter: Enter, cast: Cast) -> None:
    page = enter(cast.alma)
    address = f"{FORUM}/admin/week/4/readings/new"
    page.goto(address)
    page.get_by_label("Title").fill("Four towns, one kitchen")
    page.get_by_role("textbox", name="Text").fill("Four towns share")
    kept(page)
    page.goto(address)
    expect(page.get_by_label("Title")).to_have_value("Four towns, one kitchen")
    expect(page.get_by_role("textbox", name="Text")).to_have_value("Four towns share")
    page.get_by_role("button", name="Add this reading").click()
    expect(page).not_to_have_url(address)
    page.goto(address)
    expect(page.get_by_role("textbox", name="Text")).to_have_value("")
    assert copies(page) == "{}"


def test_a_file_too_large_is_refused_before_it_travels(enter: Enter, cast: Cast) -> None:
    page = enter(cast.alma)
    page.goto(f"{FORUM}/admin/week/4/readings/new")
    field = page.locator("input[name=upload]")
    field.evaluate("field => { field.dataset.maxBytes = 10 }")
    field.set_input_files({"name": "law.pdf", "mimeType": "application/pdf", "buffer": PDF})
    assert field.evaluate("field => field.validationMessage") == "This file is larger than 10 MB."


def test_a_pdf_is_added_and_opened(enter: Enter, cast: Cast) -> None:
    page = enter(cast.alma)
    page.goto(f"{FORUM}/admin/week/1/readings/new")
    page.get_by_role("radio", name="PDF").check()
    page.get_by_label("Title").fill("The law")
    page.locator("input[name=minutes]").fill("12")
    page.locator("input[name=upload]").set_input_files(
        {"name": "law.pdf", "mimeType": "application/pdf", "buffer": PDF}
    )
    page.get_by_role("button", name="Add this reading").click()
    page.get_by_role("listitem").filter(has_text="The law").get_by_role("link", name="Show").click()
    link = page.get_by_role("link", name="Open the file")
    answer = page.request.get(str(link.get_attribute("href")))
    assert (answer.headers["content-type"], answer.body()) == ("application/pdf", PDF)


def test_two_admins_at_one_week_overwrite_nothing(enter: Enter, site: Site, cast: Cast) -> None:
    one, other = enter(cast.alma), enter(cast.alma)
    for page in (one, other):
        page.goto(f"{FORUM}/admin/week/4")
    for page, title in ((one, "From one window"), (other, "From the other")):
        page.get_by_label("Title").fill(title)
        page.get_by_role("button", name="Save").click()
    expect(other.get_by_role("alert")).to_contain_text("Somebody else saved this meanwhile")
    expect(other.get_by_label("Title")).to_have_value("From the other")
    expect(other.get_by_role("region", name="What was saved meanwhile")).to_contain_text("From one window")


def test_somebody_is_added_and_given_another_role(enter: Enter, cast: Cast) -> None:
    page = enter(cast.alma)
    page.goto(f"{FORUM}/admin/people")
    page.get_by_label("E-mail").fill("nadia@example.org")
    page.get_by_label("Name", exact=True).fill("Nadia")
    page.get_by_role("button", name="Add this person").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Nadia")
    expect(page.get_by_text("Nadia was added.")).to_be_visible()
    page.get_by_label("Translator").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    expect(page.get_by_label("Translator")).to_be_checked()
    expect(page.get_by_label("Admin")).not_to_be_checked()
