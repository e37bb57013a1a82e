"""The glossary by hand: found while one types, and imported after a look at what would happen."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from board.actions.glossary import add_term, entry_from
from tests.browser.conftest import FORUM, Enter, Site
from tests.browser.hands import stay, stayed
from tests.support.browser import PHONE, View, axe, scrolls_sideways
from tests.support.cast import Cast, sight_for

FILE = "término;traducción\ncaña;cane\nred;net\ntrueque;barter\nmercado;\n"


@pytest.fixture(autouse=True)
def _terms(site: Site, cast: Cast) -> None:
    with site.written():
        for words in [("red", "network"), ("trueque", "barter")]:
            add_term(sight_for(cast, cast.tess), entry_from(*words, "", "es", "en"))


def test_terms_are_found_while_one_types(enter: Enter, cast: Cast) -> None:
    page = enter(cast.tess)
    page.goto(f"{FORUM}/glossary")
    stay(page)
    page.get_by_label("Find a term").press_sequentially("bart")
    expect(page.locator("tbody th")).to_have_text(["trueque"])
    expect(page).to_have_url(f"{page.url.partition('/f/')[0]}{FORUM}/glossary?q=bart")
    assert stayed(page)
    page.reload()
    expect(page.locator("tbody th")).to_have_text(["trueque"])


@pytest.mark.parametrize("view", [View(), View(width=PHONE), View(javascript=False)], ids=str)
def test_a_file_is_shown_and_then_imported(enter: Enter, cast: Cast, view: View) -> None:
    page = enter(cast.tess, view)
    page.goto(f"{FORUM}/glossary")
    choose(page, FILE)
    expect(page.get_by_role("heading", name="Nothing can be imported yet")).to_be_visible()
    assert faults(page, view) == []
    page.get_by_role("link", name="Choose another file").click()
    choose(page, FILE.replace("mercado;\n", ""))
    expect(page.get_by_role("heading", level=2)).to_have_text(["Changed 1", "New 1", "Unchanged 1"])
    assert faults(page, view) == []
    page.get_by_role("button", name="Import all of it").click()
    expect(page.locator("tbody th")).to_have_text(["caña", "red", "trueque"])
    expect(page.locator("tbody td[lang=en]")).to_have_text(["cane", "net", "barter"])


def choose(page: Page, words: str) -> None:
    page.get_by_label("CSV or TBX file").set_input_files(
        {"name": "terms.csv", "mimeType": "text/csv", "buffer": words.encode()}
    )
    page.get_by_role("button", name="Show what would happen").click()


def faults(page: Page, view: View) -> list[str]:
    sideways = ["scrolls sideways"] if scrolls_sideways(page) else []
    return [*sideways, *(axe(page) if view.javascript else [])]
