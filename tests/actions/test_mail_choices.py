"""What members choose to be mailed holds at once, for one forum, and stopping and starting again lose nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from board.actions import mail_choices
from board.actions.mail_choices import MailChoices
from board.extensions import db
from board.models import Membership
from board.rules.mailing import DAYS, EACH, MENTION, NEVER, QUEUE, USUAL_DAYS, USUAL_KINDS, gets_mail
from board.rules.roles import PARTICIPANT
from tests.support.cast import START, Cast, membership_of

ZONE = "America/Toronto"
LATER = START + timedelta(hours=1)
WANTED = MailChoices(DAYS, frozenset({"thu"}), 18, frozenset({MENTION, QUEUE}))


@pytest.fixture
def member(cast: Cast) -> Membership:
    found = membership_of(cast.ana, cast.forum)
    assert found is not None
    return found


def test_what_is_chosen_is_kept_and_the_next_digest_is_planned(member: Membership) -> None:
    mail_choices.choose(member, ZONE, WANTED, START)
    chosen = member.mail_rhythm, member.mail_days, member.mail_hour, member.mail_kinds
    assert chosen == (DAYS, {"thu"}, 18, {MENTION, QUEUE})
    assert member.digest_at == datetime(2026, 3, 5, 23, tzinfo=UTC)


@pytest.mark.parametrize(("rhythm", "planned"), [(NEVER, None), (EACH, LATER)])
def test_without_digests_none_is_planned_but_a_last_one_before_each_post_comes(
    member: Membership, rhythm: str, planned: datetime | None
) -> None:
    mail_choices.choose(member, ZONE, WANTED, START)
    mail_choices.choose(member, ZONE, replace(WANTED, rhythm=rhythm), LATER)
    assert member.digest_at == planned


def test_news_from_before_they_wanted_digests_are_not_told(member: Membership) -> None:
    mail_choices.choose(member, ZONE, replace(WANTED, rhythm=EACH), START)
    assert member.digests_since is None
    mail_choices.choose(member, ZONE, WANTED, LATER)
    assert member.digests_since == LATER
    mail_choices.choose(member, ZONE, WANTED, LATER + timedelta(hours=1))
    assert member.digests_since == LATER


def test_whoever_wanted_no_posts_gets_only_those_that_come_from_now_on(member: Membership) -> None:
    member.mail_since = START
    mail_choices.choose(member, ZONE, replace(WANTED, rhythm=EACH), LATER)
    assert member.mail_since == START
    mail_choices.choose(member, ZONE, replace(WANTED, rhythm=NEVER), LATER)
    assert member.mail_since == START
    mail_choices.choose(member, ZONE, WANTED, LATER)
    assert member.mail_since == LATER


def test_stopping_again_changes_nothing(member: Membership) -> None:
    mail_choices.choose(member, ZONE, WANTED, START)
    mail_choices.stop(member, START)
    mail_choices.stop(member, LATER)
    assert (member.mail_stopped_at, member.digest_at) == (START, None)
    assert not gets_mail(member)
    assert member.mail_days == {"thu"}


def test_choosing_does_not_start_mail_that_was_stopped(member: Membership) -> None:
    mail_choices.stop(member, START)
    mail_choices.choose(member, ZONE, WANTED, LATER)
    assert (member.mail_stopped_at, member.digest_at) == (START, None)


def test_mail_starts_again_as_it_was_chosen_with_what_comes_from_now_on(member: Membership) -> None:
    mail_choices.stop(member, START)
    mail_choices.start_again(member, ZONE, LATER)
    assert gets_mail(member)
    assert (member.mail_since, member.mail_days, member.mail_kinds) == (LATER, USUAL_DAYS, USUAL_KINDS)
    assert member.digest_at == datetime(2026, 3, 6, 12, tzinfo=UTC)


def test_starting_what_was_not_stopped_changes_nothing(member: Membership) -> None:
    member.mail_since = START
    mail_choices.start_again(member, ZONE, LATER)
    assert member.mail_since == START


def test_one_forum_says_nothing_about_another(cast: Cast, member: Membership) -> None:
    elsewhere = Membership(
        forum_id=cast.other_forum.id, user_id=cast.ana.id, roles=frozenset({PARTICIPANT}), created_at=START
    )
    db.session.add(elsewhere)
    db.session.commit()
    mail_choices.stop(member, START)
    db.session.refresh(elsewhere)
    assert gets_mail(elsewhere)
