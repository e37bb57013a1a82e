"""The front page in a real browser, as different people meet it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Site
from tests.support.browser import PHONE, View, axe, scrolls_sideways

VIEWS = [
    View(),
    View(dark=True),
    View(locale="es"),
    View(locale="fr-CA"),
    View(width=PHONE),
    View(width=PHONE, javascript=False),
]


@pytest.mark.parametrize("page", VIEWS, indirect=True, ids=str)
def test_the_front_page_opens(page: Page, site: Site) -> None:
    answer = page.goto(site.url)
    assert answer is not None
    assert answer.status == 200
    assert page.locator("h1").count() == 1
    assert not scrolls_sideways(page)


@pytest.mark.parametrize(("tag", "language"), [("fr-CA", "fr"), ("fr-FR", "fr"), ("pt-BR", "pt"), ("es-BO", "es")])
def test_a_browser_gets_its_language_whatever_its_country(
    open_page: Callable[[View], Page], site: Site, tag: str, language: str
) -> None:
    page = open_page(View(locale=tag))
    page.goto(site.url)
    assert page.locator("html").get_attribute("lang") == language


@pytest.mark.parametrize("page", VIEWS[:5], indirect=True, ids=str)
def test_the_front_page_is_accessible(page: Page, site: Site) -> None:
    page.goto(site.url)
    assert axe(page) == []
