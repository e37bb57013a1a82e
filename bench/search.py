"""Searches in 10,000 posts: the demo's words in both languages, and rarer words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from bench.site import Visitor, compare, new_site, new_thread, people, sight_of
from board.actions import posting
from board.actions.posting import Writing
from board.demo import content
from board.models import User
from board.models.base import new_key

POSTS, FLOOR = 10_000, 0.01
IN_A_THREAD = 50
SEARCHES = {
    "a word of one post": "q=4321",
    "a word of most posts": "q=cooperativa",
    "a phrase": "q=%22fondo+rotatorio%22",
    "two words, by one person": "q=vecinos+mercado&person={person}",
}


def measure(folder: Path) -> Iterator[tuple[str, float, float]]:
    """Yield searches, each with its ratio to the trivial page, and their common floor."""
    with new_site(folder) as app:
        with app.app_context():
            everybody = people()
            fill(POSTS, everybody)
            visitor, person = Visitor(app, everybody[1]), everybody[2].key
        for name, asked in SEARCHES.items():
            url = "/f/bench/search?" + asked.format(person=person)
            yield name, compare(visitor, name, url), FLOOR


def fill(count: int, authors: Sequence[User]) -> None:
    """Create threads with this many posts."""
    weeks = [content.week(number, archive=True) for number in content.WEEKS]
    entries = [post for week in weeks for thread in week.thread for post in thread.post]
    for number in range(count):
        if number % IN_A_THREAD == 0:
            thread = new_thread(authors[0], f"Thread {number}")
        entry, author = entries[number % len(entries)], authors[number % len(authors)]
        written = Writing(f"{entry.body}\n\nPost {number}.", entry.language, new_key())
        posting.reply(sight_of(author), thread, author, written)
