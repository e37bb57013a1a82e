"""Saving the paragraphs that a translator sends together. Each is saved by itself: trouble with one stops no other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Protocol

from board.actions.flagging import settle_by_hand
from board.actions.posting import Conflict
from board.actions.translating import SourceChanged, is_as_it_was, save_translation
from board.actions.unsent import UnsentWords, keep_unsent, translation_place
from board.actions.writing import EmptyText
from board.models import Segment, Text, Translation, User
from board.rules import permissions
from board.rules import translations as rule
from board.rules.permissions import Refusal, Refused
from board.text import Checker, Finding, fingerprint
from board.visible.gate import Sight

VERBS = {"save": rule.DRAFT, "review": rule.IN_REVIEW, "approve": rule.APPROVED, "finish": rule.APPROVED}
"""The state that each verb asks for. ``finish`` goes as far as the person may: if a forum wants a second person to
approve, the person's own words go to review."""


class Paragraph(Protocol):
    """A segment with its newest translation, and the state of that."""

    @property
    def segment(self) -> Segment: ...
    @property
    def translation(self) -> Translation | None: ...
    @property
    def state(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Sent:
    """One paragraph as its translator sent it."""

    lineage: str
    body: str
    base: int
    """The id of the translation that the words started from, 0 for none."""
    digest: str
    """The digest of the source that the translator saw."""
    seen: str
    """The fingerprint of the findings that the page showed: the same warning is given only once."""
    origin: str = rule.HUMAN


class Why(StrEnum):
    """Why a paragraph was not saved as wished. The handlers turn each into a sentence in the reader's language."""

    WORDS_STAND_THERE = "words_stand_there"
    LOSES_SOMETHING = "loses_something"
    LOOK_AGAIN = "look_again"
    TOO_LONG = "too_long"
    EMPTY = "empty"
    SOURCE_CHANGED = "source_changed"
    SAVED_MEANWHILE = "saved_meanwhile"
    """Somebody else saved other words; both are shown."""
    REPLACED_MEANWHILE = "replaced_meanwhile"
    """Somebody else saved words, and this person wrote none: the field shows the other's words."""
    SECOND_PERSON = "second_person"


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a paragraph was not saved as wished; ``typed`` goes back into its field, with the ``findings`` about it."""

    typed: str
    why: Why
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Guidance:
    """What the translations of a text's paragraphs are checked against."""

    check: Checker
    remembered: Mapping[str, str]
    """What the translation memory offers, by lineage."""
    is_too_long: Callable[[str], bool]


def save_paragraphs(
    sight: Sight, text: Text, rows: Iterable[Paragraph], sent: Mapping[str, Sent], verb: str, guidance: Guidance
) -> dict[str, Trouble]:
    """Save what was sent, and return the troubles by lineage.

    ``verb`` applies to all paragraphs, or, as in ``approve:LINEAGE``, to one, while the others are saved as drafts.
    ``settle:LINEAGE`` settles the author's flags there; ``memory:LINEAGE`` takes what the translation memory offers.
    """
    wish, _colon, only = verb.partition(":")
    troubles: dict[str, Trouble] = {}
    for row in rows:
        lineage = row.segment.lineage
        state = VERBS.get(wish, rule.DRAFT) if only in ("", lineage) else rule.DRAFT
        wording = _from_memory(sent[lineage], guidance.remembered.get(lineage), takes=verb == f"memory:{lineage}")
        if wording is None:
            troubles[lineage] = Trouble(sent[lineage].body, Why.WORDS_STAND_THERE)
        elif trouble := _save_as_far(sight, text, row, wording, state, guidance, finishes=wish == "finish"):
            troubles[lineage] = trouble
    if wish == "settle":
        settle_by_hand(sight, text, only)
    return troubles


def _from_memory(sent: Sent, offered: str | None, *, takes: bool) -> Sent | None:
    """Return what was sent, with its origin. If the person ``takes`` what the memory offers, return that, or None if
    they wrote something else.
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
    """Return whether there is nothing to save: the same words stand already, and are approved if that was wished."""
    if not sent.body.strip() and not sent.base:
        return state == rule.DRAFT  # the field was left empty; an engine or somebody else may have filled it since
    standing = row.translation.source if row.translation else ""
    if sent.body.strip() != standing.strip():
        return False
    return state == rule.DRAFT or row.state == state == rule.APPROVED


def _reachable(sight: Sight, row: Paragraph, sent: Sent, state: str) -> str:
    """Return the state that "finish" gives: review, if somebody else must approve these words."""
    standing = row.translation
    same = standing is not None and standing.source.strip() == sent.body.strip()
    writer_id = standing.translator_id if same and standing else sight.viewer.user_id
    refusal = permissions.approve(sight.viewer, "any", writer_id or sight.viewer.user_id, sight.forum.second_approval)
    return rule.IN_REVIEW if refusal is Refusal.SECOND_PERSON else state


def _save_checked(
    sight: Sight, text: Text, row: Paragraph, sent: Sent, state: str, guidance: Guidance
) -> Trouble | None:
    """Save a paragraph. If the translator has not seen its findings yet, it is saved as a draft instead of approved."""
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
    """Leave somebody else's newer words as they are, since the translator wrote none; if they are not yet as far as
    wished, return a trouble, because nobody approves words unseen.
    """
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
    """Keep translations of paragraphs that the original no longer has among the translator's unsent texts, each cut to
    ``most`` characters; return their full words.
    """
    current = {row.segment.lineage for row in rows}
    orphans = [paragraph for paragraph in sent.values() if paragraph.lineage not in current and paragraph.body.strip()]
    for orphan in orphans:
        place = translation_place(orphan.lineage[:20])
        keep_unsent(translator, UnsentWords(place, orphan.body[:most], "", ""), sight.now)
    return [orphan.body for orphan in orphans]
