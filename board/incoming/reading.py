"""Reading the mailbox once a minute, one worker at a time, on a thread of its own: a slow server holds up no mail."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from flask import Flask, current_app

from board.actions.mailbox_turns import note_read, note_trouble, take_turn
from board.clock import Clock
from board.extensions import db
from board.incoming.arriving import MAX_BYTES, keep
from board.incoming.mailbox import DEADLINE, read_mailbox
from board.jobs import Down
from board.mail.links import site_settings

log = logging.getLogger(__name__)

TURN = timedelta(seconds=DEADLINE + 30)
"""How long nobody else reads: longer than any session, so that a worker that was killed is followed soon."""
LOOKS_EVERY = 5.0
"""Seconds between two looks whether it is time to read."""


def read_if_due(clock: Clock) -> int:
    """Read the mailbox if nobody has within a minute and none reads it now; return how many mails it held."""
    url = site_settings().mail_in_url
    if not url or not take_turn(clock.now(), TURN):
        return 0
    try:
        number = read_mailbox(url, lambda raw, is_cut: _keep(raw, clock, too_large=is_cut), MAX_BYTES)
    except Down as trouble:
        note_trouble(trouble, clock.now())
        log.warning("the mailbox cannot be read: %s %s", trouble.reason, trouble.said)
        return 0
    note_read(clock.now())
    return number


def _keep(raw: bytes, clock: Clock, *, too_large: bool) -> None:
    try:
        keep(raw, None, clock.now(), too_large=too_large)
    except Exception:
        db.session.rollback()
        raise


@contextmanager
def reading(clock: Clock) -> Iterator[None]:
    """Read the mailbox from a thread in this context. It survives a database that is away for a while."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    stopped = threading.Event()
    thread = threading.Thread(target=_read_on, args=(app, clock, stopped), daemon=True)
    if site_settings().mail_in_url:
        thread.start()
    try:
        yield
    finally:
        stopped.set()
        if thread.is_alive():
            thread.join(LOOKS_EVERY)


def _read_on(app: Flask, clock: Clock, stopped: threading.Event) -> None:
    while not stopped.is_set():
        with app.app_context():
            try:
                read_if_due(clock)
            except Exception as error:
                log.warning("the mailbox could not be read: %s", type(error).__name__)
                db.session.rollback()
        stopped.wait(LOOKS_EVERY)
