"""The shape that docs/architecture.md describes, kept by reading the code's own imports."""

from __future__ import annotations

import ast
import re
import statistics
import sys

import pytest
from sqlalchemy import DateTime
from sqlalchemy.orm import configure_mappers

from board.models import Base
from board.models.base import UTCDateTime
from tests.support.imports import ROOT, Module, imported, package

MODULES = package()
IMPORTS = {name: imported(module, MODULES) for name, module in MODULES.items()}

STORE = {"visible", "models", "rules", "extensions", "schema", "faults"}
MAY_IMPORT = {
    # the rules, and what else is pure
    "rules": set(),
    "text": {"rules"},
    "media": set(),
    "clock": set(),
    "setting_values": set(),
    "config": {"setting_values"},
    "faults": set(),
    "sqlite": {"setting_values"},
    "connecting": {"sqlite"},
    # the store
    "models": {"rules"},
    "compressing": set(),
    "extensions": {"models", "sqlite", "compressing"},
    "migrating": {"extensions"},
    "schema": {"extensions", "config", "faults"},
    "visible": {"models", "rules"},
    "jobs": {"clock", "extensions", "models", "rules"},
    "actions": STORE | {"text", "jobs", "faults"},
    # output, read-only
    "pages": STORE | {"text"},
    "mail": STORE | {"pages", "actions", "jobs", "config", "text"},
    "engines": STORE | {"pages", "actions", "jobs", "config", "text"},
    "exports": STORE | {"pages", "text"},
    "handbook": {"text", "rules"},
    "proceedings": STORE | {"pages", "actions", "jobs", "config", "text", "media"},
    "demo": STORE | {"pages", "actions", "text", "proceedings"},
    "incoming": STORE | {"pages", "actions", "jobs", "config", "text", "mail", "clock"},
    # the doors
    "archive": STORE | {"actions", "text"},
    "backup": STORE | {"actions", "jobs", "config", "setting_values", "sqlite"},
    "web": STORE
    | {"pages", "actions", "text", "config", "clock", "sqlite", "proceedings", "exports", "archive"}
    | {"handbook", "media", "compressing"}
    | {"mail"},  # the words and addresses that its pages share with mails
    "serving": {"config"},
    "work_commands": STORE | {"pages", "actions"},
    "demo_commands": {"demo", "clock", "config", "extensions", "serving", "sqlite"},
    "proving": STORE | {"jobs", "config", "mail"},
    "cli": STORE
    | {"work_commands", "demo_commands", "backup", "archive", "actions", "jobs", "clock", "config", "sqlite", "serving"}
    | {"proceedings", "incoming", "mail", "proving"},
    "board": {
        "compressing",
        "config",
        "connecting",
        "clock",
        "extensions",
        "mail",
        "engines",
        "web",
        "cli",
        "schema",
        "proceedings",
    }
    | {"incoming"},
}
"""What each part may import besides itself."""


def part_of(name: str) -> str:
    return MODULES[name].part


def test_dependencies_point_one_way() -> None:
    wrong = [
        f"{module.file} imports {name}"
        for module in MODULES.values()
        for name in sorted(IMPORTS[module.name] & MODULES.keys())
        if part_of(name) not in MAY_IMPORT[module.part] | {module.part}
    ]
    assert wrong == []


def test_no_part_leads_back_to_itself() -> None:
    """The table above is one-way itself."""
    left = {part: set(others) for part, others in MAY_IMPORT.items()}
    while leaves := {part for part, others in left.items() if not others & left.keys()}:
        left = {part: others for part, others in left.items() if part not in leaves}
    assert left == {}


AREAS = {path.parent.name for path in (ROOT / "board/web").glob("*/__init__.py")} - {"frame"}


def area_of(name: str) -> str:
    """`desk` for board.web.desk.queue, `frame` for the frame, `web` for the base; nothing outside the doors."""
    parts = name.split(".")
    if parts[:2] != ["board", "web"]:
        return ""
    return parts[2] if len(parts) > 2 and parts[2] in AREAS | {"frame"} else "web"


def test_areas_are_found() -> None:
    assert {"discussion", "desk", "programme", "organising", "call", "account"} <= AREAS


def test_no_area_of_the_site_imports_another() -> None:
    """Areas use the base and the frame; the frame uses the base; the base knows them only where it opens them all."""
    may = {area: {area, "frame", "web"} for area in AREAS} | {"frame": {"frame", "web"}, "web": {"web"}}
    wrong = [
        f"{MODULES[name].file} imports {other}"
        for name in MODULES.keys() - {"board.web"}
        if (area := area_of(name))
        for other in sorted(IMPORTS[name])
        if area_of(other) and area_of(other) not in may[area]
    ]
    assert wrong == []


@pytest.mark.parametrize("area", sorted(AREAS))
def test_an_area_has_one_name_everywhere(area: str) -> None:
    assert (ROOT / "templates" / area).is_dir()
    assert (ROOT / "tests/web" / area).is_dir()


@pytest.mark.parametrize("area", sorted(AREAS | {"frame"}))
def test_a_template_is_used_by_its_own_area(area: str) -> None:
    """Handlers of an area render its own templates, and those use no other area's."""
    files = [*(ROOT / "board/web" / area).glob("*.py"), *(ROOT / "templates" / area).rglob("*.html")]
    wrong = [
        f"{file.relative_to(ROOT)}: {other}/{template}"
        for file in files
        for other, template in re.findall(r"[\"']([a-z]+)/([\w./]+\.html)[\"']", file.read_text())
        if other not in {area, "frame"}
    ]
    assert wrong == []


@pytest.mark.parametrize("part", ["rules", "clock"])
def test_the_rules_need_the_standard_library_alone(part: str) -> None:
    needed = {name for module, names in IMPORTS.items() if part_of(module) == part for name in names}
    assert needed - MODULES.keys() <= sys.stdlib_module_names


