"""Caddy and nginx really before the site, by the files of deploy/: what people, and those who mean ill, then meet."""

from __future__ import annotations

import http.client
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pytest
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from board.clock import FixedClock
from board.extensions import writing
from tests.conftest import START
from tests.support import database
from tests.support.cast import PASSWORD, make_cast
from tests.support.ports import free_port
from tests.support.proxies import FORM, NAME, PROXIES, Proxy, Visitor, caddy
from tests.support.serving import Answer, Running, serving_for_real
from tests.support.site import new_app

NEW_READING = "/f/social-economy/admin/week/2/readings/new"
PAGE = "We will be back in a moment"
MEGABYTE = 1024 * 1024
HALF = f"POST /sign-in HTTP/1.1\r\nHost: {NAME}\r\nContent-Type: {FORM}\r\nContent-Length: 1000\r\n\r\na="


@dataclass(frozen=True, slots=True)
class Place:
    """A site that can be started there again and again, with the cast in it."""

    folder: Path
    port: int

    @contextmanager
    def served(self) -> Iterator[Running]:
        settings = {"SITE_URL": f"https://{NAME}", "TRUSTED_PROXIES": "1", "RATE_SIGN_IN": "3 per minute"}
        url = database.sqlite_url(self.folder, "site")
        with serving_for_real(self.folder, url, port=self.port, **settings) as server:
            server.wait()
            yield server


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    folder = tmp_path_factory.mktemp("site")
    app = new_app(database.sqlite_url(folder, "site"), FixedClock(START), folder)
    with app.app_context(), writing():
        make_cast()
    database.dispose(app)
    return Place(folder, free_port())


@pytest.fixture(scope="module")
def site(place: Place) -> Iterator[Running]:
    with place.served() as server:
        yield server


