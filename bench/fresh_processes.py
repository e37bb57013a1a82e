"""Fresh processes in which several threads ask for everything at once: each answer must equal, byte for byte, the
answer that a single thread gets, and SQLAlchemy must not warn of anything.

What a library completes at first use, racing threads complete here. Every process is a copy of a process that has
loaded the application and asked for nothing yet. All threads ask for the same address at the same moment, each as
a different person. Switching threads often is not enough: that showed a race in one of sixty processes. With pauses
where SQLAlchemy builds its constructs, the first process showed the fault when threads still shared statements.
"""

from __future__ import annotations

import gc
import json
import os
import random
import re
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from types import FrameType

import flask_migrate
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event
from werkzeug.test import TestResponse

from board import create_app, demo
from board.clock import FixedClock
from board.config import ROOT, Settings
from board.extensions import db, limiter, writing

NOW = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
THREADS, ASKED = 8, 12
SWITCHING = (1e-6, 5e-5, 1e-5, 2e-4)
"""Seconds between two thread switches; Python's default is 5e-3."""
BUILDING = tuple(str(Path("sqlalchemy", name)) for name in ("orm/util.py", "sql/base.py", "sql/selectable.py"))
PAUSES, PAUSE = 0.02, 0.002
"""How often a thread pauses in its calls there, and for how many seconds, so that the others catch up."""
LINK = re.compile(r'(?:href|hx-get)="(/[^"#]*)')
PASSING = re.compile(rb'((?:csrf_token|csrf-token|once)" (?:value|content)=")[^"]*')
"""Tokens are new in each answer."""
OUTSIDE = ("/static/", "/sign-out", "/file", "/healthz", "/readyz")


@dataclass(frozen=True, slots=True)
class Plan:
    """Who asks, by cookie; where; and the digests of a single thread's answers, by address and person."""

    cookies: list[str]
    addresses: list[str]
    answers: dict[str, list[str]]


