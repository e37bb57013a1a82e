"""An admin prepares a week: readings of each kind, several files and questions at once, their order, and the log."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import FORUM, Enter
from tests.support.browser import PHONE, View, axe
from tests.support.cast import Cast
from tests.support.documents import PNG, docx, odt, pdf

WEEK = f"{FORUM}/admin/week/4/readings"
VIEWS = [View(), View(width=PHONE), View(javascript=False)]
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FILES = [
    ("1.docx", docx("La feria de semillas", title="La feria")),
    ("dos_ferias.odt", odt("Dos ferias")),
    ("tres.pdf", pdf(3)),
    ("mapa.png", PNG),
]


def given(name: str, data: bytes) -> dict[str, object]:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": data}


def choose(page: Page, label: str, *files: tuple[str, bytes]) -> None:
    page.get_by_label(label).set_input_files([given(*file) for file in files])  # type: ignore[misc]


def expect_readings(page: Page, *titles: str) -> None:
    """Wait until the page lists these readings, in this order; the first guess of a language takes seconds."""
    region = page.get_by_role("region", name="Readings", exact=True)
    expect(region.get_by_role("heading", level=3)).to_have_text(list(titles), timeout=20_000)


def add(page: Page, *, another: bool = True) -> None:
    page.get_by_role("button", name="Add, and add another" if another else "Add this reading").click()


@pytest.mark.parametrize("view", VIEWS, ids=str)
def test_one_form_adds_readings_of_each_kind(enter: Enter, cast: Cast, view: View) -> None:
    page = enter(cast.alma, view)
    page.goto(WEEK)
    page.get_by_role("link", name="Add a reading").click()
    expect(page.get_by_label("Address of the link")).to_be_hidden()
    expect(page.get_by_label("Minutes")).to_be_hidden()
    page.get_by_label("Title").fill("A text")
    page.get_by_role("textbox", name="Text").fill("Four towns share one kitchen.")
    add(page)
    expect(page.get_by_role("status").filter(has_text="The reading is in week 4.")).to_be_visible()
    for kind, title in [("a link to another site", "A link"), ("to listen to", "A voice"), ("a video", "A film")]:
        page.get_by_label(kind).check()
        expect(page.locator("#upload")).to_be_hidden()
        page.get_by_label("Address of the link").fill("https://example.org/a")
        page.get_by_label("Title").fill(title)
        page.get_by_label("Minutes").fill("12")
        add(page)
        expect(page.get_by_label("Title")).to_have_value("")  # the next page is there
        expect(page.get_by_label(kind)).to_be_checked()
    page.get_by_label("a file: PDF").check()
    expect(page.get_by_label("Address of the link")).to_be_hidden()
    page.locator("#upload").set_input_files([given(*FILES[0])])  # type: ignore[list-item]
    add(page, another=False)
    expect_readings(page, "A text", "A link", "A voice", "A film", "La feria")


@pytest.mark.parametrize("view", VIEWS, ids=str)
def test_several_files_become_a_reading_each(enter: Enter, cast: Cast, view: View) -> None:
    page = enter(cast.alma, view)
    page.goto(WEEK)
    choose(page, "Or several files at once", *FILES)
    page.get_by_role("button", name="Add these files").click()
    expect(page.get_by_role("status").filter(has_text="4 readings are in week 4.")).to_be_visible()
    expect_readings(page, "La feria", "Dos ferias", "Tres", "Mapa")
    expect(page.get_by_role("region", name="Readings", exact=True)).to_contain_text("3 pages")


@pytest.mark.parametrize("view", VIEWS, ids=str)
def test_a_refused_form_keeps_its_files(enter: Enter, cast: Cast, view: View) -> None:
    page = enter(cast.alma, view)
    page.goto(WEEK)
    choose(page, "Or several files at once", *FILES[:2], ("run.exe", b"MZ"))
    page.get_by_role("button", name="Add these files").click()
    expect(page.get_by_role("alert")).to_contain_text("“run.exe” is none of the files that can be taken")
    expect(page.get_by_role("group", name="Already chosen")).to_contain_text("dos_ferias.odt")
    page.get_by_label("1.docx").uncheck()
    page.locator("#upload").set_input_files([given(*FILES[2])])  # type: ignore[list-item]
    add(page, another=False)
    expect_readings(page, "Dos ferias", "Tres")


def test_files_are_dropped_on_the_field(enter: Enter, cast: Cast) -> None:
    page = enter(cast.alma)
    page.goto(WEEK)
    dropped = page.evaluate_handle(
        "() => { const held = new DataTransfer(); for (const name of ['uno.pdf', 'dos.pdf'])"
        " held.items.add(new File(['%PDF-1.7 /Type /Pages /Count 2 endobj'], name)); return held; }"
    )
    field = page.get_by_label("Or several files at once")
    field.evaluate("(field, held) => { field.files = held.files; }", dropped)
    page.get_by_role("button", name="Add these files").click()
    expect_readings(page, "Uno", "Dos")


def test_choosing_a_file_chooses_the_kind_without_scripts_too(enter: Enter, cast: Cast) -> None:
    page = enter(cast.alma, View(javascript=False))
    page.goto(f"{WEEK}/new")
    page.locator("#upload").set_input_files([given(*FILES[0])])  # type: ignore[list-item]
    add(page, another=False)
    expect_readings(page, "La feria")


@pytest.mark.parametrize("view", VIEWS, ids=str)
def test_questions_are_set_at_once_and_moved_on_the_weeks_page(enter: Enter, cast: Cast, view: View) -> None:
    page = enter(cast.alma, view)
    page.goto(WEEK)
    page.get_by_label("Set questions, one a paragraph").fill("Uno?\nDiga.\n\nDos?\n\nTres?")
    page.get_by_role("button", name="Set these questions").click()
    expect(page.get_by_role("status").filter(has_text="3 questions are set.")).to_be_visible()
    page.goto(f"{FORUM}/week/4")
    listed = page.get_by_role("region", name="Questions of the week")
    listed.get_by_role("button", name=re.compile("^Up.*Tres")).click()
    expect(page).to_have_url(re.compile(r"/week/4#q-"))
    listed.get_by_role("button", name=re.compile("^Down.*Uno")).click()
    expect(listed.get_by_role("heading", level=3)).to_have_text(["Tres?", "Uno?", "Dos?"])


def test_the_log_reads_as_sentences(enter: Enter, cast: Cast) -> None:
    page = enter(cast.alma)
    page.goto(f"{FORUM}/admin/schedule")
    page.locator("#week-4").get_by_role("button", name="Open now").click()
    page.locator("#week-4").get_by_text("Lock again…").click()
    expect(page.locator("#week-4")).to_contain_text("Its schedule is off until you set it back")
    page.get_by_role("navigation", name="Organise").get_by_role("link", name="Activity log").click()
    expect(page.get_by_role("listitem").filter(has_text="opened week 4")).to_have_text(
        "Alma opened week 4 by hand today at 07:00 (12:00 your time)."
    )
    assert axe(page) == []


@pytest.mark.parametrize("path", ["", "/new"])
@pytest.mark.parametrize("view", [View(width=320), View(width=PHONE, locale="es")], ids=str)
def test_nothing_is_wrong_for_people_with_disabilities(enter: Enter, cast: Cast, view: View, path: str) -> None:
    page = enter(cast.alma, view)
    page.goto(WEEK + path)
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
