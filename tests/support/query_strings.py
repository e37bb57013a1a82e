"""Which views read the query string of an address: found in the code, so that none is forgotten."""

from __future__ import annotations

from inspect import unwrap

from flask import Flask

from tests.support.calls import MODULES, Function, functions, names_in, reached
from tests.support.imports import Module

READS = {"request.args", "request.values", "request.query_string"}
"""``request.full_path`` is left out: pages only repeat it."""


def views_that_read(app: Flask) -> dict[str, set[Function]]:
    """Return the GET endpoints that read a query string, with the functions that do it for them."""
    opened = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())} - {"static"}
    reading = functions_that_read()
    found = {endpoint: reached(_function(app, endpoint), _is_a_door) & reading for endpoint in opened}
    return {endpoint: readers for endpoint, readers in found.items() if readers}


def functions_that_read() -> set[Function]:
    doors = [module.name for module in MODULES.values() if _is_a_door(module)]
    return {(door, name) for door in doors for name in functions(door) if names_in((door, name)) & READS}


def _is_a_door(module: Module) -> bool:
    return module.part == "web"


def _function(app: Flask, endpoint: str) -> Function:
    view = unwrap(app.view_functions[endpoint])
    return view.__module__, view.__name__
