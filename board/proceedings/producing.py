"""The jobs that make an edition: one takes its contents, then one makes each file. None holds anything meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, NamedTuple

from flask import current_app

from board.actions.edition_files import (
    go_without_pdf,
    is_whole,
    keep_contents,
    keep_edition_file,
    lacks_file,
    note_failure,
    start_over,
)
from board.config import Settings
from board.extensions import db, writing
from board.jobs.failing import account_of
from board.models import Edition, Forum
from board.proceedings.composing import compose
from board.proceedings.making import make
from board.proceedings.pdf import CannotMakePdf
from board.proceedings.sources import parts_of
from board.proceedings.stock import Stock
from board.proceedings.storing import restored, stored
from board.rules.roles import ADMIN, Viewer
from board.visible import Sight, contents_of, look, visible_editions

WORKER = Viewer(roles=frozenset({ADMIN}))
"""The worker is no account. It sees unpublished editions, as admins do."""


class Found(NamedTuple):
    """An edition of a forum."""

    sight: Sight
    edition: Edition


def find(payload: dict[str, Any], now: datetime) -> Found | None:
    """Return the edition that a job is about, as it stands in the database now, or None if it was deleted."""
    db.session.rollback()
    sight = look(db.session(), db.session.get_one(Forum, payload["forum"]), WORKER, now)
    edition = db.session.scalar(visible_editions(sight).where(Edition.key == payload["edition"]))
    return Found(sight, edition) if edition is not None else None


def take_contents(payload: dict[str, Any], now: datetime) -> None:
    """Take the contents of an edition from the database, once."""
    settings: Settings = current_app.extensions["settings"]
    take_contents_for(settings.site_url, payload, now)


def take_contents_for(site: str, payload: dict[str, Any], now: datetime) -> None:
    """Take the contents for a site with this address."""
    found = find(payload, now)
    if found is None or found.edition.contents_id is not None:
        return
    with noting_failures(payload, now, "contents -"):
        document = compose(*found, site)
        data, parts = stored(document), parts_of(document)
        with writing():
            keep_contents(*found, data, parts)


def make_file(payload: dict[str, Any], now: datetime) -> None:
    """Make a file of an edition, unless it is there. Nothing is held while it is rendered."""
    found, kind, layout = find(payload, now), payload["format"], payload["layout"]
    if found is None or not lacks_file(found.edition, payload["contents"], kind, layout):
        return
    if not is_whole(*found):
        with writing():
            start_over(*found)
        return
    with noting_failures(payload, now, f"{kind} {layout}"):
        data = _rendered(found, kind, layout)
        again = find(payload, now)
        with writing():
            if again is not None and not is_whole(*again):
                start_over(*again)
            elif again is not None and data is not None:
                keep_edition_file(*again, payload["contents"], kind, layout, data)
            elif again is not None:
                go_without_pdf(*again)


def _rendered(found: Found, kind: str, layout: str) -> bytes | None:
    """Return a file of an edition; None for a PDF on a machine that cannot make any."""
    contents, stock = db.session.execute(contents_of(found.edition)).scalar_one(), Stock(found.sight)
    db.session.rollback()
    try:
        return make(stock.printable(restored(contents)), kind, layout, stock)
    except CannotMakePdf:
        return None


@contextmanager
def noting_failures(payload: dict[str, Any], now: datetime, what: str) -> Iterator[None]:
    """Tell the admins what could not be made, and why. The worker records the failure and tries again by itself."""
    try:
        yield
    except Exception as error:
        found = find(payload, now)
        if found is not None:
            with writing():
                note_failure(found.edition, what, account_of(error))
        raise
