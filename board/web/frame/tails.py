"""What was cut from a mail, folded below the post that it became; rendered apart from the kept post."""

from __future__ import annotations

from flask_babel import gettext as _
from markupsafe import Markup

TAIL = Markup('<details class="rest"><summary>{}</summary><p class="as-typed">{}</p></details>')
NOTHING = Markup()
SHOWN = 20_000
"""How many characters are shown at most: some e-mails quote a whole discussion."""


def tail_of(source: str | None) -> Markup:
    """Return what stands below a post; nothing if nothing was cut."""
    return TAIL.format(_("The rest of the e-mail"), source[:SHOWN]) if source else NOTHING
