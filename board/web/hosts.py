"""Under which names the site answers: the one in ``SITE_URL``, and on a machine of one's own all names of that."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flask import Flask, Request

if TYPE_CHECKING:
    from werkzeug.routing import MapAdapter

NAME = re.compile(r"(\[[^\]]*\]|[^:]+)(:\d+)?\Z")
LOCAL = ["localhost", "127.0.0.1", "[::1]"]
WHATEVER_THE_NAME = ("/healthz", "/readyz")
"""Load balancers ask for these by number, and are told nothing that depends on it."""


class Site(Flask):
    """Believes of the ``Host`` of a request what ``SITE_URL`` says; anything else is answered by a 400."""

    def create_url_adapter(self, request: Request | None) -> MapAdapter | None:
        if request is not None and request.path not in WHATEVER_THE_NAME:
            known, asked = self.config["KNOWN_HOSTS"], NAME.match(request.environ.get("HTTP_HOST", "").lower())
            if asked is None or asked[1] not in known:  # the library knows no name with colons, and none in capitals
                request.trusted_hosts = known
        return super().create_url_adapter(request)


def known_hosts(site_url: str) -> list[str]:
    """The names, on any port."""
    host = urlsplit(site_url).hostname or ""
    named = f"[{host}]" if ":" in host else host
    return LOCAL if named in LOCAL else [named]
