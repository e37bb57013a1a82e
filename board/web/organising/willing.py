"""The members who agreed to be written to about further opportunities, as a file for spreadsheets."""

from __future__ import annotations

from flask import Blueprint, Response

from board.actions import further
from board.text.sheets import write_sheet
from board.visible import Sight
from board.web.viewer import access

blueprint = Blueprint("willing", __name__)

COLUMNS = ("name", "email", "region", "languages", "agreed_at")


@blueprint.post("/f/<forum>/admin/people/further")
@access("admin")
def export(sight: Sight) -> Response:
    """Send the members who agree now, with the date of their consent; the log keeps who took the list along."""
    rows = [
        (person.name, person.email, person.region, " ".join(person.languages), person.since.isoformat())
        for person in further.export_further(sight)
    ]
    response = Response(write_sheet(rows, COLUMNS), content_type="text/csv; charset=utf-8")
    response.headers.set("Content-Disposition", "attachment", filename=f"further-{sight.forum.slug}.csv")
    return response
