"""What a digest tells: before, at and after each boundary."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from board.rules import digests
from board.rules.digests import Items, Knowledge, NewItem, NewPost, News, NewTranslation, Seen, Told, due
from board.rules.panes import ReadingWay

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)
ME, ANA = 1, 2
MEMBER = Knowledge(ME, NOON, NOON)
BESIDE = [(NOON - SECOND, False), (NOON, True), (NOON + SECOND, True)]


def post(there: datetime = NOON, author: int = ANA, written: datetime | None = None) -> News:
    return News(posts=[NewPost(there, 7, 70, author, written or there)])


@pytest.mark.parametrize(("there", "is_told"), BESIDE)
def test_what_became_visible_before_they_wanted_mail_is_not_told(there: datetime, is_told: bool) -> None:
    assert (due(post(there), MEMBER).posts == (7,)) == is_told


def test_a_post_of_a_week_that_opened_later_is_new_however_old_it_is() -> None:
    assert due(post(NOON, written=NOON - timedelta(days=30)), MEMBER).posts == (7,)


def test_ones_own_posts_are_no_news() -> None:
    assert due(post(author=ME), MEMBER).is_empty


@pytest.mark.parametrize(("to", "is_told"), [(NOON - SECOND, True), (NOON, False), (NOON + SECOND, False)])
def test_what_was_seen_on_the_site_is_not_told(to: datetime, is_told: bool) -> None:
    member = replace(MEMBER, seen={70: Seen(to, NOON + SECOND)})
    assert (due(post(), member).posts == (7,)) == is_told
    elsewhere = replace(MEMBER, seen={71: Seen(to, NOON)})
    assert due(post(), elsewhere).posts == (7,)


def test_what_a_mail_has_told_is_not_told_again() -> None:
    assert due(post(), replace(MEMBER, told=Told(posts={7}))).is_empty
    assert due(post(), replace(MEMBER, told=Told(posts={8}))).posts == (7,)


def test_one_digest_has_no_more_than_so_many_posts_and_those_are_the_oldest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(digests, "MOST_POSTS", 2)
    news = News(posts=[NewPost(NOON + SECOND * number, number, 70, ANA, NOON) for number in range(3)])
    assert due(news, MEMBER).posts == (0, 1)
    assert due(news, replace(MEMBER, told=Told(posts={0, 1}))).posts == (2,)


def translated(there: datetime = NOON) -> News:
    return News(translations=[NewTranslation(there, 7, 70, "es", "en")])


@pytest.mark.parametrize(("there", "is_told"), BESIDE)
def test_the_translation_comes_after_the_post_went_out_without_it(there: datetime, is_told: bool) -> None:
    member = replace(MEMBER, told=Told(posts={7}, pending={7}))
    assert (due(translated(there), member).translated == (7,)) == is_told


@pytest.mark.parametrize(
    "member",
    [
        MEMBER,
        replace(MEMBER, told=Told(posts={7})),
        replace(MEMBER, told=Told(posts={7}, pending={7}, translated={7})),
        replace(MEMBER, told=Told(posts={7}, pending={7}), way=ReadingWay(mode="original")),
    ],
)
def test_a_translation_is_not_told_otherwise(member: Knowledge) -> None:
    assert due(translated(), member).is_empty


@pytest.mark.parametrize(("at", "is_told"), [(NOON - SECOND, True), (NOON, False), (NOON + SECOND, False)])
def test_a_translation_that_could_be_read_on_the_site_is_not_told(at: datetime, is_told: bool) -> None:
    member = replace(MEMBER, told=Told(posts={7}, pending={7}), seen={70: Seen(NOON, at)})
    assert (due(translated(), member).translated == (7,)) == is_told


@pytest.mark.parametrize("kind", ["readings", "announcements", "weeks"])
@pytest.mark.parametrize(("there", "is_told"), BESIDE)
def test_other_news_are_told_from_the_day_on_which_they_wanted_digests(
    kind: str, there: datetime, is_told: bool
) -> None:
    news = News(**{kind: [NewItem(there, 5, ANA)]})
    since = replace(MEMBER, since=NOON - timedelta(days=9), digests_since=NOON)
    assert (getattr(due(news, since), kind) == (5,)) == is_told
    assert due(news, replace(since, told=Told(**{kind: {5}}))).is_empty
    assert due(News(**{kind: [NewItem(there, 5, ME)]}), since).is_empty


def test_a_reading_that_was_read_is_not_told() -> None:
    news = News(readings=[NewItem(NOON, 5), NewItem(NOON, 6)])
    assert due(news, replace(MEMBER, read={5})).readings == (6,)


def test_posts_are_told_from_before_they_wanted_digests() -> None:
    member = replace(MEMBER, digests_since=NOON + SECOND)
    assert due(post(), member) == Items(posts=(7,))
