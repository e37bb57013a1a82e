"""The demo's summaries of weeks and threads, with their translations."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import timedelta
from functools import cache

from board.actions.abstracts import column_of, write_abstract
from board.actions.titled import Titled
from board.demo import content, translations
from board.demo.citing import CITED, linked
from board.demo.content import Translated
from board.demo.stage import Stage
from board.models import Thread, Week

A_DAY = timedelta(days=1)
A_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class AbstractEntry:
    """A summary: ``of`` is the id of a thread or the number of a week."""

    of: str
    by: str
    language: str
    body: str
    translation: str = ""

    @property
    def cited(self) -> list[str]:
        """The ids of cited posts."""
        return CITED.findall(self.body)


@cache
def entries() -> tuple[AbstractEntry, ...]:
    """Return the summaries of `abstracts.toml`."""
    tables = tomllib.loads((content.HERE / "abstracts.toml").read_text(encoding="utf-8"))
    return tuple(AbstractEntry(**table) for table in tables["abstract"])


def summarise(stage: Stage) -> None:
    """Write the summaries of which every cited post has been written, a day after the last of these."""
    for entry in entries():
        if all(post in stage.posts for post in entry.cited):
            _write(stage, entry)


def _write(stage: Stage, entry: AbstractEntry) -> None:
    now = stage.calendar.not_later(max(stage.posts[post].created_at for post in entry.cited) + A_DAY)
    row: Thread | Week = stage.weeks[int(entry.of)] if entry.of.isdigit() else stage.threads[entry.of]

    def address_of(post: str) -> str:
        return f"/f/{stage.forum.slug}/post/{stage.posts[post].key}"

    words = Titled("", linked(entry.body, address_of), entry.language)
    write_abstract(stage.sight(entry.by, now), row, words, stage.users[entry.by])
    translated = Translated(language=entry.language, translation=linked(entry.translation, address_of))
    translations.write(stage, getattr(row, column_of(row)), translated, now + A_MINUTE)
