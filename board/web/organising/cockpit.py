"""The admins' overview: what is urgent, how the discussion goes, and what they did."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from flask import Blueprint, Response, request
from flask_babel import gettext as _

from board.pages.cockpit import SILENT_AFTER, Count, Tally, acts_page
from board.pages.cockpit import cockpit as cockpit_page
from board.pages.frame import WeekTab, frame
from board.visible import Sight
from board.web.charts import Chart, columns, rows
from board.web.field_rules import whole_number
from board.web.frame.render import forum_page
from board.web.organising.checklist_words import told
from board.web.viewer import access
from board.web.words import language_name

blueprint = Blueprint("cockpit", __name__)

Draw = Callable[[Sequence[tuple[str, int]]], Chart]


@blueprint.get("/f/<forum>/admin/")
@access("admin")
def cockpit(sight: Sight) -> Response:
    """Show what waits, counts of posts by week, region and language, and which members are silent."""
    around = frame(sight)
    view = cockpit_page(sight, around)
    return forum_page(
        sight,
        "organising/cockpit.html",
        frame=around,
        cockpit=view,
        counted=_all_counted(view.tally),
        days=SILENT_AFTER.days,
        checklist=told(sight),
    )


class Counted(NamedTuple):
    """Posts counted in one way: a chart, and the same figures as lines of a table."""

    id: str
    heading: str
    head: str
    lines: list[tuple[str, Count]]
    chart: Chart


def _all_counted(tally: Tally) -> list[Counted]:
    return [
        _counted_by("weeks", _("By week"), _("Week"), [(_week(count), count) for count in tally.by_week], columns),
        _counted_by(
            "regions", _("By region"), _("Region"), [(_region(count), count) for count in tally.by_region], rows
        ),
        _counted_by(
            "languages",
            _("By language"),
            _("Language"),
            [(_language(count), count) for count in tally.by_language],
            rows,
        ),
    ]


def _counted_by(id_: str, heading: str, head: str, lines: list[tuple[str, Count]], draw: Draw) -> Counted:
    return Counted(id_, heading, head, lines, draw([(label, count.posts) for label, count in lines]))


def _week(count: Count) -> str:
    return str(_("Week %(number)s", number=count.what.week.number)) if isinstance(count.what, WeekTab) else ""


def _region(count: Count) -> str:
    return str(count.what) or str(_("no region"))


def _language(count: Count) -> str:
    name = language_name(str(count.what))
    return name[:1].upper() + name[1:]


@blueprint.get("/f/<forum>/admin/acts")
@access("admin")
def acts(sight: Sight) -> Response:
    """List everything that admins did in this forum, the latest first."""
    number = max(1, whole_number(request.args.get("page")))
    acts_shown, pages = acts_page(sight, number)
    return forum_page(sight, "organising/acts.html", acts=acts_shown, number=number, pages=pages)
