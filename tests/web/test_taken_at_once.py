"""If two people take the same unique value at the same moment, the second reads so beside the field.

The error is the same as for a value that was taken long before, and what they typed is still there.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import select

from board.actions import setting_up
from board.extensions import db, limiter
from board.models import Forum
from tests.support.cast import Cast
from tests.support.client import Client, signed_in
from tests.support.shown import shown
from tests.support.together import meet_at, together

NEW, FORUM, OTHER = "/owner/forums/new", "/owner/forums/social-economy/edit", "/owner/forums/food-councils/edit"


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


@pytest.mark.parametrize("urls", [(NEW, NEW), (NEW, FORUM), (FORUM, OTHER)])
def test_of_two_forums_with_one_short_name_the_second_is_refused(
    committed: Flask, browse: Callable[[], Client], monkeypatch: pytest.MonkeyPatch, urls: tuple[str, str]
) -> None:
    browsers = [browse(), browse()]
    forms = [shown(browser.get(url)).form(url) for url, browser in zip(urls, browsers, strict=True)]
    meet_at(monkeypatch, setting_up, "_check_free")
    sends = [
        partial(form.send, browser, name=name, slug="taken", zone="America/Toronto", body=f"About {name}.")
        for form, browser, name in zip(forms, browsers, ("One", "Two"), strict=True)
    ]
    answers = together(committed, *sends)
    assert sorted(answer.status_code for answer in answers) == [303, 422]
    refused = shown(next(answer for answer in answers if answer.status_code == 422))
    name = ("One", "Two")[answers.index(next(answer for answer in answers if answer.status_code == 422))]
    assert "Another forum has this short name." in refused.words
    assert refused.one("input[@name='name']").get("value") == name
    assert f"About {name}." in refused.words
    with committed.app_context():
        names = dict(db.session.execute(select(Forum.slug, Forum.name)).all())
    assert names["taken"] != name
    assert name not in names.values()
