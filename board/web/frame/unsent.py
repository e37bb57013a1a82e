"""Unsent texts: kept while a person types, previewed before they are sent, and found again later."""

from __future__ import annotations

from urllib.parse import quote

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response as BaseResponse

from board.actions.once import has_said, posted_already
from board.actions.unsent import OtherVersion, UnsentWords, discard_unsent, keep_unsent
from board.extensions import db, limiter
from board.models import UnsentText
from board.pages.attachments import own_attachments
from board.rules.slugs import is_slug
from board.rules.unsent import UnsentPlace, kind_of
from board.rules.weeks import is_zone
from board.text import Hint, blocks, clean
from board.visible import my_unsent_texts
from board.web.field_rules import showable
from board.web.frame.hint_words import hints_of_form
from board.web.frame.pictures import shown_in
from board.web.lengths import MAX_BODY, MAX_UNSENT, too_much
from board.web.security import rate_key
from board.web.viewer import access, choose_zone, myself, now, person, sight_of, wants_part
from board.web.words import clock_time

blueprint = Blueprint("unsent", __name__)
blueprint.add_app_template_global(UnsentPlace, "UnsentPlace")


@blueprint.post("/preview")
@limiter.limit("60 per minute", key_func=rate_key)
@access("signed_in")
def preview() -> Response:
    """Show how a text will look."""
    source = clean(request.form.get("body", "")[:MAX_BODY]).strip()
    message = too_much(source)
    html = "" if message else "".join(block.html for block in blocks(source, anchor="preview"))
    slug = request.form.get("forum", "")
    if is_slug(slug):
        html = shown_in(slug, html, own_attachments(myself().id, source))
    hints = _hints(slug) if is_slug(slug) and not (message or wants_part()) else []
    shown = {"html": html, "message": message, "hints": hints}
    return make_response(render_template("frame/_preview.html" if wants_part() else "frame/preview.html", **shown))


def _hints(slug: str) -> list[Hint]:
    """Return hints on the text of a form of this forum. With htmx they stand beside the field already."""
    sight = sight_of(slug)
    return hints_of_form(sight) if sight.viewer.is_member else []


@blueprint.get("/unsent")
@access("signed_in")
def mine() -> str:
    """List the person's unsent texts of all forums."""
    kept = list(db.session.scalars(my_unsent_texts(person())))
    return render_template("frame/unsent.html", kept=kept, places=PLACES)


PLACES = {
    UnsentPlace.REPLY: _l("A reply"),
    UnsentPlace.THREAD: _l("A new thread"),
    UnsentPlace.QUESTIONS: _l("Questions of a week"),
    UnsentPlace.EDIT: _l("A change to a post of yours"),
    UnsentPlace.TRANSLATION: _l("A translation"),
    UnsentPlace.FLAG: _l("What is wrong with a translation"),
    UnsentPlace.READING: _l("A reading"),
    UnsentPlace.CASE_STUDY: _l("A case study"),
    UnsentPlace.NOTE: _l("Why a case study goes back"),
    UnsentPlace.WEEK: _l("A week’s title and outline"),
    UnsentPlace.PROGRAMME: _l("A programme of several weeks"),
    UnsentPlace.FORUM: _l("A forum’s purpose"),
    UnsentPlace.CALL: _l("A text of the call for participants"),
    UnsentPlace.ANNOUNCEMENT: _l("An announcement"),
    UnsentPlace.THEME: _l("A theme of the synthesis"),
    UnsentPlace.EXCERPT: _l("Why a passage belongs to a theme"),
    UnsentPlace.ABSTRACT: _l("A summary of a thread or a week"),
    UnsentPlace.ELEMENT: _l("A policy element"),
}


@blueprint.post("/unsent")
@limiter.limit("120 per minute", key_func=rate_key)
@access("signed_in")
def keep() -> Response:
    """Keep what is being typed. A different version that was kept meanwhile is answered with 409, not overwritten."""
    typed = {name: showable(request.form.get(name)) for name in ("place", "body", "title", "language", "once")}
    place, body = typed["place"], typed["body"]
    if not 0 < len(place) <= 120 or kind_of(place) is None:
        return make_response(_("This could not be kept."), 422)
    if len(body) > MAX_UNSENT:
        return make_response(_("This is too long to be kept on the server."), 413)
    title, language = typed["title"][:300], typed["language"][:8]
    posted = posted_already(myself(), typed["once"]) if typed["once"] else None
    if posted is not None and has_said(posted.text_id, body, so_far=True):
        return _kept(None)
    try:
        words = UnsentWords(place, body, title, language, request.form.get("since"))
        return _kept(keep_unsent(myself(), words, now()))
    except OtherVersion as other:
        return _kept(other.kept, 409)


def _kept(kept: UnsentText | None, status: int = 200) -> Response:
    """Tell the page what is kept: when it was kept, in words and as a header, or the other version's words (409)."""
    if status == 409 and kept is not None:
        response = make_response(kept.body, 409)
        response.headers["Unsent-Title"] = quote(kept.title)  # since headers are limited to ASCII
    else:
        response = make_response(
            _("Kept %(time)s", time=clock_time(kept.kept_at, _told_zone())) if kept else "", status
        )
    response.headers["Content-Type"] = "text/plain; charset=utf-8"
    response.headers["Unsent-At"] = kept.kept_at.isoformat() if kept else ""
    return response


def _told_zone() -> str | None:
    """Return the person's own zone, or the one that the form tells, since this address belongs to no forum."""
    told = request.form.get("zone", "")
    return choose_zone() or (told if is_zone(told) else None)


@blueprint.post("/unsent/<key>/discard")
@access("signed_in")
def discard(key: str) -> BaseResponse:
    """Discard an unsent text."""
    discard_unsent(myself(), key)
    flash(_("The unsent text is gone."))
    return redirect(url_for("unsent.mine"), 303)
