"""A stranger or an unlucky member sends bodies that never end, and texts that take long; the site goes on answering
others.
"""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from bench.chaos.browser import CUT, Answer, Browser, form_of
from bench.chaos.site import FORUM, Run, Site, a_site
from bench.chaos.unwritable import PATHS
from bench.chaos.watch import watched
from bench.chaos.writing import Writer, said

NAME, DATABASES = "bodies", ("sqlite", "postgresql")
SHORT = ("sqlite",)
HEADERS = (
    "POST /sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    "Content-Length: 1000\r\n\r\nem"
)
LATEST = 10.0
"""Seconds within which a page must arrive, however busy the machine is."""
TINY = "a\n\n" * 16_666
FIRST, SECOND = "a " * 800, "b " * 800


def play(run: Run) -> None:
    with a_site(run) as site:
        reader, writer = site.browser("jorge", LATEST), site.writer("ana", "bodies")
        writer.post()
        with watched(site):
            for connections in (4, 40):
                with half_sent(site.port, connections):
                    read(site, reader, run.choose(2, 20), f"{connections} bodies are sent by halves")
            with dripping(site.port, 8):
                read(site, reader, run.choose(2, 20), "bodies drip")
            at_once(site, tiny_paragraphs(site, writer), f"{len(TINY)} characters of tiny paragraphs are posted")
            at_once(site, history(site, writer), "the history of repeated words is opened")
            read(site, reader, 1, "all is over")
        run.ledger.settle(site.place.posts(), run.tally)


@contextmanager
def half_sent(port: int, connections: int) -> Iterator[None]:
    """Open connections that announce more than they send, and stay open."""
    lines = [socket.create_connection(("127.0.0.1", port), timeout=10) for _ in range(connections)]
    for line in lines:
        line.sendall(HEADERS.encode())
    try:
        yield
    finally:
        for line in lines:
            line.close()


@contextmanager
def dripping(port: int, connections: int) -> Iterator[None]:
    """Open connections that send a byte each half second."""
    over = threading.Event()

    def drip(lines: list[socket.socket]) -> None:
        while not over.wait(0.5):
            for line in lines:
                with suppress(OSError):
                    line.sendall(b"a")

    lines = [socket.create_connection(("127.0.0.1", port), timeout=10) for _ in range(connections)]
    for line in lines:
        line.sendall(HEADERS.encode())
    thread = threading.Thread(target=drip, args=(lines,))
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
        for line in lines:
            line.close()


def read(site: Site, reader: Browser, seconds: float, while_: str) -> None:
    """Let somebody read meanwhile; every page must be answered."""
    until = time.monotonic() + seconds
    number = 0
    while number == 0 or time.monotonic() < until:
        path = PATHS[number % len(PATHS)]
        number += 1
        try:
            answer = reader.get(path)
            site.run.tally.count("acknowledged")
            fine = answer.status in (200, 302) or answer.asks_to_wait
            site.run.tally.check(fine, f"{path} while {while_}: {answer.status}")
        except CUT as trouble:
            site.run.tally.count("wrong", f"{path} while {while_}: {trouble!r}")
    site.run.say(f"{while_}: {number} pages read")


def tiny_paragraphs(site: Site, writer: Writer) -> list[Callable[[], Answer]]:
    """Return the posting of a text with as many paragraphs as its length allows: it is posted, or refused with a
    sentence.
    """
    form = form_of(writer.browser.get(writer.thread).html, 'id="reply"')
    return [lambda: writer.browser.post(form.action, form.fields | {"body": TINY, "language": "en"})]


def history(site: Site, writer: Writer) -> list[Callable[[], Answer]]:
    """Return the requests of four people for the changes in a post of repeated words."""
    form = form_of(writer.browser.get(writer.thread).html, 'id="reply"')
    posted = writer.browser.post(form.action, form.fields | {"body": FIRST, "language": "en"})
    key = posted.location.rpartition("#p-")[2]
    edit = f"/f/{FORUM}/post/{key}/edit"
    change = form_of(writer.browser.get(edit).html, f'action="{edit}"')
    writer.browser.post(change.action, change.fields | {"body": SECOND})
    readers = [site.browser(name, LATEST) for name in ("helene", "marta", "claire", "nestor")]
    return [lambda reader=reader: reader.get(f"/f/{FORUM}/post/{key}/history") for reader in readers]


def at_once(site: Site, asked: list[Callable[[], Answer]], what: str) -> None:
    """Do everything at the same time; each request must be answered in time and as a page."""

    def ask(question: Callable[[], Answer]) -> None:
        began = time.monotonic()
        try:
            answer = question()
        except CUT as trouble:
            site.run.tally.count("wrong", f"{what}: {trouble!r} after {time.monotonic() - began:.1f} s")
            return
        site.run.tally.count("acknowledged")
        took = time.monotonic() - began
        fine = answer.status in (200, 303, 422) and took < LATEST
        site.run.tally.check(fine, f"{what}: {answer.status} after {took:.1f} s, {said(answer)}")

    threads = [threading.Thread(target=ask, args=(question,)) for question in asked]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    site.run.say(what)
