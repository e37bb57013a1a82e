"""The codebook: the list of themes, the page of each with its passages, and the forms with which it is kept."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import Blueprint, Response, flash, redirect, request
from flask_babel import gettext as _
from sqlalchemy import ColumnElement
from werkzeug.wrappers import Response as BaseResponse

from board.actions import codebook
from board.actions.codebook import FURTHER, theme_place
from board.models import Excerpt, PolicyElement, Theme
from board.pages.elements import by_region, element_lines
from board.pages.matrix import passage_counts, theme_names
from board.pages.preparing import as_they_stand
from board.pages.texts import Pair, titles
from board.pages.theme_passages import theme_passages
from board.rules import synthesis
from board.rules.permissions import check
from board.rules.synthesis import IN_USE, is_asked_about, takes_excerpts
from board.visible import Sight, texts_under
from board.web.field_rules import one_line, whole_number
from board.web.frame.edit_forms import Editing, again, begin, mark, saved_meanwhile
from board.web.frame.render import bodies, forum_page
from board.web.synthesis.finding import theme_address, theme_by_key
from board.web.synthesis.forms import FurtherForm, MemoForm, ThemeForm
from board.web.synthesis.founding import shown_elements
from board.web.viewer import access, myself, not_found

blueprint = Blueprint("themes", __name__)


@blueprint.get("/f/<forum>/themes")
@access("reader")
def themes(sight: Sight) -> Response:
    """List the themes with their definitions."""
    named = theme_names(sight)
    definitions = titles(sight, [theme.definition_id for theme, _name in named])
    return forum_page(
        sight,
        "synthesis/themes.html",
        themes=named,
        totals={theme_id: sum(cells.values()) for theme_id, cells in passage_counts(sight).items()},
        bodies=bodies(sight, [pair.text for pair in definitions.values()]),
    )


@blueprint.get("/f/<forum>/themes/new")
@access("member")
def new_theme(sight: Sight) -> Response:
    """Show the form of a new theme."""
    check(synthesis.propose_theme(sight.viewer, is_closed=sight.is_closed))
    form = ThemeForm(sight.forum, is_new=True, formdata=None)
    return _new_page(sight, begin(form, theme_place(sight)))


def _new_page(sight: Sight, editing: Editing) -> Response:
    nothing: dict[str, Any] = {"theme": None, "name": None, "texts": []}
    return forum_page(sight, "synthesis/edit_theme.html", status=editing.status, editing=editing, **nothing)


@blueprint.post("/f/<forum>/themes/new")
@access("member")
def add_theme(sight: Sight) -> Response | BaseResponse:
    """Add a theme, or propose it. A form that is sent twice adds one."""
    form = ThemeForm(sight.forum, is_new=True)
    if not form.validate():
        return _new_page(sight, again(form, theme_place(sight)))
    theme = codebook.add_theme(sight, form.typed, myself(), form.once.data)
    said = _("The theme is in the codebook.") if theme.state == IN_USE else _("The theme is proposed. Admins see it.")
    flash(said, f"sent {theme_place(sight)}")
    return redirect(theme_address(sight, theme), 303)


@blueprint.get("/f/<forum>/theme/<key>")
@access("reader")
def theme(sight: Sight, key: str) -> Response:
    """Show a theme and its passages, of all regions or of one."""
    theme, name = theme_by_key(sight, key)
    return _theme_page(sight, theme, name, MemoForm(formdata=None, memo=theme.memo))


def _theme_page(sight: Sight, theme: Theme, name: Pair, memo: MemoForm, status: int = 200) -> Response:
    region = one_line(request.args.get("region")) if "region" in request.args else None
    beside = theme_by_key(sight, request.args["with"]) if "with" in request.args else None
    page = whole_number(request.args.get("page"))
    of_theme = PolicyElement.theme_id == theme.id
    of_theme = of_theme if region is None else of_theme & (PolicyElement.region == region)
    elements = shown_elements(sight, element_lines(sight, of_theme)) if page < 2 and beside is None else []
    texts = titles(sight, [theme.definition_id, theme.example_id, theme.counter_example_id])
    keeps = synthesis.keep_codebook(sight.viewer) is None
    others = [each for each in (theme_names(sight) if keeps else ()) if each[0].id != theme.id]
    return forum_page(
        sight,
        "synthesis/theme.html",
        status=status,
        theme=theme,
        name=name,
        region=region,
        asks=region is not None and is_asked_about(theme.state, region, sight.forum.regions),
        beside=beside,
        passages_shown=theme_passages(sight, _which(sight, theme, region, beside and beside[0]), page),
        elements=by_region(sight.forum, elements),
        texts=texts,
        bodies=bodies(sight, [pair.text for pair in texts.values()]),
        others=[(other, its) for other, its in others if takes_excerpts(other.state)],
        memo=memo,
    )


def _which(sight: Sight, theme: Theme, region: str | None, beside: Theme | None) -> ColumnElement[bool]:
    """Match the passages of a theme; only those about a region, or in texts that another theme occurs in as well."""
    which = Excerpt.theme_id == theme.id
    which = which if region is None else which & (Excerpt.region == region)
    return which if beside is None else which & Excerpt.text_id.in_(texts_under(sight, beside.id))


@blueprint.get("/f/<forum>/theme/<key>/edit")
@access("admin")
def edit(sight: Sight, key: str) -> Response:
    """Show the form of a theme's name and definition."""
    theme, name = theme_by_key(sight, key)
    ids = (theme.name_id, theme.definition_id)
    standing = as_they_stand(sight, ids)
    definition = standing[theme.definition_id].source if theme.definition_id else ""
    form = ThemeForm(
        sight.forum, is_new=False, formdata=None, title=name.source, body=definition, language=name.text.language,
        base=mark(standing, *ids),
    )  # fmt: skip
    return _edit_page(sight, theme, name, begin(form, theme_place(sight, key, "name"), sight, ids))


