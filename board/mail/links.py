"""Addresses in mails. A secret link is made again for a mail that is sent again; only its digest is stored."""

from __future__ import annotations

import hmac
from datetime import datetime

from flask import current_app

from board.config import Settings
from board.models import Forum
from board.rules.mail_tokens import BOUNCE, seal


def site_settings() -> Settings:
    """Return the settings of the site that sends."""
    found: Settings = current_app.extensions["settings"]
    return found


def address(path: str) -> str:
    """Return the address of a page of the site."""
    return f"{site_settings().site_url}/{path}"


def forum_address(forum: Forum, path: str) -> str:
    """Return the address of a page of a forum."""
    return address(f"f/{forum.slug}/{path}")


def token_for(unique: str) -> str:
    """Return the token of a request, always the same: a mail that is sent again has an unchanged link."""
    return hmac.new(site_settings().secret_key.encode(), unique.encode(), "sha256").hexdigest()


def reply_address(token: str) -> str | None:
    """Return the address to which a mail with this token can be sent; None where the site takes no mail."""
    where = site_settings().mail_replies
    if where is None:
        return None
    user, _at, domain = where.rpartition("@")
    return f"{user}+{token}@{domain}"


def bounce_address(user_id: int, now: datetime) -> str:
    """Return the address to which mail to this account (0: to none) comes back."""
    return reply_address(token(BOUNCE, user_id, 0, now)) or site_settings().mail_from


def token(purpose: int, user_id: int, about: int, now: datetime) -> str:
    """Return a token of `rules/mail_tokens.py`, sealed with the site's secret."""
    return seal(site_settings().secret_key, purpose, user_id, about, now)
