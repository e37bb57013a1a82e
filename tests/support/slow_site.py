"""A site that can be slow on request, behind our server: `python -m tests.support.slow_site PORT WORKERS LIMITS`."""

from __future__ import annotations

import contextvars
import json
import os
import sys
import threading
import time
from typing import Any

from flask import Flask, Response, request

from board.serving import master
from board.serving.limits import Limits

LARGEST = 4 * 1024 * 1024
SLOW = "slow " * 1000

app = Flask(__name__)
app.config["MAX_CONTENT_LENGTH"] = app.config["LARGEST_BODY"] = LARGEST
app.extensions["server_pages"] = lambda: lambda status, environ: f"{status} for {environ['PATH_INFO']}".encode()
left = contextvars.ContextVar("left", default="nothing")


@app.get("/healthz")
def healthz() -> str:
    return "ok\n"


@app.get("/readyz")
def readyz() -> str:
    """Answer as if the database did not."""
    time.sleep(2)
    return "no\n"


@app.get("/slow/<float:seconds>")
def slow(seconds: float) -> str:
    """Answer after some time, always with the same long body."""
    time.sleep(seconds)
    return SLOW


@app.get("/pid")
def pid() -> str:
    return str(os.getpid())


@app.get("/retire")
def retire() -> str:
    app.extensions["retire"]()
    return str(os.getpid())


@app.post("/body")
def body() -> dict[str, object]:
    """Return what arrived."""
    data = request.get_data()
    return {"size": len(data), "first": data[:20].decode("latin-1"), "last": data[-20:].decode("latin-1")}


@app.post("/form")
def form() -> dict[str, str]:
    return request.form.to_dict()


@app.route("/environ/<path:rest>", methods=["GET", "POST"])
def environ(rest: str) -> dict[str, Any]:
    """Return what the application is told, and on which thread."""
    before = left.get()
    left.set("something")
    told = {key: value for key, value in request.environ.items() if isinstance(value, str)}
    return {"rest": rest, "thread": threading.current_thread().name, "left": before, **told}


@app.get("/large/<int:size>")
def large(size: int) -> Response:
    return Response(b"x" * size)


@app.get("/stream")
def stream() -> Response:
    return Response(f"{number}\n" for number in range(1000))


@app.get("/cookies")
def cookies() -> Response:
    response = Response("", 204)
    response.headers["X-Name"] = "caf\xe9"
    response.set_cookie("one", "1")
    response.set_cookie("two", "2")
    return response


@app.get("/unchanged")
def unchanged() -> Response:
    response = Response("the same")
    response.set_etag("same")
    return response.make_conditional(request)


@app.get("/broken")
def broken() -> str:
    raise RuntimeError("broken as asked")


def outside(environ: dict[str, Any], start: Any, inside: Any = app.wsgi_app) -> Any:
    """Wrap the application, and break where it cannot help."""
    if environ["PATH_INFO"] == "/outside":
        raise RuntimeError(environ["QUERY_STRING"])
    return inside(environ, start)


app.wsgi_app = outside  # type: ignore[method-assign]


def started() -> Flask:
    """Return the site, in a process that starts slowly."""
    time.sleep(float(os.environ.get("STARTS_IN", "0")))
    return app


if __name__ == "__main__":
    port, workers, limits = sys.argv[1:]
    place = master.Place("127.0.0.1", int(port), int(workers), threads=4)
    master.serve("tests.support.slow_site:started()", place, Limits(**json.loads(limits)))
