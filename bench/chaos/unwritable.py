"""Checks on a site whose database is not writable: pages are read, a post is refused clearly, and accepted later."""

from __future__ import annotations

import time

from bench.chaos.browser import CUT, Answer, Form, form_of
from bench.chaos.site import FORUM, WEEK, Run, Site
from bench.chaos.writing import Writer, said

READERS = ["helene", "marta", "claire", "nestor"]
PATHS = [
    "/",
    f"/f/{FORUM}/home",
    WEEK,
    f"/f/{FORUM}/",
    f"/f/{FORUM}/search?q=mercado",
    f"/f/{FORUM}/people",
    "/profile",
]
RECOVERS_WITHIN = 3.0
CLEAR = {503, 507}
"""Statuses that mean: not now."""


def readers_go_on(site: Site, thread: str, when: str) -> None:
    """Let everybody read, including threads new to them: a mark that cannot be stored must not matter."""
    for name in READERS:
        for path in [*PATHS, thread]:
            try:
                answer = site.browser(name).get(path)
            except CUT as trouble:
                site.run.tally.count("wrong", f"{path} to {name} {when}: {trouble!r}")
                continue
            fine = answer.status in (200, 302) and answer.is_whole
            site.run.tally.check(fine, f"{path} to {name} {when}: {answer.status} {said(answer)}")


class Insistent:
    """A person whose post is refused, and who sends the same form again when there is room."""

    def __init__(self, writer: Writer, run: Run) -> None:
        self._writer, self._run = writer, run
        page = writer.browser.get(writer.thread)
        self.mark = writer.ledger.new_mark("late", writer.author)
        form = form_of(page.html, 'id="reply"')
        self._form = Form(form.action, form.fields | {"body": self.mark, "language": "en"})

    def send(self) -> Answer:
        return self._writer.browser.post(self._form.action, self._form.fields)

    def is_refused(self, when: str) -> None:
        """Check that the refusal is clear and prompt."""
        try:
            answer = self.send()
        except CUT as trouble:
            self._run.tally.count("wrong", f"a post {when}: {trouble!r}")
            return
        clear = answer.status in CLEAR and answer.is_whole and "<h1" in answer.html
        self._run.tally.check(clear, f"a post {when} was answered with {answer.status}: {said(answer)}")
        if answer.status == 303:
            self._writer.ledger.acknowledge(self.mark)

    def is_taken(self, when: str) -> None:
        """Send it again, as the page of the refusal says; it must be accepted within seconds."""
        began = time.monotonic()
        while (answer := self.send()).status == 503 and time.monotonic() < began + RECOVERS_WITHIN:
            self._run.say(f"a post {when}: 503 still, {time.monotonic() - began:.1f} s after")
            time.sleep(0.5)
        self._run.tally.check(answer.status == 303, f"a post {when}: {answer.status} {said(answer)}", "failed")
        if answer.status == 303:
            self._writer.ledger.acknowledge(self.mark)
