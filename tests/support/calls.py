"""Which function leads to which, read from the code: what a name in a module stands for, and what a handler reaches."""

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
    """The functions of a module by name; what is defined inside of one belongs to it."""
    tree = MODULES[module].tree if module in MODULES else ast.Module([], [])
    return {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}


@cache
def names_in(function: Function) -> frozenset[str]:
    """The names and dotted names that a function speaks, without those of its decorators."""
    node = functions(function[0])[function[1]]
    said = (inner for part in (node.args, *node.body) for inner in ast.walk(part))
    return frozenset(ast.unparse(inner) for inner in said if isinstance(inner, ast.Name | ast.Attribute))


@cache
def known_in(module: str) -> dict[str, Function]:
    """What the names in a module stand for: after `from board.web.frame import lookup`, `lookup.find_week` too."""
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
    """The functions and other things of the package that a function names."""
    known = known_in(function[0])
    return {known[name] for name in names_in(function) & known.keys()}


def reached(start: Function, within: Callable[[Module], bool]) -> set[Function]:
    """The functions that one leads to, itself included, as long as it stays within these modules."""
    found, waiting = {start}, [start]
    while waiting:
        named = {one for one in called_by(waiting.pop()) if one[1] in functions(one[0]) and within(MODULES[one[0]])}
        waiting += named - found
        found |= named
    return found
