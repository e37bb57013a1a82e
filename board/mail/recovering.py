"""Mails with links that open an account or change its address, and the notice of a changed address."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from flask_babel import gettext as _

from board.actions.enrolling import find_account
from board.actions.links import locked_account, make_setup_link
from board.actions.recovering import ADDRESS, RESET, SIGN_IN, prepare_link
from board.extensions import db, writing
from board.jobs import FIRST, handles
from board.mail.delivery import deliver
from board.mail.letters import plain_letter
from board.mail.links import address, site_settings, token_for
from board.mail.readers import in_language_of, language_of
from board.models import User

Words = tuple[str, str, str]
"""The subject, the paragraphs, and what the link in them does."""


@handles("mail.reset", rank=FIRST)
def reset_mail(payload: dict[str, Any], now: datetime) -> None:
    """Mail a link to choose a new password, only if the typed address has an account."""
    _to_account(RESET, payload, now)


@handles("mail.sign_in", rank=FIRST)
def sign_in_mail(payload: dict[str, Any], now: datetime) -> None:
    """Mail a link to sign in, only if the typed address has an account."""
    _to_account(SIGN_IN, payload, now)


def _to_account(kind: str, payload: dict[str, Any], now: datetime) -> None:
    with writing():
        user, unique = find_account(payload["email"]), payload["unique"]
        words = _words(kind, user, payload, now) if user else None
        db.session.commit()
    if user and words:
        _deliver(user, user.email, words, unique, now)


def _deliver(user: User, recipient: str, words: Words, unique: str, now: datetime) -> None:
    subject, body, action = words
    own = user.id if recipient == user.email else 0  # what comes back from another address says nothing about theirs
    letter = plain_letter(recipient, subject, body, unique, language_of(user), action=action, user_id=own)
    deliver(letter, now)


def _words(kind: str, user: User, payload: dict[str, Any], now: datetime) -> Words | None:
    """Return the mail, or None if the link was used already. An account without a password is set up first."""
    token = token_for(payload["unique"])
    with in_language_of(user):
        if user.password_hash is None:
            return _set_up_first(user, make_setup_link(user.id, now, token))
        if not prepare_link(kind, user, token, now):
            return None
        return _reset(user, token) if kind == RESET else _sign_in(user, token, payload.get("next", "/"))


def _set_up_first(user: User, token: str) -> Words:
    body = _(
        "Hello %(name)s,\n\n"
        "Somebody, probably you, asked for access to your account at %(site)s. It has no password yet. "
        "Choose one here; the link works once, for 14 days:\n\n%(link)s\n",
        name=user.name,
        site=site_settings().site_name,
        link=address(f"set-up/{token}"),
    )
    return _("Set up your account"), body, _("Choose a password")


def _reset(user: User, token: str) -> Words:
    body = _(
        "Hello %(name)s,\n\n"
        "Somebody, probably you, asked for a new password for your account at %(site)s. "
        "Choose it here; the link works once, for 2 hours:\n\n%(link)s\n\n"
        "If it was not you, do nothing: your password stays as it is.\n",
        name=user.name,
        site=site_settings().site_name,
        link=address(f"reset/{token}"),
    )
    return _("Choose a new password"), body, _("Choose a new password")


def _sign_in(user: User, token: str, leads_to: str) -> Words:
    going = "" if leads_to == "/" else f"?{urlencode({'next': leads_to})}"
    body = _(
        "Hello %(name)s,\n\n"
        "Somebody, probably you, asked for a link to sign in to %(site)s. "
        "Open it in the browser in which you want to read; it works once, for 30 minutes:\n\n%(link)s\n\n"
        "If it was not you, do nothing: nobody is signed in.\n",
        name=user.name,
        site=site_settings().site_name,
        link=address(f"sign-in/link/{token}{going}"),
    )
    return _("Your link to sign in"), body, _("Sign in")


@handles("mail.address", rank=FIRST)
def address_mail(payload: dict[str, Any], now: datetime) -> None:
    """Mail the address that an account is to have: a confirmation link, or notice that another account has it.

    Send nothing if the account's sessions were ended since: the person who asked may be the intruder that this was to
    keep out.
    """
    with writing():
        user, email, unique = locked_account(payload["user"]), payload["email"], payload["unique"]
        words = None
        if user is not None and user.session_stamp == payload.get("stamp"):
            words = _to_new_address(user, email, unique, now)
        db.session.commit()
    if user and words:
        _deliver(user, email, words, unique, now)


def _to_new_address(user: User, email: str, unique: str, now: datetime) -> Words | None:
    other = find_account(email)
    if other is None:
        return _confirm(user, email, token_for(unique), now)
    return _has_account(other) if other.id != user.id else None


def _has_account(other: User) -> Words:
    with in_language_of(other):
        body = _(
            "Hello %(name)s,\n\n"
            "Somebody wanted to use this address for their account at %(site)s. "
            "You already have an account with it, so nothing was changed.\n\n"
            "If that was you: sign in with this address. If you have forgotten the password, "
            "ask for a new one there:\n\n%(link)s\n",
            name=other.name,
            site=site_settings().site_name,
            link=address("forgotten"),
        )
        return _("This address already has an account"), body, _("Ask for a new password")


def _confirm(user: User, email: str, token: str, now: datetime) -> Words | None:
    if not prepare_link(ADDRESS, user, token, now, email):
        return None
    with in_language_of(user):
        body = _(
            "Hello,\n\n"
            "Somebody asked to use this address for an account at %(site)s. "
            "If it was you, confirm it here; the link works once, for 24 hours:\n\n%(link)s\n\n"
            "If it was not you, do nothing: nothing is changed.\n",
            site=site_settings().site_name,
            link=address(f"address/{token}"),
        )
        return _("Confirm your address"), body, _("Confirm the address")


@handles("mail.address_changed")
def address_changed_mail(payload: dict[str, Any], now: datetime) -> None:
    """Tell the address that an account had until now that it has changed."""
    user = db.session.get(User, payload["user"])
    if user is None or user.is_stand_in:
        return
    with in_language_of(user):
        subject = _("Your address was changed")
        body = _(
            "Hello %(name)s,\n\n"
            "Your account at %(site)s has a new e-mail address: sign in with it; e-mail goes there from now on. "
            "This is the last e-mail to the old address.\n\n"
            "If you did not change it, tell the organisers at once.\n",
            name=user.name,
            site=site_settings().site_name,
        )
    _deliver(user, payload["to"], (subject, body, ""), payload["unique"], now)
