"""The link that stops all mail of a forum: for a person, and for their mail program, with one click (RFC 8058)."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, render_template

from board.actions import mail_choices
from board.pages.mail_choices import Place
from board.rules.mail_tokens import STOP
from board.web.mailing.spoken import choices_token, in_language_of_mail, limited, place_by
from board.web.security import keep_address_secret
from board.web.viewer import access, now

blueprint = Blueprint("mail_stop", __name__)
blueprint.after_request(keep_address_secret)


@blueprint.get("/mail/stop/<token>")
@access("public")
def ask(token: str) -> Response:
    """Show a button. Opening the page changes nothing: mail servers open links, too."""
    return _page(place_by(token, STOP), token)


@blueprint.post("/mail/stop/<token>")
@limited
@access("public")
def stop(token: str) -> Response:
    """Stop all mail of the forum, and answer that it is done.

    RFC 8058 lets mail servers send this without a cookie and without our token against forged forms, and wants no
    redirect. Forging it takes the token of the address.
    """
    place = place_by(token, STOP)
    if place is not None:
        mail_choices.stop(place.member, now())
    return _page(place, token)


def _page(place: Place | None, token: str) -> Response:
    if place is None:
        return make_response(render_template("mailing/unknown.html"), 404)
    with in_language_of_mail(place.user):
        page = render_template(
            "mailing/stop.html", forum=place.forum, place=place, token=token, choices=choices_token(place)
        )
    return make_response(page)
