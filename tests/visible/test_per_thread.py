"""No thread uses a statement, or a part of one, that another thread made: SQLAlchemy finishes them at first use."""

from __future__ import annotations

import importlib
import re
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier
from types import FunctionType
from typing import Any

import pytest
from sqlalchemy import ClauseElement, select
from sqlalchemy.exc import StatementError
from sqlalchemy.orm import InstrumentedAttribute, aliased, scoped_session
from sqlalchemy.orm.util import AliasedClass
from sqlalchemy.sql.base import ExecutableOption

from board.models import User
from board.rules.roles import ROLES, Viewer
from board.visible import per_thread, visible_posts, waiting_by_thread
from board.visible.gate import ANYBODY, Scope
from board.visible.people import accounts_with_roles
from tests.support.imports import package

THREADS = 8
SHARED = (ClauseElement, AliasedClass, ExecutableOption)
SCOPE = Scope(Viewer(1, roles=frozenset({"participant"})), 1, (1, 2), True, False)


def in_threads(work: object) -> list[object]:
    """What each of several threads is given, all at the same moment."""
    barrier = Barrier(THREADS)

    def meet(_number: int) -> object:
        barrier.wait(30)
        return work()  # type: ignore[operator]

    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(THREADS) as pool:
            return list(pool.map(meet, range(THREADS)))
    finally:
        sys.setswitchinterval(before)


def test_a_thread_gets_the_same_again_and_another_thread_its_own() -> None:
    made = per_thread()(lambda: aliased(User))
    assert made() is made()
    assert len(set(map(id, in_threads(made)))) == THREADS


def test_only_the_latest_are_kept() -> None:
    calls: list[int] = []
    double = per_thread(2)(lambda number: calls.append(number) or number * 2)
    assert [double(number) for number in (1, 2, 1, 3, 1, 2)] == [2, 4, 2, 6, 2, 4]
    assert calls == [1, 2, 3, 2]


@pytest.mark.parametrize("make", [accounts_with_roles, lambda: visible_posts(SCOPE)])
def test_the_statements_of_every_page_are_made_in_each_thread(make: object) -> None:
    found = in_threads(make)
    assert len(set(map(id, found))) == THREADS
    assert len(set(map(str, found))) == 1


def _constructs(value: object, depth: int = 2) -> bool:
    """Whether this is a construct, or holds one; columns of the models are finished at the start."""
    if isinstance(value, (tuple, list)) and depth:
        return any(_constructs(one, depth - 1) for one in value)
    return isinstance(value, SHARED) and not isinstance(value, InstrumentedAttribute)


def test_no_module_holds_a_construct() -> None:
    assert _constructs((aliased(User), select(User)))
    modules = [name for name in package() if not name.startswith("board.models")]
    held = [
        f"{name}.{attribute}"
        for name in modules
        for attribute, value in vars(importlib.import_module(name)).items()
        if _constructs(value)
    ]
    assert held == []


def test_no_cache_of_several_threads_keeps_statements() -> None:
    """``functools``' caches are shared by all threads: where statements are made, ``per_thread`` is used.

    One that a function makes for itself belongs to the request in which it was called.
    """
    caching = [
        module.name
        for module in package().values()
        if module.part in ("visible", "pages", "actions") and "per_thread" not in module.name
        if re.search(r"^@(lru_)?cache\b|^\w.*\b(lru_)?cache\(", module.path.read_text(), re.MULTILINE)
    ]
    assert caching == []


CACHED = {
    f"{name}.{attribute}": value
    for name in package()
    for attribute, value in vars(importlib.import_module(name)).items()
    if isinstance(value, FunctionType) and hasattr(value, "is_cached_per_scope") and value.__module__ == name
}
EVERYBODY = [
    Viewer(),
    *(Viewer(7, roles=frozenset({role}), codes=codes) for role in ROLES for codes in (False, True)),
    Viewer(7, is_owner=True),
]


def test_there_are_cached_statements() -> None:
    assert len(CACHED) > 15


@pytest.mark.parametrize("name", CACHED)
@pytest.mark.parametrize("viewer", EVERYBODY, ids=lambda viewer: "-".join([*viewer.roles, *["codes"] * viewer.codes]))
def test_a_cached_statement_is_about_nobody_in_particular(name: str, viewer: Viewer) -> None:
    """Everyone with the same roles gets the same statement, and in none of them is anybody's id."""
    scope = SCOPE._replace(viewer=viewer)
    made = CACHED[name](scope)
    values = made.compile().params.values()
    assert {7, ANYBODY}.isdisjoint(value for value in values if isinstance(value, int))
    if viewer.user_id:
        other = scope._replace(viewer=replace(viewer, user_id=8))
        assert CACHED[name](other) is made


def test_without_its_person_a_cached_statement_fails(db_session: scoped_session[Any]) -> None:
    with pytest.raises(StatementError, match="viewer_id"):
        db_session.execute(waiting_by_thread(SCOPE))
