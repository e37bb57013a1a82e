"""A person with a browser without JavaScript: a persistent connection, cookies, forms filled in and sent."""

from __future__ import annotations

import gzip
import http.client
import re
import select
from collections.abc import Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import urlencode

CUT = (OSError, http.client.HTTPException)
"""The errors of a browser whose connection is cut."""
HOST, PATIENCE = "127.0.0.1", 30.0


@dataclass(frozen=True, slots=True)
class Answer:
    """The server's answer, decompressed."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def html(self) -> str:
        return self.body.decode(errors="replace")

    @property
    def location(self) -> str:
        return self.headers.get("location", "")

    @property
    def is_whole(self) -> bool:
        """Whether a page is complete to its last line; a page that is cut off is no answer."""
        leads_on = self.status in range(300, 400)
        is_page = self.headers.get("content-type", "").startswith("text/html") and b"<html" in self.body[:300]
        return leads_on or not is_page or self.body.rstrip().endswith(b"</html>")

    @property
    def asks_to_wait(self) -> bool:
        """Whether a rate limit answered, and says how long to wait: the crowd comes from one address."""
        return self.status == 429 and "retry-after" in self.headers


class Browser:
    """One connection. Several connections may share a person's cookies."""

    def __init__(self, port: int, cookies: dict[str, str] | None = None, patience: float = PATIENCE) -> None:
        self._connection = http.client.HTTPConnection(HOST, port, timeout=patience)
        self.cookies = {} if cookies is None else cookies

    def ask(self, method: str, path: str, body: bytes | None = None, **headers: str) -> Answer:
        """Send a request. Raise an error in CUT if no complete answer came; the next request opens a new connection."""
        sent = {"Host": f"{HOST}:{self._connection.port}", "Accept-Encoding": "gzip", **headers}
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        self._close_if_hung_up()
        try:
            self._connection.request(method, path, body, sent)
            response = self._connection.getresponse()
            return self._answer(response, response.read())
        except CUT:
            self._connection.close()
            raise

    def _close_if_hung_up(self) -> None:
        """Close an idle connection that the server has closed: a browser opens another."""
        line = self._connection.sock
        if line is not None and select.select([line], [], [], 0)[0]:
            self._connection.close()

    def _answer(self, response: http.client.HTTPResponse, body: bytes) -> Answer:
        for value in response.headers.get_all("Set-Cookie") or []:
            name, _, rest = value.partition("=")
            self.cookies[name] = rest.partition(";")[0]
        if response.headers.get("Content-Encoding") == "gzip":
            body = gzip.decompress(body)
        return Answer(response.status, {name.lower(): value for name, value in response.headers.items()}, body)

    def get(self, path: str) -> Answer:
        return self.ask("GET", path)

    def post(self, path: str, fields: Mapping[str, str]) -> Answer:
        body = urlencode(fields).encode()
        return self.ask("POST", path, body, **{"Content-Type": "application/x-www-form-urlencoded"})

    def sign_in(self, email: str, password: str) -> None:
        """Sign in. Raise RuntimeError if the site refuses."""
        form = form_of(self.get("/sign-in").html, 'action="/sign-in"')
        answer = self.post("/sign-in", form.fields | {"email": email, "password": password})
        if answer.status != 303:
            raise RuntimeError(f"{email} could not sign in: {answer.status}")

    def close(self) -> None:
        self._connection.close()


@dataclass(frozen=True, slots=True)
class Form:
    """A form with the contents of its fields."""

    action: str
    fields: dict[str, str]


def form_of(html: str, mark: str) -> Form:
    """Return the form with this mark in its opening tag. Raise RuntimeError if there is none."""
    found = re.search(rf"<form[^>]*{re.escape(mark)}.*?</form>", html, re.DOTALL)
    if not found:
        raise RuntimeError(f"no form {mark} on this page: {' '.join(html.split())[:200]}")
    reader = _Reader()
    reader.feed(found[0])
    return Form(reader.action, reader.fields)


class _Reader(HTMLParser):
    """Reads a form."""

    def __init__(self) -> None:
        super().__init__()
        self.action, self.fields = "", {}
        self._area: str | None = None
        self._select: str | None = None

    def handle_starttag(self, tag: str, found: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in found}
        name = values.get("name", "")
        if tag == "form":
            self.action = values.get("action", "")
        elif tag == "textarea":
            self._area, self.fields[name] = name, ""
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select and ("selected" in values or self._select not in self.fields):
            self.fields[self._select] = values.get("value", "")
        elif tag == "input" and name and (values.get("type") not in ("checkbox", "radio") or "checked" in values):
            self.fields[name] = values.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._area = None
        elif tag == "select":
            self._select = None

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self.fields[self._area] += data.removeprefix("\n") if not self.fields[self._area] else data
