"""Translating from the text itself, segment by segment."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import Blueprint, Response, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from board.actions import posting
from board.actions.posting import Conflict
from board.actions.translating import SourceChanged, save_translation, unsent_place
from board.actions.writing import EmptyText
from board.extensions import db
from board.models import Text, UnsentText
from board.pages.places import Place, address_of
from board.pages.texts import Pair, Row, load_pairs
from board.rules import translations as rule
from board.rules.languages import ENDONYMS
from board.visible import Sight, my_unsent_texts
from board.web.finding import PAGES, place_address, text_by_key
from board.web.forms import MAX_BODY, showable, whole_number
from board.web.render import forum_page
from board.web.viewer import access, not_found, person, wants_part

blueprint = Blueprint("translate", __name__)

VERBS = {"save": rule.DRAFT, "review": rule.IN_REVIEW, "approve": rule.APPROVED}


@blueprint.get("/f/<forum>/translate/<key>")
@access("translator")
def desk(sight: Sight, key: str) -> Response:
    """The text with a field beside each of its segments."""
    text = text_by_key(sight, key)
    return _desk(sight, text)


def _desk(sight: Sight, text: Text, status: int = 200, **troubled: Any) -> Response:
    pair = load_pairs(sight, [text])[text.id]
    address, words = _where(sight, address_of(sight, text))
    shown = {"pair": pair, "place_address": address, "place_words": words, "unsent": _unsent(pair.rows), **troubled}
    return forum_page(sight, "translate.html", status=status, **shown)


def _unsent(rows: Iterable[Row]) -> dict[str, UnsentText]:
    """What the translator began to write and did not save, by its place."""
    places = [unsent_place(row.segment) for row in rows]
    query = my_unsent_texts(person()).where(UnsentText.place.in_(places))
    return {kept.place: kept for kept in db.session.scalars(query)}


def _where(sight: Sight, place: Place) -> tuple[str, str]:
    """The address of a text's page, and what to call it."""
    words = {
        "post": _("The post in its thread"),
        "thread": _("The thread"),
        "reading": _("The reading"),
        "week": _("Week %(number)s", number=place.week.number if place.week else 0),
        "forum": _("Programme"),
    }
    return place_address(sight, place), words[PAGES[place.kind]]


@blueprint.post("/f/<forum>/translate/<key>/<lineage>")
@access("translator")
def save(sight: Sight, key: str, lineage: str) -> Response | BaseResponse:
    """Save one segment as draft, for review, or approved."""
    text = text_by_key(sight, key)
    row = _row(sight, text, lineage)
    body, verb = showable(request.form.get("body")), request.form.get("verb", "save")
    if len(body) > MAX_BODY:
        return _troubled(sight, text, lineage, body, 422, _("This is longer than 50,000 characters."))
    try:
        save_translation(
            sight,
            text,
            row.segment,
            body,
            VERBS.get(verb, rule.DRAFT),
            base=whole_number(request.form.get("base")),
            digest=showable(request.form.get("digest"))[:64],
        )
    except EmptyText:
        return _troubled(sight, text, lineage, body, 422, _("Write a translation first."))
    except SourceChanged:
        message = _("The original was changed while you translated. Your words are kept; please look at them again.")
        return _troubled(sight, text, lineage, body, 409, message)
    except Conflict:
        message = _(
            "Somebody else saved this paragraph meanwhile. Theirs is shown beside yours; nothing was overwritten."
        )
        return _troubled(sight, text, lineage, body, 409, message)
    return _saved(sight, text, lineage)


def _row(sight: Sight, text: Text, lineage: str) -> Row:
    pair = load_pairs(sight, [text])[text.id]
    return next((row for row in pair.rows if row.segment.lineage == lineage), None) or not_found()


def _saved(sight: Sight, text: Text, lineage: str) -> Response | BaseResponse:
    if wants_part():
        return _segment(sight, text, lineage, 200)
    flash(_("Saved."))
    address = url_for("translate.desk", forum=sight.forum.slug, key=text.key)
    return redirect(f"{address}#s-{_following(sight, text, lineage)}", 303)


def _following(sight: Sight, text: Text, lineage: str) -> str:
    rows: tuple[Row, ...] = load_pairs(sight, [text])[text.id].rows
    lineages = [row.segment.lineage for row in rows]
    return lineages[min(lineages.index(lineage) + 1, len(lineages) - 1)]


def _troubled(sight: Sight, text: Text, lineage: str, body: str, status: int, message: str) -> Response:
    if wants_part():
        return _segment(sight, text, lineage, status, typed=body, message=message)
    return _desk(sight, text, status, troubled_lineage=lineage, typed=body, message=message)


def _segment(sight: Sight, text: Text, lineage: str, status: int, **shown: Any) -> Response:
    pair: Pair = load_pairs(sight, [text])[text.id]
    row = next(row for row in pair.rows if row.segment.lineage == lineage)
    return forum_page(sight, "_segment.html", status=status, pair=pair, row=row, unsent=_unsent([row]), **shown)


@blueprint.post("/f/<forum>/translate/<key>/approve-all")
@access("translator")
def approve_all(sight: Sight, key: str) -> BaseResponse:
    """Approve every segment that has an up-to-date translation."""
    text = text_by_key(sight, key)
    try:
        for row in load_pairs(sight, [text])[text.id].rows:
            _approve(sight, text, row)
    except Conflict:
        flash(_("Somebody else saved a paragraph meanwhile. Please look at the text again."))
    else:
        flash(_("Every paragraph that was translated is approved."))
    return redirect(url_for("translate.desk", forum=sight.forum.slug, key=key), 303)


def _approve(sight: Sight, text: Text, row: Row) -> None:
    standing, segment = row.translation, row.segment
    if standing is not None and row.state in (rule.DRAFT, rule.IN_REVIEW):
        words = standing.source
        save_translation(sight, text, segment, words, rule.APPROVED, base=standing.id, digest=segment.digest)


@blueprint.post("/f/<forum>/translate/<key>/queue")
@access("translator")
def queue(sight: Sight, key: str) -> BaseResponse:
    """Have a text translated that the policy leaves alone, or leave one alone."""
    text = text_by_key(sight, key)
    target = request.form.get("target", "")
    if target == "" or (target in ENDONYMS and target != text.language):
        posting.queue_text(sight, text, target or None)
    return redirect(url_for("translate.desk", forum=sight.forum.slug, key=key), 303)
