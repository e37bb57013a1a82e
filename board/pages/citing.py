"""Which posts the summaries of threads and weeks cite."""

from __future__ import annotations

import re
from typing import NamedTuple

from board.extensions import db
from board.models import Thread, Week
from board.models.base import KEY_ALPHABET, KEY_LENGTH
from board.pages.texts import Pair, titles
from board.visible import Sight, summarised_threads, summarised_weeks


class Citing(NamedTuple):
    """A summary that cites posts: of the thread with a key, or of the week with a number."""

    thread: str | None
    week: int | None
    title: Pair
    """The title of the thread or the week."""
    cited: frozenset[str]
    """The keys of the posts, whether they can be seen or not."""


def citing(sight: Sight) -> list[Citing]:
    """Return the visible summaries that cite posts, those of weeks first; four queries."""
    weeks = db.session.scalars(summarised_weeks(sight)).all()
    threads = db.session.scalars(summarised_threads(sight)).all()
    rows: list[Thread | Week] = [*weeks, *threads]
    told = titles(sight, [text_id for row in rows for text_id in (row.title_id, _summary(row))])

    def cited(row: Thread | Week) -> frozenset[str]:
        return cited_in(sight.forum.slug, told[_summary(row)].source)

    summaries = [Citing(None, week.number, told[week.title_id], cited(week)) for week in weeks]
    summaries += [Citing(thread.key, None, told[thread.title_id], cited(thread)) for thread in threads]
    return [summary for summary in summaries if summary.cited]


def _summary(row: Thread | Week) -> int:
    """Return the id of the text of the summary that a thread or a week has."""
    return (row.abstract_id if isinstance(row, Thread) else row.summary_id) or 0


def cited_in(slug: str, markdown: str) -> frozenset[str]:
    """Return the keys of the posts to whose permanent addresses a text links."""
    address = rf"/f/{re.escape(slug)}/post/([{KEY_ALPHABET}]{{{KEY_LENGTH}}})(?![{KEY_ALPHABET}])"
    return frozenset(re.findall(address, markdown))
