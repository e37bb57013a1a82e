"""Every field of the open data is described, and every described field is there."""

from __future__ import annotations

import pytest

from board.actions import speaking
from board.exports.fields import TABLES, Table, documentation
from board.exports.gathering import gather
from board.exports.rows import tables
from board.exports.seeing import plain_sight
from tests.support.cast import Cast, sight_for
from tests.support.imports import ROOT
from tests.support.synthesis import add_theme, place, write_element

WRITE_IT_AGAIN = (
    "docs/open-data.md is behind board/exports/fields.py: python -c "
    "'from board.exports.fields import documentation as d; print(d(), end=\"\")' > docs/open-data.md"
)


def test_the_documentation_says_what_the_code_says() -> None:
    assert (ROOT / "docs/open-data.md").read_text() == documentation(), WRITE_IT_AGAIN


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_field_of_a_row_is_documented_and_no_other(cast: Cast, table: Table) -> None:
    theme = add_theme(cast)
    place(cast, theme, "verduras")
    write_element(cast, theme)
    speaking.speak(sight_for(cast, cast.ana), cast.thread, cast.answer, "true_here", on=True)
    rows = tables(gather(plain_sight(sight_for(cast, cast.jorge))), "http://localhost")[table.name]
    assert rows
    assert {tuple(row) for row in rows} == {tuple(table.fields)}
