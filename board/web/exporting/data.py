"""The page on which a forum can be taken along, and its open data in JSON and CSV."""

from __future__ import annotations

from flask import Blueprint, Response

from board.exports.files import as_csv, as_json
from board.exports.gathering import gather
from board.exports.rows import Tables, tables
from board.exports.seeing import plain_sight
from board.visible import Sight
from board.web.exporting.answering import answered
from board.web.exporting.forms import CodebookForm
from board.web.exporting.page import data_page
from board.web.security import reads_slowly
from board.web.viewer import access, settings

blueprint = Blueprint("data", __name__)


@blueprint.get("/f/<forum>/data")
@access("reader")
def data(sight: Sight) -> Response:
    """Say what each file is, and what is not in it."""
    return data_page(sight, CodebookForm(sight.forum, formdata=None))


@blueprint.get("/f/<forum>/data/forum.json")
@reads_slowly
@access("reader")
def json(sight: Sight) -> Response:
    """Send the open data as one JSON file."""
    return answered(as_json(_tables(sight)), "application/json", f"{sight.forum.slug}.json")


@blueprint.get("/f/<forum>/data/forum.zip")
@reads_slowly
@access("reader")
def csv(sight: Sight) -> Response:
    """Send the open data as CSV, one file for each table."""
    return answered(as_csv(_tables(sight)), "application/zip", f"{sight.forum.slug}-csv.zip")


def _tables(sight: Sight) -> Tables:
    return tables(gather(plain_sight(sight)), settings().site_url)
