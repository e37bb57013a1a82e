"""The language of a page that is opened by a link in a mail, and the limits of such pages."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext

from flask import Response, request
from flask_babel import force_locale

from board.extensions import limiter
from board.models import User
from board.pages.mail_choices import Place, place_of
from board.rules.languages import INTERFACE
from board.rules.mail_tokens import CHOICES, seal, unseal
from board.web.viewer import View, me, now, settings

PER_LINK = "120 per hour"
"""Changes with one link. Programs of mail servers may follow a link several times."""
FROM_ONE_VISITOR = "60 per minute"
"""Links that lead nowhere, from one network address."""


def in_language_of_mail(user: User) -> AbstractContextManager[None]:
    """Use the language that the person chose for their mails and pages, unless the reader has chosen one here."""
    if me() is not None or request.cookies.get("interface") in INTERFACE or user.interface not in INTERFACE:
        return nullcontext()
    chosen: AbstractContextManager[None] = force_locale(user.interface)
    return chosen


def place_by(token: str, purpose: int) -> Place | None:
    """Return the place that a token opens, or None."""
    return place_of(unseal(settings().secret_key, token), purpose)


def choices_token(place: Place) -> str:
    """Return the token of the page on which the person chooses what they get."""
    return seal(settings().secret_key, CHOICES, place.user.id, place.forum.id, now())


def limited(view: View) -> View:
    """Limit changes by a link. Links that lead somewhere are not counted by address: one mail server opens many."""
    by_link: View = limiter.limit(PER_LINK, key_func=_token_key)(view)
    by_address: View = limiter.limit(FROM_ONE_VISITOR, deduct_when=_leads_nowhere)(by_link)
    return by_address


def _token_key() -> str:
    return f"mail:{(request.view_args or {}).get('token', '')[:64]}"


def _leads_nowhere(response: Response) -> bool:
    return response.status_code == 404
