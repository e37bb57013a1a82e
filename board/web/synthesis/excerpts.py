"""Placing passages in the synthesis, moving them to another cell and taking them out."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from board.actions import excerpting
from board.actions.excerpting import Cell, excerpt_place
from board.models import Excerpt, ExcerptSpan
from board.pages import choosing
from board.pages.choosing import NotFound, TooManyParagraphs, shown_passages
from board.pages.excerpts import ExcerptView, excerpts
from board.pages.matrix import theme_names
from board.rules import synthesis
from board.rules.permissions import check
from board.rules.synthesis import MAX_PARAGRAPHS
from board.visible import Sight
from board.web.field_rules import one_line, whole_number
from board.web.frame.edit_forms import Editing, again, begin
from board.web.frame.render import forum_page
from board.web.synthesis.forms import MAX_QUOTED, CellForm, ExcerptForm
from board.web.synthesis.quoting import (
    Quoted,
    Themes,
    cell_of,
    likely_region,
    quoted_by_key,
    source_address,
    themes_to_choose,
)
from board.web.viewer import access, myself, one_or_404

blueprint = Blueprint("excerpts", __name__)
TRANSLATION = "translation"
"""The ``side`` of words that were selected in the translation (static/excerpts.js)."""


@blueprint.get("/f/<forum>/post/<key>/excerpt", defaults={"kind": "post"})
@blueprint.get("/f/<forum>/reading/<key>/excerpt", defaults={"kind": "reading"})
@access("member")
def choose(sight: Sight, kind: str, key: str) -> Response:
    """Show the form that places a passage. The address may name the words that were selected on a page."""
    quoted = quoted_by_key(sight, kind, key)
    check(synthesis.place_excerpt(sight.viewer, is_closed=sight.is_closed))
    region = likely_region(sight, quoted)
    form = ExcerptForm(sight.forum, themes_to_choose(sight), region, formdata=None, **_asked_for())
    form.region.data = region
    if len(form.words.data or "") > MAX_QUOTED:
        form.words.data, form.words.errors = "", [_("This is too long. Tick the paragraphs instead.")]
    return _page(sight, quoted, begin(form, excerpt_place(quoted.text)))


def _asked_for() -> dict[str, object]:
    """Return the passage that the address names, as the form holds it."""
    asked = request.args
    return {
        "words": one_line(asked.get("words")),
        "near": str(whole_number(asked.get("near"))),
        "side": TRANSLATION if asked.get("side") == TRANSLATION else "",
        "paragraph": asked.getlist("paragraph"),
    }


def _page(sight: Sight, quoted: Quoted, editing: Editing) -> Response:
    form = editing.form
    spans = _spans(quoted, form)
    return forum_page(
        sight,
        "synthesis/place.html",
        status=422 if form.errors else 200,
        editing=editing,
        quoted=quoted,
        passages=shown_passages(quoted.pair, spans),
        here=_address_of(sight, quoted, form),
    )


def _address_of(sight: Sight, quoted: Quoted, form: ExcerptForm) -> str:
    """Return the address of the form with its passage, so that nobody who has to sign in again loses it."""
    named: dict[str, Any] = {"kind": quoted.kind, "key": quoted.key, "paragraph": form.paragraph.data or []}
    if form.words.data:
        named |= {"words": form.words.data, "near": form.near.data, "side": form.side.data or None}
    return url_for("excerpts.choose", forum=sight.forum.slug, **named)


def _spans(quoted: Quoted, form: ExcerptForm) -> list[ExcerptSpan]:
    """Return the chosen passage, or none with an error in the form."""
    try:
        return choosing.chosen(
            quoted.pair,
            form.paragraph.data or (),
            form.words.data or "",
            whole_number(form.near.data),
            in_translation=form.side.data == TRANSLATION,
        )
    except NotFound:
        form.words.errors = [_("These words are not in the text, or not in the paragraphs that you ticked.")]
    except TooManyParagraphs:
        message = _(
            "A passage can have at most %(number)s paragraphs. Choose the ones that matter.", number=MAX_PARAGRAPHS
        )
        form.paragraph.errors = [message]
    return []


@blueprint.post("/f/<forum>/post/<key>/excerpt", defaults={"kind": "post"})
@blueprint.post("/f/<forum>/reading/<key>/excerpt", defaults={"kind": "reading"})
@access("member")
def place(sight: Sight, kind: str, key: str) -> Response | BaseResponse:
    """Place a passage. A form that is sent twice places one."""
    quoted = quoted_by_key(sight, kind, key)
    themes = themes_to_choose(sight)
    form = ExcerptForm(sight.forum, themes, likely_region(sight, quoted))
    valid, spans = form.validate(), _spans(quoted, form)
    if not spans and not form.words.errors and not form.paragraph.errors:
        form.paragraph.errors = [_("Tick at least one paragraph, or give the words.")]
    if not valid or not spans:
        return _page(sight, quoted, again(form, excerpt_place(quoted.text)))
    cell = _cell(form, themes)
    excerpting.place_excerpt(sight, quoted.text, spans, cell, myself(), form.once.data)
    flash(_("The passage is in the synthesis now."), f"sent {excerpt_place(quoted.text)}")
    return redirect(source_address(sight, quoted.kind, quoted.key), 303)


def _cell(form: CellForm, themes: Themes) -> Cell:
    return cell_of(themes, form.theme.data, str(form.region.data), str(form.body.data))


@blueprint.get("/f/<forum>/excerpt/<key>")
@access("reader")
def excerpt(sight: Sight, key: str) -> Response:
    """Show a passage with the words around it and, for people who may change it, the form of its cell."""
    view = _by_key(sight, key)
    themes = themes_to_choose(sight)
    standing = view.excerpt
    theme = next((theme for theme, _name in themes if theme.id == standing.theme_id), None)
    form = CellForm(
        sight.forum, themes, standing.region, formdata=None, theme=theme.key if theme else "", body=standing.why
    )
    form.region.data = standing.region
    return _excerpt_page(sight, view, form)


def _by_key(sight: Sight, key: str) -> ExcerptView:
    view: ExcerptView = one_or_404(next(iter(excerpts(sight, Excerpt.key == key)), None))
    return view


def _excerpt_page(sight: Sight, view: ExcerptView, form: CellForm, status: int = 200) -> Response:
    names = {theme.id: (theme, name) for theme, name in theme_names(sight)}
    return forum_page(
        sight,
        "synthesis/excerpt.html",
        status=status,
        view=view,
        form=form,
        theme=names[view.excerpt.theme_id][0],
        theme_name=names[view.excerpt.theme_id][1],
        address=source_address(sight, view.source.kind, view.source.key),
    )


@blueprint.post("/f/<forum>/excerpt/<key>")
@access("member")
def move(sight: Sight, key: str) -> Response | BaseResponse:
    """Place a passage in another cell, or give another reason."""
    view, themes = _by_key(sight, key), themes_to_choose(sight)
    form = CellForm(sight.forum, themes, view.excerpt.region)
    if not form.validate():
        return _excerpt_page(sight, view, form, 422)
    excerpting.move_excerpt(sight, view.excerpt, _cell(form, themes))
    flash(_("The passage is changed."))
    return redirect(url_for("excerpts.excerpt", forum=sight.forum.slug, key=key), 303)


@blueprint.post("/f/<forum>/excerpt/<key>/remove")
@access("member")
def remove(sight: Sight, key: str) -> BaseResponse:
    """Take a passage out of the synthesis."""
    excerpting.remove_excerpt(sight, _by_key(sight, key).excerpt)
    flash(_("The passage is not in the synthesis any more."))
    return redirect(url_for("matrix.matrix", forum=sight.forum.slug), 303)
