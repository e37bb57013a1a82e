"""Everything that stands below the posts of a thread and changes by itself, in one statement."""

from __future__ import annotations

from typing import Any

from sqlalchemy import CompoundSelect, Integer, cast, literal, select, union_all
from sqlalchemy import Text as LongText

from board.visible.gate import Scope, cached_per_scope
from board.visible.moderation import voices_in_thread
from board.visible.synthesis import excerpts_in_thread
from board.visible.tails import tails_and_requests

VOICE, PLACED, TAIL = "voice", "placed", "tail"


@cached_per_scope
def below_posts(scope: Scope) -> CompoundSelect[Any]:
    """Return of the thread ``thread_id`` its voices, passages in the synthesis, and cut ends of e-mails: what it is,
    the post's id, words, region, number, and whether it is the viewer's. An end without words is a request to reword.
    """
    voices, placed, tails = (
        asked.subquery() for asked in (voices_in_thread(scope), excerpts_in_thread(scope), tails_and_requests(scope))
    )
    nothing, none = cast(literal(""), LongText), cast(literal(0), Integer)
    post_id, kind, region, number, mine = voices.c
    return union_all(
        select(_what(VOICE), post_id, cast(kind, LongText), cast(region, LongText), number, mine),
        select(_what(PLACED), *list(placed.c)[:1], nothing, nothing, list(placed.c)[1], none),
        select(_what(TAIL), *tails.c, nothing, none, none),
    )


def _what(name: str) -> Any:
    return cast(literal(name), LongText)
