"""Reporting a post, and what admins decide."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from board.actions import erasing, posting, reporting
from board.extensions import db
from board.models import Act, Job, Report, User
from board.rules.permissions import Refusal, Refused
from board.visible import my_reports, open_reports
from tests.support.cast import START, Cast, sight_for

LATER = START + timedelta(hours=1)


def report(cast: Cast, person: User, reason: str = "Names a patient") -> bool:
    return reporting.report_post(sight_for(cast, person), cast.post, reason)


def waiting(cast: Cast, person: User) -> list[str]:
    return [one.reason for one in db.session.scalars(open_reports(sight_for(cast, person)))]


def outcomes() -> list[tuple[str, bool]]:
    rows = db.session.scalars(select(Report).order_by(Report.id))
    return [(row.outcome, row.settled_at is not None) for row in rows]


def mails(kind: str = "mail.report") -> int:
    return len(list(db.session.scalars(select(Job).where(Job.kind == kind))))


def test_admins_alone_see_reports_and_each_member_their_own(cast: Cast) -> None:
    assert report(cast, cast.jorge)
    assert report(cast, cast.rosa, "Not true")
    assert waiting(cast, cast.alma) == ["Names a patient", "Not true"]
    for person in (cast.ana, cast.jorge, cast.tess, cast.omar, cast.olga):
        assert waiting(cast, person) == []
    mine = db.session.scalars(my_reports(sight_for(cast, cast.jorge))).all()
    assert [one.reason for one in mine] == ["Names a patient"]
    assert db.session.scalars(my_reports(sight_for(cast, cast.ana))).all() == []


def test_once_per_person_and_post(cast: Cast) -> None:
    assert report(cast, cast.jorge)
    assert not report(cast, cast.jorge, "Again")
    assert waiting(cast, cast.alma) == ["Names a patient"]
    reporting.keep_post(sight_for(cast, cast.alma), cast.post)
    assert not report(cast, cast.jorge, "And again")
    assert waiting(cast, cast.alma) == []


def test_nobody_reports_their_own_post(cast: Cast) -> None:
    with pytest.raises(Refused) as refused:
        report(cast, cast.ana)
    assert refused.value.reason is Refusal.OWN_POST


def test_admins_are_told_once_per_post_until_it_is_settled(cast: Cast) -> None:
    report(cast, cast.jorge)
    report(cast, cast.rosa)
    assert mails() == 1  # Alma is the only admin
    reporting.keep_post(sight_for(cast, cast.alma), cast.post)
    report(cast, cast.tess)
    assert mails() == 2


def test_hiding_settles_every_report_of_the_post(cast: Cast) -> None:
    report(cast, cast.jorge)
    report(cast, cast.rosa)
    posting.hide_post(sight_for(cast, cast.alma, LATER), cast.post, "A name in it")
    assert outcomes() == [("hidden", True)] * 2
    assert {row.settled_by_id for row in db.session.scalars(select(Report))} == {cast.alma.id}


def test_keeping_settles_every_report_and_is_done_once(cast: Cast) -> None:
    report(cast, cast.jorge)
    report(cast, cast.rosa)
    reporting.keep_post(sight_for(cast, cast.alma), cast.post)
    assert outcomes() == [("kept", True)] * 2
    with pytest.raises(Refused) as refused:
        reporting.keep_post(sight_for(cast, cast.alma), cast.post)
    assert refused.value.reason is Refusal.ALREADY_SO


def test_a_report_goes_with_the_post_that_its_author_takes_back(cast: Cast) -> None:
    report(cast, cast.jorge)
    posting.delete_post(sight_for(cast, cast.ana), cast.post)
    assert waiting(cast, cast.alma) == []
    erasing.erase_post(sight_for(cast, cast.olga), cast.post)
    assert list(db.session.scalars(select(Report))) == []


def test_what_admins_decide_is_logged_without_a_word_of_the_post(cast: Cast) -> None:
    alma = sight_for(cast, cast.alma)
    report(cast, cast.jorge)
    reporting.keep_post(alma, cast.post)
    posting.hide_post(alma, cast.post, "A name in it")
    posting.restore_post(alma, cast.post)
    query = select(Act).where(Act.kind.startswith("post.")).order_by(Act.id)
    acts = [(act.kind, act.detail, act.user_id, act.week_id) for act in db.session.scalars(query)]
    kinds = ("post.kept", "post.hidden", "post.restored")
    assert acts == [(kind, "Ana", cast.alma.id, cast.week(1).id) for kind in kinds]


def test_the_author_is_told_of_hiding_and_of_showing_again(cast: Cast) -> None:
    alma = sight_for(cast, cast.alma)
    posting.hide_post(alma, cast.post, "A name in it")
    posting.restore_post(alma, cast.post)
    assert (mails("mail.hidden"), mails("mail.restored")) == (1, 1)
