"""Why an XML file is refused, in words."""

from __future__ import annotations

from flask_babel import gettext as _

from board.text import Hostile, NotXml


def xml_trouble(error: ValueError) -> str:
    """Return the sentence for an XML file that cannot be read, or "" if something else is wrong."""
    if isinstance(error, NotXml):
        return str(_("This file cannot be read. It is damaged, in another encoding than it says, or of another kind."))
    if isinstance(error, Hostile):
        return str(_("This file defines words of its own or is built in a way that could do harm. It was not read."))
    return ""