def _edit_page(sight: Sight, theme: Theme, name: Pair, editing: Editing) -> Response:
    texts = [name, *titles(sight, [theme.definition_id]).values()]
    return forum_page(
        sight, "synthesis/edit_theme.html", status=editing.status, theme=theme, name=name, editing=editing, texts=texts
    )


@blueprint.post("/f/<forum>/theme/<key>/edit")
@access("admin")
def save(sight: Sight, key: str) -> Response | BaseResponse:
    """Save a theme's name and definition. What somebody else saved meanwhile is shown and not overwritten."""
    theme, name = theme_by_key(sight, key)
    form, place = ThemeForm(sight.forum, is_new=False), theme_place(sight, key, "name")
    if not form.validate():
        return _edit_page(sight, theme, name, again(form, place))
    if (theirs := saved_meanwhile(sight, form, theme, "name_id", "definition_id")) is not None:
        return _edit_page(sight, theme, name, again(form, place, theirs=theirs))
    codebook.edit_theme(sight, theme, form.typed, myself())
    return _saved(sight, theme, place)


def _saved(sight: Sight, theme: Theme, place: str) -> BaseResponse:
    flash(_("The theme is changed."), f"sent {place}")
    return redirect(theme_address(sight, theme), 303)


@blueprint.get("/f/<forum>/theme/<key>/<which>")
@access("admin")
def edit_further(sight: Sight, key: str, which: str) -> Response:
    """Show the form of a theme's example or counter-example."""
    theme, name, column = _further_by_name(sight, key, which)
    text_id = getattr(theme, column)
    standing = as_they_stand(sight, [text_id])
    body, language = (
        (standing[text_id].source, titles(sight, [text_id])[text_id].text.language)
        if text_id
        else ("", name.text.language)
    )
    form = FurtherForm(
        sight.forum, is_new=False, formdata=None, body=body, language=language, base=mark(standing, text_id)
    )
    return _further_page(sight, theme, name, which, begin(form, theme_place(sight, key, which), sight, [text_id]))


def _further_by_name(sight: Sight, key: str, which: str) -> tuple[Theme, Pair, str]:
    """Return a theme, its name, and the column of the text that the address names, or abort with 404."""
    if which not in FURTHER:
        not_found()
    return *theme_by_key(sight, key), FURTHER[which]


def _further_page(sight: Sight, theme: Theme, name: Pair, which: str, editing: Editing) -> Response:
    texts = list(titles(sight, [getattr(theme, FURTHER[which])]).values())
    return forum_page(
        sight,
        "synthesis/further.html",
        status=editing.status,
        theme=theme,
        name=name,
        which=which,
        editing=editing,
        texts=texts,
    )


@blueprint.post("/f/<forum>/theme/<key>/<which>")
@access("admin")
def save_further(sight: Sight, key: str, which: str) -> Response | BaseResponse:
    """Save a theme's example or counter-example. What somebody else saved meanwhile is not overwritten."""
    theme, name, column = _further_by_name(sight, key, which)
    form, place = FurtherForm(sight.forum, is_new=False), theme_place(sight, key, which)
    if not form.validate():
        return _further_page(sight, theme, name, which, again(form, place))
    if (theirs := saved_meanwhile(sight, form, theme, column)) is not None:
        return _further_page(sight, theme, name, which, again(form, place, theirs=theirs))
    codebook.edit_further(sight, theme, which, replace(form.typed, title=name.source), myself())
    return _saved(sight, theme, place)


@blueprint.post("/f/<forum>/theme/<key>/memo")
@access("admin")
def save_memo(sight: Sight, key: str) -> Response | BaseResponse:
    """Save what admins note for each other about a theme."""
    theme, name = theme_by_key(sight, key)
    form = MemoForm()
    if not form.validate():
        return _theme_page(sight, theme, name, form, 422)
    codebook.note_memo(sight, theme, str(form.memo.data or ""))
    flash(_("The memo is saved."))
    return redirect(f"{theme_address(sight, theme)}#memo", 303)
