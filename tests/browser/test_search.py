"""Looking for words by hand: from any page of a forum, in one's own language, with and without JavaScript."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import FORUM, Enter
from tests.support.browser import PHONE, View, axe, scrolls_sideways
from tests.support.cast import Cast


def test_from_any_page_by_keyboard_to_where_the_words_stand(enter: Enter, cast: Cast) -> None:
    page = enter(cast.jorge)
    page.goto(f"{FORUM}/week/2")
    page.keyboard.press("/")
    expect(page.locator("#find")).to_be_focused()
    page.keyboard.type("verdura")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="1 result")).to_be_visible()
    expect(page.locator(".passage")).to_have_text("La cooperativa vendió verduras al municipio.")
    expect(page.locator(".passage mark")).to_have_text("verduras")
    assert axe(page) == []
    page.get_by_role("link", name="Selling to the municipality").click()
    expect(page.locator(f"#p-{cast.post.key}")).to_be_in_viewport()


@pytest.mark.parametrize(
    "view", [View(locale="es", javascript=False, width=PHONE), View(locale="es", dark=True)], ids=str
)
def test_in_spanish_with_filters(enter: Enter, cast: Cast, view: View) -> None:
    page = enter(cast.ana, view)
    page.goto(f"{FORUM}/search")
    main = page.locator("main")
    main.get_by_label("Palabras que busca").fill("vegetables")
    main.get_by_label("Semana").select_option("2")
    main.get_by_role("button", name="Buscar").click()
    expect(page.get_by_role("heading", name="No se encontró nada")).to_be_visible()
    page.get_by_role("link", name="Buscar sin filtros").click()
    expect(page.locator(".passage")).to_have_text("The cooperative sold vegetables to the municipality.")
    expect(page.locator(".passage mark")).to_have_text("vegetables")
    assert not scrolls_sideways(page)
    if view.javascript:
        assert axe(page) == []
