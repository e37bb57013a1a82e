"""What the application is told of a request, and what becomes of its answer, through the real server."""

from __future__ import annotations

import http.client
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.support.serving import Running, answer_on, served
from tests.support.slow_site import LARGEST

WANTS_MUCH = "GET /large/50000000 HTTP/1.1\r\nHost: x\r\n\r\n"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with served(tmp_path_factory.mktemp("requests"), part_within=1.0) as running:
        yield running


def test_the_address_is_told_byte_by_byte(server: Running) -> None:
    told = server.get("/environ/a%2Fb%C3%A9%FF?q=%C3%A9&r=a%20b").json
    assert told["PATH_INFO"] == "/environ/a/b\xc3\xa9\xff", "as WSGI has it: bytes, each as one letter"
    assert told["QUERY_STRING"] == "q=%C3%A9&r=a%20b"
    assert (told["SCRIPT_NAME"], told["REQUEST_METHOD"], told["wsgi.url_scheme"]) == ("", "GET", "http")
    assert told["REMOTE_ADDR"] == "127.0.0.1"
    assert told["SERVER_PORT"] == str(server.port)
    assert told["SERVER_PROTOCOL"] == "HTTP/1.1"


def test_headers_that_come_twice_are_joined(server: Running) -> None:
    line = server.send(
        "GET /environ/x HTTP/1.1\r\nHost: example.org\r\nCookie: a=1\r\nCookie: b=2\r\nX-Name: caf\xe9\r\n"
        "X-Forwarded-For: 1.1.1.1\r\nX-Forwarded-For: 2.2.2.2\r\nConnection: close\r\n\r\n"
    )
    told = answer_on(line).json
    assert told["HTTP_HOST"] == "example.org"
    assert told["HTTP_COOKIE"] == "a=1; b=2"
    assert told["HTTP_X_FORWARDED_FOR"] == "1.1.1.1,2.2.2.2"
    assert told["HTTP_X_NAME"] == "caf\xe9"


def test_a_header_cannot_pass_for_another(server: Running) -> None:
    """`X_Forwarded_For` would be read as `X-Forwarded-For`, and a proxy in front replaces that spelling alone."""
    told = server.get("/environ/x", X_Forwarded_For="6.6.6.6", Content_Length="7").json
    assert "HTTP_X_FORWARDED_FOR" not in told
    assert told["CONTENT_LENGTH"] == "0"


def test_nothing_of_one_request_is_left_in_another(server: Running) -> None:
    told = [server.get("/environ/x").json["left"] for _ in range(10)]
    assert told == ["nothing"] * 10


@pytest.mark.parametrize("size", [0, 1, 100_000, LARGEST])
def test_a_body_arrives(server: Running, size: int) -> None:
    body = (b"<" + b"x" * size)[:size]
    assert server.ask("POST", "/body", body).json["size"] == size


def test_a_body_that_does_not_say_its_size_arrives(server: Running) -> None:
    told = server.ask("POST", "/body", iter([b"first ", b"and last"])).json
    assert told == {"size": 14, "first": "first and last", "last": "first and last"}


@pytest.mark.parametrize("chunked", [False, True])
def test_a_body_that_is_too_large_is_refused_where_the_sender_can_read_it(server: Running, chunked: bool) -> None:
    parts = (b"x" * 100_000 for _ in range(50))
    assert server.ask("POST", "/form", parts if chunked else b"x" * 5_000_000).status == 413


def test_a_body_that_is_announced_as_too_large_is_not_waited_for(server: Running) -> None:
    answer = answer_on(server.send(f"POST /form HTTP/1.1\r\nHost: x\r\nContent-Length: {LARGEST + 1}\r\n\r\n"))
    assert (answer.status, answer.headers["Connection"]) == (413, "close")


def test_expecting_to_be_told_to_go_on(server: Running) -> None:
    head = "POST /body HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: {}\r\nConnection: close\r\n\r\n"
    with closing(server.send(head.format(3))) as line:
        assert line.recv(100).startswith(b"HTTP/1.1 100")
        line.sendall(b"abc")
        assert b'"size":3' in line.makefile("rb").read().replace(b" ", b"")
    assert answer_on(server.send(head.format(LARGEST + 1))).status == 413


def test_answers_without_a_body(server: Running) -> None:
    head = server.ask("HEAD", "/large/1000")
    assert (head.status, head.headers["Content-Length"], head.body) == (200, "1000", b"")
    tag = server.get("/unchanged").headers["ETag"]
    same = server.get("/unchanged", **{"If-None-Match": tag})
    assert (same.status, same.body) == (304, b"")


def test_headers_of_an_answer(server: Running) -> None:
    answer = server.get("/cookies")
    assert answer.status == 204
    assert answer.headers.get_all("Set-Cookie") == ["one=1; Path=/", "two=2; Path=/"]
    assert answer.headers["X-Name"] == "caf\xe9"


@pytest.mark.parametrize("size", [0, 262_144, 262_145, 5_000_000])
def test_large_answers_come_whole(server: Running, size: int) -> None:
    assert server.get(f"/large/{size}").body == b"x" * size


def test_a_stream_comes_whole(server: Running) -> None:
    assert server.get("/stream").text.split() == [str(number) for number in range(1000)]


def test_one_connection_asks_many_times(server: Running) -> None:
    with closing(http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)) as connection:
        for number in range(50):
            connection.request("POST", "/body", b"x" * number)
            assert b'"size":' in connection.getresponse().read()


def test_who_does_not_take_an_answer_keeps_no_thread(server: Running) -> None:
    """Eight ask for fifty megabytes and read nothing; four threads answer."""
    lines = [server.send(WANTS_MUCH) for _ in range(8)]
    assert server.get("/pid", timeout=5).status == 200
    for line in lines:
        line.close()


def test_who_takes_nothing_of_an_answer_loses_the_connection(tmp_path: Path) -> None:
    with served(tmp_path, taken_within=1.0) as server:
        time.sleep(0.2)  # a connection of the first moment has no such limit
        with closing(server.send(WANTS_MUCH)) as line:
            ends = (server.port, line.getsockname()[1])
            assert is_connected(*ends)
            deadline = time.monotonic() + 15
            while is_connected(*ends):
                assert time.monotonic() < deadline
                time.sleep(0.05)


def is_connected(port: int, other: int) -> bool:
    """Whether the server's end of a connection is open."""
    ends = (f":{port:04X}", f":{other:04X}")
    lines = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    return any((line[1][-5:], line[2][-5:]) == ends and line[3] in ("01", "04") for line in lines)


def test_a_fault_is_told_without_ending_anything(server: Running) -> None:
    assert server.get("/broken").status == 500
    outside = server.get("/outside?secret")
    assert (outside.status, outside.text) == (500, "500 for /outside")
    assert "The application broke: RuntimeError" in server.log.read_text()
    assert "secret" not in server.log.read_text()
    assert server.get("/pid").status == 200


def test_what_is_not_http_is_refused(server: Running) -> None:
    assert answer_on(server.send("POST / HTTP/1.1\r\nContent-Length: many\r\n\r\n")).status == 400
    assert answer_on(server.send("GET / HTTP/1.1\r\n" + "X: " + "y" * 500_000 + "\r\n\r\n")).status == 431
    assert server.get("/pid").status == 200


def test_the_log_holds_no_addresses_of_pages(server: Running, tmp_path: Path) -> None:
    server.get("/pid?word=secret")
    assert "secret" not in server.log.read_text()
