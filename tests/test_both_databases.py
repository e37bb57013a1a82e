"""What may differ between the databases is tested on both, and nothing that is added later is forgotten."""

from __future__ import annotations

import re
from itertools import chain

import pytest

from tests.support.both_databases import CHOSEN, PROVEN, SPECIFIC, SQLITE_ALONE, is_chosen, proof_of
from tests.support.imports import ROOT

MODULES = {str(path.relative_to(ROOT)): path.read_text() for path in (ROOT / "board").rglob("*.py")}
TESTS = {str(path.relative_to(ROOT)): path.read_text() for path in (ROOT / "tests").rglob("test_*.py")}


def test_what_is_specific_to_a_database_is_tested_on_both() -> None:
    """A new module that locks, groups or asks for a dialect needs an entry in PROVEN, or a folder that has one.

    `board/text/` imports no database (tests/test_architecture.py), whatever its files call a dialect.
    """
    specific = {name for name, source in MODULES.items() if SPECIFIC.search(source) and "board/text/" not in name}
    assert len(specific) > 40
    assert {name for name in specific - SQLITE_ALONE if not proof_of(name)} == set()
    assert specific >= SQLITE_ALONE


def test_the_table_names_what_is_there_and_chosen() -> None:
    assert [path for path in chain(CHOSEN, PROVEN) if not (ROOT / path).exists()] == []
    assert [path for path in chain.from_iterable(PROVEN.values()) if path not in CHOSEN] == []


def test_a_test_that_asks_which_database_it_has_runs_on_both() -> None:
    asking = {path for path, source in TESTS.items() if re.search(r"\.dialect\.name [=!]= ", source)}
    assert len(asking) > 4
    assert {path for path in asking if not is_chosen(path)} == {"tests/test_sqlite.py"}, "which is SQLite's alone"


@pytest.mark.parametrize(
    ("path", "chosen"),
    [
        ("tests/actions/test_posting.py", True),
        ("tests/actions/deeper/test_x.py", True),
        ("tests/test_jobs.py", True),
        ("tests/text/test_diffing.py", False),
        ("tests/actions_of_others/test_x.py", False),
    ],
)
def test_a_file_is_chosen_by_its_name_or_its_folder(path: str, chosen: bool) -> None:
    assert is_chosen(path) is chosen


def test_the_tests_that_ci_names_for_a_newer_python_are_there() -> None:
    named = re.findall(r"tests/[\w/.:]+", (ROOT / ".ci/run").read_text())
    assert len(named) > 5
    for path, _, test in (name.partition("::") for name in named):
        assert (ROOT / path).exists(), path
        assert not test or f"\ndef {test}(" in TESTS[path], test
