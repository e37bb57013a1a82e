"""The filters of the translators' queue in addresses: they go along from text to text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import url_for

from board.rules import translations as rule
from board.rules.languages import ENDONYMS
from board.rules.places import GROUPS
from board.rules.queue import order_named
from board.visible import Sight
from board.visible.queue import FLAGGED, MACHINE, QueueFilter
from board.web.field_rules import whole_number
from board.web.viewer import me

STATES = {
    "missing": rule.MISSING, "outdated": rule.OUTDATED, "draft": rule.DRAFT, "review": rule.IN_REVIEW,
    "machine": MACHINE, "flagged": FLAGGED,
}  # fmt: skip
"""The states by their names in addresses."""
NAMES = {state: name for name, state in STATES.items()}


def wanted_by(sight: Sight, given: Mapping[str, str]) -> QueueFilter:
    """Read the filters of an address or a form; unknown values are ignored."""
    number = whole_number(given.get("week"))
    week = next((week for week in sight.weeks if week.number == number), None)
    language, kind = given.get("language", ""), given.get("kind", "")
    return QueueFilter(
        week_id=week.id if week else None,
        language=language if language in ENDONYMS else "",
        kind=kind if kind in GROUPS else "",
        state=STATES.get(given.get("state", ""), ""),
        alone=given.get("show") == "alone",
        order=my_order(),
    )


def my_order() -> str:
    """Return the order of the queue that this person chose."""
    person = me()
    return order_named(person.queue_order if person else "")


def as_arguments(sight: Sight, wanted: QueueFilter) -> dict[str, Any]:
    """Return the filters as arguments of an address, the inverse of ``wanted_by``."""
    given = {
        "week": sight.week(wanted.week_id).number if wanted.week_id else "",
        "language": wanted.language,
        "kind": wanted.kind,
        "state": NAMES.get(wanted.state, ""),
        "show": "alone" if wanted.alone else "",
    }
    return {name: value for name, value in given.items() if value}


def queue_address(sight: Sight, wanted: QueueFilter) -> str:
    """Return the address of the queue with these filters."""
    return url_for("desk.queue", forum=sight.forum.slug, **as_arguments(sight, wanted))


def text_address(sight: Sight, key: str, wanted: QueueFilter, part: int = 0) -> str:
    """Return the address of a text's editor, at one of its parts, with the filters for finding the next text."""
    arguments = as_arguments(sight, wanted) | ({"part": part} if part else {})
    return url_for("translate.desk", forum=sight.forum.slug, key=key, **arguments)
