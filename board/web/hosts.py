"""The host names that the site answers to: the one in ``SITE_URL``, or every local name if that one is local."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flask import Flask, Request

if TYPE_CHECKING:
    from werkzeug.routing import MapAdapter

NAME = re.compile(r"(\[[^\]]*\]|[^:]+)(:\d+)?\Z")
LOCAL = ["localhost", "127.0.0.1", "[::1]"]
ANY_HOST = ("/healthz", "/readyz")
"""Load balancers ask for these by IP address; the answers do not depend on the host name."""


class Site(Flask):
    """The application. A request with a ``Host`` other than that of ``SITE_URL`` gets a 400."""

    def create_url_adapter(self, request: Request | None) -> MapAdapter | None:
        if request is not None and request.path not in ANY_HOST:
            known, asked = self.config["KNOWN_HOSTS"], NAME.match(request.environ.get("HTTP_HOST", "").lower())
            if (
                asked is None or asked[1] not in known
            ):  # Werkzeug's own check fails on IPv6 addresses and capital letters
                request.trusted_hosts = known
        return super().create_url_adapter(request)


def known_hosts(site_url: str) -> list[str]:
    """Return the host names that the site answers to, on any port."""
    host = urlsplit(site_url).hostname or ""
    named = f"[{host}]" if ":" in host else host
    return LOCAL if named in LOCAL else [named]
