"""What is quoted of somebody, as it will stand in the proceedings, and what they have said of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import ColumnElement

from board.extensions import db
from board.models import Excerpt, Membership, QuoteAnswer, Text, Week
from board.pages.citing import Citing, citing
from board.pages.excerpts import ExcerptView, views_of
from board.pages.signing import UNSIGNED, Signature, signature_of
from board.pages.texts import Pair, load_pairs, titles
from board.rules.proceedings import OBJECTED, WITHDRAWN
from board.visible import (
    Sight,
    forum_memberships,
    my_quotable_texts,
    my_quote_answers,
    my_quoted_passages,
    my_withdrawn_passages,
)


class Said(NamedTuple):
    """What the author has said of a passage, or of whatever is quoted of a text."""

    withdrawn: bool = False
    objection: QuoteAnswer | None = None
    """The latest one; it counts as long as nobody has settled it."""


class Passage(NamedTuple):
    """A passage of theirs, and what they have said of it."""

    view: ExcerptView
    said: Said


@dataclass(frozen=True, slots=True)
class Source:
    """A text of theirs: everything that is quoted of it."""

    text: Text
    kind: str
    key: str
    week: Week
    title: Pair
    words: Pair
    passages: tuple[Passage, ...]
    cited_in: tuple[Citing, ...]
    said: Said

    @property
    def is_quoted(self) -> bool:
        """Whether something of it is in the proceedings even if the discussion is not; case studies always are."""
        return bool(self.passages or self.cited_in) or self.kind == "reading"


@dataclass(frozen=True, slots=True)
class Quoted:
    """Everything of somebody's that is quoted or may be printed, and how they are signed."""

    membership: Membership | None
    signature: Signature
    sources: tuple[Source, ...]

    @property
    def quoted(self) -> list[Source]:
        return [source for source in self.sources if source.is_quoted]

    @property
    def others(self) -> list[Source]:
        """Posts of which nothing is quoted; they are printed if the discussion is."""
        return [source for source in self.sources if not source.is_quoted]


def quoted(sight: Sight) -> Quoted:
    """Collect what is quoted of the viewer; in a fixed number of queries, however much it is."""
    membership = my_place(sight)
    return Quoted(membership, _signature(membership), tuple(_sources(sight)))


def my_place(sight: Sight) -> Membership | None:
    """Return the viewer's membership; one query."""
    return db.session.scalar(forum_memberships(sight).where(Membership.user_id == sight.viewer.user_id))


def _signature(membership: Membership | None) -> Signature:
    if membership is None:
        return UNSIGNED
    return signature_of(membership.attribution, membership.shown.name, membership.region)


def source_by_key(sight: Sight, kind: str, key: str) -> Source | None:
    """Return a text of the viewer's; None if it is not theirs, or not to be seen."""
    return next(iter(_sources(sight, (kind, key))), None)


def passage_by_key(sight: Sight, key: str) -> tuple[Source, Passage] | None:
    """Return a passage of the viewer's words, with the text in which it stands; None if it is not theirs."""
    for view in _passages(sight, Excerpt.key == key):
        source = source_by_key(sight, view.source.kind, view.source.key)
        if source is not None:
            return source, next(passage for passage in source.passages if passage.view.excerpt.key == key)
    return None


def _sources(sight: Sight, wanted: tuple[str, str] | None = None) -> list[Source]:
    """Return the viewer's texts, or only the one with this kind and key."""
    rows = db.session.execute(my_quotable_texts(sight)).all()
    rows = [row for row in rows if wanted in (None, (row.kind, row.key))]
    ids = {row.Text.id for row in rows}
    plain, answers = sight.of_participants(), _Answers.of(sight)
    words, told = load_pairs(plain, [row.Text for row in rows]), titles(plain, {row.title_id for row in rows})
    passages: dict[int, list[Passage]] = defaultdict(list)
    for view in _passages(sight, Excerpt.text_id.in_(ids)) if ids else ():
        passages[view.text.id].append(Passage(view, answers.about(view.text.id, view.excerpt.id)))
    summaries = citing(plain) if ids else []
    return [
        Source(
            text=row.Text,
            kind=row.kind,
            key=row.key,
            week=sight.week(row.week_id),
            title=told[row.title_id],
            words=words[row.Text.id],
            passages=tuple(passages[row.Text.id]),
            cited_in=tuple(summary for summary in summaries if row.kind == "post" and row.key in summary.cited),
            said=answers.about(row.Text.id, None),
        )
        for row in rows
    ]


def _passages(sight: Sight, which: ColumnElement[bool]) -> list[ExcerptView]:
    """Return passages of the viewer's words as every participant reads them."""
    return views_of(sight.of_participants(), my_quoted_passages(sight).where(which))


class _Answers(NamedTuple):
    """What the viewer has said, by text id and excerpt id."""

    objections: Mapping[tuple[int, int | None], QuoteAnswer]
    texts: Collection[int]
    """Ids of texts that they withdrew."""
    passages: Collection[int]
    """Ids of excerpts with words that they withdrew."""

    @classmethod
    def of(cls, sight: Sight) -> _Answers:
        """Read them; two queries."""
        answers = db.session.scalars(my_quote_answers(sight)).all()
        objections = {(answer.text_id, answer.excerpt_id): answer for answer in answers if answer.kind == OBJECTED}
        whole = {answer.text_id for answer in answers if answer.kind == WITHDRAWN and answer.excerpt_id is None}
        return cls(objections, whole, {row[0] for row in db.session.execute(my_withdrawn_passages(sight))})

    def about(self, text_id: int, excerpt_id: int | None) -> Said:
        withdrawn = text_id in self.texts if excerpt_id is None else excerpt_id in self.passages
        return Said(withdrawn, self.objections.get((text_id, excerpt_id)))
