"""The front page in a real browser, as different people meet it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from board.extensions import db
from board.models import User
from tests.browser.conftest import FORUM, Enter, Site
from tests.support.browser import PHONE, View, axe, scrolls_sideways
from tests.support.cast import Cast

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


@pytest.mark.parametrize("width", [PHONE, 360, 760, 1280])
@pytest.mark.parametrize("name", ["Ana", "Ana Lucía Torres Cárdenas"])
def test_all_that_a_menu_of_the_header_offers_is_within_the_window(
    enter: Enter, site: Site, cast: Cast, name: str, width: int
) -> None:
    """On a phone, a long name moves the words that open menus from the right to the left."""
    with site.written():
        db.session.get_one(User, cast.ana.id).name = name
    page = enter(cast.ana, View(width=width))
    page.goto(f"{FORUM}/")
    for menu in page.locator("details.menu").all():
        menu.locator("summary").click()
        for choice in menu.locator("a, button").all():
            box = choice.bounding_box()
            assert box is not None
            assert 0 <= box["x"] <= box["x"] + box["width"] <= width
        menu.locator("summary").click()
    assert not scrolls_sideways(page)
