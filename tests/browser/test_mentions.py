"""Naming a member with ``@``: the list helps with keys, mouse and finger; without JavaScript the whole name does."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import select

from board.extensions import db
from board.models import Mention, Post, User
from tests.browser.conftest import FORUM, Enter, Site
from tests.browser.hands import reply_field, send, shown
from tests.support.browser import PHONE, View, axe
from tests.support.cast import Cast


@pytest.fixture(autouse=True)
def _names(site: Site, cast: Cast) -> None:
    with site.written():
        for person, name in ((cast.ana, "Ana Pérez Ríos"), (cast.alma, "Alma Pérez"), (cast.nina, "Nina Pérez")):
            db.session.get_one(User, person.id).name = name


def open_thread(enter: Enter, cast: Cast, view: View | None = None) -> Page:
    page = enter(cast.jorge, view or View())
    page.goto(f"{FORUM}/thread/{cast.thread.key}")
    reply_field(page).click()
    return page


def options(page: Page) -> Locator:
    return page.get_by_role("listbox", name="Members").get_by_role("option")


def named(site: Site) -> set[str]:
    with site.written():
        newest = select(Post.id).order_by(Post.id.desc()).limit(1).scalar_subquery()
        people = select(User.name).join(Mention, Mention.user_id == User.id).where(Mention.post_id == newest)
        return set(db.session.scalars(people))


def test_the_keyboard_chooses_a_name(enter: Enter, site: Site, cast: Cast) -> None:
    page = open_thread(enter, cast)
    page.keyboard.type("Thank you, @per")
    expect(options(page)).to_have_text(["Alma Pérez", "Ana Pérez Ríos"])
    expect(options(page).first).to_have_attribute("aria-selected", "true")
    assert axe(page) == []
    page.keyboard.press("ArrowDown")
    chosen = reply_field(page).get_attribute("aria-activedescendant")
    assert chosen == options(page).nth(1).get_attribute("id")
    page.keyboard.press("Enter")
    expect(reply_field(page)).to_have_value("Thank you, @Ana Pérez Ríos ")
    expect(options(page)).to_have_count(0)
    expect(reply_field(page)).not_to_have_attribute("aria-activedescendant", chosen or "")
    page.keyboard.type("for this.")
    send(page)
    expect(page.get_by_text("for this.")).to_be_visible()
    assert named(site) == {"Ana Pérez Ríos"}


def test_escape_closes_the_list_and_enter_is_a_new_line_again(enter: Enter, cast: Cast) -> None:
    page = open_thread(enter, cast)
    page.keyboard.type("@An")
    expect(options(page)).to_have_count(1)
    page.keyboard.press("Escape")
    expect(options(page)).to_have_count(0)
    page.keyboard.press("Enter")
    expect(reply_field(page)).to_have_value("@An\n")


def test_a_stranger_is_no_more_than_a_word(enter: Enter, cast: Cast) -> None:
    page = open_thread(enter, cast)
    with page.expect_response("**/names?q=nina") as answer:
        page.keyboard.type("@nina")
    assert answer.value.json() == {"names": []}
    expect(options(page)).to_have_count(0)


def test_a_finger_chooses_a_name_on_a_phone(enter: Enter, cast: Cast) -> None:
    page = open_thread(enter, cast, View(width=PHONE))
    page.keyboard.type("@ana p")
    options(page).first.click()
    expect(reply_field(page)).to_have_value("@Ana Pérez Ríos ")
    expect(reply_field(page)).to_be_focused()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_without_javascript_the_whole_name_is_typed(enter: Enter, site: Site, cast: Cast) -> None:
    page = enter(cast.jorge, View(javascript=False))
    page.goto(f"{FORUM}/thread/{cast.thread.key}")
    reply_field(page).fill("@ana perez rios, gracias.")
    send(page)
    assert named(site) == {"Ana Pérez Ríos"}


def test_its_reader_sees_who_is_named(enter: Enter, site: Site, cast: Cast) -> None:
    page = open_thread(enter, cast)
    page.keyboard.type("Thank you, @Ana Pérez Ríos")
    expect(options(page)).to_have_count(0)
    send(page)
    expect(page.get_by_text("Thank you, @Ana")).to_be_visible()
    with site.written():
        newest = db.session.scalars(select(Post).order_by(Post.id.desc()).limit(1)).one()
    for person, count in ((cast.ana, 1), (cast.tess, 0)):
        reader = enter(person, View())
        reader.goto(f"{FORUM}/thread/{cast.thread.key}")
        expect(shown(reader, newest).get_by_text("names you")).to_have_count(count)
    home = enter(cast.ana, View())
    home.goto(f"{FORUM}/home")
    expect(home.get_by_text("names you")).to_have_count(1)
