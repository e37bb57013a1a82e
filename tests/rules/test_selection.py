"""What may become of an application as it stands."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from board.rules import selection
from board.rules.applications import STATES
from board.rules.permissions import Refusal
from board.rules.roles import NOBODY, Viewer
from board.rules.selection import Seats

ADMIN = Viewer(1, roles=frozenset({"admin"}))
FREE, FULL, ANY = Seats(1, 2), Seats(2, 2), Seats(200, None)


@dataclass(frozen=True)
class Standing:
    state: str = "received"
    kind: str = "key_respondent"
    state_before: str = ""


@pytest.mark.parametrize("wanted", selection.MOVES)
@pytest.mark.parametrize("state", ["received", "shortlisted", "waiting", "declined"])
def test_an_admin_moves_it_anywhere_but_where_it_is(state: str, wanted: str) -> None:
    refusal = selection.decide(ADMIN, Standing(state), wanted, FREE)
    assert refusal == (Refusal.ALREADY_SO if state == wanted else None)


@pytest.mark.parametrize("wanted", ["shortlisted", "waiting", "declined"])
def test_who_was_accepted_has_a_place_which_is_undone_first(wanted: str) -> None:
    assert selection.decide(ADMIN, Standing("accepted"), wanted, FREE) is Refusal.UNDO_FIRST
    assert selection.decide(ADMIN, Standing("accepted"), "accepted", FULL) is Refusal.ALREADY_SO


def test_key_respondents_are_accepted_while_there_are_seats() -> None:
    for seats, refusal in [(FREE, None), (FULL, Refusal.NO_SEAT), (Seats(3, 2), Refusal.NO_SEAT), (ANY, None)]:
        assert selection.decide(ADMIN, Standing(), "accepted", seats) is refusal
    assert selection.decide(ADMIN, Standing(kind="participant"), "accepted", FULL) is None
    assert selection.decide(ADMIN, Standing(), "shortlisted", FULL) is None
    assert (FREE.left, FULL.left, Seats(3, 2).left, ANY.left) == (1, 0, 0, None)


@pytest.mark.parametrize("viewer", [NOBODY, Viewer(2, is_owner=True), Viewer(3, roles=frozenset({"translator"}))])
def test_nobody_else_decides_undoes_or_notes(viewer: Viewer) -> None:
    assert selection.decide(viewer, Standing(), "accepted", FREE) is Refusal.ADMINS_ONLY
    assert selection.undo(viewer, Standing("declined"), has_written=False) is Refusal.ADMINS_ONLY
    assert selection.note(viewer) is Refusal.ADMINS_ONLY
    assert selection.note(ADMIN) is None


def test_what_was_withdrawn_is_left_alone() -> None:
    for wanted in selection.MOVES:
        assert selection.decide(ADMIN, Standing("withdrawn"), wanted, FREE) is Refusal.WITHDRAWN
    assert selection.undo(ADMIN, Standing("withdrawn"), has_written=False) is Refusal.WITHDRAWN


def test_undoing_goes_back_one_step_and_then_to_the_beginning() -> None:
    assert selection.before(Standing("accepted", state_before="shortlisted")) == "shortlisted"
    assert selection.before(Standing("shortlisted")) == "received"
    assert selection.undo(ADMIN, Standing("received"), has_written=False) is Refusal.ALREADY_SO
    assert {state for state in STATES if selection.before(Standing(state)) is None} == {"received", "withdrawn"}


def test_a_place_in_which_somebody_has_written_is_not_undone() -> None:
    accepted = Standing("accepted", state_before="received")
    assert selection.undo(ADMIN, accepted, has_written=True) is Refusal.HAS_WRITTEN
    assert selection.undo(ADMIN, accepted, has_written=False) is None
    assert selection.undo(ADMIN, Standing("declined"), has_written=True) is None
