"""The page of the proceedings as somebody reads it from their disk: accessible, and never wider than the window."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from board.proceedings.making import make
from tests.browser.conftest import Site
from tests.support.browser import PHONE, View, axe, scrolls_sideways
from tests.support.proceedings import key, small_document


@pytest.mark.parametrize("view", [View(), View(width=PHONE, locale="es", dark=True)], ids=str)
def test_the_page_of_the_proceedings(open_page: Callable[[View], Page], site: Site, tmp_path: Path, view: View) -> None:
    file = tmp_path / "proceedings.html"
    with site.app.app_context():
        file.write_bytes(make(small_document(), "html", "es" if view.locale == "es" else "both"))
    page = open_page(view)
    page.goto(file.as_uri())
    assert axe(page) == []
    assert not scrolls_sideways(page)
    page.locator(f"#e-{key('e', 1)} a.cite").first.click()
    expect(page.locator(":target .number")).to_have_text("[1]")
    expect(page.locator(":target")).to_be_in_viewport()
