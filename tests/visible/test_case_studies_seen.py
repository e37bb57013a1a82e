"""Who sees a case study at each stage, before and after its week opens."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from board.actions import enrolling, presenting
from board.extensions import db
from board.models import Reading, Thread
from board.pages.frame import frame
from board.pages.preparing import prepared_readings, reading_counts
from board.pages.weeks import week_view
from board.visible import published_readings, unremoved_texts, visible_readings, visible_texts, visible_threads
from board.visible.queue import QueueFilter, queue
from tests.support.cast import OPENING, START, Cast, membership_of, sight_for
from tests.support.presenting import begin, publish, submit

SECOND = timedelta(seconds=1)
EVERYBODY = ("ana", "jorge", "rosa", "bento", "tess", "alma", "omar", "nina", "olga")
MEMBERS = {"ana", "jorge", "rosa", "bento", "tess", "alma"}
STEPS: dict[str, tuple[Callable[[Cast], Reading], set[str], set[str]]] = {
    "draft": (begin, {"bento"}, {"bento"}),
    "submitted": (submit, {"bento", "alma", "tess"}, {"bento", "alma", "tess"}),
    "published": (publish, {"bento", "alma", "tess"}, MEMBERS),
}
"""How it comes to a stage, and who sees it one second before its week opens, and from then on."""


def sees(cast: Cast, name: str, study: Reading, now: datetime) -> bool:
    sight = sight_for(cast, getattr(cast, name), now)
    row = db.session.scalar(visible_readings(sight).where(Reading.id == study.id))
    words = {text.id for text in db.session.scalars(visible_texts(sight))}
    assert ({study.title_id, study.body_id} <= words) is (row is not None)  # its words go with it
    return row is not None


@pytest.mark.parametrize("stage", STEPS)
def test_who_sees_it(cast: Cast, stage: str) -> None:
    step, before, after = STEPS[stage]
    study = step(cast)
    assert study.stage == stage
    assert {name for name in EVERYBODY if sees(cast, name, study, OPENING - SECOND)} == before
    assert {name for name in EVERYBODY if sees(cast, name, study, OPENING)} == after


def test_what_the_policy_leaves_alone_is_no_translators_material(cast: Cast) -> None:
    assert not sees(cast, "tess", submit(cast, language="en"), START)


@pytest.mark.parametrize("step", [begin, submit])
def test_it_stands_in_no_list_count_or_sum_before_it_is_published(cast: Cast, step: Callable[[Cast], Reading]) -> None:
    sights = [sight_for(cast, person, OPENING) for person in (cast.ana, cast.bento, cast.alma, cast.tess)]

    def shown() -> list[object]:
        views = [week_view(sight, cast.week(3), frame(sight)) for sight in sights]
        lines = [([line.reading.id for line in view.readings], view.minutes, len(view.threads)) for view in views]
        return [lines, [reading_counts(sight) for sight in sights]]

    before = shown()
    study = step(cast)
    assert shown() == before
    assert study.id not in [row.id for row in db.session.scalars(published_readings(sights[1]))]


def test_it_has_no_thread_before_it_is_published(cast: Cast) -> None:
    study = submit(cast)
    alma = sight_for(cast, cast.alma)
    assert db.session.scalar(visible_threads(alma).where(Thread.reading_id == study.id)) is None


def test_the_admins_list_holds_submitted_ones_last_and_no_draft(cast: Cast) -> None:
    alma = sight_for(cast, cast.alma)
    study = begin(cast)
    assert study.id not in [line.reading.id for line in prepared_readings(alma, cast.week(3))]
    presenting.submit_case_study(sight_for(cast, cast.bento), study)
    assert [line.is_submitted for line in prepared_readings(alma, cast.week(3))] == [False, False, True]


def test_a_draft_is_in_nobodys_queue_not_even_a_translating_authors(cast: Cast) -> None:
    member = membership_of(cast.bento, cast.forum)
    assert member is not None
    member.roles = member.roles | {"translator"}
    db.session.commit()
    study = begin(cast)
    for alone in (False, True):
        for person in (cast.bento, cast.tess, cast.alma):
            rows = db.session.execute(queue(sight_for(cast, person), QueueFilter(alone=alone)))
            assert study.body_id not in [row.Text.id for row in rows]
    standing = db.session.execute(unremoved_texts(sight_for(cast, cast.bento)))
    assert study.body_id not in [row.Text.id for row in standing]


def test_who_loses_the_week_or_the_role_keeps_what_they_wrote(cast: Cast) -> None:
    study = begin(cast)
    member = membership_of(cast.bento, cast.forum)
    assert member is not None
    enrolling.unassign(sight_for(cast, cast.alma), member, cast.week(3))
    assert sees(cast, "bento", study, START)
    enrolling.set_roles(sight_for(cast, cast.alma), member, frozenset({"participant"}), "")
    assert sees(cast, "bento", study, START)
    enrolling.remove_person(sight_for(cast, cast.alma), member)
    assert not sees(cast, "bento", study, START)
