"""Secret links in mails: nothing of them is kept but a digest, and a mail that is sent again brings the same one."""

from __future__ import annotations

import hmac

from flask import current_app

from board.config import Settings


def site_settings() -> Settings:
    """The settings of the site that writes."""
    found: Settings = current_app.extensions["settings"]
    return found


def token_for(unique: str) -> str:
    """The same for one request, and for no other: a mail that is sent again brings a link that is no different."""
    return hmac.new(site_settings().secret_key.encode(), unique.encode(), "sha256").hexdigest()
