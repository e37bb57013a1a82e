"""Readers tap and report, an admin hides and suspends, and everybody is told: with and without JavaScript."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import FORUM, Enter
from tests.browser.hands import reply_field, send, shown, stay, stayed, tools
from tests.support.browser import PHONE, View, axe, scrolls_sideways
from tests.support.cast import Cast

BOTH = pytest.mark.parametrize("view", [View(), View(javascript=False, width=PHONE)], ids=str)


@BOTH
def test_the_many_who_never_write_are_heard(enter: Enter, cast: Cast, view: View) -> None:
    page = enter(cast.rosa, view)
    page.goto(f"{FORUM}/thread/{cast.thread.key}")
    if view.javascript:
        stay(page)
    post = shown(page, cast.post)
    post.get_by_role("button", name="True in my region").click()
    expect(post).to_contain_text("True in: Quebec 1")
    expect(post.get_by_role("button", name="True in my region")).to_have_attribute("aria-pressed", "true")
    if view.javascript:
        assert stayed(page)
        expect(post.get_by_role("button", name="True in my region")).to_be_focused()
        assert axe(page) == []
    assert not scrolls_sideways(page)
    post.get_by_role("button", name="Not here").click()
    expect(post).to_contain_text("Not in: Quebec 1")
    expect(post).not_to_contain_text("True in:")


@BOTH
def test_from_a_report_to_a_suspension(enter: Enter, cast: Cast, view: View) -> None:
    thread = f"{FORUM}/thread/{cast.thread.key}"
    reader = enter(cast.jorge, view)
    reader.goto(thread)
    found = tools(reader, cast.post)
    found.locator("summary", has_text="Report").click()
    found.get_by_label("What is not right").fill("Names a patient")
    found.get_by_role("button", name="Report this post").click()
    expect(reader.get_by_text("Thank you. The admins see what you wrote")).to_be_visible()

    admin = enter(cast.alma, view)
    admin.goto(f"{FORUM}/admin/reports")
    expect(admin.get_by_text("Names a patient")).to_be_visible()
    admin.locator("summary", has_text="Hide").click()
    admin.get_by_label("Reason").fill("A name in it")
    admin.get_by_role("button", name="Hide this post").click()
    expect(admin.get_by_text("No report waits for a decision.")).to_be_visible()

    author = enter(cast.ana, view)
    author.goto(thread)
    expect(shown(author, cast.post)).to_contain_text("Reason: A name in it")
    reply_field(author).fill("But that is my own name.")

    admin.goto(f"{FORUM}/admin/people/{cast.ana.key}/suspend")
    admin.get_by_label("Reason").fill("Names people again and again.")
    admin.get_by_role("button", name="Suspend Ana").click()
    expect(admin.get_by_text("Suspended since")).to_be_visible()

    send(author)
    expect(author.locator("body")).to_contain_text("You have been suspended in this forum since")
    author.goto("/unsent")
    expect(author.locator("textarea")).to_have_value("But that is my own name.")


@pytest.mark.parametrize("view", [View(locale="es")], ids=str)
def test_in_spanish(enter: Enter, cast: Cast, view: View) -> None:
    page = enter(cast.bento, view)
    page.goto(f"{FORUM}/thread/{cast.thread.key}")
    post = shown(page, cast.post)
    post.get_by_role("button", name="Lo probamos").click()
    expect(post).to_contain_text("Probado en: Brazil 1")
