"""The coding desk: unread texts one after the other, each paragraph placed with a few keys, or with plain forms."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from board.actions import coding, excerpting
from board.pages import choosing
from board.pages.coding import keys_of, next_place, number_left, paragraphs, source_of
from board.rules import synthesis
from board.rules.permissions import check
from board.visible import Sight
from board.web.frame.render import forum_page
from board.web.synthesis.forms import DeskForm
from board.web.synthesis.quoting import Quoted, Themes, cell_of, likely_region, quoted_by_key, themes_to_choose
from board.web.viewer import access, myself, not_found, page_or_part, wants_part

blueprint = Blueprint("coding", __name__)


@blueprint.get("/f/<forum>/coding")
@access("member")
def desk(sight: Sight) -> Response:
    """Show the earliest text that the viewer has not gone through, or that nothing is left."""
    check(synthesis.code(sight.viewer))
    place = next_place(sight)
    if place is None:
        return forum_page(sight, "synthesis/coded.html")
    return _page(sight, quoted_by_key(sight, *place), themes_to_choose(sight))


def _page(sight: Sight, quoted: Quoted, themes: Themes, trouble: DeskForm | None = None) -> Response:
    region = likely_region(sight, quoted)
    rows = paragraphs(sight, quoted.pair)
    forms = {row.row.segment.lineage: _blank(sight, themes, region, row.row.segment.lineage) for row in rows}
    if trouble is not None:
        forms[trouble.paragraph.data or ""] = trouble
    return forum_page(
        sight,
        "synthesis/coding.html",
        status=422 if trouble else 200,
        quoted=quoted,
        source=source_of(sight, quoted.text),
        left=number_left(sight),
        paragraphs=rows,
        forms=forms,
        themes=themes,
        names={theme.id: name for theme, name in themes},
        keyed=[(keys_of(place), theme) for place, theme in enumerate(themes)],
    )


def _blank(sight: Sight, themes: Themes, region: str, lineage: str) -> DeskForm:
    form = DeskForm(sight.forum, themes, region, formdata=None, paragraph=lineage)
    form.region.data = region
    return form


@blueprint.post("/f/<forum>/post/<key>/code", defaults={"kind": "post"})
@blueprint.post("/f/<forum>/reading/<key>/code", defaults={"kind": "reading"})
@access("member")
def place(sight: Sight, kind: str, key: str) -> Response | BaseResponse:
    """Place a paragraph under a theme. htmx gets the paragraph anew; a plain browser is led back to it."""
    check(synthesis.code(sight.viewer))
    quoted, themes = quoted_by_key(sight, kind, key), themes_to_choose(sight)
    form = DeskForm(sight.forum, themes, likely_region(sight, quoted))
    spans = choosing.chosen(quoted.pair, [form.paragraph.data or ""], "")
    if not spans or source_of(sight, quoted.text) is None:
        not_found()  # the paragraph was edited away, or the text was finished in another window
    if not form.validate():
        return _part(sight, quoted, themes, form) if wants_part() else _page(sight, quoted, themes, form)
    cell = cell_of(themes, form.theme.data, str(form.region.data), str(form.body.data or ""))
    excerpting.place_excerpt(sight, quoted.text, spans, cell, myself(), form.once.data)
    if wants_part():
        return _part(sight, quoted, themes, _blank(sight, themes, str(form.region.data), str(form.paragraph.data)))
    return redirect(url_for("coding.desk", forum=sight.forum.slug, _anchor=f"p-{form.paragraph.data}"), 303)


def _part(sight: Sight, quoted: Quoted, themes: Themes, form: DeskForm) -> Response:
    """Render one paragraph with its form."""
    here = next(row for row in paragraphs(sight, quoted.pair) if row.row.segment.lineage == form.paragraph.data)
    names = {theme.id: name for theme, name in themes}
    said = "" if form.errors else _("Placed under: %(theme)s", theme=names[here.placed[-1].excerpt.theme_id])
    html = render_template(
        "synthesis/_paragraph.html", sight=sight, forum=sight.forum, quoted=quoted, paragraph=here, form=form,
        names=names, said=said,
    )  # fmt: skip
    return page_or_part(html, 422 if form.errors else 200)


@blueprint.post("/f/<forum>/post/<key>/coded", defaults={"kind": "post"})
@blueprint.post("/f/<forum>/reading/<key>/coded", defaults={"kind": "reading"})
@access("member")
def finish(sight: Sight, kind: str, key: str) -> BaseResponse:
    """Mark a text as gone through, and lead to the next one."""
    check(synthesis.code(sight.viewer))
    coding.finish_text(sight, quoted_by_key(sight, kind, key).text, myself())
    return redirect(url_for("coding.desk", forum=sight.forum.slug), 303)
