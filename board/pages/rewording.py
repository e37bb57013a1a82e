"""What authors are asked to reword: at the desk, beside the paragraph, and on the author's own page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from board.extensions import db
from board.models import Rewording, Text
from board.pages.flags import FlagLine
from board.visible import Sight, asked_of_viewer, desk_remarks, open_rewordings, visible_rewordings


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


class Remarks(NamedTuple):
    """What is said about a paragraph at the desk: that its translation is wrong, or its original unclear."""

    flags: Sequence[FlagLine] = ()
    requests: Sequence[RewordLine] = ()


def remarks(sight: Sight, text: Text) -> dict[str, Remarks]:
    """Return the remarks on a text's paragraphs by lineage, the oldest first; one query."""
    flags: dict[str, list[FlagLine]] = defaultdict(list)
    requests: dict[str, list[RewordLine]] = defaultdict(list)
    rows = db.session.execute(desk_remarks(sight, text.id)).all()
    for _id, key, lineage, name, at, note, words, user_id, answer in sorted(rows, key=lambda row: row[0]):
        if answer:
            requests[lineage].append(RewordLine(key, name, at, note, Answer(answer)))
        else:
            flags[lineage].append(FlagLine(key, name, at, note, words, user_id == sight.viewer.user_id))
    return {lineage: Remarks(flags[lineage], requests[lineage]) for lineage in {*flags, *requests}}


def to_reword(sight: Sight) -> list[Text]:
    """Return the viewer's texts with open requests; one query, and another if there are requests at all."""
    asked = db.session.scalars(asked_of_viewer(), {**sight.me, "forum_id": sight.forum.id}).all()
    return list(db.session.scalars(open_rewordings(sight, asked))) if asked else []
