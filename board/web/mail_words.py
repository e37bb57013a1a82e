"""Words about e-mail that somebody gets, or about where it waits if the site has no mail server."""

from __future__ import annotations

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup, escape

from board.web import viewer

NO_MAIL_SERVER = _l(
    "No mail server is set for this site, so no e-mail is sent: the owner of the site can read it and pass it on."
)


def sends_mail() -> bool:
    """Return whether the site has a mail server."""
    return viewer.settings().mail_url is not None


def if_mailed(words: str) -> str:
    """Return words about an e-mail; if the site has no mail server, say where e-mail waits instead.

    Whoever claims that somebody gets an e-mail asks this. The owner, who can set a server, is led to the page that
    tells how.
    """
    if sends_mail():
        return words
    person = viewer.me()
    if person is None or not person.is_owner:
        return str(NO_MAIL_SERVER)
    page = Markup('<a href="{}">{}</a>').format(url_for("owner.mail"), _("E-mail and other tasks"))
    waits = _(
        "No mail server is set for this site, so no e-mail is sent. It waits on the page “%(page)s”, which also says "
        "how to set one.",
        page="%(page)s",
    )
    return escape(waits) % {"page": page}


def and_mailed(done: str, mailed: str) -> str:
    """Return what was done, and then who gets an e-mail about it, or where that waits."""
    return Markup("{} {}").format(done, if_mailed(mailed))
