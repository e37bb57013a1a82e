"""Two hundred people post at once, through the real server: how long each waits, and that no post is lost.

    python -m bench.posting --people 200 [--database URL]

Each has the page of the thread open already. The clients run on the same machine and take a part of its processors.
"""

from __future__ import annotations

import argparse
import asyncio
import re
import tempfile
import time
from pathlib import Path
from urllib.parse import urlencode

from bench.long_thread import prepare
from bench.opening import PATIENCE, PORT, cookie_of, served, told
from bench.site import NOW, Visitor, new_site
from board.actions import enrolling
from board.extensions import db
from board.models import Forum, Membership, Post

TOKEN = re.compile(r'name="csrf-token" content="([^"]+)"')
ONCE = re.compile(r'name="once" value="([^"]+)"')
SESSION = re.compile(r"(?i)set-cookie: (semana=[^;]+)")
ROUNDS = 3


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=200)
    parser.add_argument("--database", default="")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with new_site(folder, options.database) as app:
            thread, _reader = prepare(app)
            with app.app_context():
                cookies = _crowd(app, options.people)
                before = db.session.scalar(db.select(db.func.count(Post.id))) or 0
            with served(folder, options.database):
                for _ in range(ROUNDS):
                    began = time.monotonic()
                    took = asyncio.run(_all_at_once(cookies, thread))
                    seconds, failed = [each for each in took if each is not None], sum(each is None for each in took)
                    rate = len(seconds) / max(seconds, default=time.monotonic() - began)
                    said = f"{options.people} at once, {failed} refused, {rate:.0f} a second"
                    print(f"{said}; {told('they', seconds)}")
            with app.app_context():
                print(f"{(db.session.scalar(db.select(db.func.count(Post.id))) or 0) - before} posts are there")


def _crowd(app: object, number: int) -> list[str]:
    forum = db.session.scalars(db.select(Forum)).one()
    people = [enrolling.create_account(f"crowd{each}@example.org", f"Crowd {each}", NOW) for each in range(number)]
    for person in people:
        place = Membership(forum_id=forum.id, user_id=person.id, roles=frozenset({"participant"}), created_at=NOW)
        db.session.add(place)
    db.session.commit()
    return [cookie_of(Visitor(app, person)) for person in people]  # type: ignore[arg-type]


async def _all_at_once(cookies: list[str], thread: str) -> list[float | None]:
    forms = [await _form(cookie, thread, number) for number, cookie in enumerate(cookies)]
    return await asyncio.gather(*(_post(cookie, thread, form) for cookie, form in forms))


async def _form(cookie: str, thread: str, number: int) -> tuple[str, bytes]:
    """Open the page; return the session's cookie and what the form sends."""
    page = (await _send(f"GET {thread} HTTP/1.1\r\nHost: localhost\r\nCookie: {cookie}\r\n", b"")).decode()
    token, once = TOKEN.search(page), ONCE.search(page)
    if token is None or once is None:
        raise SystemExit(f"{thread} has no form")
    words = f"Una respuesta de la persona {number}."
    typed = {"csrf_token": token[1], "once": once[1], "body": words, "language": "es"}
    begun = SESSION.search(page)  # it has the token's secret from now on
    return (begun[1] if begun else cookie), urlencode(typed).encode()


async def _post(cookie: str, thread: str, form: bytes) -> float | None:
    began = time.monotonic()
    head = (
        f"POST {thread}/reply HTTP/1.1\r\nHost: localhost\r\nCookie: {cookie}\r\nHX-Request: true\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(form)}\r\n"
    )
    try:
        async with asyncio.timeout(PATIENCE):
            answer = await _send(head, form)
    except OSError:
        return None
    return time.monotonic() - began if answer.startswith(b"HTTP/1.1 200") else None


async def _send(head: str, body: bytes) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", PORT)
    writer.write(f"{head}Connection: close\r\n\r\n".encode() + body)
    answer = await reader.read()
    writer.close()
    return answer


if __name__ == "__main__":
    main()
