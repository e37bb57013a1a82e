"""The organisers' overview: what is urgent, how the discussion goes, and who did what."""

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
from board.web.forms import whole_number
from board.web.frame.render import forum_page
from board.web.organising.acts import act_detail
from board.web.viewer import access
from board.web.words import language_name

blueprint = Blueprint("cockpit", __name__)

Draw = Callable[[Sequence[tuple[str, int]]], Chart]


@blueprint.get("/f/<forum>/admin/")
@access("admin")
def cockpit(sight: Sight) -> Response:
    """Who waits, how much is said where and in which language, and who is silent."""
    around = frame(sight)
    found = cockpit_page(sight, around)
    return forum_page(
        sight,
        "organising/cockpit.html",
        frame=around,
        cockpit=found,
        counted=_counted(found.tally),
        days=SILENT_AFTER.days,
        act_detail=act_detail,
    )


class Counted(NamedTuple):
    """A way in which posts are counted: a chart, and the same as the lines of a table."""

    id: str
    heading: str
    head: str
    lines: list[tuple[str, Count]]
    chart: Chart


def _counted(tally: Tally) -> list[Counted]:
    return [
        _count("weeks", _("By week"), _("Week"), [(_week(one), one) for one in tally.by_week], columns),
        _count("regions", _("By region"), _("Region"), [(_region(one), one) for one in tally.by_region], rows),
        _count(
            "languages", _("By language"), _("Language"), [(_language(one), one) for one in tally.by_language], rows
        ),
    ]


def _count(id_: str, heading: str, head: str, lines: list[tuple[str, Count]], draw: Draw) -> Counted:
    return Counted(id_, heading, head, lines, draw([(label, one.posts) for label, one in lines]))


def _week(one: Count) -> str:
    return str(_("Week %(number)s", number=one.what.week.number)) if isinstance(one.what, WeekTab) else ""


def _region(one: Count) -> str:
    return str(one.what) or str(_("no region"))


def _language(one: Count) -> str:
    name = language_name(str(one.what))
    return name[:1].upper() + name[1:]


@blueprint.get("/f/<forum>/admin/acts")
@access("admin")
def acts(sight: Sight) -> Response:
    """All that admins did in this forum, the latest first."""
    number = max(1, whole_number(request.args.get("page")))
    found, pages = acts_page(sight, number)
    return forum_page(sight, "organising/acts.html", acts=found, number=number, pages=pages, act_detail=act_detail)
