"""If two people save the same form at the same moment, one of them is shown what the other wrote."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import select

from board.actions import calling, preparing, presenting, scheduling
from board.actions.announcing import announce
from board.actions.titled import Titled
from board.extensions import db, limiter
from board.models import Reading, Revision
from board.web.frame import edit_forms
from tests.support.cast import Cast, sight_for
from tests.support.client import signed_in
from tests.support.shown import shown
from tests.support.together import meet_at, together

FORUM = "/f/social-economy"
ONE, OTHER = "As it was written at one desk.", "As it was written at the other."


@pytest.fixture
def cast(committed: Flask, commit_cast: Callable[[], Cast]) -> Cast:
    """The cast, committed, so that every connection sees it."""
    with committed.app_context():
        limiter.reset()
        return commit_cast()


def announcement(cast: Cast) -> str:
    told = announce(sight_for(cast, cast.alma), Titled("Tomorrow", "Bring bread.", "en"), cast.alma)
    return f"{FORUM}/admin/announcements/{told.key}"


def reading(cast: Cast) -> str:
    key = db.session.scalar(select(Reading.key).where(Reading.id == cast.reading.id))
    return f"{FORUM}/admin/reading/{key}"


def week(cast: Cast) -> str:
    return f"{FORUM}/admin/week/3"


def unwritten_text(cast: Cast) -> str:
    return f"{FORUM}/admin/call/format"


def test_two_admins_set_the_seats_and_one_is_told(
    committed: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"{FORUM}/admin/call"
    with committed.app_context():
        browsers = [signed_in(committed, cast.alma) for _ in range(2)]
    forms = [shown(browser.get(url)).form(url) for browser in browsers]
    meet_at(monkeypatch, calling, "check")
    sends = [
        partial(form.send, browser, seats=seats) for form, browser, seats in zip(forms, browsers, "35", strict=True)
    ]
    assert sorted(answer.status_code for answer in together(committed, *sends)) == [303, 409]


def test_a_reading_that_is_sent_twice_at_once_is_added_once(
    committed: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"{FORUM}/admin/week/1/readings/new"
    with committed.app_context():
        browsers = [signed_in(committed, cast.alma) for _ in range(2)]
    forms = [shown(browser.get(url)).form(url) for browser in browsers]
    meet_at(monkeypatch, preparing, "check")
    typed = {"title": "One", "body": ONE, "language": "en", "once": forms[0].fields["once"]}
    sends = [partial(form.send, browser, **typed) for form, browser in zip(forms, browsers, strict=True)]
    assert [answer.status_code for answer in together(committed, *sends)] == [303, 303]
    with committed.app_context():
        texts = select(Revision.text_id).where(Revision.source == ONE)
        assert len(list(db.session.scalars(select(Reading).where(Reading.body_id.in_(texts))))) == 1


@pytest.mark.parametrize("bodies", [(ONE, ONE), (ONE, OTHER)], ids=["twice", "from two windows"])
def test_a_case_study_is_begun_once(
    committed: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch, bodies: tuple[str, str]
) -> None:
    url = f"{FORUM}/kit/week/2"
    with committed.app_context():
        browsers = [signed_in(committed, cast.rosa) for _ in range(2)]
    forms = [shown(browser.get(url)).form(url) for browser in browsers]
    marks = [forms[0 if bodies[0] == bodies[1] else n].fields["once"] for n in range(2)]
    meet_at(monkeypatch, presenting, "hold_assignment")
    sends = [
        partial(form.send, browser, title="One", body=body, language="en", once=once)
        for form, browser, body, once in zip(forms, browsers, bodies, marks, strict=True)
    ]
    expected = [303, 303] if bodies[0] == bodies[1] else [303, 409]
    assert sorted(answer.status_code for answer in together(committed, *sends)) == expected
    with committed.app_context():
        mine = select(Reading).where(Reading.respondent_id == cast.rosa.id, Reading.week_id == cast.week(2).id)
        assert len(list(db.session.scalars(mine))) == 1


def test_two_admins_who_add_a_week_add_two_weeks(committed: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second is told the new number of their week, and adds it."""
    url = f"{FORUM}/admin/weeks/new"
    with committed.app_context():
        browsers = [signed_in(committed, cast.alma) for _ in range(2)]
    forms = [shown(browser.get(url)).form(url) for browser in browsers]
    meet_at(monkeypatch, scheduling, "check")
    sends = [
        partial(form.send, browser, title=title)
        for form, browser, title in zip(forms, browsers, ("One", "Other"), strict=True)
    ]
    answers = together(committed, *sends)
    assert sorted(answer.status_code for answer in answers) == [303, 422]
    refused = next(answer for answer in answers if answer.status_code == 422)
    assert "Save again to add yours as week 6." in shown(refused).words
    assert shown(refused).form(url).send(browsers[answers.index(refused)]).status_code == 303


@pytest.mark.parametrize("place", [announcement, reading, week, unwritten_text])
def test_the_second_person_is_shown_what_the_first_saved(
    committed: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch, place: Callable[[Cast], str]
) -> None:
    with committed.app_context():
        url = place(cast)
        browsers = [signed_in(committed, cast.alma) for _ in range(2)]
    forms = [shown(browser.get(url)).form(url) for browser in browsers]
    meet_at(monkeypatch, edit_forms, "as_they_stand")
    sends = [
        partial(form.send, browser, body=body)
        for form, browser, body in zip(forms, browsers, (ONE, OTHER), strict=True)
    ]
    answers = together(committed, *sends)
    assert sorted(answer.status_code for answer in answers) == [303, 409]
    refused = next(answer for answer in answers if answer.status_code == 409)
    assert ONE in shown(refused).words
    assert OTHER in shown(refused).words
    with committed.app_context():
        saved = set(db.session.scalars(select(Revision.source).where(Revision.source.in_((ONE, OTHER)))))
    assert len(saved) == 1
