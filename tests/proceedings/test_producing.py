"""An edition is made step by step: a step that is done is not done again, and a failed one is told and tried again."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from board import jobs
from board.actions import editions, erasing, posting, scheduling
from board.actions.editions import Wanted
from board.clock import FixedClock
from board.extensions import db
from board.models import Edition, EditionFile, EditionPart, File, Job
from board.proceedings import making, producing
from board.proceedings.document import Document
from board.proceedings.renewing import EVERY, Renewer, renew_stopped
from board.rules.permissions import Refusal, Refused
from board.rules.proceedings import FORMATS, FULL_DISCUSSION
from board.visible import parts_out_of_sight
from tests.support.cast import START, Cast, sight_for
from tests.support.press import (
    FILES,
    Press,
    begin,
    editions_of,
    new_press,
    published_edition,
    quoted_passage,
    withdraw,
)
from tests.support.together import together


class Killed(BaseException):
    """The worker is killed."""


@pytest.fixture
def press(monkeypatch: pytest.MonkeyPatch) -> Press:
    return new_press(monkeypatch)


def files_of(edition: Edition) -> list[tuple[str, str]]:
    rows = select(EditionFile.format, EditionFile.layout).where(EditionFile.edition_id == edition.id)
    return [(row.format, row.layout) for row in db.session.execute(rows.order_by(EditionFile.id))]


def test_every_format_that_can_be_made_is_made() -> None:
    assert set(FORMATS) == set(making.FORMATS)


def test_all_formats_and_layouts_are_made_once_the_quick_ones_first(
    cast: Cast, clock: FixedClock, press: Press
) -> None:
    edition = begin(cast)
    jobs.run_due(clock)
    jobs.run_due(clock)
    assert files_of(edition) == FILES
    assert set(press.made.values()) == {1}
    assert (edition.finished_at, edition.published_at, edition.error) == (START, None, "")


def test_a_forum_of_one_language_has_one_layout(cast: Cast, clock: FixedClock, press: Press) -> None:
    cast.forum.languages = ("es",)
    edition = begin(cast)
    jobs.run_due(clock)
    assert files_of(edition) == [(kind, "es") for kind in FORMATS]
    assert edition.finished_at is not None


def test_a_worker_that_is_killed_loses_one_step(cast: Cast, clock: FixedClock, press: Press) -> None:
    edition = begin(cast)
    press.breaks_at["md", "en"] = Killed()
    with pytest.raises(Killed):
        jobs.run_due(clock)
    assert files_of(edition) == FILES[: FILES.index(("md", "en"))]
    clock.move_to(START + jobs.LEASE)
    jobs.run_due(clock)
    assert sorted(files_of(edition)) == sorted(FILES)
    assert set(press.made.values()) == {1}


def test_contents_are_taken_once_whatever_changes_meanwhile(cast: Cast, clock: FixedClock, press: Press) -> None:
    edition = begin(cast, Wanted(FULL_DISCUSSION))
    press.breaks_at["html", "en"] = Killed()
    with pytest.raises(Killed):
        jobs.run_due(clock)
    taken = edition.contents_id
    cast.forum.name = "Another name"
    db.session.commit()
    clock.move_to(START + jobs.LEASE)
    jobs.run_due(clock)
    assert (edition.contents_id, edition.finished_at) == (taken, clock.now())


def test_a_failed_step_is_told_and_tried_again(cast: Cast, clock: FixedClock, press: Press) -> None:
    edition = begin(cast)
    press.breaks_at["pdf", "es"] = MemoryError()
    jobs.run_due(clock)
    assert edition.error.startswith("pdf es MemoryError")
    assert (len(files_of(edition)), edition.finished_at) == (len(FILES) - 1, None)
    clock.move_to(START + timedelta(minutes=1))
    jobs.run_due(clock)
    assert (len(files_of(edition)), edition.error) == (len(FILES), "")
    assert edition.finished_at is not None


def test_an_admin_has_a_failed_step_tried_at_once_even_if_it_was_given_up(
    cast: Cast, clock: FixedClock, press: Press
) -> None:
    edition = begin(cast)
    for failed in ({"run_at": START + timedelta(hours=1)}, {"failed_at": START}):
        press.breaks_at["pdf", "es"] = MemoryError()
        jobs.run_due(clock)
        job = db.session.scalars(select(Job).where(Job.unique_key.endswith("pdf:es"))).one()
        for name, value in failed.items():
            setattr(job, name, value)
        db.session.commit()
        editions.make_again(sight_for(cast, cast.alma), edition)
    jobs.run_due(clock)
    assert (len(files_of(edition)), edition.error) == (len(FILES), "")


def test_without_the_means_for_pdf_the_other_formats_are_made(cast: Cast, clock: FixedClock, press: Press) -> None:
    press.makes_pdf = False
    edition = begin(cast)
    jobs.run_due(clock)
    assert files_of(edition) == FILES[:-3]
    assert (edition.without_pdf, edition.finished_at) == (True, START)
    press.makes_pdf = True
    editions.make_again(sight_for(cast, cast.alma), edition)
    assert edition.finished_at is None
    jobs.run_due(clock)
    assert (len(files_of(edition)), edition.without_pdf, edition.finished_at) == (len(FILES), False, START)


def test_what_is_withdrawn_while_an_edition_is_made_is_not_in_it(cast: Cast, clock: FixedClock, press: Press) -> None:
    quoted_passage(cast)
    edition = begin(cast)
    press.breaks_at["md", "both"] = Killed()
    with pytest.raises(Killed):
        jobs.run_due(clock)
    withdraw(cast)
    clock.move_to(START + jobs.LEASE)
    jobs.run_due(clock)
    assert len(files_of(edition)) == len(FILES)
    assert edition.finished_at is not None
    assert db.session.scalar(parts_out_of_sight(sight_for(cast, cast.alma), edition)) is None
    data = db.session.scalars(select(File.data).join(EditionFile).where(EditionFile.edition_id == edition.id)).all()
    assert [one for one in data if cast.post.key.encode() in one] == []


def test_what_is_withdrawn_while_the_contents_are_taken_has_them_taken_again(
    cast: Cast, clock: FixedClock, press: Press, monkeypatch: pytest.MonkeyPatch
) -> None:
    quoted_passage(cast)
    edition = begin(cast)

    def withdrawn_meanwhile(document: Document) -> bytes:
        monkeypatch.undo()
        withdraw(cast)
        return producing.stored(document)

    monkeypatch.setattr(producing, "stored", withdrawn_meanwhile)
    jobs.run_due(clock)
    assert (edition.contents_id, edition.error.partition(":")[0]) == (None, "contents - ContentsChanged")


def test_a_deleted_edition_is_not_made(cast: Cast, clock: FixedClock, press: Press) -> None:
    edition = begin(cast)
    press.breaks_at["md", "both"] = Killed()
    with pytest.raises(Killed):
        jobs.run_due(clock)
    editions.delete_edition(sight_for(cast, cast.alma), edition)
    clock.move_to(START + jobs.LEASE)
    jobs.run_due(clock)
    for model in (Edition, EditionFile, EditionPart, File):
        assert db.session.scalar(select(func.count()).select_from(model)) == 0


def test_nothing_is_held_while_a_file_is_made(cast: Cast, clock: FixedClock, press: Press) -> None:
    begin(cast)

    def look(*_given: object) -> bytes:
        assert not db.session().in_transaction()
        return b""

    producing.make, standing = look, producing.make
    try:
        jobs.run_due(clock)
    finally:
        producing.make = standing
    assert editions_of(cast)[0].error == ""


# The next edition, by itself


@pytest.fixture
def published(cast: Cast, clock: FixedClock, press: Press) -> Edition:
    quoted_passage(cast)
    return published_edition(cast, clock, Wanted(FULL_DISCUSSION, (), "The first one."))


def test_a_withdrawal_makes_and_publishes_the_next_edition(cast: Cast, clock: FixedClock, published: Edition) -> None:
    renew_stopped(START)
    assert editions_of(cast) == [published]
    withdraw(cast)
    renew_stopped(START)
    renew_stopped(START)
    jobs.run_due(clock)
    renew_stopped(START)
    newest, first = editions_of(cast)
    assert (newest.number, newest.discussion, newest.published_at) == (2, FULL_DISCUSSION, START)
    assert (newest.note, newest.replaces) == ("A text was withdrawn or removed.", 1)
    assert first.note == "The first one."
    parts = db.session.execute(select(EditionPart.key).where(EditionPart.edition_id == newest.id)).scalars().all()
    assert cast.answer.key in parts
    assert cast.post.key not in parts


def test_the_next_edition_is_begun_again_if_more_is_withdrawn_meanwhile(
    cast: Cast, clock: FixedClock, published: Edition, press: Press
) -> None:
    withdraw(cast)
    renew_stopped(START)
    press.breaks_at["pdf", "es"] = MemoryError()
    jobs.run_due(clock)
    withdraw(cast, cast.answer)
    clock.move_to(START + timedelta(minutes=1))
    jobs.run_due(clock)
    newest = editions_of(cast)[0]
    assert newest.published_at == clock.now()
    keys = db.session.scalars(select(EditionPart.key).where(EditionPart.edition_id == newest.id)).all()
    assert {cast.post.key, cast.answer.key} & set(keys) == set()


def test_a_worker_looks_every_few_seconds(cast: Cast, published: Edition) -> None:
    look = Renewer()
    look(START)
    withdraw(cast)
    for passed, number in ((EVERY - timedelta(seconds=1), 1), (EVERY, 2)):
        look(START + passed)
        assert len(editions_of(cast)) == number


def test_erasing_a_post_destroys_every_copy_in_editions(
    cast: Cast, clock: FixedClock, published: Edition, press: Press
) -> None:
    """Its title is in editions that do not print the post."""
    without_discussion = published_edition(cast, clock)
    posting.hide_post(sight_for(cast, cast.alma), cast.post, "not here")
    erasing.erase_post(sight_for(cast, cast.olga), cast.post)
    assert [data for data in db.session.scalars(select(File.data)) if cast.post.key.encode() in data] == []
    for edition in (published, without_discussion):
        assert (files_of(edition), edition.contents_id) == ([], None)
        assert db.session.scalar(parts_out_of_sight(sight_for(cast, None), edition)) is not None
    renew_stopped(START)
    jobs.run_due(clock)
    newest = editions_of(cast)[0]
    assert (newest.number, newest.published_at) == (3, START)


def test_an_unpublished_edition_with_an_erased_post_can_be_made_again(
    cast: Cast, clock: FixedClock, press: Press
) -> None:
    edition = begin(cast, Wanted(FULL_DISCUSSION))
    jobs.run_due(clock)
    posting.hide_post(sight_for(cast, cast.alma), cast.post, "not here")
    erasing.erase_post(sight_for(cast, cast.olga), cast.post)
    editions.make_again(sight_for(cast, cast.alma), edition)
    jobs.run_due(clock)
    editions.publish_edition(sight_for(cast, cast.alma), edition)
    assert len(files_of(edition)) == len(FILES)


# At the same moment


@pytest.fixture
def _hasty() -> Iterator[None]:
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(interval)


@pytest.mark.usefixtures("_hasty")
def test_two_workers_at_once_make_one(
    committed: Flask, commit_cast: Callable[[], Cast], clock: FixedClock, press: Press
) -> None:
    with committed.app_context():
        edition_id = begin(commit_cast()).id
    together(committed, lambda: jobs.run_due(clock), lambda: jobs.run_due(clock))
    with committed.app_context():
        edition = db.session.get_one(Edition, edition_id)
        assert sorted(files_of(edition)) == sorted(FILES)
        assert edition.finished_at is not None
        assert db.session.scalar(select(func.count()).select_from(File)) == len(FILES) + 1
    assert set(press.made.values()) == {1}


@pytest.mark.usefixtures("_hasty")
def test_two_workers_with_the_same_step_keep_one_file(
    committed: Flask, commit_cast: Callable[[], Cast], clock: FixedClock, press: Press
) -> None:
    """A worker whose lease has ended goes on until it is done, while another does the same."""
    with committed.app_context():
        begin(commit_cast())
        payload = db.session.scalars(select(Job.payload).where(Job.kind == "edition.contents")).one()
        producing.take_contents(payload, START)
        step = db.session.scalars(select(Job.payload).where(Job.unique_key.endswith("pdf:es"))).one()
    outcomes = together(
        committed,
        *[lambda: producing.make_file(step, START)] * 2,
        *[lambda: producing.take_contents(payload, START)] * 2,
    )
    assert outcomes == [None] * 4
    with committed.app_context():
        assert db.session.scalar(select(func.count()).select_from(EditionFile)) == 1
        assert db.session.scalar(select(func.count()).select_from(File)) == 2


@pytest.mark.usefixtures("_hasty")
def test_two_workers_that_notice_a_withdrawal_begin_one_edition(
    committed: Flask, commit_cast: Callable[[], Cast], clock: FixedClock, press: Press
) -> None:
    with committed.app_context():
        cast = commit_cast()
        quoted_passage(cast)
        published_edition(cast, clock)
        withdraw(cast)
    assert together(committed, *[lambda: renew_stopped(START)] * 3) == [None] * 3
    with committed.app_context():
        assert db.session.scalar(select(func.count()).select_from(Edition)) == 2


# Acts


def test_one_edition_is_made_at_a_time(cast: Cast, clock: FixedClock, press: Press) -> None:
    sight = sight_for(cast, cast.alma)
    first = editions.begin_edition(sight, Wanted(), cast.alma, "once")
    assert editions.begin_edition(sight, Wanted(), cast.alma, "once") is first
    with pytest.raises(Refused, match=Refusal.EDITION_UNFINISHED):
        begin(cast)
    jobs.run_due(clock)
    assert begin(cast).number == 2


def test_what_was_withdrawn_before_it_is_published_has_to_be_made_again(
    cast: Cast, clock: FixedClock, press: Press
) -> None:
    quoted_passage(cast)
    edition = begin(cast)
    jobs.run_due(clock)
    posting.hide_post(sight_for(cast, cast.alma), cast.post, "not here")
    with pytest.raises(Refused, match=Refusal.EDITION_OUTDATED):
        editions.publish_edition(sight_for(cast, cast.alma), edition)
    editions.make_again(sight_for(cast, cast.alma), edition)
    assert (files_of(edition), edition.finished_at) == ([], None)
    jobs.run_due(clock)
    editions.publish_edition(sight_for(cast, cast.alma), edition)
    assert edition.published_at == START


def test_a_published_edition_stays(cast: Cast, clock: FixedClock, press: Press) -> None:
    edition, sight = published_edition(cast, clock), sight_for(cast, cast.alma)
    for act in (editions.delete_edition, editions.make_again, editions.publish_edition):
        with pytest.raises(Refused, match=Refusal.EDITION_PUBLISHED):
            act(sight, edition)


def test_a_week_that_is_locked_again_is_in_no_edition(cast: Cast, clock: FixedClock, press: Press) -> None:
    published_edition(cast, clock, Wanted(FULL_DISCUSSION))
    scheduling.override_week(sight_for(cast, cast.alma), cast.week(2), "locked")
    renew_stopped(START)
    jobs.run_due(clock)
    newest = editions_of(cast)[0]
    assert (newest.number, newest.published_at) == (2, START)
    parts = {
        tuple(row)
        for row in db.session.execute(
            select(EditionPart.kind, EditionPart.key).where(EditionPart.edition_id == newest.id)
        )
    }
    assert ("week", "1") in parts
    assert parts & {("week", "2"), ("thread", cast.question_thread.key), ("post", cast.question.key)} == set()