@pytest.fixture(scope="module", params=sorted(PROXIES))
def proxy(request: pytest.FixtureRequest, site: Running, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    with PROXIES[request.param](tmp_path_factory.mktemp(request.param), site.port) as running:
        yield running


@pytest.fixture
def visitor(proxy: Proxy) -> Visitor:
    return proxy.visitor()


def test_people_come_by_https_and_the_site_knows_it(visitor: Visitor) -> None:
    answer = visitor.get("/sign-in")
    assert answer.status == 200
    assert "Strict-Transport-Security" in answer.headers
    assert [name for name in visitor.cookies if not name.startswith("__Host-")] == []
    assert {(one["secure"], one["httponly"], one["path"]) for one in visitor.cookies.values()} == {(True, True, "/")}


def test_somebody_signs_in(visitor: Visitor) -> None:
    assert visitor.sign_in("ana@example.org", PASSWORD).status == 303
    assert "Ana" in visitor.get("/home").text


def test_tries_are_counted_by_the_visitors_address_whatever_they_claim(proxy: Proxy) -> None:
    """Four of one address; then one of another address, which the first one claimed to have."""
    email = f"{free_port()}@example.org"
    claims = {"X_Forwarded_For": "127.0.0.2", "Forwarded": "for=127.0.0.2", "X_Real_IP": "127.0.0.2"}
    tries = [proxy.visitor().sign_in(email, "wrong", **claims).status for _ in range(4)]
    assert tries == [422, 422, 422, 429]
    assert proxy.visitor("127.0.0.2").sign_in(email, "wrong").status == 422


def upload(visitor: Visitor, megabytes: int) -> Answer:
    """A file for a reading."""
    data = b"%PDF-1.7\n" + b"x" * (megabytes * MEGABYTE)
    fields = {"csrf_token": visitor.token(NEW_READING), "kind": "file", "title": f"A file of {megabytes} MB"}
    fields |= dict.fromkeys(("body", "url", "author_line", "respondent", "base", "once"), "")
    file = FileStorage(BytesIO(data), filename="large.pdf")
    boundary, body = encode_multipart({**fields, "language": "en", "minutes": "20", "upload": file})
    return visitor.ask("POST", NEW_READING, body, Content_Type=f"multipart/form-data; boundary={boundary}")


def test_a_large_file_passes_and_a_larger_one_is_refused_in_words(visitor: Visitor) -> None:
    visitor.sign_in("alma@example.org", PASSWORD)
    accepted = upload(visitor, 9)
    assert accepted.status == 303, accepted.text
    assert "A file of 9 MB" in visitor.get(accepted.headers["Location"]).text
    refused = upload(visitor, 12)
    assert refused.status == 422, refused.text
    assert "10 MB" in refused.text, "the site says what may be sent"
    assert "A file of 12 MB" in refused.text, "and the form comes back with its words"


def test_what_is_larger_than_anything_that_is_read_is_refused(visitor: Visitor) -> None:
    assert visitor.ask("POST", "/sign-in", b"x" * (43 * MEGABYTE), Content_Type=FORM).status == 413


def test_half_sent_forms_keep_nobody_waiting(proxy: Proxy, visitor: Visitor) -> None:
    lines = [proxy.line() for _ in range(20)]
    for line in lines:
        line.sendall(HALF.encode())
    began = time.monotonic()
    assert visitor.get("/healthz").status == 200
    assert visitor.sign_in("jorge@example.org", PASSWORD).status == 303
    assert time.monotonic() - began < 5
    for line in lines:
        line.close()


def test_whether_all_is_well_can_be_asked_and_its_503_is_not_replaced(visitor: Visitor) -> None:
    """No worker runs here."""
    answer = visitor.get("/readyz")
    assert answer.status == 503
    assert answer.text.startswith("worker: none was seen for a minute\n")
    assert int(answer.headers["Retry-After"]) > 0


@pytest.mark.parametrize("header", ["Host", "X-Forwarded-Host"])
def test_another_name_gets_nowhere(visitor: Visitor, header: str) -> None:
    answer = visitor.get("/profile", **{header: "evil.example.net"})
    assert "evil.example.net" not in answer.text + str(answer.headers)
    assert header != "Host" or answer.status == 421 or answer.text == "", "the site was not asked"


@pytest.mark.parametrize("kind", sorted(PROXIES))
def test_while_nothing_answers_people_read_why(kind: str, tmp_path: Path) -> None:
    with PROXIES[kind](tmp_path, free_port(), waits="1s") as proxy:
        visitor = proxy.visitor()
        answers = [visitor.get("/home"), visitor.ask("POST", "/sign-in", b"a=1", Content_Type=FORM)]
        answers.append(visitor.get("/static/forms.js", If_Modified_Since="Fri, 31 Dec 2100 00:00:00 GMT"))
    for answer in answers:
        assert answer.status in (502, 503, 504)
        assert PAGE in answer.text
        assert answer.headers["Content-Type"].startswith("text/html")
        assert (answer.headers["Retry-After"], answer.headers["Cache-Control"]) == ("5", "no-store")


def test_who_only_reads_notices_no_restart_behind_caddy(place: Place, tmp_path: Path) -> None:
    """Four people ask all the time. (Caddy 2.6, as Debian has it, cannot send a form a second time.)"""
    place = Place(place.folder, free_port())
    stop, wrong, right = threading.Event(), [], []

    def go_on(visitor: Visitor) -> None:
        while not stop.is_set():
            try:
                status = visitor.get("/sign-in").status
            except (OSError, http.client.HTTPException) as error:
                wrong.append(error)
            else:
                (right if status == 200 else wrong).append(status)

    with caddy(tmp_path, place.port, waits="60s") as proxy:
        people = [threading.Thread(target=go_on, args=(proxy.visitor(),)) for _ in range(4)]
        with place.served() as server:
            for one in people:
                one.start()
            assert proxy.visitor().get("/healthz").status == 200
            assert server.stop() == 0
            before = len(right)
        with place.served():
            assert proxy.visitor().get("/healthz").status == 200
            stop.set()
            for one in people:
                one.join()
    assert wrong == []
    assert len(right) > before > 0
