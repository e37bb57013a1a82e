"""An author sees what translators ask them to reword, edits the text, or says that a passage stays as it is."""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from board.actions import rewording
from board.extensions import db
from board.models import Rewording, Text
from board.pages.places import Place, address_of
from board.pages.rewording import rewordings
from board.pages.texts import load_pairs
from board.rules import case_studies, permissions
from board.rules.permissions import check
from board.visible import Sight, visible_rewordings
from board.web.frame.lookup import place_address, reading_by_key, standing_text
from board.web.frame.render import forum_page
from board.web.viewer import access, one_or_404

blueprint = Blueprint("rewording", __name__)


@blueprint.get("/f/<forum>/text/<key>/reword")
@access("member")
def asked(sight: Sight, key: str) -> Response:
    """Show the author what translators ask, passage by passage."""
    text = _own_text(sight, key)
    place = address_of(sight, text)
    return forum_page(
        sight,
        "discussion/reword.html",
        text=text,
        pair=load_pairs(sight, [text])[text.id],
        asked=rewordings(sight, text),
        place_address=place_address(sight, place),
        edit_address=_edit_address(sight, place),
    )


def _edit_address(sight: Sight, place: Place) -> str:
    """Return the address of the form in which the viewer changes the text; "" if they do that elsewhere."""
    forum = sight.forum.slug
    if place.kind == "post":
        return url_for("writing.edit", forum=forum, key=place.key)
    if place.page != "reading":
        return ""
    reading = reading_by_key(sight, place.key)
    if case_studies.edit(sight.viewer, reading, sight.state(sight.week(reading.week_id))) is None:
        return url_for("kit.edit", forum=forum, key=place.key)
    may_prepare = case_studies.prepare(sight.viewer, reading) is None
    return url_for("readings.edit", forum=forum, key=place.key) if may_prepare else ""


def _own_text(sight: Sight, key: str) -> Text:
    text = standing_text(sight, key)
    check(permissions.leave_wording(sight.viewer, text.author_id))
    return text


@blueprint.post("/f/<forum>/text/<key>/reword")
@access("member")
def leave(sight: Sight, key: str) -> BaseResponse:
    """Say that a passage stays as it is."""
    text = _own_text(sight, key)
    query = visible_rewordings(sight).where(Rewording.text_id == text.id)
    found = one_or_404(db.session.scalar(query.where(Rewording.key == request.form.get("asked", ""))))
    rewording.leave(sight, found, text.author_id)
    flash(_("Thank you. The translators see that it stays as it is."))
    return redirect(url_for("rewording.asked", forum=sight.forum.slug, key=key), 303)
