"""What people have seen before a visitor takes their place: most of weeks 1 and 2, and the beginning of week 3."""

from __future__ import annotations

from datetime import datetime, timedelta

from board.actions.following import follow
from board.actions.marks import mark_read, note_visit
from board.demo.stage import Stage

SEEN_TO = {
    "w1-q1": "", "w1-q2": "", "w1-t1": "", "w2-q1": "", "w2-q2": "", "w2-t1": "",
    "w3-q1": "w3-q1-4", "w3-q2": "w3-q2-7",
}  # fmt: skip
"""By thread, the last post seen; "" means all. Threads left out were never opened."""
RETURNING = (
    "ana", "jorge", "claire", "nestor", "marta", "owen", "helene", "pierre", "joao", "rosangela", "lucia", "mateo",
    "xiomara", "itzel", "wanda", "tomas", "derek",
)  # fmt: skip
"""People who read that far; the others wrote, and left no other trace."""
FOLLOWED = {"ana": ("w3-q1", "w2-q2"), "jorge": ("w3-t2", "w2-q1"), "helene": ("w3-q2",), "claire": ("w3-t1",)}
"""Threads that somebody follows besides those in which they wrote."""
WEEKS_READ = ("w1-", "w2-")
A_WHILE = timedelta(hours=2)


def look_around(stage: Stage) -> None:
    """Leave the marks of an earlier visit."""
    for who in RETURNING:
        for thread, seen_to in SEEN_TO.items():
            _visit(stage, who, thread, seen_to)
    for who in ("ana", "jorge"):
        _read(stage, who)
    for who, threads in FOLLOWED.items():
        for thread in threads:
            follow(stage.sight(who, stage.calendar.now), stage.threads[thread], True)


def _visit(stage: Stage, who: str, thread: str, seen_to: str) -> None:
    shown = _shown(stage, thread, seen_to)
    sight = stage.sight(who, stage.calendar.not_later(shown + A_WHILE))
    note_visit(sight, stage.threads[thread], shown)


def _shown(stage: Stage, thread: str, seen_to: str) -> datetime:
    """Return when the last post that they saw was written."""
    if seen_to:
        return stage.posts[seen_to].created_at
    return max(post.created_at for name, post in stage.posts.items() if name.startswith(f"{thread}-"))


def _read(stage: Stage, who: str) -> None:
    sight = stage.sight(who, stage.calendar.not_later(stage.calendar.openings[2] + A_WHILE))
    for name, reading in stage.readings.items():
        if name.startswith(WEEKS_READ):
            mark_read(sight, reading, True)
