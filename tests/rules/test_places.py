"""The table of the places in which a text can stand is complete."""

from __future__ import annotations

import re
from pathlib import Path

from board.rules.places import GROUPS, KINDS, TALK, in_group, on_page
from board.visible import places


def test_the_select_of_places_and_the_table_name_the_same_kinds() -> None:
    written = Path(places.__file__).read_text().partition("def _places(")[2].partition("def ")[0]
    named = set(re.findall(r'"([a-z_]+)"', written)) - {"places"}
    assert named | {TALK} == set(KINDS)


def test_every_text_that_can_wait_is_in_one_group_of_the_queue() -> None:
    grouped = [kind for group in GROUPS for kind in in_group(group)]
    assert sorted([*grouped, TALK]) == sorted(KINDS)


def test_a_title_and_its_text_are_read_on_one_page() -> None:
    assert on_page("reading") == ("title", "reading")
    assert on_page("announcement") == ("headline", "announcement")
