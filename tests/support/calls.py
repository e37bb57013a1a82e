"""Which function leads to which, read from the code: what a module's names refer to, and what a handler reaches."""

from __future__ import annotations

import ast
from collections.abc import Callable
from functools import cache

from tests.support.imports import Module, package

Function = tuple[str, str]
"""Module and name."""
MODULES = package()


@cache
def functions(module: str) -> dict[str, ast.FunctionDef]:
    """Return the functions of a module by name; inner functions belong to the outer one."""
    tree = MODULES[module].tree if module in MODULES else ast.Module([], [])
    return {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}


@cache
def names_in(function: Function) -> frozenset[str]:
    """Return the names and dotted names that a function uses, without its own variables and its decorators' names."""
    node = functions(function[0])[function[1]]
    nodes = [inner for part in (node.args, *node.body) for inner in ast.walk(part)]
    own = {inner.arg for inner in nodes if isinstance(inner, ast.arg)}
    own |= {inner.id for inner in nodes if isinstance(inner, ast.Name) and isinstance(inner.ctx, ast.Store)}
    return frozenset(ast.unparse(inner) for inner in nodes if isinstance(inner, ast.Name | ast.Attribute)) - own


@cache
def known_in(module: str) -> dict[str, Function]:
    """Return what a module's names refer to: after `from board.web.frame import lookup`, `lookup.find_week` too."""
    known = {name: (module, name) for name in functions(module)}
    for node in ast.walk(MODULES[module].tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("board."):
            for alias in node.names:
                known |= _imported(str(node.module), alias)
    return known


def _imported(module: str, alias: ast.alias) -> dict[str, Function]:
    called, inner = alias.asname or alias.name, f"{module}.{alias.name}"
    if inner in MODULES:
        return {f"{called}.{name}": (inner, name) for name in functions(inner)}
    return {called: (module, alias.name)}


def called_by(function: Function) -> set[Function]:
    """Return the functions and other things of the package that a function names."""
    known = known_in(function[0])
    return {known[name] for name in names_in(function) & known.keys()}


def reached(start: Function, within: Callable[[Module], bool]) -> set[Function]:
    """Return the functions that one leads to, itself included, within these modules."""
    found, waiting = {start}, [start]
    while waiting:
        named = {
            (module, name)
            for module, name in called_by(waiting.pop())
            if name in functions(module) and within(MODULES[module])
        }
        waiting += named - found
        found |= named
    return found