def run(processes: int, folder: Path) -> list[str]:
    """Return what went wrong: nothing, if all is well."""
    app = new_app(folder)
    in_a_copy(folder, lambda: load_demo(app, folder))
    plan = Plan(**json.loads(in_a_copy(folder, lambda: json.dumps(asdict(make_plan(app, folder))))))
    found: list[str] = []
    for number in range(processes):
        found += json.loads(in_a_copy(folder, lambda number=number: json.dumps(ask_at_once(app, plan, number))))
        print(f"\r{number + 1} processes, {len(found)} wrong answers", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    return found


def new_app(folder: Path) -> Flask:
    """Create the application over a database in this folder, loaded and not used yet."""
    environ = {
        "DATABASE_URL": f"sqlite:///{folder / 'fresh.db'}",
        "SECRET_KEY": "a secret that is long enough for us all",
        "INSTANCE_DIR": str(folder),
        "DEMO": "1",
    }
    return create_app(Settings.from_env(environ), clock=FixedClock(NOW))


def in_a_copy(folder: Path, work: Callable[[], str | None]) -> str:
    """Do the work in a copy of this process and return its result. Raise SystemExit if the copy died."""
    answer = folder / "answer"
    answer.unlink(missing_ok=True)
    child = os.fork()
    if child == 0:
        try:
            answer.write_text(work() or "")
        except BaseException:
            sys.excepthook(*sys.exc_info())
            os._exit(1)
        os._exit(0)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if status:
        raise SystemExit(f"a process ended with {status}")
    return answer.read_text()


def load_demo(app: Flask, folder: Path) -> None:
    """Load the demo forum, and note the passwords of its people."""
    with app.app_context():
        flask_migrate.upgrade(directory=str(ROOT / "migrations"))
        with writing():
            people = demo.load(demo.redated(NOW))
        (folder / "people").write_text(json.dumps([[person.email, person.password] for person in people]))


def make_plan(app: Flask, folder: Path) -> Plan:
    """Sign everybody in, follow everybody's links, and record the answers that a single thread gets."""
    limiter.enabled = False
    clients = [signed_in(app, *person) for person in spread(json.loads((folder / "people").read_text()))]
    cookies = [_cookie(client) for client in clients]
    read_only(app)
    found: dict[tuple[str, bool], str] = {}
    for cookie in cookies:
        found = crawl(app, cookie) | found
    addresses = sorted(found.values())
    answers = {address: [digest(ask(app, cookie, address)) for cookie in cookies] for address in addresses}
    return Plan(cookies, addresses, answers)


def spread(people: list[list[str]]) -> list[list[str]]:
    """Pick a person for each thread from the whole list, since people of one role are next to each other."""
    return [people[number * len(people) // THREADS] for number in range(THREADS)]


def signed_in(app: Flask, email: str, password: str) -> FlaskClient:
    client = app.test_client()
    page = client.get("/sign-in").get_data(as_text=True)
    found = re.search(r'csrf_token" value="([^"]*)', page) or re.search(r'csrf-token" content="([^"]*)', page)
    token = found[1] if found else ""
    answer = client.post("/sign-in", data={"email": email, "password": password, "csrf_token": token})
    if answer.status_code not in (302, 303):
        raise SystemExit(f"{email} cannot sign in: {answer.status_code}")
    return client


def _cookie(client: FlaskClient) -> str:
    return "; ".join(f"{cookie.key}={cookie.value}" for cookie in client._cookies.values())


def read_only(app: Flask) -> None:
    """Write nothing from here on: reading leaves no marks, so no answer depends on earlier requests."""
    with app.app_context():
        db.engine.dispose()
        event.listen(db.engine, "connect", lambda connection, _record: connection.execute("PRAGMA query_only=1"))


def crawl(app: Flask, cookie: str) -> dict[tuple[str, bool], str]:
    """Return, for each route that a person reaches by links, an address with a query string and one without."""
    routes, found, waiting = app.url_map.bind("localhost"), dict[tuple[str, bool], str](), ["/"]
    while waiting:
        path, asked, _ = (address := waiting.pop(0)).partition("?")
        if not routes.test(path, method="GET") or path.startswith(OUTSIDE):
            continue
        kind = (routes.match(path, method="GET")[0], bool(asked))
        if kind not in found:
            found[kind] = address
            waiting += _links(ask(app, cookie, address))
    return found


def _links(answer: TestResponse) -> list[str]:
    page = answer.get_data(as_text=True) if answer.mimetype == "text/html" else ""
    return [link.replace("&amp;", "&") for link in LINK.findall(page)] + [answer.location or "/"]


def ask(app: Flask, cookie: str, address: str) -> TestResponse:
    return app.test_client(use_cookies=False).get(address, headers={"Cookie": cookie})


def digest(answer: TestResponse) -> str:
    body = PASSING.sub(rb"\1", answer.get_data())
    return f"{answer.status_code} {answer.location or ''} {sha256(body).hexdigest()}"


def ask_at_once(app: Flask, plan: Plan, number: int) -> list[str]:
    """Let the threads of a fresh process go from address to address together; return the wrong answers."""
    limiter.enabled = False
    read_only(app)
    sys.setswitchinterval(SWITCHING[number % len(SWITCHING)])
    gc.disable()  # up to Python 3.11 it would crash under what follows (board/collecting.py)
    threading.setprofile(let_others_in)
    first = number * ASKED
    asked = [plan.addresses[(first + place) % len(plan.addresses)] for place in range(ASKED)]
    start, wrong = threading.Barrier(len(plan.cookies)), list[str]()

    def visit(person: int) -> None:
        for address in asked:
            start.wait(60)
            wrong.extend(difference(app, plan, person, address))

    threads = [threading.Thread(target=visit, args=(person,)) for person in range(len(plan.cookies))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return wrong


def let_others_in(frame: FrameType, event: str, _argument: object) -> None:
    """Switch threads wherever SQLAlchemy starts to build something: a race would show there."""
    if event == "call" and frame.f_code.co_filename.endswith(BUILDING):
        time.sleep(PAUSE if random.random() < PAUSES else 0)  # noqa: S311 - any number will do


def difference(app: Flask, plan: Plan, person: int, address: str) -> Iterator[str]:
    try:
        got = digest(ask(app, plan.cookies[person], address))
    except Exception as error:
        got = repr(error)
    if got != (expected := plan.answers[address][person]):
        yield f"{address}: {got[:200]} instead of {expected[:20]}"


def main() -> int:
    processes = int(sys.argv[1]) if len(sys.argv) > 1 else 50
    with tempfile.TemporaryDirectory() as folder:
        wrong = run(processes, Path(folder))
    print(*wrong[:20], f"{processes} fresh processes, {len(wrong)} wrong answers", sep="\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
