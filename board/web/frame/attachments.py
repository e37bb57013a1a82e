"""Serve pictures and files to whoever may read their text at this moment, and take them while somebody writes."""

from __future__ import annotations

from io import BytesIO

from flask import Blueprint, Response, g, jsonify, make_response, request, send_file
from flask_babel import gettext as _

from board.actions.attaching import IMAGE, TooMuch
from board.extensions import limiter
from board.media.documents import TYPES
from board.media.pictures import MEDIA_TYPE
from board.media.refusals import Unusable
from board.models import Attachment
from board.pages.attachments import data_of, readable_attachment
from board.rules import permissions
from board.rules.permissions import check
from board.visible import Sight
from board.web.attaching import attached, refusal_words, room_for_files
from board.web.field_rules import showable
from board.web.security import PICTURE_POLICY, rate_key, reads_slowly, sandboxed
from board.web.viewer import access, not_found, settings

blueprint = Blueprint("attachments", __name__)
blueprint.url_value_preprocessor(room_for_files)


@blueprint.get("/f/<forum>/picture/<key>")
@access("public")
def picture(sight: Sight, key: str) -> Response:
    """Send a picture as it is shown in its text."""
    return _picture(_found(sight, key, is_picture=True), large=False)


@blueprint.get("/f/<forum>/picture/<key>/larger")
@reads_slowly
@access("public")
def larger(sight: Sight, key: str) -> Response:
    """Send the larger picture, or the only one."""
    found = _found(sight, key, is_picture=True)
    return _picture(found, large=found.large_size > 0)


@blueprint.get("/f/<forum>/file/<key>")
@reads_slowly
@access("public")
def file(sight: Sight, key: str) -> Response:
    """Send a file to be saved on the reader's device."""
    found = _found(sight, key, is_picture=False)
    media_type = TYPES.get(found.kind, "application/octet-stream")
    data, name = BytesIO(data_of(found, large=False)), " ".join(showable(found.name).split())
    return sandboxed(
        send_file(data, mimetype=media_type, as_attachment=True, download_name=name, etag=False), PICTURE_POLICY
    )


def _found(sight: Sight, key: str, *, is_picture: bool) -> Attachment:
    """Return what the viewer may see under this key. Everything else is the same 404."""
    found = readable_attachment(sight, key)
    if found is None or (found.kind == IMAGE) != is_picture:
        not_found()
    return found


def _picture(found: Attachment, *, large: bool) -> Response:
    """Answer with a picture, or that the browser's copy is still right, which it asks each time."""
    g.asks_again = True
    response = make_response(b"")
    response.set_etag(f"{found.key}-{'large' if large else 'small'}")
    if response.make_conditional(request).status_code != 304:
        response.set_data(data_of(found, large=large))
    response.mimetype = MEDIA_TYPE
    return sandboxed(response, PICTURE_POLICY)


@blueprint.post("/f/<forum>/attachments")
@limiter.limit(lambda: settings().rate_posting, key_func=rate_key)
@access("member")
def add(sight: Sight) -> Response:
    """Keep a picture or a file for the text that somebody is writing; answer with its Markdown, or what is wrong."""
    check(permissions.take_part(sight.viewer))
    chosen = request.files.get("attachment")
    if not chosen:
        return _refused(_("Choose a picture or a file first."))
    try:
        _kept, markdown = attached(chosen, request.form.get("attachment_words", ""))
    except (Unusable, TooMuch) as error:
        return _refused(refusal_words(error))
    return jsonify(markdown=markdown)


def _refused(words: str) -> Response:
    return make_response(jsonify(error=words), 422)
