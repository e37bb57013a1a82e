"""Secret links in mails: only a digest is stored, and a mail that is sent again has the same link."""

from __future__ import annotations

import hmac

from flask import current_app

from board.config import Settings


def site_settings() -> Settings:
    """Return the settings of the site that sends."""
    found: Settings = current_app.extensions["settings"]
    return found


def token_for(unique: str) -> str:
    """Return the token of a request, always the same: a mail that is sent again has an unchanged link."""
    return hmac.new(site_settings().secret_key.encode(), unique.encode(), "sha256").hexdigest()
