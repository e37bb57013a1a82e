"""The worker is killed fifty times during five hundred mails: each reaches its reader, and a mail that comes twice has
the same Message-ID.
"""

from __future__ import annotations

import asyncio
import email
import re
import threading
import time
from collections import defaultdict
from datetime import timedelta
from email import policy
from typing import Any

from aiosmtpd.controller import Controller

from bench.chaos.programs import until
from bench.chaos.site import Run, Site, a_site
from bench.chaos.writing import MARK, OF_A_QUESTION
from tests.support.ports import free_port

NAME, DATABASES = "worker-kills", ("sqlite", "postgresql")
SHORT = ("postgresql",)
ASKING = ["ana", "jorge", "claire", "marta"]
ASIDE = timedelta(seconds=61)
"""A killed worker's mail is taken over within a minute."""
PATIENCE = timedelta(minutes=15)


class Postbox:
    """What a real mail server received: Message-IDs of questions, by the post that a mail is about."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._lock = threading.Lock()
        self.mails: dict[str, list[str]] = defaultdict(list)

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        message = email.message_from_bytes(envelope.content, policy=policy.default)
        body, identity = message.get_body(("plain",)), str(message["Message-ID"])
        marks = set(MARK.findall(body.get_content())) if body and identity.startswith(OF_A_QUESTION) else set()
        with self._lock:
            for mark in marks:
                self.mails[mark].append(identity)
        await asyncio.sleep(self._seconds)  # accepted, but not recorded yet: the moment to be killed
        return "250 taken"

    def received(self) -> int:
        with self._lock:
            return len(self.mails)


def play(run: Run) -> None:
    mails, kills = run.choose(24, 500), run.choose(3, 50)
    box, port = Postbox(0.03), free_port()
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        with a_site(run, clock=True, MAIL_URL=f"smtp://127.0.0.1:{port}") as site:
            settle_what_waits(site)
            ask_questions(site, mails)
            kill_and_go_on(site, box, mails, kills)
            count(site, box)
    finally:
        controller.stop()


def settle_what_waits(site: Site) -> None:
    """Send the demo's own mail first."""
    site.worker.start()
    until(lambda: not unsent(site), 30)
    site.worker.kill_group()


def unsent(site: Site) -> int:
    """Return the number of mails that the site still has to send."""
    query = "select count(*) from jobs where kind = 'mail.question' and done_at is null and failed_at is null"
    return int(site.place.rows(query)[0][0])


def ask_questions(site: Site, number: int) -> None:
    """Ask key respondents questions; each makes a mail to them."""
    writers = [site.writer(name, "mails") for name in ASKING]
    for writer in writers:
        writer.post()
    asked = respondents(writers[0].browser.get(writers[0].thread).html)
    for count_ in range(number):
        writers[count_ % len(writers)].post(ask=asked[count_ % len(asked)])
    site.run.say(f"{number} questions are put to {len(asked)} people; {unsent(site)} mails wait")


def respondents(html: str) -> list[str]:
    """Return the people to whom a question can be put."""
    [choice] = re.findall(r'<select id="reply-ask".*?</select>', html, re.DOTALL)
    return [key for key in re.findall(r'<option value="([^"]*)"', choice) if key]


def kill_and_go_on(site: Site, box: Postbox, mails: int, kills: int) -> None:
    assert site.clock is not None
    for number in range(1, kills + 1):
        wanted = number * mails // (kills + 1)
        site.worker.start()
        came = until(lambda wanted=wanted: box.received() >= wanted, 90, every=0.005)
        site.run.tally.check(came, f"{box.received()} of {wanted} mails came before kill {number}")
        time.sleep(site.run.rng.uniform(0, 0.08))
        site.worker.kill_group()
        site.clock.move(ASIDE)
        site.run.say(f"kill {number} of {kills}: {box.received()} of {mails} mails have come")
    site.worker.start()
    until(lambda: box.received() >= mails and not unsent(site), 30)
    began = site.clock.now
    while unsent(site) and site.clock.now - began < PATIENCE:
        site.clock.move(timedelta(minutes=1))
        until(lambda: not unsent(site), 4)
    minutes = (site.clock.now - began) // timedelta(minutes=1)
    site.run.tally.check(minutes <= 1, f"the mail at hand was taken over {minutes} minutes after the last kill")


def count(site: Site, box: Postbox) -> None:
    tally = site.run.tally
    questions = [mark for mark in site.run.ledger.acknowledged if is_question(site, mark)]
    tally.count("acknowledged", times=len(questions))
    for mark in questions:
        came = box.mails.get(mark, [])
        tally.check(bool(came), f"no mail about {mark}", "lost")
        tally.check(len(set(came)) < 2, f"the mail about {mark} came as {set(came)}", "doubled")
    tally.check(unsent(site) == 0, f"{unsent(site)} mails still wait")
    again = sum(len(came) - 1 for came in box.mails.values())
    site.run.say(f"{len(box.mails)} mails came, {again} of them once more with the same Message-ID")


def is_question(site: Site, mark: str) -> bool:
    query = "select p.asked_id from posts p join revisions r on r.text_id = p.text_id where r.source = :mark"
    rows = site.place.rows(query, mark=mark)
    return bool(rows) and rows[0][0] is not None
