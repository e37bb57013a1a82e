"""If two people take the same unique value at the same moment, the second reads so beside the field.

The error is the same as for a value that was taken long before, and what they typed is still there.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import select

from board.actions import beginning, setting_up
from board.extensions import db, limiter
from board.models import Forum
from tests.support.cast import Cast
from tests.support.client import Client, signed_in
from tests.support.shown import shown
from tests.support.together import meet_at, together

NEW, FORUM, OTHER = "/owner/forums/new/check", "/owner/forums/social-economy/edit", "/owner/forums/food-councils/edit"


@pytest.fixture
def cast(committed: Flask, commit_cast: Callable[[], Cast]) -> Cast:
    """The cast, committed, so that every connection sees it."""
    with committed.app_context():
        limiter.reset()
        return commit_cast()


@pytest.fixture
def browse(committed: Flask, cast: Cast) -> Callable[[], Client]:
    """Return a function that opens a browser in which the owner is signed in."""

    def begin() -> Client:
        with committed.app_context():
            return signed_in(committed, cast.olga)

    return begin


@pytest.mark.parametrize("urls", [(NEW, FORUM), (FORUM, OTHER)])
def test_of_two_forums_with_one_short_name_the_second_is_refused(
    committed: Flask, browse: Callable[[], Client], monkeypatch: pytest.MonkeyPatch, urls: tuple[str, str]
) -> None:
    browsers = [browse(), browse()]
    if NEW in urls:
        begin(browsers[0])
    forms = [shown(browser.get(url)).form(url) for url, browser in zip(urls, browsers, strict=True)]
    meet_at(monkeypatch, setting_up, "_check_free")
    sends = [
        partial(form.send, browser, name=name, slug="taken", body=f"About {name}.", verb="make")
        for form, browser, name in zip(forms, browsers, ("One", "Two"), strict=True)
    ]
    answers = together(committed, *sends)
    assert sorted(answer.status_code for answer in answers) == [303, 422]
    refused = shown(next(answer for answer in answers if answer.status_code == 422))
    name = ("One", "Two")[answers.index(next(answer for answer in answers if answer.status_code == 422))]
    assert "Another forum has this short name." in refused.words
    assert refused.one("input[@name='slug']").get("value") == "taken"
    if name == "Two" or urls[0] == FORUM:
        assert refused.one("input[@name='name']").get("value") == name
        assert f"About {name}." in refused.words
    with committed.app_context():
        names = dict(db.session.execute(select(Forum.slug, Forum.name)).all())
    assert names["taken"] != name
    assert name not in names.values()


def begin(owner: Client) -> None:
    """Fill in the steps of a new forum, as far as the page on which it is made."""
    steps = {"": {"name": "One", "city": "Toronto"}, "/languages": {}, "/weeks": {"body": "First week"}}
    for step, fields in steps.items():
        address = f"/owner/forums/new{step}"
        assert shown(owner.get(address)).form(address).send(owner, **fields).status_code == 303


def test_a_forum_that_is_made_twice_at_once_is_made_once(
    committed: Flask, browse: Callable[[], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    browsers = [browse(), browse()]
    begin(browsers[0])
    forms = [shown(browser.get(NEW)).form(NEW) for browser in browsers]
    meet_at(monkeypatch, beginning, "hold")
    sends = [partial(form.send, browser, verb="make") for form, browser in zip(forms, browsers, strict=True)]
    answers = together(committed, *sends)
    assert [answer.status_code for answer in answers] == [303, 303]
    assert {answer.location.split("/admin")[0].rpartition("/")[2] for answer in answers} == {"one"}
    with committed.app_context():
        assert db.session.scalars(select(Forum.slug).where(Forum.name == "One")).all() == ["one"]
