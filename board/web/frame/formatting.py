"""The bar above a Markdown field, and the help beside it: the same for everyone in one language, so they are kept."""

from __future__ import annotations

from flask import Flask, render_template
from flask_babel import get_locale
from markupsafe import Markup

from board.web.frame.html_cache import Kept

kept: Kept[Markup] = Kept(200)


def formatting(field_id: str, mentions: bool = False, attach: bool = False) -> Markup:
    """Return a field's bar; with ``mentions``, its help tells of them, with ``attach``, it has a button for files."""
    key = str(get_locale()), field_id, mentions, attach
    return kept.get(key) or kept.put(key, _render(field_id, mentions, attach))


def _render(field_id: str, mentions: bool, attach: bool) -> Markup:
    shown = {"field_id": field_id, "mentions": mentions, "attach": attach}
    return Markup(render_template("frame/_formatting.html", **shown))  # noqa: S704 - the template escapes


def connect(app: Flask) -> None:
    """Give it to templates."""
    app.jinja_env.globals.update(formatting=formatting)
