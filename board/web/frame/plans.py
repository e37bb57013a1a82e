"""The page of a plan: what an import would make of each row of a sheet."""

from __future__ import annotations

from typing import Any, Protocol

from flask import Response

from board.actions.plans import Plan
from board.visible import Sight
from board.web.frame.render import forum_page


class PlannedForm(Protocol):
    """The form of a file to import, which is sent again with its plan."""

    seen: Any

    @property
    def carried(self) -> list[tuple[str, Any]]: ...


def plan_page(sight: Sight, template: str, form: PlannedForm, plan: Plan[Any, Any, Any], status: int = 200) -> Response:
    """Return a plan in its template. With the status 409 it says that the plan has changed since it was shown."""
    carried = [(form.seen.name, plan.mark), *form.carried]
    return forum_page(sight, template, status=status, plan=plan, carried=carried, is_outdated=status == 409)
