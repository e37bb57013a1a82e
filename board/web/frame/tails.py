"""What was cut from a mail, folded below the post that it became; rendered apart from the kept post."""

from __future__ import annotations

from flask_babel import gettext as _
from markupsafe import Markup

TAIL = Markup('<details><summary>{}</summary><p class="as-typed">{}</p></details>')
NOTHING = Markup()
SHOWN = 20_000
"""Characters that are shown: the longest quote a whole discussion."""


def tail_of(source: str | None) -> Markup:
    """Return what stands below a post; nothing if nothing was cut."""
    return TAIL.format(_("Also in this e-mail"), source[:SHOWN]) if source else NOTHING
