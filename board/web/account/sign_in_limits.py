"""Limit how often anyone may try to sign in.

Each try is counted before the password is checked, so that many tries at once cannot exceed the limit; a try with the
right password is taken back. A try is counted for the account from this network address, for the account from all
addresses together, and, far more generously, for the network address. A browser in which the account signed in before
is counted alone, so neither a neighbour on the same line nor a stranger elsewhere can lock a person out of their
account. The limits are the same whether or not the account exists, and no e-mail address is stored.
"""

from __future__ import annotations

import hmac
import ipaddress
import logging
import secrets
from dataclasses import dataclass

from flask import Response, after_this_request, current_app, request
from flask_babel import ngettext
from itsdangerous import BadData, URLSafeSerializer
from limits import RateLimitItem, parse, parse_many

from board.actions.enrolling import find_account, normal_email
from board.extensions import limiter
from board.models import User
from board.web.counts import DatabaseCounts, seconds_until
from board.web.viewer import settings

log = logging.getLogger(__name__)

FROM_ONE_ADDRESS = parse("120 per minute")
"""For one network address, which a village may share. To check so many passwords takes a tenth of the server's time."""
FROM_ELSEWHERE = parse("30 per hour")
"""For one account, from all browsers together in which it has not signed in before."""
YEAR = 365 * 24 * 3600
MAX_ACCOUNTS = 5
"""How many accounts one browser is remembered for."""


@dataclass(frozen=True, slots=True)
class Count:
    """One of the limits that a try counts towards; a ``shared`` one also counts tries of other accounts."""

    limit: RateLimitItem
    key: tuple[str, ...]
    shared: bool = False

    def hit(self) -> bool:
        return limiter.limiter.hit(self.limit, *self.key)

    def take_back(self) -> None:
        if self.shared:
            limiter.limiter.hit(self.limit, *self.key, cost=-1)
        else:
            limiter.limiter.clear(self.limit, *self.key)


@dataclass(frozen=True, slots=True)
class Try:
    """A try that was counted. ``wait`` is in seconds, and 0 where the try is within the limits."""

    counts: list[Count]
    wait: int = 0

    def take_back(self) -> None:
        """Count the try no longer, because its password was right."""
        for count in self.counts:
            count.take_back()


def count_try(email: str) -> Try:
    """Count a try to sign in with this e-mail address."""
    if not limiter.enabled:
        return Try([])
    if isinstance(limiter.storage, DatabaseCounts):
        limiter.storage.clear_away()
    counts = _counts(_mark(normal_email(email)), request.remote_addr or "")
    full = next((count for count in counts if not count.hit()), None)
    return Try(counts, _wait(full) if full else 0)


def _counts(mark: str, address: str) -> list[Count]:
    device, known = _device()
    strict = parse_many(settings().rate_sign_in)
    if mark in known:
        return [Count(limit, ("sign-in", "device", device, mark)) for limit in strict]
    everybody = Count(FROM_ONE_ADDRESS, ("sign-in", address), shared=True)
    here = [Count(limit, ("sign-in", "here", address, mark)) for limit in strict]
    return [everybody, *here, Count(FROM_ELSEWHERE, ("sign-in", "elsewhere", mark))]


def _wait(full: Count) -> int:
    return seconds_until(limiter.limiter.get_window_stats(full.limit, *full.key).reset_time)


def too_many(wait: int) -> str:
    """Return the message for a person who has to wait. Links by mail have a limit of their own, so one still works."""
    minutes = -(-wait // 60)
    words: str = ngettext(
        "There were many attempts with this address. Wait a minute, then try again, or have a link sent to you.",
        "There were many attempts with this address. Wait %(num)d minutes, then try again, or have a link sent to you.",
        minutes,
    )
    return words


def note_failure(email: str) -> None:
    """Log which account was tried from which network, for the operator of the site. What was typed is never logged."""
    account = find_account(email)
    log.warning(
        "sign-in failed: account %s, from %s", account.key if account else "none", network(request.remote_addr or "")
    )


def network(address: str) -> str:
    """Return the /24 or /48 network of an IP address: enough to see where many tries come from."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    return str(ipaddress.ip_network(f"{parsed}/{24 if parsed.version == 4 else 48}", strict=False))


# ---- the browser


def remember_device(user: User) -> None:
    """Remember in a cookie that the account signed in in this browser."""
    device, known = _device()
    marks = list(dict.fromkeys([_mark(user.email), *known]))[:MAX_ACCOUNTS]
    value = str(_signer().dumps([device or secrets.token_urlsafe(12), marks]))

    @after_this_request
    def _set(response: Response) -> Response:
        secure = bool(current_app.config["SESSION_COOKIE_SECURE"])
        response.set_cookie(_name(), value, max_age=YEAR, httponly=True, samesite="Lax", secure=secure)
        return response


def _device() -> tuple[str, list[str]]:
    """Return this browser's random name and the marks of accounts that signed in here, if its cookie is valid."""
    try:
        device, known = _signer().loads(request.cookies.get(_name(), ""))
    except (BadData, TypeError, ValueError):
        return "", []
    return str(device), list(known)


def _name() -> str:
    return ("__Host-" if current_app.config["SESSION_COOKIE_SECURE"] else "") + "device"


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt="device")


def _mark(email: str) -> str:
    """Return a keyed digest that stands for an e-mail address without revealing it."""
    return hmac.new(str(current_app.secret_key).encode(), email.encode(), "sha256").hexdigest()[:16]
