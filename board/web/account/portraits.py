"""The picture on somebody's profile: a small square, made anew, for the members of their forums."""

from __future__ import annotations

from flask import Blueprint, Response, g, make_response, request

from board.extensions import db
from board.media.pictures import MEDIA_TYPE
from board.models import Newcomer, User
from board.visible import Sight, picture_of
from board.web.frame.lookup import membership_by_key
from board.web.security import PICTURE_POLICY, sandboxed
from board.web.viewer import access, myself, not_found

blueprint = Blueprint("portraits", __name__)


@blueprint.get("/profile/picture")
@access("signed_in")
def mine() -> Response:
    """Send the person's own picture."""
    return _portrait(myself())


@blueprint.get("/f/<forum>/people/<key>/picture")
@access("member")
def portrait(sight: Sight, key: str) -> Response:
    """Send a member's picture to whoever may open their page. A newcomer shows none."""
    shown = membership_by_key(sight, key).shown
    if isinstance(shown, Newcomer):
        not_found()
    return _portrait(shown)


def _portrait(person: User) -> Response:
    if not person.picture_key:
        not_found()
    g.asks_again = True
    response = make_response(b"")
    response.set_etag(person.picture_key)
    if response.make_conditional(request).status_code != 304:
        response.set_data(db.session.scalars(picture_of(person.id)).one())
    response.mimetype = MEDIA_TYPE
    return sandboxed(response, PICTURE_POLICY)
