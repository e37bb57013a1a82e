"""Policy elements: the list of all, the page of each with its history, and the forms in which members write them."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from itertools import groupby
from typing import Any

from flask import Blueprint, Response, flash, redirect, request, url_for
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, true
from werkzeug.wrappers import Response as BaseResponse

from board.actions import elements as actions
from board.actions.elements import element_place, new_element_place
from board.models import Excerpt, PolicyElement, Theme
from board.pages.elements import ElementLine, by_region, citable_keys, element_lines
from board.pages.history import versions
from board.pages.preparing import as_they_stand
from board.pages.texts import Pair
from board.pages.theme_passages import theme_passages
from board.rules import synthesis
from board.rules.permissions import check
from board.visible import Sight
from board.web.field_rules import one_line, whole_number
from board.web.frame.citations import PASSAGES, without_addresses
from board.web.frame.edit_forms import Beside, Editing, again, begin, mark, refused
from board.web.frame.render import forum_page
from board.web.security import reads_slowly
from board.web.synthesis.citing import put_citations
from board.web.synthesis.finding import theme_address, theme_by_key
from board.web.synthesis.forms import ElementForm
from board.web.synthesis.founding import ShownElement, shown_elements
from board.web.viewer import access, myself, one_or_404

blueprint = Blueprint("elements", __name__)
REGION = Beside(("region",), lambda _sight, element: {"region": element.region})


@blueprint.get("/f/<forum>/elements")
@access("reader")
def elements(sight: Sight) -> Response:
    """List the policy elements needed in each region, by theme."""
    shown = shown_elements(sight, element_lines(sight, true()))
    grouped = [(region, _by_theme(among)) for region, among in by_region(sight.forum, shown)]
    return forum_page(sight, "synthesis/elements.html", regions=grouped)


def _by_theme(shown: list[ShownElement]) -> list[tuple[ElementLine, list[ShownElement]]]:
    groups = (list(group) for _theme, group in groupby(shown, key=lambda each: each.element.theme_id))
    return [(group[0].line, group) for group in groups]


@blueprint.get("/f/<forum>/element/<key>")
@access("reader")
def element(sight: Sight, key: str) -> Response:
    """Show a policy element with what it cites."""
    [shown] = shown_elements(sight, [_by_key(sight, key)])
    return forum_page(sight, "synthesis/element.html", shown=shown)


def _by_key(sight: Sight, key: str) -> ElementLine:
    line: ElementLine = one_or_404(next(iter(element_lines(sight, PolicyElement.key == key)), None))
    return line


@blueprint.get("/f/<forum>/element/<key>/history")
@reads_slowly
@access("reader")
def history(sight: Sight, key: str) -> Response:
    """Show the versions of a policy element, the latest first, each compared with the one before."""
    line = _by_key(sight, key)
    before = whole_number(request.args.get("before"))
    changes, older = versions(sight, line.words.text, before, partial(without_addresses, sight, PASSAGES))
    return forum_page(sight, "synthesis/element_history.html", line=line, changes=changes, before=before, older=older)


@blueprint.get("/f/<forum>/theme/<key>/element")
@access("member")
def new_element(sight: Sight, key: str) -> Response:
    """Show the form of a new policy element of a theme; the address may name its region."""
    check(synthesis.write_element(sight.viewer, is_closed=sight.is_closed))
    theme, name = theme_by_key(sight, key)
    region = one_line(request.args.get("region"))
    form = ElementForm(sight.forum, region, is_new=True, formdata=None, region=region)
    return _page(sight, theme, name, begin(form, new_element_place(theme)))


def _page(sight: Sight, theme: Theme, name: Pair, editing: Editing, line: ElementLine | None = None) -> Response:
    return forum_page(
        sight,
        "synthesis/edit_element.html",
        status=editing.status,
        theme=theme,
        name=name,
        editing=editing,
        line=line,
        citable=theme_passages(
            sight, _of_cell(theme, editing.form.region.data), whole_number(request.form.get("page"))
        ),
    )


def _of_cell(theme: Theme, region: str) -> ColumnElement[bool]:
    """Match the passages of a cell; without a region, of the theme as a whole."""
    of_theme = Excerpt.theme_id == theme.id
    return of_theme & (Excerpt.region == region) if region else of_theme


def _is_not_sent() -> bool:
    """Return whether the form only asks for citations in its text, or for further passages to cite."""
    return "cite" in request.form or "page" in request.form


@blueprint.post("/f/<forum>/theme/<key>/element")
@access("member")
def add_element(sight: Sight, key: str) -> Response | BaseResponse:
    """Write a policy element, or put citations of the ticked passages into the form. A form that is sent twice writes
    one.
    """
    check(synthesis.write_element(sight.viewer, is_closed=sight.is_closed))
    theme, name = theme_by_key(sight, key)
    form, place = ElementForm(sight.forum, is_new=True), new_element_place(theme)
    put_citations(sight, PASSAGES, form, "passages", partial(citable_keys, sight, theme))
    if _is_not_sent():
        return _page(sight, theme, name, replace(again(form, place), status=200))
    if not form.validate():
        return _page(sight, theme, name, again(form, place))
    element = actions.write_element(sight, theme, str(form.region.data), form.typed, myself(), form.once.data)
    return _saved(sight, element, place)


def _saved(sight: Sight, element: PolicyElement, place: str) -> BaseResponse:
    flash(_("The policy element is saved."), f"sent {place}")
    return redirect(_address(sight, element), 303)


def _address(sight: Sight, element: PolicyElement) -> str:
    return url_for("elements.element", forum=sight.forum.slug, key=element.key)


@blueprint.get("/f/<forum>/element/<key>/edit")
@access("member")
def edit(sight: Sight, key: str) -> Response:
    """Show the form of a policy element."""
    check(synthesis.write_element(sight.viewer, is_closed=sight.is_closed))
    line = _by_key(sight, key)
    element, text_id = line.element, line.element.text_id
    standing = as_they_stand(sight, [text_id])
    filled: dict[str, Any] = {
        "region": element.region,
        "body": standing[text_id].source,
        "language": line.words.text.language,
        "base": mark(standing, text_id, beside=REGION.mark(sight, element)),
    }
    form = ElementForm(sight.forum, element.region, is_new=False, formdata=None, **filled)
    return _page(sight, line.theme, line.name, begin(form, element_place(element), sight, [text_id]), line)


@blueprint.post("/f/<forum>/element/<key>/edit")
@access("member")
def save(sight: Sight, key: str) -> Response | BaseResponse:
    """Save a policy element, or put citations of the ticked passages into the form. What somebody else saved meanwhile
    is shown and not overwritten.
    """
    check(synthesis.write_element(sight.viewer, is_closed=sight.is_closed))
    line = _by_key(sight, key)
    form, place = ElementForm(sight.forum, line.element.region, is_new=False), element_place(line.element)
    put_citations(sight, PASSAGES, form, "passages", partial(citable_keys, sight, line.theme))
    if _is_not_sent():
        return _page(sight, line.theme, line.name, replace(again(form, place), status=200), line)
    if editing := refused(sight, form, place, line.element, "text_id", beside=REGION):
        return _page(sight, line.theme, line.name, editing, line)
    actions.edit_element(sight, line.element, str(form.region.data), form.typed, myself())
    return _saved(sight, line.element, place)


@blueprint.post("/f/<forum>/element/<key>/remove")
@access("member")
def remove(sight: Sight, key: str) -> BaseResponse:
    """Remove a policy element."""
    line = _by_key(sight, key)
    actions.remove_element(sight, line.element)
    flash(_("The policy element is removed."))
    return redirect(theme_address(sight, line.theme), 303)
