"""Seeing what waits for translation: every text under the forum's policy, wherever it stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, case, exists, func, literal, not_, or_, select
from sqlalchemy.orm import joinedload

from board.models import Claim, Flag, Membership, Revision, Text, Translation, User
from board.models.base import UTCDateTime
from board.rules import translations as rule
from board.rules.places import TALK, in_group, on_page
from board.rules.queue import WAITED_FOR
from board.visible.gate import Sight, within
from board.visible.people import shown_name
from board.visible.places import visible_places
from board.visible.queue_order import rank
from board.visible.texts import unsettled_flags

BEGINNING = 400
"""How many characters of the source a line of the queue loads, to take its first words from."""
MACHINE, FLAGGED = "machine", "flagged"
"""Filters of the queue besides the states of a translation."""


class Position(NamedTuple):
    """A text's place in the order of the queue, even when it no longer waits."""

    rank: ScalarSelect[int]
    since: datetime
    text_id: int


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """The part of the queue to show. ``alone`` selects texts that are not translated at all."""

    week_id: int | None = None
    language: str = ""
    kind: str = ""
    state: str = ""
    for_me: bool = False
    """Only what the viewer can advance: nobody else works on it, and it does not wait for somebody else's approval."""
    alone: bool = False
    order: str = WAITED_FOR


def queue(sight: Sight, queue_filter: QueueFilter, *, as_read: bool = False) -> Select[Any]:
    """Return texts that wait, in the order that the filter names, with the claim that holds now.

    With ``as_read`` these are only the texts that every participant can read now.

    Each comes with ``kind``, ``key`` and ``week_id`` of its place, its ``rank`` in that order, ``since`` when it waits,
    its ``words``, ``beginning`` and ``author``, and whether a ``machine`` drafted or its author ``flagged`` part of it.
    """
    places = visible_places(sight.of_participants() if as_read else sight)
    place = rank(sight, queue_filter.order, places.c.kind, Text.id, places.c.week_id)
    columns = (
        places.c.kind, places.c.key, places.c.week_id, place.label("rank"), _since().label("since"), Revision.words,
        func.substr(Revision.source, 1, BEGINNING).label("beginning"), _author(sight, places.c).label("author"),
        _machine().label("machine"), _flagged().label("flagged"),
    )  # fmt: skip
    holds = and_(Claim.text_id == Text.id, Claim.expires_at > sight.now)
    return (
        select(Text, Claim, *columns)
        .join(places, places.c.text_id == Text.id)
        .join(Revision, Revision.id == Text.revision_id)
        .outerjoin(User, User.id == Text.author_id)
        .outerjoin(Membership, and_(Membership.forum_id == Text.forum_id, Membership.user_id == Text.author_id))
        .outerjoin(Claim, holds)
        .where(literal(sight.viewer.sees_drafts), Text.forum_id == sight.forum.id)
        .where(places.c.removed.is_(None), places.c.kind != TALK, *_conditions(sight, queue_filter, places.c))
        .order_by(place, _since(), Text.id)
    )


def _author(sight: Sight, place: Any) -> ColumnElement[str]:
    """Return the author's name, but not for a reading of a locked week: its translators do not learn whose it is."""
    unsaid = and_(place.kind.in_(on_page("reading")), not_(within(sight, place.week_id)))
    return case((unsaid, ""), else_=shown_name())


def _since() -> ColumnElement[Any]:
    """Return since when it waits: a complete but flagged text since its approval, a text that stands alone since
    written.
    """
    return func.coalesce(Text.waits_since, Text.approved_at, Text.created_at, type_=UTCDateTime)


def _flagged() -> ColumnElement[bool]:
    return exists(unsettled_flags().with_only_columns(Flag.id))


def _machine() -> ColumnElement[bool]:
    drafted = select(Translation.id).where(
        Translation.text_id == Text.id,
        Translation.language == Text.target,
        Translation.superseded_at.is_(None),
        Translation.origin == rule.MACHINE,
    )
    return exists(drafted)


def _waits_for_another(sight: Sight) -> ColumnElement[bool]:
    """Match texts that only need an approval that somebody other than the viewer has to give."""
    mine = select(Translation.id).where(
        Translation.text_id == Text.id,
        Translation.language == Text.target,
        Translation.superseded_at.is_(None),
        Translation.state == rule.IN_REVIEW,
        Translation.translator_id == sight.viewer.user_id,
    )
    return and_(literal(sight.forum.second_approval), Text.progress == rule.IN_REVIEW, exists(mine))


def _conditions(sight: Sight, queue_filter: QueueFilter, places: Any) -> list[ColumnElement[bool]]:
    waits = and_(Text.target.is_not(None), or_(Text.waits_since.is_not(None), _flagged()))
    conditions = [Text.target.is_(None) if queue_filter.alone else waits]
    if queue_filter.week_id is not None:
        conditions.append(places.week_id == queue_filter.week_id)
    if queue_filter.language:
        conditions.append(Text.language == queue_filter.language)
    if queue_filter.kind:
        conditions.append(places.kind.in_(in_group(queue_filter.kind)))
    if queue_filter.for_me:
        conditions += [or_(Claim.user_id.is_(None), Claim.user_id == sight.viewer.user_id), ~_waits_for_another(sight)]
    special = {MACHINE: _machine(), FLAGGED: _flagged()}
    if queue_filter.state and not queue_filter.alone:
        conditions.append(special.get(queue_filter.state, Text.progress == queue_filter.state))
    return conditions


def after_position(lines: Select[Any], position: Position, *, inclusive: bool = False) -> Select[Any]:
    """Return the part of a queue after a position, or from it on if ``inclusive``."""
    place, since = lines.selected_columns.rank, lines.selected_columns.since
    later = Text.id >= position.text_id if inclusive else Text.id > position.text_id
    later = or_(since > position.since, and_(since == position.since, later))
    return lines.where(or_(place > position.rank, and_(place == position.rank, later)))


def keys_of(lines: Select[Any]) -> Select[str]:
    """Return the keys of the texts in a queue, in order."""
    return lines.with_only_columns(Text.key)


def size_of(lines: Select[Any]) -> Select[int, int | None]:
    """Count the texts and words in a queue."""
    return lines.with_only_columns(func.count(Text.id), func.sum(Revision.words)).order_by(None)


def oldest_first(lines: Select[Any]) -> Select[Any]:
    """Return a queue in the order in which its texts have waited."""
    return lines.order_by(None).order_by(lines.selected_columns.since, Text.id)


def size_by_pair(lines: Select[Any]) -> Select[str, str | None, int, int]:
    """Count the texts and words in a queue by language and target."""
    counted = func.count(Text.id), func.sum(Revision.words)
    pairs = lines.with_only_columns(Text.language, Text.target, *counted).order_by(None)
    return pairs.group_by(Text.language, Text.target).order_by(Text.language, Text.target)


def claim_of(sight: Sight, text_id: int) -> Select[Claim]:
    """Return the claim that holds now on a visible text, with its holder."""
    held = select(Claim).where(Claim.text_id == text_id, Claim.expires_at > sight.now)
    return held.where(literal(sight.viewer.sees_drafts)).options(joinedload(Claim.user))
