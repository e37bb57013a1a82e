"""Saving the paragraphs that a translator sends together: each by itself, so that trouble with one keeps no other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Protocol

from board.actions.flagging import settle_by_hand
from board.actions.posting import Conflict
from board.actions.translating import SourceChanged, is_as_it_was, save_translation
from board.actions.unsent import Draft, keep_unsent, translation_place
from board.actions.writing import EmptyText
from board.models import Segment, Text, Translation, User
from board.rules import permissions
from board.rules import translations as rule
from board.rules.permissions import Refusal, Refused
from board.text import Checker, Finding, fingerprint
from board.visible.gate import Sight

VERBS = {"save": rule.DRAFT, "review": rule.IN_REVIEW, "approve": rule.APPROVED, "finish": rule.APPROVED}
"""The state that each verb asks for. ``finish`` goes as far as this person may: where a second person approves, it
sends one's own words to review."""


class Paragraph(Protocol):
    """A segment as it was read, with the newest translation of it, and its state."""

    @property
    def segment(self) -> Segment: ...
    @property
    def translation(self) -> Translation | None: ...
    @property
    def state(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Sent:
    """One paragraph as it was sent: the words, what they started from, and which source their writer saw."""

    lineage: str
    body: str
    base: int
    digest: str
    seen: str
    """The fingerprint of the findings on their page: a warning is given once."""
    origin: str = rule.HUMAN


class Why(StrEnum):
    """Why a paragraph was not saved as wished. The doors turn each into a sentence in the reader's language."""

    WORDS_STAND_THERE = "words_stand_there"
    LOSES_SOMETHING = "loses_something"
    LOOK_AGAIN = "look_again"
    TOO_LONG = "too_long"
    EMPTY = "empty"
    SOURCE_CHANGED = "source_changed"
    SAVED_MEANWHILE = "saved_meanwhile"
    """Somebody else's words stand; both are shown."""
    REPLACED_MEANWHILE = "replaced_meanwhile"
    """Somebody else's words stand, and this person wrote none: theirs are in the field."""
    SECOND_PERSON = "second_person"


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a paragraph was not saved as wished; ``typed`` goes back into its field, with the ``findings`` about it."""

    typed: str
    why: Why
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Guidance:
    """What the words for a text's paragraphs are held against."""

    check: Checker
    remembered: Mapping[str, str]
    """By lineage, the words that the translation memory offers."""
    is_too_long: Callable[[str], bool]


def save_paragraphs(
    sight: Sight, text: Text, rows: Iterable[Paragraph], sent: Mapping[str, Sent], verb: str, guidance: Guidance
) -> dict[str, Trouble]:
    """Save what was sent, and return the troubles by lineage.

    ``verb`` is for all paragraphs, or (``approve:LINEAGE``) for one and the others are saved. ``settle:LINEAGE`` says
    that what the author flagged there is dealt with; ``memory:LINEAGE`` takes what is offered.
    """
    wish, _colon, only = verb.partition(":")
    troubles: dict[str, Trouble] = {}
    for row in rows:
        lineage = row.segment.lineage
        state = VERBS.get(wish, rule.DRAFT) if only in ("", lineage) else rule.DRAFT
        one = _from_memory(sent[lineage], guidance.remembered.get(lineage), takes=verb == f"memory:{lineage}")
        if one is None:
            troubles[lineage] = Trouble(sent[lineage].body, Why.WORDS_STAND_THERE)
        elif trouble := _save_as_far(sight, text, row, one, state, guidance, finishes=wish == "finish"):
            troubles[lineage] = trouble
    if wish == "settle":
        settle_by_hand(sight, text, only)
    return troubles


def _from_memory(sent: Sent, offered: str | None, *, takes: bool) -> Sent | None:
    """Return what was sent, with where it comes from; if the person ``takes`` what is offered, that, or None where they
    wrote something else.
    """
    if offered is None:
        return sent
    if takes and not sent.body.strip():
        sent = replace(sent, body=offered)
    if sent.body.strip() == offered.strip():
        return replace(sent, origin=rule.MEMORY)
    return None if takes else sent


def _save_as_far(
    sight: Sight, text: Text, row: Paragraph, sent: Sent, state: str, guidance: Guidance, *, finishes: bool
) -> Trouble | None:
    if is_settled(row, sent, state):
        return None
    return _save_checked(sight, text, row, sent, _reachable(sight, row, sent, state) if finishes else state, guidance)


def is_settled(row: Paragraph, sent: Sent, state: str) -> bool:
    """Return whether there is nothing to do: the words stand as they are, at least as far as wished; or nothing was
    wished.
    """
    if not sent.body.strip() and not sent.base:
        return state == rule.DRAFT  # left empty; a machine, or somebody else, may have filled it meanwhile
    standing = row.translation.source if row.translation else ""
    if sent.body.strip() != standing.strip():
        return False
    return state == rule.DRAFT or row.state == state == rule.APPROVED


def _reachable(sight: Sight, row: Paragraph, sent: Sent, state: str) -> str:
    """Return the furthest state that this person may give these words."""
    standing = row.translation
    same = standing is not None and standing.source.strip() == sent.body.strip()
    writer_id = standing.translator_id if same and standing else sight.viewer.user_id
    refusal = permissions.approve(sight.viewer, "any", writer_id or sight.viewer.user_id, sight.forum.second_approval)
    return rule.IN_REVIEW if refusal is Refusal.SECOND_PERSON else state


def _save_checked(
    sight: Sight, text: Text, row: Paragraph, sent: Sent, state: str, guidance: Guidance
) -> Trouble | None:
    """Save a paragraph. Findings that are new to its translator stop an approval: the words are a draft meanwhile."""
    newest = row.translation
    if newest is not None and newest.id != sent.base and is_as_it_was(text, sent.base, sent.body):
        return _replaced(newest, state)
    findings = guidance.check(row.segment.source, sent.body) if state == rule.APPROVED and sent.body.strip() else ()
    if not findings or (fingerprint(findings) == sent.seen and not findings[0].blocks):
        return _save(sight, text, row, sent, state, guidance)
    if trouble := _save(sight, text, row, sent, rule.DRAFT, guidance):
        return trouble
    return Trouble(sent.body, Why.LOSES_SOMETHING if findings[0].blocks else Why.LOOK_AGAIN, findings)


def _replaced(newest: Translation, state: str) -> Trouble | None:
    """The translator wrote nothing and somebody else did: the newer words stand, and go no further unseen."""
    return None if rule.is_as_far(newest.state, state) else Trouble(newest.source, Why.REPLACED_MEANWHILE)


def _save(sight: Sight, text: Text, row: Paragraph, sent: Sent, state: str, guidance: Guidance) -> Trouble | None:
    if guidance.is_too_long(sent.body):
        return Trouble(sent.body, Why.TOO_LONG)
    try:
        save_translation(
            sight, text, row.segment, sent.body, state, base=sent.base, digest=sent.digest, origin=sent.origin
        )
    except EmptyText:
        return Trouble(sent.body, Why.EMPTY)
    except SourceChanged:
        return Trouble(sent.body, Why.SOURCE_CHANGED)
    except Conflict:
        return Trouble(sent.body, Why.SAVED_MEANWHILE)
    except Refused as refused:
        if refused.reason is not Refusal.SECOND_PERSON:
            raise
        return Trouble(sent.body, Why.SECOND_PERSON)
    return None


def keep_words_of_gone(
    sight: Sight, translator: User, rows: Iterable[Paragraph], sent: Mapping[str, Sent], most: int
) -> list[str]:
    """Keep words for paragraphs that the original no longer has among the translator's unsent texts, each up to so
    many characters; return them.
    """
    there = {row.segment.lineage for row in rows}
    gone = [one for one in sent.values() if one.lineage not in there and one.body.strip()]
    for one in gone:
        keep_unsent(translator, Draft(translation_place(one.lineage[:20]), one.body[:most], "", ""), sight.now)
    return [one.body for one in gone]
