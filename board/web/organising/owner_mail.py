"""The owner's pages of mail: what was sent, what came back, what came in, and what the worker does when."""

from __future__ import annotations

import logging

from flask import Blueprint, Response, abort, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from board.actions import bouncing
from board.extensions import db
from board.pages.backups import backups
from board.pages.outbox import returned_mail, sent_mail, timetable, unused_mail
from board.visible import outbox
from board.web.field_rules import showable
from board.web.security import keep_uncompressed, sandboxed
from board.web.viewer import access, now, settings

blueprint = Blueprint("owner_mail", __name__)
log = logging.getLogger(__name__)

MAX_ADDRESS = 254
NOTHING_RUNS = "sandbox; default-src 'none'"


@blueprint.get("/owner/mail/sent")
@access("owner")
def sent() -> Response:
    """Show the latest mails that were sent, or those to an address: did Rosa get it?"""
    address = showable(request.args.get("to")).strip()[:MAX_ADDRESS]
    html = render_template("organising/owner/sent.html", settings=settings(), address=address, sent=sent_mail(address))
    return keep_uncompressed(make_response(html))


@blueprint.get("/owner/mail/returned")
@access("owner")
def returned() -> str:
    """Show mail that came back, and the addresses to which nothing is sent any more."""
    return render_template("organising/owner/returned.html", settings=settings(), returned=returned_mail())


@blueprint.post("/owner/mail/returned")
@access("owner")
def send_again() -> BaseResponse:
    """Let mail go to an address again from which it came back."""
    address = request.form.get("address", "")
    if not 0 < len(address) <= MAX_ADDRESS:
        abort(400)
    bouncing.lift(address)
    log.info("the owner lets mail go again to an address from which it came back")
    flash(_("E-mail goes to this address again. What was not sent in the meantime is in the next digest."))
    return redirect(url_for("owner_mail.returned"), 303)


@blueprint.get("/owner/mail/incoming")
@access("owner")
def incoming() -> str:
    """Show mail that came in and of which nothing was made, with the reason."""
    return render_template("organising/owner/incoming.html", settings=settings(), unused=unused_mail())


@blueprint.get("/owner/mail/incoming/<key>")
@access("owner")
def as_it_came(key: str) -> Response:
    """Hand over an incoming mail as it came: as a file of plain text, which no browser opens as anything else."""
    mail = db.session.scalar(outbox.incoming_as_it_came(key))
    if mail is None or mail.raw is None:
        abort(404)
    response = Response(mail.raw, content_type="text/plain; charset=us-ascii")
    response.headers["Content-Disposition"] = f'attachment; filename="mail-{mail.received_at:%Y%m%d-%H%M%S}.txt"'
    return sandboxed(response, NOTHING_RUNS)


@blueprint.get("/owner/mail/schedule")
@access("owner")
def schedule() -> str:
    """Show what the worker does by itself, and when next."""
    return render_template(
        "organising/owner/timetable.html",
        planned=timetable(now()),
        settings=settings(),
        backups=backups(now()),
        is_planned=settings().backup_dir is not None,
    )
