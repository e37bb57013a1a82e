"""Every page that somebody can reach, on the demo: accessible, never wider than the window, silent in the console.

The pages are the application's own GET routes, filled in with the demo's richest examples and kept where the person
is let in. A new page is covered by itself; one with a new kind of argument has to be given an example here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page
from sqlalchemy import func, select
from werkzeug.routing import Rule

from board.actions.enrolling import make_setup_link
from board.actions.unsent import Draft, keep_unsent
from board.clock import FixedClock
from board.demo import load, redated
from board.extensions import db
from board.models import Membership, Post, Reading, Text, Thread, User
from tests.browser.conftest import Site, running, session_cookie
from tests.support.browser import PHONE, View, Watch, axe, scrolls_sideways
from tests.support.cast import START
from tests.support.client import signed_in

ROLES = ["nobody", "participant", "key_respondent", "translator", "admin", "owner"]
WIDE_EN = View()
VIEWS = [  # each pair of JavaScript, width, language and colours at least once
    WIDE_EN,
    View(width=PHONE, locale="es", dark=True),
    View(javascript=False, locale="es", dark=True),
    View(javascript=False, width=PHONE, dark=True),
    View(javascript=False, width=PHONE, locale="es"),
]
ZOOMED = 640
"""Pixels that a window of 1280 has at 200 % zoom."""
OTHER_THAN_PAGES = {"static", "health.healthz"}
MISSING = "/f/no-such-forum/"


@dataclass(frozen=True, slots=True)
class Demo:
    """The demo, running."""

    site: Site
    people: Mapping[str, User]
    """By role."""
    examples: Mapping[str, list[Any]]
    """Values for the arguments of addresses; keys under the word before them."""

    def addresses(self, role: str) -> list[str]:
        """The pages that somebody is let in to, and one that does not exist."""
        app = self.site.app
        client = signed_in(app, self.people[role]) if role in self.people else app.test_client()
        found = [address for address in dict.fromkeys(self._all(app, role)) if _is_page(client.get(address))]
        return [*found, MISSING]

    def _all(self, app: Flask, role: str) -> Iterator[str]:
        for rule in app.url_map.iter_rules():
            if "GET" in (rule.methods or ()) and rule.endpoint not in OTHER_THAN_PAGES:
                for values in self._values(rule, role):
                    yield str((rule.build(values) or ("", ""))[1])
        yield from ("/?all=1", f"{_last_of(self.examples['thread'])}")

    def _values(self, rule: Rule, role: str) -> Iterator[dict[str, Any]]:
        names = sorted(rule.arguments)
        kinds = [_kind(rule, name) if name == "key" else name for name in names]
        choices = [self.examples.get(f"{kind} of {role}") or self.examples[kind] for kind in kinds]
        for values in product(*choices):
            yield dict(zip(names, values, strict=True))
