"""The authors' check as admins run it: whom it asks, reminds and lists."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from board.actions import checking, leaving, quoted, setting_up
from board.extensions import db
from board.models import Act, Forum, Job, QuoteAnswer
from board.pages.checking import Author, Check, check_of
from board.rules.leaving import ANONYMOUS
from board.rules.permissions import Refusal, Refused
from board.rules.proceedings import BY_REGION, NAMED
from board.rules.weeks import NonexistentTime
from board.visible import Sight
from tests.support.abstracts import citation, summarise
from tests.support.cast import START, Cast, forum_settings, look_as, sight_for, text_of
from tests.support.synthesis import add_theme, place

WALL = datetime.fromisoformat("2026-03-18T09:00")
UNTIL = datetime.fromisoformat("2026-03-18T13:00+00:00")
DAY = timedelta(days=1)


def alma(cast: Cast, now: datetime = START) -> Sight:
    return sight_for(cast, cast.alma, now)


def seen(cast: Cast, now: datetime = START) -> Check:
    return check_of(alma(cast, now))


def line(cast: Cast, name: str, now: datetime = START) -> Author:
    return next(author for author in seen(cast, now).authors if author.name == name)


def begin(cast: Cast) -> int:
    return checking.set_deadline(alma(cast), WALL, seen(cast).to_ask())


def work() -> list[tuple[str, int]]:
    jobs = db.session.scalars(select(Job).where(Job.kind.startswith("mail.quoted")).order_by(Job.id))
    return [(job.kind, job.payload["user"]) for job in jobs]


def acts() -> list[tuple[str, str]]:
    rows = db.session.scalars(select(Act).where(Act.kind.startswith("check.")).order_by(Act.id))
    return [(act.kind, act.detail) for act in rows]


def quote_everybody(cast: Cast) -> None:
    """Quote Ana in a passage, Jorge in a summary."""
    place(cast, add_theme(cast), "verduras")
    summarise(cast, cast.thread, f"They asked {citation(cast, cast.answer)}.")


def test_beginning_asks_everybody_who_is_quoted_once(cast: Cast) -> None:
    quote_everybody(cast)
    assert begin(cast) == 2
    assert (cast.forum.check_from, cast.forum.check_until) == (START, UNTIL)
    assert sorted(work()) == [("mail.quoted", cast.ana.id), ("mail.quoted", cast.jorge.id)]
    assert begin(cast) == checking.ask(alma(cast), seen(cast).to_ask()) == 0
    assert acts() == [("check.begun", "2026-03-18 09:00 America/Toronto")]


def test_two_admins_who_press_at_once_ask_once(cast: Cast) -> None:
    quote_everybody(cast)
    before = seen(cast).to_ask()
    begin(cast)
    assert checking.ask(alma(cast), before) == 0
    assert len(work()) == 2


def test_the_deadline_moves_and_what_was_begun_stays_begun(cast: Cast) -> None:
    begin(cast)
    checking.set_deadline(alma(cast, START + DAY), WALL + DAY, {})
    assert (cast.forum.check_from, cast.forum.check_until) == (START, UNTIL + DAY)
    assert [kind for kind, _detail in acts()] == ["check.begun", "check.moved"]


def test_a_time_that_clocks_skip_is_refused(cast: Cast) -> None:
    with pytest.raises(NonexistentTime):
        checking.set_deadline(alma(cast), datetime.fromisoformat("2026-03-08T02:30"), {})
    db.session.rollback()
    assert db.session.get_one(Forum, cast.forum.id).check_from is None


def test_only_people_who_are_newly_quoted_are_asked_later(cast: Cast) -> None:
    theme = add_theme(cast)
    place(cast, theme, "verduras", once="1")
    begin(cast)
    quoted.choose_attribution(sight_for(cast, cast.ana, START + DAY), NAMED)
    place(cast, theme, "win it", cast.answer, once="2", person=cast.alma, now=START + DAY)
    later = START + 2 * DAY
    assert checking.ask(alma(cast, later), seen(cast, later).to_ask()) == 1
    assert work()[-1] == ("mail.quoted", cast.jorge.id)
    place(cast, theme, "contratos", once="3", now=later)
    assert seen(cast, later).to_ask().keys() == {cast.ana.id}


def test_people_who_have_not_answered_are_reminded_once_a_day(cast: Cast) -> None:
    quote_everybody(cast)
    begin(cast)
    assert checking.remind(alma(cast), seen(cast).to_remind()) == 0
    quoted.choose_attribution(sight_for(cast, cast.ana, START + DAY), BY_REGION)
    later = START + DAY
    silent = seen(cast, later).to_remind()
    assert silent.keys() == {cast.jorge.id}
    assert [checking.remind(alma(cast, later), silent) for _twice in range(2)] == [1, 0]
    assert seen(cast, later).to_remind() == {}
    assert seen(cast, later + DAY).to_remind().keys() == {cast.jorge.id}
    assert acts()[-1] == ("check.reminded", "1")


@pytest.mark.parametrize("act", [checking.ask, checking.remind])
def test_nobody_is_written_to_before_the_check_or_from_its_deadline_on(cast: Cast, act: object) -> None:
    quote_everybody(cast)
    with pytest.raises(Refused) as refused:
        act(alma(cast), seen(cast).to_ask())  # type: ignore[operator]
    assert refused.value.reason is Refusal.CHECK_NOT_OPEN
    begin(cast)
    with pytest.raises(Refused):
        act(alma(cast, UNTIL), {cast.ana.id: "new"})  # type: ignore[operator]
    assert act(alma(cast, UNTIL - DAY), {cast.ana.id: "new"}) == 1  # type: ignore[operator]


@pytest.mark.parametrize("name", ["ana", "omar", "olga", "tess"])
def test_only_admins_of_the_forum_run_the_check(cast: Cast, name: str) -> None:
    quote_everybody(cast)
    other = sight_for(cast, getattr(cast, name))
    begin(cast)
    for act in (checking.ask, checking.remind):
        with pytest.raises(Refused):
            act(other, {cast.ana.id: "new"})
    with pytest.raises(Refused):
        checking.set_deadline(other, WALL, {})
    assert check_of(other).authors == [] or not any(
        author.said or author.asked_at for author in check_of(other).authors
    )


def test_the_list_tells_how_everybody_answered(cast: Cast) -> None:
    quote_everybody(cast)
    begin(cast)
    later, excerpt = START + DAY, place(cast, add_theme(cast, "Laws"), "contratos", once="x")
    ana = sight_for(cast, cast.ana, later)
    quoted.choose_attribution(ana, NAMED)
    quoted.object_to(ana, text_of(cast.post), excerpt, "Out of context")
    quoted.withdraw(sight_for(cast, cast.jorge, later), text_of(cast.answer), None)
    jorge, mine = line(cast, "Jorge", later), line(cast, "Ana", later)
    assert (mine.passages, mine.attribution, mine.answered_at, mine.asked_at) == (2, NAMED, later, START)
    assert [(said.answer.reason, said.excerpt, said.post) for said in mine.open_objections] == [
        ("Out of context", excerpt.key, cast.post.key)
    ]
    assert (jorge.number, [said.post for said in jorge.withdrawals]) == (0, [cast.answer.key])
    assert jorge.has_answered


def test_a_case_study_quotes_its_key_respondent_once_its_week_is_open(cast: Cast) -> None:
    assert [author.name for author in seen(cast).authors] == []
    opened = datetime.fromisoformat("2026-03-09T13:00+00:00")
    assert [(author.name, author.case_studies) for author in seen(cast, opened).authors] == [("Bento", 1)]


def test_anyone_who_left_is_listed_and_cannot_be_asked(cast: Cast) -> None:
    quote_everybody(cast)
    leaving.leave_forum(sight_for(cast, cast.ana), cast.ana, leaving.Attribution(ANONYMOUS, "", "Somebody"))
    left = line(cast, "Somebody")
    assert (left.membership, left.passages, left.is_to_ask) == (None, 1, False)
    assert begin(cast) == 1


def test_an_objection_is_settled_once_and_the_log_says_how(cast: Cast) -> None:
    quote_everybody(cast)
    begin(cast)
    quoted.object_to(sight_for(cast, cast.ana), text_of(cast.post), None, "Not like this")
    [objection] = db.session.scalars(select(QuoteAnswer)).all()
    with pytest.raises(Refused):
        checking.settle_objection(sight_for(cast, cast.ana), objection, "Nothing")
    checking.settle_objection(alma(cast), objection, "Another passage stands there now")
    assert (objection.settled_at, objection.settled_by_id) == (START, cast.alma.id)
    with pytest.raises(Refused) as refused:
        checking.settle_objection(alma(cast), objection, "Again")
    assert refused.value.reason is Refusal.ALREADY_SO
    assert acts()[-1] == ("check.settled", "Another passage stands there now")
    assert line(cast, "Ana").open_objections == []


def test_what_happens_in_one_forum_is_not_listed_in_another(cast: Cast) -> None:
    quote_everybody(cast)
    begin(cast)
    quoted.withdraw(sight_for(cast, cast.ana), text_of(cast.post), None)
    assert check_of(look_as(cast.other_forum, cast.omar)).authors == []


def test_another_zone_keeps_the_deadline_that_people_read(cast: Cast) -> None:
    begin(cast)
    settings = forum_settings(zone="America/Sao_Paulo")
    setting_up.edit_forum(sight_for(cast, cast.olga), settings, "We learn.", cast.olga)
    assert cast.forum.check_until == UNTIL - timedelta(hours=1)
