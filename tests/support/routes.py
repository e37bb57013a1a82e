"""Every address of the site with the names behind it, read from the code: docs/routes.md.

python -m tests.support.routes     writes the page; a test says when it is behind the code
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Sequence
from inspect import unwrap

from flask import Flask
from werkzeug.routing import Rule

from board import create_app
from board.config import Settings
from tests.support.calls import MODULES, Function, called_by, functions, reached
from tests.support.imports import ROOT, Module

FILE = ROOT / "docs" / "routes.md"
AROUND_EVERY_PAGE = {"web/viewer.py", "web/frame/render.py", "web/frame/errors.py"}
"""What these lead to surrounds every page, so no line repeats it."""
RULES = "board.rules."
TEMPLATE = re.compile(r"[\w/]+\.html")
COLUMNS = ("address", "open to", "handler", "templates", "queries", "actions", "rules")
INTRODUCTION = """# Routes

Each address, and the names behind it: who is let in (`@access`), the handler in `board/web/`, the templates that it
renders, the queries that it reads in `board/pages/` and `board/visible/`, the actions that it does, and the rules
that may refuse it (`board/rules/`). `make routes` writes this page from the code; a test keeps them together.

Every page of a forum also reads `pages/frame.py`, for the week strip and for what waits for the reader, and extends
`templates/layout.html`.
"""


def page(app: Flask) -> str:
    """Return the whole of docs/routes.md."""
    by_area: dict[str, list[Rule]] = {}
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: (rule.rule, methods(rule))):
        if rule.endpoint != "static":
            by_area.setdefault(area(handler(app, rule)), []).append(rule)
    return "\n".join([INTRODUCTION, *(section(app, name, rules) for name, rules in sorted(by_area.items()))])


def section(app: Flask, name: str, rules: Sequence[Rule]) -> str:
    """Return the table of one area."""
    head = [f"## {name}", "", row(COLUMNS), row(["---"] * len(COLUMNS))]
    return "\n".join([*head, *(row(cells(app, rule)) for rule in rules), ""])


def row(words: Iterable[str]) -> str:
    return f"| {' | '.join(words)} |"


def cells(app: Flask, rule: Rule) -> list[str]:
    """Return the table's row for an address."""
    start = handler(app, rule)
    inner = reached(start, is_of_the_handler)
    named = sorted(
        f"{module.removeprefix('board.')}.{name}"
        for function in inner
        for module, name in called_by(function)
        if name[0].islower() and not module.startswith("board.web")
    )
    return [
        code(f"{'/'.join(methods(rule))} {rule.rule}"),
        access(start),
        code(f"{MODULES[start[0]].file.removeprefix('web/')}: {start[1]}"),
        listed(sorted(template for function in inner for template in templates(function))),
        listed(name for name in named if name.startswith(("pages.", "visible"))),
        listed(name.removeprefix("actions.") for name in named if name.startswith("actions.")),
        listed(rules(start)),
    ]


def rules(start: Function) -> list[str]:
    """Return the rules that may refuse a handler, which it asks directly or through its actions."""
    asking = reached(start, lambda module: is_of_the_handler(module) or module.part == "actions")
    return sorted({name for function in asking for module, name in called_by(function) if may_refuse(module, name)})


def may_refuse(module: str, name: str) -> bool:
    """Return whether a function is a rule: one of board/rules that returns a refusal or None."""
    rule = functions(module).get(name) if module.startswith(RULES) else None
    return rule is not None and rule.returns is not None and "Refusal" in ast.unparse(rule.returns)


def code(words: str) -> str:
    return f"`{words}`"


def listed(names: Iterable[str]) -> str:
    """Return each name once."""
    return "<br>".join(map(code, dict.fromkeys(names)))


def methods(rule: Rule) -> list[str]:
    return sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})


def handler(app: Flask, rule: Rule) -> Function:
    view = unwrap(app.view_functions[rule.endpoint])
    return view.__module__, view.__name__


def area(function: Function) -> str:
    """Return `desk` for a module in board/web/desk, `base` for modules beside the areas."""
    parts = function[0].split(".")
    return parts[2] if len(parts) > 3 else "base"


def access(function: Function) -> str:
    """Return who is let in, as the handler declares it: `reader` for `@access("reader")`."""
    declared = [node for node in functions(function[0])[function[1]].decorator_list if isinstance(node, ast.Call)]
    given = [ast.unparse(argument) for node in declared if ast.unparse(node.func) == "access" for argument in node.args]
    return ", ".join(given).replace("'", "")


def is_of_the_handler(module: Module) -> bool:
    return module.part == "web" and module.file not in AROUND_EVERY_PAGE


def templates(function: Function) -> list[str]:
    """Return the names of templates in a function."""
    spoken = [n.value for n in ast.walk(functions(function[0])[function[1]]) if isinstance(n, ast.Constant)]
    return [words for words in spoken if isinstance(words, str) and TEMPLATE.fullmatch(words)]


def made() -> str:
    """Return the page for the current application."""
    return page(create_app(Settings.from_env({"SECRET_KEY": "x" * 32, "DATABASE_URL": "sqlite:///:memory:"})))


if __name__ == "__main__":
    FILE.write_text(made())
