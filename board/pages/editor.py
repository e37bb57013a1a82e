"""The translator's editor: a text beside its translation, its context, and aids for each paragraph."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from board.extensions import db
from board.models import Announcement, Claim, GlossaryTerm, Post, Reading, Text, Thread, Translation
from board.pages.flags import FlagLine
from board.pages.memory import Suggestion, suggestions
from board.pages.places import Place, address_of
from board.pages.posts import PostView, post_views
from board.pages.queue import QueueLine, lines_from, position_of
from board.pages.rewording import Remarks, RewordLine, remarks
from board.pages.texts import Pair, Row, load_pairs, titles, unaligned
from board.pages.translation_history import translated_sources
from board.rules import permissions
from board.rules import translations as rule
from board.text import Checker, Finding, Part, Term, TermMatch, check_translation, find_terms, mark_terms, word_diff
from board.visible import (
    Sight,
    claim_of,
    visible_announcements,
    visible_posts,
    visible_readings,
    visible_terms,
    visible_threads,
)
from board.visible.queue import QueueFilter

BEFORE = 3
"""How many earlier posts of the thread are shown above the post that is translated."""


@dataclass(frozen=True, slots=True)
class Context:
    """The context of a text: a title; for a post, also the post itself and those just before it."""

    title: Pair | None = None
    post: PostView | None = None
    before: tuple[PostView, ...] = ()


@dataclass(frozen=True, slots=True)
class Editor:
    """All that the editor shows, in a fixed number of queries."""

    pair: Pair
    place: Place
    context: Context
    claim: Claim | None
    lines: tuple[QueueLine, ...]
    unaligned: list[Translation]
    """Translations of paragraphs that the original no longer has."""

    @property
    def text(self) -> Text:
        return self.pair.text

    def claimed_by_other(self, viewer_id: int | None) -> bool:
        return self.claim is not None and self.claim.user_id != viewer_id


def editor(sight: Sight, text: Text, wanted: QueueFilter) -> Editor:
    """Compose the editor of a visible text. Raises Gone."""
    place, pair = address_of(sight, text), load_pairs(sight, [text])[text.id]
    return Editor(
        pair=pair,
        place=place,
        context=_context(sight, text, place),
        claim=db.session.scalar(claim_of(sight, text.id)),
        lines=lines_from(sight, wanted, position_of(sight, text, place, wanted.order)),
        unaligned=unaligned(sight, pair),
    )


def _context(sight: Sight, text: Text, place: Place) -> Context:
    match place.kind:
        case "post":
            return _around(sight, text)
        case "reading":
            reading = db.session.scalars(visible_readings(sight).where(Reading.body_id == text.id)).one()
            return Context(titles(sight, [reading.title_id])[reading.title_id])
        case "announcement":
            told = db.session.scalars(visible_announcements(sight).where(Announcement.body_id == text.id)).one()
            return Context(titles(sight, [told.title_id])[told.title_id])
        case "outline" if place.week is not None:
            return Context(titles(sight, [place.week.title_id])[place.week.title_id])
    return Context()


def _around(sight: Sight, text: Text) -> Context:
    """Return the context of a post: the posts just before it, and the one that it replies to."""
    at = db.session.execute(visible_posts(sight).where(Post.text_id == text.id)).one().Post
    thread = db.session.scalars(visible_threads(sight).where(Thread.id == at.thread_id)).one()
    views = post_views(sight, Post.thread_id == thread.id)
    index = next(number for number, view in enumerate(views) if view.post.id == at.id)
    replied = [view for view in views[: max(0, index - BEFORE)] if view.post.id == at.reply_to_id]
    before = (*replied, *views[max(0, index - BEFORE) : index])
    return Context(titles(sight, [thread.title_id])[thread.title_id], views[index], before)


def checker(pair: Pair, terms: Sequence[Term]) -> Checker:
    """Return a function that checks one paragraph's translation against its source and the glossary's terms."""
    text, whole = pair.text, pair.source

    def check(source: str, words: str) -> tuple[Finding, ...]:
        return check_translation(
            source,
            words,
            source_language=text.language,
            target_language=text.target or "",
            terms=terms,
            inline=text.inline,
            whole_source=whole,
        )

    return check


def terms_of(sight: Sight, text: Text) -> tuple[Term, ...]:
    """Return the glossary's terms for the text's two languages."""
    rows = visible_terms(sight).where(GlossaryTerm.language == text.language, GlossaryTerm.target == text.target)
    return tuple(Term(row.term, row.translation, row.note) for row in db.session.scalars(rows))


class References(NamedTuple):
    """What translations are compared with: the glossary, and earlier translations of the same source, by lineage."""

    terms: tuple[Term, ...]
    remembered: Mapping[str, Suggestion]


def references(sight: Sight, text: Text, rows: Iterable[Row]) -> References:
    """Return what translations of these paragraphs are compared with; at most three queries."""
    return References(terms_of(sight, text), suggestions(sight, text, [row.segment for row in rows]))


def is_undone(row: Row) -> bool:
    """Return whether nobody has approved a paragraph's translation as it stands."""
    return row.state != rule.APPROVED


def can_go_further(sight: Sight, row: Row) -> bool:
    """Return whether the viewer may advance a paragraph, by writing its translation or by approving the present one."""
    writer_id = row.translation.translator_id if row.translation else None
    refusal = permissions.approve(sight.viewer, "any", writer_id or sight.viewer.user_id, sight.forum.second_approval)
    return row.state != rule.IN_REVIEW or refusal is None


@dataclass(frozen=True, slots=True)
class Aids:
    """What helps a translator with one paragraph."""

    findings: tuple[Finding, ...]
    terms: tuple[TermMatch, ...]
    suggestion: Suggestion | None
    flags: Sequence[FlagLine]
    """What the author says is wrong with the translation."""
    rewordings: Sequence[RewordLine]
    """What the author is asked to reword, and what became of it."""
    changed: tuple[Part, ...]
    """For an outdated paragraph, the difference from the source that was translated; empty if that is not kept."""
    source_html: str
    """The original with the glossary's terms marked."""


def aids(sight: Sight, pair: Pair, rows: Collection[Row], given: References | None = None) -> dict[str, Aids]:
    """Return the aids for paragraphs, by lineage, in a fixed number of queries; two fewer with ``given`` references."""
    terms, offered = given or references(sight, pair.text, rows)
    check = checker(pair, terms)
    said, before = remarks(sight, pair.text), translated_sources(sight, pair)

    def help_with(row: Row) -> Aids:
        lineage = row.segment.lineage
        return _aids(row, terms, check, offered.get(lineage), said.get(lineage, Remarks()), before.get(lineage))

    return {row.segment.lineage: help_with(row) for row in rows}


def _aids(
    row: Row,
    terms: Sequence[Term],
    check: Checker,
    offered: Suggestion | None,
    said: Remarks,
    before: str | None,
) -> Aids:
    standing = row.translation.source if row.translation else ""
    return Aids(
        findings=check(row.segment.source, row.translation.source) if row.translation else (),
        terms=tuple(find_terms(row.segment.source, terms)),
        suggestion=offered if offered and offered.source != standing else None,
        flags=said.flags,
        rewordings=said.requests,
        changed=word_diff(before, row.segment.source) if before is not None else (),
        source_html=mark_terms(row.segment.html, terms),
    )
