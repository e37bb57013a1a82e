"""What authors are asked to reword: at the desk, beside the paragraph, and on the author's own page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from board.extensions import db
from board.models import Rewording, Text
from board.visible import Sight, open_rewordings, visible_rewordings


class Answer(StrEnum):
    """What became of a request: nothing yet, the author changed the passage, or says that it stays."""

    OPEN = "open"
    CHANGED = "changed"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class RewordLine:
    """A request to reword a paragraph."""

    key: str
    name: str
    at: datetime
    note: str
    answer: Answer


def rewordings(sight: Sight, text: Text) -> dict[str, list[RewordLine]]:
    """Return the requests about a text by the lineage of the paragraph, the oldest first; one query."""
    lines: dict[str, list[RewordLine]] = defaultdict(list)
    for asked, digest in db.session.execute(visible_rewordings(sight).where(Rewording.text_id == text.id)):
        line = RewordLine(asked.key, asked.user.name, asked.created_at, asked.note, _answer(asked, digest))
        lines[asked.lineage].append(line)
    return dict(lines)


def _answer(asked: Rewording, digest: str | None) -> Answer:
    if digest != asked.digest:
        return Answer.CHANGED
    return Answer.OPEN if asked.left_at is None else Answer.LEFT


def texts_to_reword(sight: Sight, ids: Collection[int]) -> list[int]:
    """Return the ids of those of the viewer's texts that have open requests; one query."""
    found = open_rewordings(sight).where(Text.id.in_(ids)).with_only_columns(Text.id)
    return list(db.session.scalars(found))


def to_reword(sight: Sight) -> list[Text]:
    """Return the viewer's texts with open requests; one query."""
    return list(db.session.scalars(open_rewordings(sight)))
