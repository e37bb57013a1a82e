"""Health checks for proxies and monitors: is this process alive, and can the site do its work?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, current_app

from board.extensions import limiter
from board.web.outage import RETRY_AFTER
from board.web.readiness import Probe
from board.web.viewer import now

blueprint = Blueprint("health", __name__)
PLAIN = {"Content-Type": "text/plain; charset=utf-8"}

Answer = tuple[str, int, dict[str, str]]


def for_everybody(view: Callable[..., Any]) -> Callable[..., Any]:
    """Mark a view as public without identifying the person, which would query the database."""
    view.access = "public"  # type: ignore[attr-defined]
    return view


@blueprint.get("/healthz")
@limiter.exempt
@for_everybody
def healthz() -> Answer:
    """Answer 200 as long as the process runs."""
    return "ok\n", 200, PLAIN


@blueprint.get("/readyz")
@limiter.exempt
@for_everybody
def readyz() -> Answer:
    """Answer 200 when everything works, otherwise 503 with one line per problem."""
    probe: Probe = current_app.extensions["readiness"]
    problems = probe.problems(now())
    if not problems:
        return "ok\n", 200, PLAIN
    return "".join(f"{problem}\n" for problem in problems), 503, PLAIN | {"Retry-After": RETRY_AFTER}
