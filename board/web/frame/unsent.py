"""Unsent texts: kept while a person types, previewed before they are sent, and found again later."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import quote

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response as BaseResponse

from board.actions.once import has_said, posted_already
from board.actions.unsent import OtherVersion, UnsentWords, discard_unsent, keep_beside, keep_unsent
from board.extensions import db, limiter
from board.models import UnsentText
from board.pages.attachments import own_attachments
from board.rules.slugs import is_slug
from board.rules.unsent import UnsentPlace, kind_of
from board.rules.weeks import is_zone
from board.text import Hint, blocks, clean
from board.visible import my_unsent_texts
from board.web.attaching import room_for_files
from board.web.field_rules import showable
from board.web.forms import PostForm
from board.web.frame.hint_words import hints_of_form
from board.web.frame.pictures import shown_in
from board.web.lengths import MAX_BODY, MAX_UNSENT, too_much
from board.web.security import rate_key, safe_path
from board.web.viewer import access, choose_zone, myself, now, person, sight_of, wants_part
from board.web.words import clock_time

blueprint = Blueprint("unsent", __name__)
blueprint.url_value_preprocessor(room_for_files)
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
    UnsentPlace.PROFILE: _l("A few lines about yourself"),
}


@blueprint.post("/unsent")
@limiter.limit("120 per minute", key_func=rate_key)
@access("signed_in")
def keep() -> Response:
    """Keep what is being typed. A different version that was kept meanwhile is answered with 409, not overwritten."""
    words = _typed(request.form.get("since"))
    if words is None:
        return make_response(_("This could not be kept."), 422)
    if len(words.body) > MAX_UNSENT:
        return make_response(_("This is too long to be kept on the server."), 413)
    if _is_posted(words):
        return _kept(None)
    try:
        return _kept(keep_unsent(myself(), words, now()))
    except OtherVersion as other:
        return _kept(other.kept, 409)


def _typed(since: str | None) -> UnsentWords | None:
    """Return the words of the request's form; None if it names no place where somebody writes."""
    names = ("place", "body", "title", "language", "reply_to")
    place, body, title, language, reply_to = (showable(request.form.get(name)) for name in names)
    if not 0 < len(place) <= 120 or kind_of(place) is None:
        return None
    return UnsentWords(place, body, title[:300], language[:8], since, reply_to)


def _is_posted(words: UnsentWords) -> bool:
    """Return whether the form that these words stand in has been posted with them."""
    once = showable(request.form.get("once"))
    posted = posted_already(myself(), once) if once else None
    return posted is not None and has_said(posted.text_id, words.body, so_far=True)


@blueprint.post("/unsent/later")
@limiter.limit("60 per minute", key_func=rate_key)
@access("signed_in")
def keep_for_later() -> BaseResponse:
    """Keep what stands in a form that is left by a button, and go where the button leads.

    A chosen picture or file goes into the words. If other words were kept meanwhile from elsewhere, both stay.
    """
    form, words = PostForm(), _typed(request.form.get("known"))
    if trouble := form.take_chosen():
        flash(trouble)
    if words is not None and not _is_posted(words):
        words = replace(words, body=(form.body.data or "")[:MAX_UNSENT])
        keep_beside(myself(), words, now())
        if not words.is_blank:
            flash(
                _("What you wrote is kept. You find it in its form, and under “My unsent texts”."),
                f"sent {words.place}",
            )
    return redirect(safe_path(request.form.get("to"), url_for("unsent.mine")), 303)


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
