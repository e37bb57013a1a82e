"""One tap, reports, and suspending: every rule, for every role; and every act of somebody who is suspended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import FunctionType

import pytest

from board.rules import moderating, permissions, scheduling
from board.rules.permissions import Refusal
from board.rules.roles import ROLES, Viewer, member
from board.rules.weeks import WeekState
from tests.rules.test_permissions import (
    ADMINS,
    CLOSED,
    DELETED,
    ERASED,
    HIDDEN,
    LOCKED,
    MEMBERS,
    OPEN,
    PEOPLE,
    POST,
    Post,
    Rule,
    of_post,
)

SINCE = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Member:
    """A member as the rules know them."""

    user_id: int = 20
    roles: frozenset[str] = frozenset({"participant"})
    suspended_at: datetime | None = None


def speak_in(state: WeekState, post: Post = POST) -> Rule:
    return lambda viewer: moderating.speak(viewer, post, state)


def suspending(somebody: Member, *, owns_site: bool = False) -> Rule:
    return lambda viewer: moderating.suspend(viewer, somebody, owns_site=owns_site)


def lifting(somebody: Member) -> Rule:
    return lambda viewer: moderating.lift_suspension(viewer, somebody)


SUSPENDED = Member(suspended_at=SINCE)
ANOTHER_ADMIN = Member(roles=frozenset({"admin", "translator"}))
CASES: list[tuple[str, Rule, set[str]]] = [
    ("speak in an open week", speak_in(OPEN), MEMBERS - {"author"}),
    ("speak in a closed week", speak_in(CLOSED), set()),
    ("speak in a locked week", speak_in(LOCKED), ADMINS),
    ("speak of a hidden post", speak_in(OPEN, HIDDEN), set()),
    ("speak of a deleted post", speak_in(OPEN, DELETED), set()),
    ("report a post", of_post(moderating.report, POST), MEMBERS - {"author"}),
    ("report a hidden post", of_post(moderating.report, HIDDEN), set()),
    ("report an erased post", of_post(moderating.report, ERASED), set()),
    ("settle the reports of a post", of_post(moderating.settle_reports, POST), ADMINS),
    ("settle the reports of a hidden post", of_post(moderating.settle_reports, HIDDEN), set()),
    ("use the tools of a post", of_post(moderating.use_tools, POST), MEMBERS),
    ("suspend a member", suspending(Member()), ADMINS),
    ("suspend an admin", suspending(ANOTHER_ADMIN), set()),
    ("suspend the owner", suspending(Member(), owns_site=True), set()),
    ("suspend twice", suspending(SUSPENDED), set()),
    ("lift a suspension", lifting(SUSPENDED), ADMINS),
    ("lift what is no suspension", lifting(Member()), set()),
]


@pytest.mark.parametrize(("rule", "allowed"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_who_may(rule: Rule, allowed: set[str]) -> None:
    assert {name for name, viewer in PEOPLE.items() if rule(viewer) is None} == allowed


REASONS: list[tuple[str, Rule, str, Refusal]] = [
    ("an author speaks of their own post", speak_in(OPEN), "author", Refusal.OWN_POST),
    ("a stranger speaks", speak_in(OPEN), "stranger", Refusal.MEMBERS_ONLY),
    ("a former author speaks", speak_in(OPEN), "former author", Refusal.MEMBERS_ONLY),
    ("a participant speaks too late", speak_in(CLOSED), "participant", Refusal.WEEK_CLOSED),
    ("an author reports their own post", of_post(moderating.report, POST), "author", Refusal.OWN_POST),
    ("the owner reports without being a member", of_post(moderating.report, POST), "owner", Refusal.MEMBERS_ONLY),
    ("a participant suspends", suspending(Member()), "participant", Refusal.ADMINS_ONLY),
    ("the owner, who is no admin here, suspends", suspending(Member()), "owner", Refusal.ADMINS_ONLY),
    ("an admin suspends an admin", suspending(ANOTHER_ADMIN), "admin", Refusal.NOT_TO_SUSPEND),
    ("an admin suspends twice", suspending(SUSPENDED), "admin", Refusal.ALREADY_SO),
]


@pytest.mark.parametrize(("rule", "who", "reason"), [case[1:] for case in REASONS], ids=[case[0] for case in REASONS])
def test_a_refusal_says_why(rule: Rule, who: str, reason: Refusal) -> None:
    assert rule(PEOPLE[who]) is reason


# Somebody who is suspended: of every role, and author of what it is about


def of_own_post(rule: str, **facts: object) -> Rule:
    return lambda viewer: getattr(permissions, rule)(viewer, Post(author_id=20, **facts))  # type: ignore[arg-type]


SUSPENDS: dict[str, Rule] = {
    "take part": permissions.take_part,
    "write": lambda viewer: permissions.write(viewer, OPEN),
    "write in a closed week": lambda viewer: permissions.write(viewer, CLOSED),
    "write in a locked week": lambda viewer: permissions.write(viewer, LOCKED),
    "edit": lambda viewer: permissions.edit_post(viewer, Post(author_id=20), OPEN),
    "correct the language": of_own_post("correct_language"),
    "ask": lambda viewer: permissions.ask(viewer, OPEN, frozenset({"key_respondent"})),
    "settle one's own question": of_own_post("settle_question", asked_id=8),
    "answer a question to oneself": of_post(permissions.answer, Post(asked_id=20)),
    "settle a question to oneself": of_post(permissions.settle_question, Post(asked_id=20)),
    "translate": lambda viewer: permissions.translate(viewer, "en"),
    "approve": lambda viewer: permissions.approve(viewer, "en", 5, second_person=True),
    "keep the glossary": permissions.keep_glossary,
    "keep the memory": permissions.keep_memory,
    "flag": lambda viewer: permissions.flag(viewer, "en", 20),
    "leave one's own words as they are": lambda viewer: permissions.leave_wording(viewer, 20),
    "speak": speak_in(OPEN),
    "report": of_post(moderating.report, POST),
}
RESTS: dict[str, Rule] = {
    "hide": of_post(permissions.hide_post, POST),
    "restore": of_post(permissions.restore_post, HIDDEN),
    "erase": of_post(permissions.erase_post, HIDDEN),
    "administer": permissions.administer,
    "manage": permissions.manage,
    "run the installation": permissions.run_installation,
    "open a week": lambda viewer: scheduling.override_week(viewer, "open", None, LOCKED),
    "remove a week": lambda viewer: scheduling.remove_week(viewer, LOCKED, is_last=True, is_empty=True),
    "close a week": lambda viewer: scheduling.close_week(viewer, True, False, OPEN),
    "settle reports": of_post(moderating.settle_reports, POST),
    "suspend": suspending(Member()),
    "lift a suspension": lifting(SUSPENDED),
}
STAYS: dict[str, Rule] = {
    "take back one's own words": of_own_post("delete_post"),
    "follow a thread": permissions.follow,
    "take back one's own flag": lambda viewer: permissions.take_back_flag(viewer, 20),
}


def suspended(role: str) -> Viewer:
    return member(20, False, frozenset({role}), suspended=True)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("act", SUSPENDS)
def test_who_is_suspended_writes_nothing_and_is_told_that(act: str, role: str) -> None:
    assert SUSPENDS[act](suspended(role)) is Refusal.SUSPENDED


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("act", RESTS)
def test_special_roles_rest(act: str, role: str) -> None:
    assert RESTS[act](suspended(role)) in (Refusal.ADMINS_ONLY, Refusal.OWNER_ONLY)


@pytest.mark.parametrize("act", STAYS)
def test_ones_own_words_can_still_be_taken_back(act: str) -> None:
    assert STAYS[act](suspended("participant")) is None


@pytest.mark.parametrize("role", ROLES)
def test_who_is_suspended_reads_as_a_participant(role: str) -> None:
    viewer = suspended(role)
    assert (viewer.roles, viewer.suspended) == (frozenset({"participant"}), True)
    assert (viewer.is_member, viewer.is_admin, viewer.is_translator, viewer.sees_drafts) == (True, False, False, False)


def test_without_suspension_roles_stand_as_they_are() -> None:
    roles = frozenset({"translator", "key_respondent"})
    assert member(20, True, roles, suspended=False) == Viewer(20, True, roles)


def test_who_is_no_member_is_not_suspended() -> None:
    assert member(20, False, frozenset(), suspended=True) == Viewer(20)


def test_no_rule_is_forgotten() -> None:
    """Fails for a rule that was added without a word on those who are suspended."""
    here = Path(__file__).read_text()
    rules = [name for module in (permissions, moderating) for name, made in vars(module).items()
             if isinstance(made, FunctionType) and name != "check"]  # fmt: skip
    assert [name for name in rules if name not in here] == []
