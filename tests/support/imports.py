"""Reading the code as code: which module imports which, what it calls, how long its functions are."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Module:
    """A file of the package; `name` has the form `board.web.viewer`."""

    name: str
    path: Path

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.path.read_text())

    @property
    def part(self) -> str:
        """The part of the package: `web` for board.web.viewer, `jobs` for board.jobs, `board` for the factory."""
        return self.name.split(".")[1] if "." in self.name else self.name

    @property
    def file(self) -> str:
        """The name that people use: `web/viewer.py`."""
        return str(self.path.relative_to(ROOT / "board"))

    @property
    def lines(self) -> int:
        return len(self.path.read_text().splitlines())

    def functions(self) -> Iterator[tuple[str, int]]:
        """Yield each function with its length in lines."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.FunctionDef) and node.end_lineno:
                yield f"{self.file}: {node.name}", node.end_lineno - node.lineno + 1

    def names(self) -> set[str]:
        """Return every dotted name in the code, such as `datetime.now`, and every single name."""
        return {ast.unparse(node) for node in ast.walk(self.tree) if isinstance(node, ast.Name | ast.Attribute)}

    def calls(self, *functions: str) -> Iterator[ast.Call]:
        """Yield calls of functions or methods with these names."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] in functions:
                yield node


def package() -> dict[str, Module]:
    """Return all modules of the package by name."""
    modules = {}
    for path in sorted((ROOT / "board").rglob("*.py")):
        name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        modules[name] = Module(name, path)
    return modules


def imported(module: Module, known: dict[str, Module]) -> set[str]:
    """Return what a module imports: modules of the package by their full name, others by their first word."""
    names: set[str] = set()
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            inner = {f"{node.module}.{alias.name}" for alias in node.names} & known.keys()
            names |= inner or {node.module}
    return {name if name in known else name.split(".")[0] for name in names}
