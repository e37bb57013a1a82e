"""The statistics of an edition: what can be counted without telling anything of anybody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from board.extensions import db
from board.models import Thread
from board.pages.texts import load_texts
from board.proceedings.document import APPROVED, Statistics, Theme
from board.proceedings.sources import Quotable
from board.text import word_count
from board.visible import Sight, forum_memberships, visible_threads


def statistics(sight: Sight, places: Mapping[str, Quotable], themes: Sequence[Theme]) -> Statistics:
    """Count what may be quoted; four queries, as long as there are no more texts than one query loads."""
    members = [member for member in db.session.scalars(forum_memberships(sight)) if not member.is_newcomer]
    posts = [place for place in places.values() if place.kind == "post"]
    pairs = load_texts(sight, [place.text_id for place in places.values()])
    waiting = [row for pair in pairs.values() if pair.text.target for row in pair.rows]
    return Statistics(
        members=len(members),
        authors=len({place.author_id for place in posts}),
        regions=len({member.region for member in members} - {""}),
        threads=len(db.session.scalars(visible_threads(sight).with_only_columns(Thread.id)).all()),
        posts=len(posts),
        words=sum(word_count(pair.source) for pair in pairs.values()),
        passages=sum(len(theme.quotes) for theme in themes),
        translated=sum(row.state == APPROVED for row in waiting),
        to_translate=len(waiting),
    )
