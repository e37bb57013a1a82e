"""The clock goes back two hours while people read and write: new posts are new to earlier readers, and come after
what was there.
"""

from __future__ import annotations

import re
from datetime import timedelta

from bench.chaos.site import FORUM, Run, a_site
from bench.chaos.writing import MARK, Writer

NAME, DATABASES = "clock-back", ("sqlite", "postgresql")
SHORT = ("postgresql",)
BACK, FORWARD = timedelta(hours=2), timedelta(minutes=40)
"""Both are longer than a visit, during which nothing becomes new."""
NEW = re.compile(r'<article class="post[^"]*" id="p-(\w+)">.*?</article>', re.DOTALL)


def play(run: Run) -> None:
    with a_site(run, clock=True) as site:
        assert site.clock is not None
        ana, jorge = site.writer("ana", "clock"), site.writer("jorge", "clock")
        marks = [ana.post(), ana.post()]
        marks += [say_in(jorge, ana.thread)]
        reader = site.browser("helene")
        reader.get(ana.thread)
        site.clock.move(timedelta(minutes=1))
        reader.get(ana.thread)
        for back in (BACK, -FORWARD, BACK):
            site.clock.move(-back)
            marks += [say_in(jorge, ana.thread), say_in(ana, ana.thread)]
            page = reader.get(ana.thread).html
            order = list(dict.fromkeys(MARK.findall(page.partition("<main")[2])))
            run.tally.check(order == marks, f"the order is {order} instead of {marks}")
            for mark in marks[-2:]:
                run.tally.check(
                    mark in new_in(page), f"{mark}, the clock moved by {-back}, is not new to who read before"
                )
            run.tally.check(not set(marks[:-2]) & new_in(page), "what was read is new again")
        run.tally.check(reader.get(f"/f/{FORUM}/home").status == 200, "home fails after the clock went back")
        run.ledger.settle(site.place.posts(), run.tally)


def say_in(writer: Writer, thread: str) -> str:
    """Post somebody's reply in a thread."""
    writer.join(thread)
    return writer.post()


def new_in(page: str) -> set[str]:
    """Return the posts that the page marks as new."""
    posts = [found[0] for found in NEW.finditer(page) if '<span class="new">' in found[0]]
    return {mark for post in posts for mark in MARK.findall(post)}
