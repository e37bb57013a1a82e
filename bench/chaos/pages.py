"""All pages that somebody can reach: found by following links, compared without their tokens."""

from __future__ import annotations

import hashlib
import html
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from urllib.parse import urljoin, urlsplit

from werkzeug.exceptions import HTTPException
from werkzeug.routing import MapAdapter, RequestRedirect

from bench.chaos.browser import Answer, Browser
from bench.chaos.site import FORUM
from board import create_app
from board.config import Settings

BEGINNINGS = (
    "/", "/sign-in", "/forgotten", "/privacy", "/profile", "/profile/data", "/unsent", "/healthz", f"/f/{FORUM}/",
    f"/f/{FORUM}/home", f"/f/{FORUM}/people", f"/f/{FORUM}/search?q=mercado", f"/f/{FORUM}/questions",
    f"/f/{FORUM}/call", f"/f/{FORUM}/apply", f"/f/{FORUM}/kit", f"/f/{FORUM}/translate", f"/f/{FORUM}/admin/",
    f"/f/{FORUM}/admin/applications/compare", "/owner/forums", "/owner/mail",
    *(f"/f/{FORUM}/week/{number}" for number in range(1, 7)),
)  # fmt: skip
"""Where a walk begins; menus, posts and tables of these pages lead everywhere else."""
PASSING = [
    re.compile(rb'(name="(?:csrf_token|once)" value=")[^"]*'),
    re.compile(rb'(name="csrf-token" content=")[^"]*'),
    re.compile(rb"(nonce-)[\w=-]+"),
]
"""What differs in every answer."""
LINK = re.compile(r'(?:href|src)="([^"]+)"')
OWNER = re.compile(rb'<meta name="user-key" content="([^"]*)"')


@dataclass(frozen=True, slots=True)
class Seen:
    """An answer in the form in which it is compared."""

    status: int
    location: str
    digest: str
    size: int

    @classmethod
    def of(cls, answer: Answer) -> Seen:
        body = answer.body
        for token in PASSING:
            body = token.sub(rb"\1-", body)
        return cls(answer.status, answer.location, hashlib.sha256(body).hexdigest()[:16], len(body))


def owner_of(answer: Answer) -> str:
    """Return whose page it is: the key of the account for which it was made."""
    found = OWNER.search(answer.body)
    return found[1].decode() if found else ""


@cache
def routes() -> MapAdapter:
    """Return the site's own map of addresses."""
    settings = Settings.from_env({"DATABASE_URL": "sqlite://", "DEMO": "1", "INSTANCE_DIR": "/nonexistent"})
    return create_app(settings).url_map.bind("127.0.0.1")


def route_of(path: str) -> str:
    """Return the name of the route that answers there, "" for none."""
    try:
        return str(routes().match(urlsplit(path).path, "GET")[0])
    except RequestRedirect:
        return "redirect"
    except HTTPException:
        return ""


def get_routes() -> set[str]:
    """Return all routes that can be read."""
    return {rule.endpoint for rule in routes().map.iter_rules() if "GET" in (rule.methods or ())}


def walk(browser: Browser, of_a_route: int) -> Iterator[tuple[str, Answer]]:
    """Yield pages that somebody reaches, at most so many per route, with and without a query, each once."""
    waiting, known, asked = list(BEGINNINGS), set(BEGINNINGS), Counter[tuple[str, bool]]()
    while waiting:
        path = waiting.pop(0)
        kind = (route_of(path), "?" in path)
        if not kind[0] or asked[kind] >= of_a_route + (path in BEGINNINGS):
            continue
        asked[kind] += 1
        answer = browser.get(path)
        yield path, answer
        for link in links(path, answer):
            if link not in known:
                known.add(link)
                waiting.append(link)


def links(path: str, answer: Answer) -> Iterator[str]:
    """Yield the addresses of this site that an answer links to."""
    led = [answer.location] if answer.location else []
    is_page = answer.headers.get("content-type", "").startswith("text/html")
    for found in led + (LINK.findall(answer.html) if is_page else []):
        parts = urlsplit(urljoin(f"http://here{path}", html.unescape(found)))
        if parts.netloc == "here":
            yield parts.path + (f"?{parts.query}" if parts.query else "")
