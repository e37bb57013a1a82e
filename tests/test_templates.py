"""How templates are written, so that they can be read and compared line by line."""

from __future__ import annotations

from tests.test_house import ROOT

LONGEST_LINE = 160


def test_no_line_is_too_long_to_read() -> None:
    templates = sorted((ROOT / "templates").rglob("*.html"))
    assert len(templates) > 50
    assert [
        f"{path.relative_to(ROOT)}:{number}: {len(line)} characters"
        for path in templates
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if len(line) > LONGEST_LINE
    ] == []
