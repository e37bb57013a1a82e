"""How templates and scripts are written, so that they can be read and compared line by line."""

from __future__ import annotations

import pytest

from tests.test_house import ROOT

LONGEST_LINE = 160


@pytest.mark.parametrize(("folder", "files", "at_least"), [("templates", "**/*.html", 50), ("static", "*.js", 15)])
def test_no_line_is_too_long_to_read(folder: str, files: str, at_least: int) -> None:
    paths = sorted((ROOT / folder).glob(files))
    assert len(paths) > at_least
    assert [
        f"{path.relative_to(ROOT)}:{number}: {len(line)} characters"
        for path in paths
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if len(line) > LONGEST_LINE
    ] == []


def test_each_script_is_a_small_file() -> None:
    scripts = (ROOT / "static").glob("*.js")
    assert [path.name for path in scripts if len(path.read_text(encoding="utf-8").splitlines()) > 250] == []
