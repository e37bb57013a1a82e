"""Sixteen connections over all pages as every role: no process dies, and each page is what a single visitor gets.

The clock stands still meanwhile, so that a page is the same each time. Each page is requested alone before and after
the crowd: an answer in between must equal one of the two, except for its tokens.
"""

from __future__ import annotations

import random
import threading
import time
from dataclasses import dataclass, field

from bench.chaos.browser import CUT, Answer, Browser
from bench.chaos.pages import Seen, get_routes, owner_of, route_of, walk
from bench.chaos.site import Run, Site, a_site
from bench.chaos.watch import watched

NAME, DATABASES = "crowd", ("sqlite", "postgresql")
SHORT = ("sqlite",)
CONNECTIONS = 16
FAULTS_ENOUGH = 60
ROLES = ["nobody", "ana", "helene", "marta", "nestor", "paz", "jorge", "itzel", "owen", "claire"]
"""Nobody signed in; a participant, a key respondent, a translator, an admin, the owner; and more people like them."""
OFTEN = {"home.home", "discussion.thread", "forums.week", "search.search"}
"""Half of what people open."""
Page = tuple[str, str]


@dataclass(slots=True)
class Survey:
    """What each role sees, and whose pages these are."""

    told: dict[Page, Seen] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)


def play(run: Run) -> None:
    with a_site(run, clock=True) as site:
        roles = ROLES[: run.choose(5, len(ROLES))]
        survey = look_around(site, roles)
        workers = site.server.workers()
        with watched(site):
            strange = Crowd(site, survey).last(run.choose(10, 600))
        compare_again(site, strange)
        same = site.server.is_running and site.server.workers() == workers
        run.tally.check(same, f"processes died: {workers} were there, {site.server.workers()} are now")


def look_around(site: Site, roles: list[str]) -> Survey:
    """Let the visitors walk through the site one by one; then request everything again, since a visit leaves marks."""
    survey, per_route = Survey(), site.run.choose(1, 3)
    pages: list[Page] = []
    for role in roles:
        browser = visitor(site, role)
        for path, answer in walk(browser, per_route):
            pages.append((role, path))
            site.run.tally.check(answer.status < 500 and answer.is_whole, f"{path} to {role} alone: {answer.status}")
            survey.keys[role] = survey.keys.get(role) or owner_of(answer)
    for role, path in pages:
        survey.told[role, path] = Seen.of(visitor(site, role).get(path))
    reached = {route_of(path) for _, path in pages}
    site.run.say(
        f"{len(pages)} pages of {len(reached)} routes; not reached: {', '.join(sorted(get_routes() - reached))}"
    )
    return survey


def visitor(site: Site, role: str) -> Browser:
    return Browser(site.port) if role == "nobody" else site.browser(role)


class Crowd:
    """Many connections at once, each of a person who opens pages at random."""

    def __init__(self, site: Site, survey: Survey) -> None:
        self._site, self._survey = site, survey
        self._tally = site.run.tally
        self._until = 0.0
        self._strange: dict[Page, set[Seen]] = {}
        self._lock = threading.Lock()

    def last(self, seconds: float) -> dict[Page, set[Seen]]:
        """Let them come for so long; return the answers that differ from what a single visitor got."""
        self._until = time.monotonic() + seconds
        roles = sorted({role for role, _ in self._survey.told}, key=ROLES.index)
        seeds = [self._site.run.rng.randrange(10**9) for _ in range(CONNECTIONS)]
        threads = [
            threading.Thread(target=self._visit, args=(roles[number % len(roles)], random.Random(seed)))  # noqa: S311
            for number, seed in enumerate(seeds)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self._site.run.say(
            f"{self._tally.counts['acknowledged']} pages to {CONNECTIONS} connections in {seconds:.0f} s"
        )
        return self._strange

    def _visit(self, role: str, rng: random.Random) -> None:
        pages = [path for who, path in self._survey.told if who == role]
        often = [path for path in pages if route_of(path) in OFTEN]
        browser = visitor(self._site, role)
        while time.monotonic() < self._until and self._tally.faults < FAULTS_ENOUGH:
            path = rng.choice(often if often and rng.random() < 0.5 else pages)
            try:
                self._judge(role, path, browser.get(path))
            except CUT as trouble:
                self._tally.count("wrong", f"{path} to {role}: {trouble!r}")
                time.sleep(0.5)

    def _judge(self, role: str, path: str, answer: Answer) -> None:
        told = self._survey.told[role, path]
        whose = owner_of(answer)
        if answer.asks_to_wait:
            return
        self._tally.count("acknowledged")
        self._tally.check(answer.is_whole, f"{path} to {role} is cut off")
        self._tally.check(whose in ("", self._survey.keys[role]), f"{path} to {role} is somebody else's page")
        self._tally.check(answer.status == told.status, f"{path} to {role}: {answer.status} instead of {told.status}")
        if answer.status == told.status and (seen := Seen.of(answer)) != told:
            with self._lock:
                self._strange.setdefault((role, path), set()).add(seen)


def compare_again(site: Site, strange: dict[Page, set[Seen]]) -> None:
    """Accept an answer that a single visitor gets now: another visitor's mark may have changed the page in between."""
    for (role, path), seen in strange.items():
        try:
            now = Seen.of(visitor(site, role).get(path))
        except CUT as trouble:
            site.run.tally.count("failed", f"{path} to {role} afterwards: {trouble!r}")
            continue
        for other in seen - {now}:
            site.run.tally.count("wrong", f"{path} told {role} in the crowd what it tells nobody alone: {other}, {now}")
