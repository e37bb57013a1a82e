"""The handbook's contents, its pages, and what is found in it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from flask import Blueprint, Response, make_response, render_template, request, url_for
from flask_babel import get_locale
from flask_babel import lazy_gettext as _l
from markupsafe import Markup

from board import handbook
from board.handbook import AUDIENCES, HERE, NAMES, Page
from board.text import blocks, parse_query
from board.web.field_rules import showable
from board.web.security import keep_uncompressed
from board.web.viewer import access, one_or_404

blueprint = Blueprint("handbook", __name__)

AUDIENCE_WORDS = {
    "everybody": _l("For everybody who takes part"),
    "key_respondent": _l("For key respondents"),
    "translator": _l("For translators"),
    "admin": _l("For organisers"),
    "owner": _l("For the owner of this site"),
}
LONGEST = 500
"""Characters of what is looked for; the field takes no more."""


class Shown(NamedTuple):
    """A section as HTML."""

    anchor: str
    title: str
    body: Markup


@blueprint.get("/help/")
@access("public")
def contents() -> Response:
    """Show the contents of the handbook, or what is found in it."""
    typed = showable(request.args.get("q")).strip()[:LONGEST]
    results = handbook.search(_language(), parse_query(typed))
    parts = [(AUDIENCE_WORDS[audience], _pages(names)) for audience, names in AUDIENCES.items()]
    response = make_response(render_template("handbook/contents.html", typed=typed, results=results, parts=parts))
    return keep_uncompressed(response) if typed else response


@blueprint.get("/help/<chapter>")
@access("public")
def page(chapter: str) -> str:
    """Show a page of the handbook in the language of the interface."""
    shown = one_or_404(handbook.page(_language(), chapter))
    at = NAMES.index(chapter)
    return render_template(
        "handbook/page.html",
        chapter=shown,
        sections=list(_sections(shown)),
        before=handbook.page(_language(), NAMES[at - 1]) if at else None,
        after=handbook.page(_language(), NAMES[at + 1]) if at + 1 < len(NAMES) else None,
    )


def _language() -> str:
    return str(get_locale())


def _pages(names: tuple[str, ...]) -> list[Page]:
    book = handbook.book(_language())
    return [book[name] for name in names]


def _sections(page: Page) -> Iterator[Shown]:
    """Yield the sections as HTML. Links to other pages of the handbook become addresses of this site."""
    root = url_for("handbook.contents")
    for section in page.sections:
        made = "".join(block.html for block in blocks(section.source, anchor=section.anchor))
        linked = made.replace(f'"{HERE}', f'"{root}')
        yield Shown(section.anchor, section.title, Markup(linked))  # noqa: S704 - made safe by `blocks`
