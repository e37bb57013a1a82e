"""People who post as on a poor connection: a request without an answer is repeated from the same form.

Each post has a unique mark. In the end the database is asked what became of each.
"""

from __future__ import annotations

import itertools
import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from bench.chaos.browser import CUT, Answer, Browser, Form, form_of
from bench.chaos.tally import Tally

MARK = re.compile(r"chaos-[a-z]+-\d+")
OF_A_QUESTION = "<question."
"""How the Message-ID of the mails begins that are counted: the site sends others, too."""
GIVES_UP_AFTER = 40.0
BEFORE_THE_NEXT_TRY = 0.1
IN_A_THREAD = 15
"""A growing thread would be read more and more slowly: people open another."""


@dataclass(slots=True)
class Ledger:
    """What was sent, by whom, and what was acknowledged."""

    sent: dict[str, str] = field(default_factory=dict)
    acknowledged: set[str] = field(default_factory=set)
    _numbers: itertools.count[int] = field(default_factory=itertools.count)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def new_mark(self, scenario: str, author: str) -> str:
        """Return a word that occurs in no other post."""
        with self._lock:
            mark = f"chaos-{scenario}-{next(self._numbers)}"
            self.sent[mark] = author
            return mark

    def acknowledge(self, mark: str) -> None:
        with self._lock:
            self.acknowledged.add(mark)

    def settle(self, found: Iterable[tuple[str, str]], tally: Tally) -> None:
        """Compare what the database has, as (words, author) of each post, with what was promised."""
        tally.count("acknowledged", times=len(self.acknowledged))
        times, authors = Counter[str](), dict[str, str]()
        for words, author in found:
            for mark in set(MARK.findall(words)):
                times[mark] += 1
                authors[mark] = author
        for mark in sorted(self.acknowledged - times.keys()):
            tally.count("lost", f"{mark} by {self.sent[mark]} was acknowledged and is not there")
        for mark, number in sorted(times.items()):
            tally.check(number == 1, f"{mark} is there {number} times", "doubled")
            tally.check(self.sent.get(mark) == authors[mark], f"{mark} is not its author's")


class Refused(Exception):
    """The site refused a post, and said so."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(f"{answer.status}: {said(answer)}")
        self.answer = answer


def said(answer: Answer) -> str:
    """Return the words of a page, shortened."""
    main = re.search(r"<main.*?</main>", answer.html, re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", main[0] if main else answer.html).split())[:160]


class Writer:
    """A person who posts into their own threads, one form after the other."""

    def __init__(self, browser: Browser, author: str, ledger: Ledger, scenario: str, week: str) -> None:
        self.browser, self.author, self.ledger = browser, author, ledger
        self._scenario, self._week = scenario, week
        self._thread, self._posts = "", 0
        self.troubles: list[tuple[float, str]] = []
        """When a request began that got no answer or a 5xx, and what it got."""
        self.hurries = threading.Event()
        """Set when more than one try is not worth waiting for."""

    def post(self, extra: str = "", *, patience: float = GIVES_UP_AFTER, **fields: str) -> str:
        """Post once, see it acknowledged, and return its mark.

        Raise Refused, or TimeoutError if no answer ever comes.
        """
        opens = not self._thread or self._posts >= IN_A_THREAD
        if opens and "ask" in fields:  # a question needs an existing thread
            self.post(patience=patience)
            opens = False
        mark = self.ledger.new_mark(self._scenario, self.author)
        form = self._form(opens, patience)
        typed = {
            "body": f"{mark} {extra}".strip(),
            "language": "en",
            **({"title": f"By {self.author}"} if opens else {}),
            **fields,
        }
        answer = self._insist(lambda: self.browser.post(form.action, form.fields | typed), patience)
        if answer.status != 303:
            raise Refused(answer)
        self.ledger.acknowledge(mark)
        if opens:
            self._thread, self._posts = answer.location, 0
        self._posts += 1
        return mark

    @property
    def thread(self) -> str:
        """Where they write now."""
        return self._thread

    def join(self, thread: str) -> None:
        """Write in this thread from now on."""
        self._thread, self._posts = thread, 0

    def _form(self, opens: bool, patience: float) -> Form:
        path, mark = (f"{self._week}/new-thread", 'id="new-thread"') if opens else (self._thread, 'id="reply"')
        answer = self._insist(lambda: self.browser.get(path), patience)
        if answer.status != 200:
            raise Refused(answer)
        return form_of(answer.html, mark)

    def _insist(self, ask: Callable[[], Answer], patience: float) -> Answer:
        """Ask until an answer comes that is not a server error; return the last answer when patience ends."""
        deadline = time.monotonic() + patience
        while True:
            began = time.monotonic()
            try:
                answer = ask()
                if answer.status < 500:
                    return answer
                self.troubles.append((began, f"{answer.status}: {said(answer)}"))
                if time.monotonic() > deadline or self.hurries.is_set():
                    return answer
            except CUT as trouble:
                self.troubles.append((began, repr(trouble)))
                if time.monotonic() > deadline or self.hurries.is_set():
                    raise TimeoutError(f"no answer in {patience:.0f} s: {trouble!r}") from trouble
            time.sleep(BEFORE_THE_NEXT_TRY)


def keep_posting(writer: Writer, stopping: threading.Event, tally: Tally) -> None:
    """Post until told to stop; every refusal is a fault."""
    while not stopping.is_set():
        try:
            writer.post()
        except (Refused, TimeoutError, RuntimeError) as trouble:
            if writer.hurries.is_set():
                return
            tally.count("wrong", f"{writer.author}: {trouble}")
            stopping.wait(1)
