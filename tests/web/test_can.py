"""Templates ask the rules in one way: ``can`` tells what a person can do, and ``why_not`` the reason."""

from __future__ import annotations

import re

from board.rules.permissions import Refusal
from board.rules.roles import Viewer
from board.rules.weeks import WeekState
from board.web.can import CAN, RULES, WHY_NOT
from tests.support.imports import ROOT

TEMPLATES = {path.relative_to(ROOT).as_posix(): path.read_text() for path in (ROOT / "templates").rglob("*.html")}
CODE = re.compile(r"\{[{%].*?[%}]\}", re.DOTALL)
ASKED = re.compile(r"(?<![.\w])(can|why_not)\.(\w+)\(")
NEGATED = re.compile(
    r"\bnot\s+\(?\s*(?:can|why_not)\b|\bnot\s+(?:\w+\.)*\w*(?:refusal|refused|why)\b|\bwhy_not\.\w+\([^)]*\) is none"
)
NO_PERMISSIONS = {"not plan.is_refused"}
"""Refusals of other things: times that clocks skip."""


def asked() -> set[tuple[str, str]]:
    return {found for html in TEMPLATES.values() for found in ASKED.findall(html)}


def test_can_is_true_exactly_if_there_is_no_refusal() -> None:
    member, stranger = Viewer(1, roles=frozenset({"participant"})), Viewer()
    assert CAN.write(member, WeekState.OPEN) is True
    assert WHY_NOT.write(member, WeekState.OPEN) is None
    assert CAN.write(stranger, WeekState.OPEN) is False
    assert WHY_NOT.write(stranger, WeekState.OPEN) is Refusal.MEMBERS_ONLY


def test_both_know_the_same_rules() -> None:
    assert vars(CAN).keys() == vars(WHY_NOT).keys() == RULES.keys()


def test_templates_ask_existing_rules_and_all_of_them() -> None:
    assert {name for _way, name in asked()} == RULES.keys()


def test_no_template_negates_a_permission() -> None:
    code = [(file, part) for file, html in TEMPLATES.items() for part in CODE.findall(html)]
    negated = [(file, found) for file, part in code for found in NEGATED.findall(part) if found not in NO_PERMISSIONS]
    assert negated == []


def test_a_negated_permission_would_be_found() -> None:
    for part in (
        "not can.write(x)",
        "not view.refusal",
        "not refused",
        "not  why_not.flag(a)",
        "why_not.flag(a) is none",
    ):
        assert NEGATED.search(part)
    for part in ("can.write(x) and not preview", "why_not.write(x) == 'agree_first'", "refusal and not why_so"):
        assert not NEGATED.search(part)
