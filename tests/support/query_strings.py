"""Which views read what stands behind the question mark of an address: found in the code, so that none is forgotten."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from inspect import unwrap

from flask import Flask

from tests.support.imports import Module, package

Function = tuple[str, str]
"""Module and name."""
READS = {"request.args", "request.values", "request.query_string"}
"""``request.full_path`` is not among them: pages only say it back."""
DOORS = {name: module for name, module in package().items() if module.part == "web"}


def views_that_read(app: Flask) -> dict[str, set[Function]]:
    """The endpoints that answer to GET and read a query string, with the functions that do it for them."""
    opened = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())} - {"static"}
    calls, reading = _calls(), functions_that_read()
    found = {endpoint: _reached(_function(app, endpoint), calls) & reading for endpoint in opened}
    return {endpoint: functions for endpoint, functions in found.items() if functions}


def functions_that_read() -> set[Function]:
    return {
        (module.name, function.name)
        for module in DOORS.values()
        for function in _functions(module)
        if _names(function) & READS
    }


def _function(app: Flask, endpoint: str) -> Function:
    view = unwrap(app.view_functions[endpoint])
    return view.__module__, view.__name__


def _calls() -> dict[Function, set[Function]]:
    """Of each function of a door the others that it names."""
    found: dict[Function, set[Function]] = {}
    for module in DOORS.values():
        known = _known_in(module)
        for function in _functions(module):
            found[module.name, function.name] = {known[name] for name in _names(function) & known.keys()}
    return found


def _known_in(module: Module) -> dict[str, Function]:
    """What a module calls its own functions, and those of other doors."""
    known = {function.name: (module.name, function.name) for function in _functions(module)}
    for node in ast.walk(module.tree):
        if isinstance(node, ast.ImportFrom) and node.module in DOORS:
            known |= {alias.asname or alias.name: (node.module, alias.name) for alias in node.names}
        elif isinstance(node, ast.ImportFrom):  # `from board.web.frame import lookup`, then `lookup.find_week`
            for alias in node.names:
                inner = DOORS.get(f"{node.module}.{alias.name}")
                known |= {f"{alias.asname or alias.name}.{one.name}": (inner.name, one.name) for one in _of(inner)}
    return known


def _of(module: Module | None) -> Iterator[ast.FunctionDef]:
    return _functions(module) if module else iter(())


def _functions(module: Module) -> Iterator[ast.FunctionDef]:
    """Those of the module itself; what stands inside of one belongs to it."""
    return (node for node in module.tree.body if isinstance(node, ast.FunctionDef))


def _names(function: ast.FunctionDef) -> set[str]:
    return {ast.unparse(node) for node in ast.walk(function) if isinstance(node, ast.Name | ast.Attribute)}


def _reached(start: Function, calls: dict[Function, set[Function]]) -> set[Function]:
    reached, waiting = {start}, [start]
    while waiting:
        more = calls.get(waiting.pop(), set()) - reached
        reached |= more
        waiting += more
    return reached
