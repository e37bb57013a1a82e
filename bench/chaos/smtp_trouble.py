"""Eight kinds of trouble with the mail server, each for a simulated day; then it recovers, and all mail has gone out
except undeliverable mail, which the owner's page shows with its reason.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

from bench.chaos.moody import FINE, MOODS, UNKNOWN_WORDS, MoodyServer
from bench.chaos.programs import until
from bench.chaos.site import Run, Site, a_site
from bench.chaos.worker_kills import respondents, settle_what_waits, unsent

NAME, DATABASES = "smtp", ("sqlite", "postgresql")
SHORT = ("postgresql",)
SHORT_MOODS = ("refused", "550")
TROUBLE, SHORT_TROUBLE = timedelta(days=1), timedelta(hours=3)
NOTHING_TO_TRY = timedelta(hours=1)
REAL_TIME = 120.0
"""Real seconds for one kind of trouble: a silent server delays by the real clock."""
RECOVERY = timedelta(days=1)
ATTEMPT = 70.0
"""Real seconds within which an attempt ends."""


def play(run: Run) -> None:
    server = MoodyServer()
    try:
        settings = {"MAIL_URL": f"smtp://semana:password@127.0.0.1:{server.port}"}
        with a_site(run, clock=True, **settings) as site:
            settle_what_waits(site)
            site.worker.start()
            writer = site.writer("ana", "smtp")
            writer.post()
            gone, *asked = respondents(writer.browser.get(writer.thread).html)
            expected: dict[str, str] = {}
            for number, mood in enumerate(SHORT_MOODS if run.short else MOODS):
                marks = [writer.post(ask=asked[(number + further) % len(asked)]) for further in (0, 1)]
                expected |= {mark: address_of(site, mark) for mark in marks}
                if mood == "550":
                    server.unknown.add(address_of(site, writer.post(ask=gone)))
                trouble(site, server, mood)
            recover(site, server)
            count(site, server, expected)
    finally:
        server.close()


def address_of(site: Site, mark: str) -> str:
    """Return the recipient of the mail about a question."""
    query = (
        "select u.email from posts p join revisions r on r.text_id = p.text_id join users u on u.id = p.asked_id"
        " where r.source = :mark"
    )
    return str(site.place.rows(query, mark=mark)[0][0])


def trouble(site: Site, server: MoodyServer, mood: str) -> None:
    """Move the clock from attempt to attempt as long as the trouble lasts."""
    assert site.clock is not None
    server.be(mood)
    over, enough = site.clock.now + site.run.choose(SHORT_TROUBLE, TROUBLE), time.monotonic() + REAL_TIME
    tried = attempts(site)
    while site.clock.now < over and time.monotonic() < enough:
        before = attempts(site)
        site.clock.move_to(min(over, max(next_attempt(site), site.clock.now) + timedelta(seconds=1)))
        if not until(lambda before=before: attempts(site) > before, 2.5):
            site.clock.move(NOTHING_TO_TRY)
        until(lambda: not server.open, ATTEMPT)
    server.be(FINE)
    tried = attempts(site) - tried
    site.run.say(f"{mood}: {MOODS[mood]}; {tried} attempts, {len(server.mails)} mails have come")


def attempts(site: Site) -> int:
    return int(site.place.rows("select coalesce(sum(attempts), 0) from jobs")[0][0])


def next_attempt(site: Site) -> datetime:
    """Return when the first waiting mail is to be tried again."""
    query = "select min(run_at) from jobs where kind = 'mail.question' and done_at is null and failed_at is null"
    found = site.place.rows(query)[0][0]
    instant = datetime.fromisoformat(str(found)) if found else datetime.now(UTC) + TROUBLE
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)


def recover(site: Site, server: MoodyServer) -> None:
    """Let the server recover: waiting mail goes out within a day."""
    assert site.clock is not None
    server.be(FINE)
    began = site.clock.now
    while unsent(site) and site.clock.now - began < RECOVERY:
        site.clock.move(timedelta(hours=1))
        until(lambda: not unsent(site), 4)
    site.run.say(f"{(site.clock.now - began) // timedelta(hours=1)} hours after the recovery {unsent(site)} mails wait")


def count(site: Site, server: MoodyServer, expected: dict[str, str]) -> None:
    tally = site.run.tally
    for mark, address in expected.items():
        came = server.mails.get(mark, [])
        tally.count("acknowledged")
        tally.check(bool(came), f"no mail about {mark} to {address}", "lost")
        tally.check(len({identity for _, identity in came}) < 2, f"the mail about {mark} has two names", "doubled")
        tally.check({to for to, _ in came} <= {address}, f"the mail about {mark} went to {came}")
    page = site.browser("paz").get("/owner/mail").html
    for address in server.unknown:
        tally.check(address in page and UNKNOWN_WORDS in page, f"the owner is not told why {address} gets no mail")
