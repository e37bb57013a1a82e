"""Many people are added at once: pasted, looked through line by line, corrected where something is wrong, and added."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import FORUM, Enter
from tests.support.browser import PHONE, View, axe, scrolls_sideways
from tests.support.cast import Cast

LINES = """Inés Paz, ines@example.org, translator
Luc Roy <luc@example.org>; participant; Français
Ana, ana@example.org
Nobody, nowhere"""
VIEWS = [View(), View(width=PHONE), View(javascript=False, width=PHONE)]


@pytest.mark.parametrize("view", VIEWS, ids=str)
def test_a_pasted_list_is_looked_through_corrected_and_added(enter: Enter, cast: Cast, view: View) -> None:
    page = enter(cast.alma, view)
    page.goto(f"{FORUM}/admin/people")
    page.get_by_role("link", name="Add several people").click()
    page.get_by_role("textbox").first.fill(LINES)
    page.get_by_role("button", name="Show what would happen").click()
    main = page.get_by_role("main")
    expect(main).to_contain_text("1 row cannot be added.")
    expect(page.get_by_role("row", name="Nobody")).to_contain_text("Give an e-mail address, such as ana@example.org.")
    expect(page.get_by_role("row", name="luc@example.org")).to_contain_text("Participant · Français")
    expect(page.get_by_role("row", name="Ana ana@example.org")).to_contain_text("stays so")
    if view.javascript:
        assert axe(page) == []
    assert not scrolls_sideways(page)
    correct = page.get_by_role("textbox", name="The list: correct it here")
    expect(correct).to_have_value(LINES)
    correct.fill(LINES.replace("nowhere", "nobody@example.org"))
    page.get_by_role("button", name="Show again").click()
    page.get_by_role("button", name="Add 3 people").click()
    expect(page.locator(".flash")).to_contain_text("3 people were added.")
    expect(main).to_contain_text("Inés Paz")
    assert not scrolls_sideways(page)
