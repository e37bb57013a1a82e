"""The bar above a Markdown field and its keys: what they write, take away, and leave to undo."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import FORUM, Enter
from tests.browser.hands import box, kept, reply_field
from tests.support.browser import PHONE, View, axe, scrolls_sideways
from tests.support.cast import Cast

TARGET, THUMB = 24, 44


def open_thread(enter: Enter, cast: Cast, view: View | None = None) -> Page:
    page = enter(cast.jorge, view or View())
    page.goto(f"{FORUM}/thread/{cast.thread.key}")
    return page


def bar(page: Page) -> Locator:
    return page.get_by_role("toolbar", name="Formatting")


def press(page: Page, name: str) -> None:
    bar(page).get_by_role("button", name=name, exact=True).click()


def choose(page: Page, marked: str) -> None:
    """Fill the field, and select what stands between the bars, or put the caret at the one bar."""
    parts = marked.split("|")
    before, rest = len(parts[0]), len(parts[0]) + (len(parts[1]) if len(parts) == 3 else 0)
    reply_field(page).fill("".join(parts))
    reply_field(page).evaluate("(area, [from, to]) => area.setSelectionRange(from, to)", [before, rest])


def said(page: Page) -> str:
    """The field, with bars around what is selected."""
    shown = """({ value, selectionStart: from, selectionEnd: to }) =>
        [value.slice(0, from), value.slice(from, to), value.slice(to)]"""
    before, within, after = reply_field(page).evaluate(shown)
    return "|".join([before, within, after] if within else [before, after])


CASES = [
    ("Bold", "Pan |de trigo| y queso", "Pan **|de trigo|** y queso"),
    ("Bold", "Pan **|de trigo|** y queso", "Pan |de trigo| y queso"),
    ("Bold", "Pan |**de trigo**| y queso", "Pan |de trigo| y queso"),
    ("Bold", "Pan |de trigo |y queso", "Pan **|de trigo|** y queso"),
    ("Bold", "La eco|nomía social", "La **|economía|** social"),
    ("Bold", "Pan |", "Pan **|**"),
    ("Bold", "Pan **|**", "Pan |"),
    ("Bold", "*|pan|*", "***|pan|***"),
    ("Bold", "|- uno\n- dos|", "|- **uno**\n- **dos**|"),
    ("Italic", "**|pan|**", "***|pan|***"),
    ("Italic", "***|pan|***", "**|pan|**"),
    ("Italic", "* |pan|", "* *|pan|*"),
    ("List", "|", "- |"),
    ("List", "|uno\ndos|", "|- uno\n- dos|"),
    ("List", "|- uno\n- dos|", "|uno\ndos|"),
    ("List", "|1. uno\n2. dos|", "|- uno\n- dos|"),
    ("List", "antes\nu|no\ndespués", "antes\n\n- uno|\n\ndespués"),
    ("List", "- uno\nd|os", "- uno\n- dos|"),
    ("Numbered list", "|uno\n\ndos|", "|1. uno\n\n2. dos|"),
    ("Quote", "|uno\n\ndos|", "|> uno\n> \n> dos|"),
    ("Quote", "|> uno\n> dos|", "|uno\ndos|"),
    ("Quote", "- u|no", "> - uno|"),
    ("Heading", "Com|pras", "## Compras|"),
    ("Heading", "## Com|pras", "Compras|"),
    ("Heading", "- Com|pras", "## Compras|"),
    ("Link", "véase |el caso|", "véase [el caso](|https://|)"),
    ("Link", "|https://example.org/a|", "[|](https://example.org/a)"),
    ("Link", "|", "[|](https://)"),
]


def test_each_button_writes_what_our_markdown_keeps(enter: Enter, cast: Cast) -> None:
    page = open_thread(enter, cast)
    for name, before, after in CASES:
        choose(page, before)
        press(page, name)
        assert (name, before, said(page)) == (name, before, after)
        expect(reply_field(page)).to_be_focused()


def test_undo_takes_it_out_again_and_the_words_are_kept(enter: Enter, cast: Cast) -> None:
    page = open_thread(enter, cast)
    reply_field(page).click()
    page.keyboard.type("pan y queso")
    for name, key in (("Bold", "b"), ("Italic", "i"), ("Link", "k")):
        press(page, name)
        assert reply_field(page).input_value() != "pan y queso"
        page.keyboard.press("Control+z")
        expect(reply_field(page)).to_have_value("pan y queso")
        page.keyboard.press(f"Control+{key}")
        assert reply_field(page).input_value() != "pan y queso"
        page.keyboard.press("Control+z")
        expect(reply_field(page)).to_have_value("pan y queso")
    page.keyboard.press("Control+Shift+Digit8")
    expect(reply_field(page)).to_have_value("- pan y queso")
    kept(page)
    page.reload()
    expect(reply_field(page)).to_have_value("- pan y queso")


def test_the_bar_is_one_stop_of_the_tab_key(enter: Enter, cast: Cast) -> None:
    page = open_thread(enter, cast)
    buttons = bar(page).get_by_role("button")
    buttons.first.focus()
    page.keyboard.press("ArrowRight")
    expect(buttons.nth(1)).to_be_focused()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    expect(buttons.last).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator(".formatting summary")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect(buttons.last).to_be_focused()


@pytest.mark.parametrize("view", [View(width=PHONE), View(width=360, locale="es", dark=True)], ids=str)
def test_on_a_phone_it_is_one_row_that_a_thumb_can_use(enter: Enter, cast: Cast, view: View) -> None:
    page = open_thread(enter, cast, view)
    buttons = page.locator(".formatting button")
    sizes = [box(button) for button in buttons.all()]
    assert {size["y"] for size in sizes} == {sizes[0]["y"]}
    assert min(min(size["width"], size["height"]) for size in sizes) >= THUMB
    assert box(page.locator(".formatting"))["height"] <= THUMB + 8
    buttons.last.click()
    expect(reply_field(page)).to_have_value("[](https://)")
    page.locator(".formatting summary").click()
    assert not scrolls_sideways(page)
    assert axe(page) == []


def test_without_javascript_there_is_the_help_alone(enter: Enter, cast: Cast) -> None:
    page = open_thread(enter, cast, View(javascript=False, width=PHONE))
    expect(bar(page)).to_have_count(0)
    page.locator(".formatting summary").click()
    expect(page.locator(".formatting code").first).to_have_text("**bold**")
    assert not scrolls_sideways(page)
