"""The page on which a person makes the secret address of their feed and calendar, makes it anew, or ends it."""

from __future__ import annotations

from flask import Blueprint, Response, flash, make_response, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from board.actions import feed_addresses
from board.extensions import db, limiter
from board.visible import feed_address_of
from board.web.feeds.entries import address
from board.web.security import keep_uncompressed, rate_key
from board.web.viewer import access, myself, now

blueprint = Blueprint("feed_addresses", __name__)


@blueprint.get("/profile/feeds")
@access("signed_in")
def page() -> str:
    """Show whether the person has an address. Its secret part is not kept, so it is shown only when it is made."""
    return _page()


@blueprint.post("/profile/feeds")
@limiter.limit("20 per hour", key_func=rate_key)
@access("signed_in")
def make() -> Response:
    """Make an address, show it this once, and end the one before."""
    token = feed_addresses.renew(myself(), now())
    return keep_uncompressed(make_response(_page(token)))


@blueprint.post("/profile/feeds/end")
@access("signed_in")
def end() -> BaseResponse:
    """End the address."""
    feed_addresses.end(myself())
    flash(_("The address is ended: nothing can be read there any more."))
    return redirect(url_for("feed_addresses.page"), 303)


def _page(token: str | None = None) -> str:
    made = {
        "feed": address("own_feeds.feed", token=token),
        "calendar": address("own_feeds.calendar", token=token),
    } if token else None  # fmt: skip
    standing = db.session.scalar(feed_address_of(myself().id))
    return render_template("feeds/address.html", standing=standing, made=made)
