"""Applications that came by mail: entered by hand, or imported once it was seen what becomes of each row."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from sqlalchemy import func, select

from board.actions import entering, intake
from board.actions.applying import Applied
from board.actions.entering import AppliedAlready
from board.actions.plans import Outcome, RowsRefused
from board.actions.posting import Conflict
from board.extensions import db
from board.models import Act, Application
from board.rules.intake import Fault, Trouble
from board.rules.permissions import Refusal, Refused
from board.text import NoColumns, SheetRow, read_sheet, sheet_text
from board.visible import Sight
from tests.support.applicants import applied
from tests.support.cast import END, START, Cast, sight_for

PEDRO = {"name": "Pedro", "email": "pedro@example.org"}


@pytest.fixture
def sight(cast: Cast) -> Sight:
    return sight_for(cast, cast.alma)


def stored() -> list[Application]:
    return list(db.session.scalars(select(Application).order_by(Application.id)))


def row(number: int = 2, **cells: str) -> SheetRow:
    return SheetRow(number, PEDRO | cells)


def rows(*cells: Mapping[str, str]) -> list[SheetRow]:
    return [SheetRow(number, one) for number, one in enumerate(cells, 2)]


def bring_in(sight: Sight, sheet: list[SheetRow], left_out: tuple[int, ...] = ()) -> entering.ApplicationPlan:
    seen = entering.plan_import(sight, sheet, left_out).mark
    return entering.import_applications(sight, sheet, left_out, seen)


# By hand


def test_what_came_by_mail_is_written_down_as_confirmed(cast: Cast, sight: Sight) -> None:
    said = Applied("key_respondent", "Pedro", "Pedro@Example.org", "Brazil", ("es",), "es", week=cast.week(3))
    entering.enter(sight, said)
    [application] = stored()
    assert (application.email, application.origin, application.verified_at) == ("pedro@example.org", "mail", START)
    assert (application.state, application.week_id) == ("received", cast.week(3).id)
    act = db.session.scalars(select(Act).where(Act.kind == "application.entered")).one()
    assert (act.detail, act.user_id) == ("Pedro", cast.alma.id)


def test_the_deadline_is_not_the_admins(cast: Cast) -> None:
    cast.forum.applications_from = cast.forum.applications_until = START
    entering.enter(sight_for(cast, cast.alma, END), Applied("participant", "Pedro", "pedro@example.org"))
    assert len(stored()) == 1


def test_the_same_address_leads_to_the_application_that_is_there(cast: Cast, sight: Sight) -> None:
    there = applied(cast)
    with pytest.raises(AppliedAlready) as raised:
        entering.enter(sight, Applied("participant", "Lucía", there.email))
    assert raised.value.application is there
    assert len(stored()) == 1


def test_another_forum_may_have_the_same_address(cast: Cast, sight: Sight) -> None:
    applied(cast, "Pedro", forum=cast.other_forum, week=None)
    entering.enter(sight, Applied("participant", "Pedro", "pedro@example.org"))
    assert {one.forum_id for one in stored()} == {cast.forum.id, cast.other_forum.id}


def test_one_that_was_never_confirmed_becomes_the_one_that_came_by_mail(cast: Cast, sight: Sight) -> None:
    begun = applied(cast, verified=False)
    entering.enter(sight, Applied("participant", "Lucía Paz", begun.email))
    [application] = stored()
    assert application is begun
    assert (application.name, application.kind, application.origin) == ("Lucía Paz", "participant", "mail")
    assert application.verified_at == START


def test_who_withdrew_may_apply_again(cast: Cast, sight: Sight) -> None:
    applied(cast).state = "withdrawn"
    entering.enter(sight, Applied("participant", "Lucía", "lucía@example.org"))
    assert [one.state for one in stored()] == ["withdrawn", "received"]


def test_only_the_forums_admins_enter_and_import(cast: Cast) -> None:
    for person in (cast.ana, cast.tess, cast.omar, cast.olga):
        foreign = sight_for(cast, person)
        with pytest.raises(Refused) as raised:
            entering.enter(foreign, Applied("participant", "Pedro", "pedro@example.org"))
        assert raised.value.reason is Refusal.ADMINS_ONLY
        with pytest.raises(Refused):
            bring_in(foreign, [row()])
    assert stored() == []


# What a row says


@pytest.mark.parametrize(
    ("cells", "field", "value"),
    [
        ({"kind": ""}, "kind", "participant"),
        ({"kind": "Ponente"}, "kind", "key_respondent"),
        ({"kind": "KEY RESPONDENT"}, "kind", "key_respondent"),
        ({"region": "QUÉBEC"}, "region", "Quebec"),
        ({"region": "brasil"}, "region", ""),
        ({"languages": "Inglés, español; pt"}, "languages", ("en", "es", "pt")),
        ({"languages": "Spanish / English"}, "interface", "es"),
        ({"languages": "fr"}, "interface", "fr"),
        ({"languages": "de"}, "interface", "en"),
        ({"languages": "Español", "interface": "English"}, "interface", "en"),
        ({"characteristics": "Investigación, PRACTICE"}, "characteristics", frozenset({"research", "practice"})),
        ({"email": "  Pedro@Example.ORG "}, "email", "pedro@example.org"),
        ({"name": " Pedro \t Paz"}, "name", "Pedro Paz"),
    ],
)
def test_words_are_understood_whatever_their_case_accents_and_language(
    sight: Sight, cells: dict[str, str], field: str, value: object
) -> None:
    said, _faults = intake.said_in(sight, row(**cells))
    assert getattr(said, field) == value


@pytest.mark.parametrize("typed", ["2", "Week 2", "semana 2", "SEMANA 2"])
def test_a_week_is_known_by_its_number(cast: Cast, sight: Sight, typed: str) -> None:
    said, faults = intake.said_in(sight, row(week=typed))
    assert (said.week, faults) == (sight.week(cast.week(2).id), ())


@pytest.mark.parametrize(
    ("cells", "fault"),
    [
        ({"name": ""}, Fault(Trouble.NO_NAME)),
        ({"name": "x" * 121}, Fault(Trouble.LONG_NAME)),
        ({"email": ""}, Fault(Trouble.NO_EMAIL)),
        ({"email": "pedro at example"}, Fault(Trouble.BAD_EMAIL, "pedro at example")),
        ({"kind": "speaker"}, Fault(Trouble.UNKNOWN_KIND, "speaker")),
        ({"region": "Narnia"}, Fault(Trouble.UNKNOWN_REGION, "Narnia")),
        ({"languages": "es, klingon"}, Fault(Trouble.UNKNOWN_LANGUAGE, "klingon")),
        ({"interface": "de"}, Fault(Trouble.UNKNOWN_INTERFACE, "de")),
        ({"characteristics": "tall"}, Fault(Trouble.UNKNOWN_CHARACTERISTIC, "tall")),
        ({"week": "9"}, Fault(Trouble.UNKNOWN_WEEK, "9")),
        ({"week": "soon"}, Fault(Trouble.UNKNOWN_WEEK, "soon")),
        ({"experience": "palabra " * 301}, Fault(Trouble.LONG_EXPERIENCE, "301")),
        ({"description": "x" * 5001}, Fault(Trouble.LONG_DESCRIPTION, "5001")),
        ({"name": "Pe\x07dro"}, Fault(Trouble.UNSHOWABLE)),
    ],
)
def test_a_row_is_refused_for_each_reason(sight: Sight, cells: dict[str, str], fault: Fault) -> None:
    [planned] = entering.plan_import(sight, [row(**cells)]).rows
    assert (planned.outcome, planned.faults) == (Outcome.REFUSED, (fault,))


def test_three_hundred_words_pass(sight: Sight) -> None:
    [planned] = entering.plan_import(sight, [row(kind="ponente", experience="palabra " * 300)]).rows
    assert planned.outcome is Outcome.NEW


def test_a_surplus_cell_explains_the_rest(sight: Sight) -> None:
    [planned] = entering.plan_import(sight, [SheetRow(2, {"name": "Pedro", "email": "Paz"}, has_surplus=True)]).rows
    assert [fault.trouble for fault in planned.faults] == [Trouble.SURPLUS, Trouble.BAD_EMAIL]


def test_a_forum_without_regions_takes_any(cast: Cast, sight: Sight) -> None:
    cast.forum.regions = ()
    [planned] = entering.plan_import(sight, [row(region="Narnia")]).rows
    assert (planned.outcome, planned.said.region) == (Outcome.NEW, "Narnia")


# A file


FILES = {
    "English, commas": b"name,email,kind\nMar\xc3\xada,maria@example.org,participant\n",
    "with a mark of its encoding": b"\xef\xbb\xbfName,E-mail\nMar\xc3\xada,maria@example.org\n",
    "Spanish, semicolons, Windows-1252": "Correo electrónico;Nombre\r\nmaria@example.org;María\r\n".encode("cp1252"),
    "columns of others between": b"Nr,Nombre,Tel,Correo\n1,Mar\xc3\xada,55,maria@example.org\n",
    "blank rows": b"name,email\n\n,\nMar\xc3\xada,maria@example.org\n",
}


@pytest.mark.parametrize("data", FILES.values(), ids=FILES.keys())
def test_a_file_is_read_as_spreadsheets_write_it(sight: Sight, data: bytes) -> None:
    [planned] = entering.plan_import(sight, read_sheet(sheet_text(data), 10, intake.SHEET)).rows
    assert (planned.said.name, planned.said.email, planned.outcome) == ("María", "maria@example.org", Outcome.NEW)
    assert planned.number == (4 if data == FILES["blank rows"] else 2)


def test_a_file_whose_first_row_names_nothing_is_no_guess(sight: Sight) -> None:
    with pytest.raises(NoColumns):
        read_sheet("Pedro,pedro@example.org\n", 10, intake.SHEET)


# The import


def test_what_was_shown_is_what_happens(cast: Cast, sight: Sight) -> None:
    there = applied(cast)
    plan = bring_in(sight, rows(PEDRO | {"kind": "ponente"}, {"name": "Lucía", "email": there.email.upper()}))
    assert [(planned.number, planned.outcome, planned.standing) for planned in plan.rows] == [
        (2, Outcome.NEW, None), (3, Outcome.UNCHANGED, there),
    ]  # fmt: skip
    imported = stored()[-1]
    assert (imported.name, imported.origin, imported.kind, imported.verified_at) == (
        "Pedro", "import", "key_respondent", START,
    )  # fmt: skip
    assert len(stored()) == 2
    act = db.session.scalars(select(Act).where(Act.kind == "application.imported")).one()
    assert act.detail == "1"


def test_one_refused_row_and_nothing_is_imported(sight: Sight) -> None:
    sheet = rows(PEDRO, {"name": "", "email": "otto@example.org"})
    with pytest.raises(RowsRefused):
        bring_in(sight, sheet)
    db.session.rollback()
    assert stored() == []


def test_what_is_left_out_deliberately_holds_nothing_up(sight: Sight) -> None:
    plan = bring_in(sight, rows(PEDRO, {"name": "", "email": "otto@example.org"}), (3,))
    assert [planned.outcome for planned in plan.rows] == [Outcome.NEW, Outcome.LEFT_OUT]
    assert [one.name for one in stored()] == ["Pedro"]


def test_the_second_row_with_an_address_is_refused_and_names_the_first(sight: Sight) -> None:
    sheet = rows(PEDRO, PEDRO | {"name": "Pedro again"})
    plan = entering.plan_import(sight, sheet)
    assert [(planned.outcome, planned.twice) for planned in plan.rows] == [(Outcome.NEW, None), (Outcome.REFUSED, 2)]
    plan = entering.plan_import(sight, sheet, {2})
    assert [planned.outcome for planned in plan.rows] == [Outcome.LEFT_OUT, Outcome.NEW]


def test_what_came_in_meanwhile_changes_the_plan_and_nothing_happens(cast: Cast, sight: Sight) -> None:
    sheet = rows(PEDRO)
    seen = entering.plan_import(sight, sheet).mark
    applied(cast, "Pedro")
    with pytest.raises(Conflict):
        entering.import_applications(sight, sheet, (), seen)
    db.session.rollback()
    assert db.session.scalar(select(func.count(Application.id))) == 1


def test_another_file_than_was_shown_is_a_conflict(sight: Sight) -> None:
    seen = entering.plan_import(sight, rows(PEDRO)).mark
    with pytest.raises(Conflict):
        entering.import_applications(sight, rows(PEDRO | {"region": "Brazil"}), (), seen)


def test_only_key_respondents_keep_what_only_they_are_asked(sight: Sight) -> None:
    entering.enter(sight, Applied("participant", "Pedro", "pedro@example.org", experience="Long.", week=sight.weeks[1]))
    [application] = stored()
    assert (application.experience, application.week_id) == ("", None)