@pytest.mark.parametrize("part", ["models", "visible", "actions", "text", "pages", "jobs"])
def test_below_the_doors_nothing_knows_of_requests(part: str) -> None:
    needed = {name for module, names in IMPORTS.items() if part_of(module) == part for name in names}
    assert needed & {"flask", "flask_login", "flask_babel", "flask_wtf", "werkzeug", "wtforms"} == set()


# Doors


def is_door(module: Module) -> bool:
    """It has addresses of its own."""
    return any("blueprint" in ast.unparse(node.targets[0]) for node in module.tree.body if isinstance(node, ast.Assign))


DOORS = {name for name, module in MODULES.items() if is_door(module)}


def test_doors_are_found() -> None:
    assert {"board.web.discussion.writing", "board.web.health"} <= DOORS


@pytest.mark.parametrize("door", sorted(DOORS))
def test_doors_never_import_each_other(door: str) -> None:
    assert IMPORTS[door] & DOORS == set()


# The clock

EDGES = {"web/viewer.py", "backup/commands.py", "incoming/reading.py", "jobs/leases.py", "jobs/running.py", "cli.py"}
MAY_KNOW_THE_CLOCK = EDGES | {
    "work_commands.py",
    "demo_commands.py",
    "proving/commands.py",
    "incoming/commands.py",
    "clock.py",
    "__init__.py",
    "web/counts.py",
}
READS_THE_CLOCK = re.compile(r"\b(datetime\.(utc)?now|date\.today|time\.(time|time_ns|localtime|gmtime))$")


def test_only_the_edges_are_given_the_clock() -> None:
    knowing = {MODULES[name].file for name, names in IMPORTS.items() if "board.clock" in names}
    assert knowing <= MAY_KNOW_THE_CLOCK


def test_only_the_clock_looks_at_the_time() -> None:
    looking = {module.file for module in MODULES.values() if any(map(READS_THE_CLOCK.search, module.names()))}
    assert looking == {"clock.py"}


def test_only_edges_ask_the_app_for_its_clock() -> None:
    asking = {module.file for module in MODULES.values() if "extensions['clock']" in ast.unparse(module.tree)}
    assert asking <= MAY_KNOW_THE_CLOCK


# Seeing has one form

MODELS = {mapper.class_.__name__ for mapper in Base.registry.mappers}
CONTENT = MODELS - {"User", "Forum", "Job", "Line", "Mail", "WorkerBeat"}
"""What may be locked, removed or private: rows of these are found by selects of `visible/`, or changed by actions."""
FIND_FOR_THEMSELVES = {"visible", "actions", "demo", "archive"}
"""An archive holds everything of a forum, for admins, to whom nothing is hidden. The demo makes a forum in an empty
database, as an operator to whom nothing is hidden."""
EXCEPTIONS = {
    # The file of a reading that was found visible.
    "web/frame/uploads.py": {"File"},
}
ELSEWHERE = [module for module in MODULES.values() if module.part not in FIND_FOR_THEMSELVES]


def found_by(module: Module) -> set[str]:
    """The models that a module selects or gets by itself."""
    calls = module.calls("select", "get", "get_one", "query")
    words = {ast.unparse(node) for call in calls for argument in call.args for node in ast.walk(argument)}
    return {word.split(".")[0] for word in words} & MODELS


def test_content_is_found_in_one_place() -> None:
    found = {module.file: found_by(module) & CONTENT for module in ELSEWHERE}
    assert {file: models for file, models in found.items() if models} == EXCEPTIONS


def test_only_edges_select_at_all() -> None:
    selecting = {module.file for module in ELSEWHERE if any(module.calls("select"))}
    found_for_work = {"jobs/queueing.py", "jobs/lines.py", "jobs/sweeping.py", "mail/delivery.py"}
    assert selecting <= EDGES | found_for_work | {"migrating.py"}


def test_the_only_predicate_on_weeks_is_the_gates() -> None:
    """No query compares a week's dates: the rule runs in Python, and its answer is bound as ids."""
    compared = [
        f"{module.file}: {ast.unparse(node)}"
        for module in MODULES.values()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Compare) and re.match(r"Week\.(opens_at|override|closed_at)", ast.unparse(node))
    ]
    assert compared == []


# The models


COLUMNS = [column for table in Base.metadata.sorted_tables for column in table.columns]


def test_the_database_makes_up_no_time() -> None:
    times = [column for column in COLUMNS if isinstance(column.type, UTCDateTime)]
    assert times
    made_up = [str(c) for c in times if c.default or c.server_default or c.onupdate or c.server_onupdate]
    assert made_up == []


def test_every_time_is_an_instant() -> None:
    assert [str(column) for column in COLUMNS if isinstance(column.type, DateTime)] == []


def test_nothing_is_loaded_behind_the_readers_back() -> None:
    configure_mappers()
    relationships = [one for mapper in Base.registry.mappers for one in mapper.relationships]
    assert relationships
    assert [str(one) for one in relationships if one.lazy != "raise"] == []


def test_the_migrations_make_up_no_time() -> None:
    written = "\n".join(path.read_text() for path in (ROOT / "migrations/versions").glob("*.py"))
    assert not re.search(r"func\.now|CURRENT_TIMESTAMP|now\(\)", written)


# Room for a reader


def test_functions_are_short() -> None:
    lengths = sorted(length for module in MODULES.values() for _, length in module.functions())
    assert statistics.median(lengths) <= 8
    assert lengths[int(len(lengths) * 0.95)] <= 30


def test_files_are_short() -> None:
    assert {module.file: module.lines for module in MODULES.values() if module.lines > 250} == {}
