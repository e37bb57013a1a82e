"""The editor: a text beside its translation, paragraph by paragraph, in one form that works without JavaScript."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from typing import Any

from flask import Blueprint, Response, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from board.actions import claiming, rewording
from board.actions.translating import unsent_place
from board.extensions import db
from board.models import Text, UnsentText
from board.pages.editor import References, aids, can_go_further, editor, is_undone, references
from board.pages.parts import Part, part_of, part_with
from board.pages.places import Place
from board.pages.texts import Pair, Row, load_pairs
from board.rules import permissions
from board.rules.permissions import check
from board.text import clean
from board.visible import Sight, my_unsent_texts
from board.web.desk.segments import Troubles, keep_words_of_gone, save_segments, sent_segments
from board.web.field_rules import showable, whole_number
from board.web.frame.errors import refused_part
from board.web.frame.lookup import next_text_address, place_address, spoken_post, text_by_key
from board.web.frame.queue_filter import as_arguments, text_address, wanted_by
from board.web.frame.render import bodies, forum_page, forum_part
from board.web.viewer import access, person, wants_part

blueprint = Blueprint("translate", __name__)

GO = "part"
"""The verb ``part:NUMBER`` saves what is sent and leads to that part of the text."""


@blueprint.get("/f/<forum>/translate/<key>")
@access("translator")
def desk(sight: Sight, key: str) -> Response:
    """Show the text with a field beside each paragraph. Opening it claims it."""
    text = text_by_key(sight, key)
    if text.target is not None and request.method == "GET":
        claiming.claim_while_reading(sight, text)
    return _desk(sight, text)


@blueprint.get("/f/<forum>/post/<key>/translate")
@access("translator")
def post(sight: Sight, key: str) -> BaseResponse:
    """Lead to the text of a post. A thread has no keys of texts in its links, which makes its page smaller."""
    _post, text, _thread = spoken_post(sight, key)
    return redirect(url_for("translate.desk", forum=sight.forum.slug, key=text.key))


def _desk(
    sight: Sight, text: Text, status: int = 200, troubles: Troubles | None = None, gone: Collection[str] = ()
) -> Response:
    wanted = wanted_by(sight, request.values)
    shown = editor(sight, text, wanted)
    part = _part(shown.pair.rows, troubles or {})
    return forum_page(
        sight,
        "desk/translate.html",
        status=status,
        editor=shown,
        pair=shown.pair,
        portion=part,
        text=text,
        filters=as_arguments(sight, wanted),
        place_address=place_address(sight, shown.place),
        place_words=page_words(shown.place),
        unsent=_unsent(part.rows),
        bodies=bodies(sight, [view.text for view in shown.context.before if view.text]),
        troubles=troubles or {},
        aids=aids(sight, shown.pair, part.rows),
        gone=gone,
        begin=_where_to_begin(part.rows, troubles or {}),
    )


def _part(rows: Sequence[Row], troubles: Troubles) -> Part[Row]:
    """Return the part that is asked for, or else the first one with a paragraph that is not done.

    Paragraphs with trouble are added if they are in another part by now, because the page has to show what was typed.
    """
    asked = whole_number(request.values.get("part")) or part_with(rows, is_undone) or 1
    part = part_of(rows, asked)
    shown = set(part.rows)
    if not troubles.keys() <= {row.segment.lineage for row in shown}:
        part = replace(part, rows=tuple(row for row in rows if row in shown or row.segment.lineage in troubles))
    return part


def _where_to_begin(rows: Sequence[Row], troubles: Troubles) -> str:
    """Return the lineage of the paragraph to focus: the first with trouble, or the first that is not done."""
    lineages = [row.segment.lineage for row in rows]
    undone = [row.segment.lineage for row in rows if is_undone(row)]
    return next(iter([lineage for lineage in lineages if lineage in troubles] or undone or lineages), "")


def _unsent(rows: Iterable[Row]) -> dict[str, UnsentText]:
    """Return what the translator typed and did not save, by its place."""
    places = [unsent_place(row.segment) for row in rows]
    query = my_unsent_texts(person()).where(UnsentText.place.in_(places))
    return {kept.place: kept for kept in db.session.scalars(query)}


def page_words(place: Place) -> str:
    """Return the name of the page on which a text is read, for a link to it."""
    words = {
        "post": _("The post in its thread"),
        "thread": _("The thread"),
        "reading": _("The reading"),
        "week": _("Week %(number)s", number=place.week.number if place.week else 0),
        "announcement": _("Announcements"),
        "forum": _("Programme"),
        "call": _("Call for participants"),
        "conduct": _("Code of conduct"),
        "theme": _("The theme"),
        "element": _("The policy element"),
    }
    return str(words[place.page])


@blueprint.post("/f/<forum>/translate/<key>")
@access("translator")
def save(sight: Sight, key: str) -> Response | BaseResponse:
    """Save the paragraphs that were sent: all of the part, or a single one with htmx."""
    text, verb = text_by_key(sight, key), request.form.get("verb", "save")
    check(permissions.translate(sight.viewer, text.target))
    pair = load_pairs(sight, [text])[text.id]
    sent = sent_segments(request.form)
    action, _colon, lineage = verb.partition(":")
    if lineage and action != GO and wants_part():
        return _save_one(sight, pair, lineage, verb)
    rows = [row for row in pair.rows if row.segment.lineage in sent]
    troubles = save_segments(sight, pair, rows, sent, verb, references(sight, text, rows))
    gone = keep_words_of_gone(sight, pair, sent)
    _ask_to_reword(sight, pair, verb)
    if troubles or gone:
        status = max((trouble.status for trouble in troubles.values()), default=409)
        return _desk(sight, text, status, troubles, gone)
    return _redirect_after_save(sight, pair, sent.keys(), verb)


def _ask_to_reword(sight: Sight, pair: Pair, verb: str) -> None:
    """Ask the author to reword the paragraph that the verb ``reword:LINEAGE`` names, if something is said about it."""
    action, _colon, lineage = verb.partition(":")
    note = clean(showable(request.form.get(f"reword-{lineage}"))).strip()[: rewording.MAX_NOTE]
    segment = next((row.segment for row in pair.rows if row.segment.lineage == lineage), None)
    if action == "reword" and note and segment is not None:
        rewording.ask(sight, pair.text, rewording.Request(lineage, segment.digest, note))


def _save_one(sight: Sight, pair: Pair, lineage: str, verb: str) -> Response:
    """Save one paragraph for htmx, and return it as it is now."""
    sent = {key: segment for key, segment in sent_segments(request.form).items() if key == lineage}
    if keep_words_of_gone(sight, pair, sent):
        message = _("The author removed this paragraph meanwhile. Your words are kept under My unsent texts.")
        return refused_part(409, message)
    rows = [row for row in pair.rows if row.segment.lineage in sent]
    against = references(sight, pair.text, rows)
    troubles = save_segments(sight, pair, rows, sent, verb, against)
    _ask_to_reword(sight, pair, verb)
    return _segment(sight, pair.text, lineage, troubles, None if troubles else against)


def _segment(sight: Sight, text: Text, lineage: str, troubles: Troubles, against: References | None) -> Response:
    """Return one paragraph as it is now. ``against`` are references that were looked up before and still hold."""
    pair: Pair = load_pairs(sight, [text])[text.id]
    row = next(row for row in pair.rows if row.segment.lineage == lineage)
    shown: dict[str, Any] = {
        "pair": pair, "text": text, "row": row, "unsent": _unsent([row]), "troubles": troubles,
        "aids": aids(sight, pair, [row], against),
    }  # fmt: skip
    status = max((trouble.status for trouble in troubles.values()), default=200)
    return forum_part(sight, "desk/_segment.html", status, **shown)


def _redirect_after_save(sight: Sight, pair: Pair, sent: Collection[str], verb: str) -> BaseResponse:
    """Redirect after a successful save: to the next text, to another part, or to the next paragraph."""
    wanted, text = wanted_by(sight, request.form), pair.text
    saved = "sent " + " ".join(unsent_place(row.segment) for row in pair.rows if row.segment.lineage in sent)
    action, _colon, lineage = verb.partition(":")
    part = whole_number(request.form.get("part"))
    if action == "finish" and not lineage:
        undone = _undone_part(sight, text, part) if part else None
        if undone is None:
            address = next_text_address(sight, text, wanted)
            claiming.release(sight, text)
            flash(_finished(text), saved)
            return redirect(address, 303)
        flash(_("This part is done. Here is one that is not done yet."), saved)
        return redirect(text_address(sight, text.key, wanted, undone), 303)
    flash(_("Saved."), saved)
    return redirect(_next_paragraph_address(sight, pair, lineage, whole_number(lineage) if action == GO else part), 303)


def _undone_part(sight: Sight, text: Text, at: int) -> int | None:
    """Return a part in which the viewer can still do something, after ``at`` if possible, or None."""
    rows = load_pairs(sight, [text])[text.id].rows
    return part_with(rows, lambda row: is_undone(row) and can_go_further(sight, row), after=at)


def _next_paragraph_address(sight: Sight, pair: Pair, lineage: str, at: int) -> str:
    """Return the address of the paragraph after ``lineage``, or of the part ``at`` if there is no such paragraph."""
    wanted = wanted_by(sight, request.form)
    lineages = [row.segment.lineage for row in pair.rows]
    if lineage not in lineages:
        return text_address(sight, pair.text.key, wanted, at)
    following = min(lineages.index(lineage) + 1, len(lineages) - 1)
    part = part_with(pair.rows, lambda row: row.segment.lineage == lineages[following]) if at else None
    return f"{text_address(sight, pair.text.key, wanted, part or 0)}#s-{lineages[following]}"


def _finished(text: Text) -> str:
    if text.progress == "approved":
        return str(_("Approved. Readers see it now."))
    return str(_("Sent to review. Somebody else approves it."))
