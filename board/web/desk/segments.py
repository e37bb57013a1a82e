"""What the editor's form sends, paragraph by paragraph, and what becomes of each."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from flask_babel import gettext as _

from board.actions.flagging import settle_by_hand
from board.actions.posting import Conflict
from board.actions.translating import SourceChanged, is_as_it_was, save_translation
from board.actions.unsent import Draft, keep_unsent, translation_place
from board.actions.writing import EmptyText
from board.models import Text, Translation
from board.pages.editor import Checker, checker, terms_of
from board.pages.memory import Suggestion, suggestions
from board.pages.texts import Pair, Row
from board.rules import permissions
from board.rules import translations as rule
from board.rules.permissions import Refused
from board.text import Finding
from board.visible import Sight
from board.web.forms import showable, whole_number
from board.web.lengths import MAX_UNSENT, too_long_a_title, too_much
from board.web.viewer import myself
from board.web.words import REASONS

VERBS = {"save": rule.DRAFT, "review": rule.IN_REVIEW, "approve": rule.APPROVED, "finish": rule.APPROVED}
"""``finish`` goes as far as this person may: where a second person approves, one's own words go to review."""


@dataclass(frozen=True, slots=True)
class Sent:
    """One paragraph as it was sent: the words, what they started from, and which source their writer saw."""

    lineage: str
    body: str
    base: int
    digest: str
    seen: str
    """Which findings were on their page: a warning is given once."""
    origin: str = rule.HUMAN


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a paragraph was not saved as wished. ``status`` is HTTP's; what was typed goes back into its field, with what
    there is to say about it."""

    typed: str
    message: str
    status: int
    findings: tuple[Finding, ...] = ()


Troubles = dict[str, Trouble]
"""By lineage."""


def sent_segments(form: Mapping[str, str]) -> dict[str, Sent]:
    """The paragraphs of a form, by lineage."""
    lineages = [name.removeprefix("body-") for name in form if name.startswith("body-")]
    return {lineage: _sent(form, lineage) for lineage in lineages}


def _sent(form: Mapping[str, str], lineage: str) -> Sent:
    return Sent(
        lineage=lineage,
        body=showable(form.get(f"body-{lineage}")),
        base=whole_number(form.get(f"base-{lineage}")),
        digest=showable(form.get(f"digest-{lineage}"))[:64],
        seen=form.get(f"seen-{lineage}", ""),
    )


def save_segments(sight: Sight, pair: Pair, sent: Mapping[str, Sent], verb: str) -> Troubles:
    """Save what was sent. ``verb`` is for all paragraphs, or (``approve:LINEAGE``) for one and the others are saved.

    ``settle:LINEAGE`` says that what the author flagged there is dealt with; ``memory:LINEAGE`` takes what is offered.
    """
    wish, _colon, only = verb.partition(":")
    check = checker(pair, terms_of(sight, pair.text))
    rows = [row for row in pair.rows if row.segment.lineage in sent]
    offered = suggestions(sight, pair.text, [row.segment for row in rows])
    troubles: Troubles = {}
    for row in rows:
        one = _from_memory(sent[row.segment.lineage], offered.get(row.segment.lineage), verb)
        if one is None:
            message = _("You wrote something else already. Empty the field to use what is offered.")
            troubles[row.segment.lineage] = Trouble(sent[row.segment.lineage].body, message, 422)
            continue
        state = VERBS.get(wish, rule.DRAFT) if only in ("", one.lineage) else rule.DRAFT
        if _is_settled(row, one, state):
            continue
        state = _reachable(sight, row, one, state) if wish == "finish" else state
        if trouble := _save_checked(sight, pair.text, row, one, state, check):
            troubles[one.lineage] = trouble
    if wish == "settle":
        settle_by_hand(sight, pair.text, only)
    return troubles


def _from_memory(sent: Sent, offered: Suggestion | None, verb: str) -> Sent | None:
    """What was sent, with where it comes from; with ``memory:LINEAGE`` what is offered, unless words stand there."""
    if offered is None:
        return sent
    if verb == f"memory:{sent.lineage}" and not sent.body.strip():
        sent = replace(sent, body=offered.source)
    if sent.body.strip() == offered.source.strip():
        return replace(sent, origin=rule.MEMORY)
    return None if verb == f"memory:{sent.lineage}" else sent


def _save_checked(sight: Sight, text: Text, row: Row, sent: Sent, state: str, check: Checker) -> Trouble | None:
    """What is told about the words for the first time stops their approval; they are kept as a draft meanwhile."""
    newest = row.translation
    if newest is not None and newest.id != sent.base and is_as_it_was(text, sent.base, sent.body):
        return _taken_on(newest, state)
    findings = check(row, sent.body) if state == rule.APPROVED and sent.body.strip() else ()
    if not findings or (fingerprint(findings) == sent.seen and not findings[0].blocks):
        return _save(sight, text, row, sent, state)
    if trouble := _save(sight, text, row, sent, rule.DRAFT):
        return trouble
    if findings[0].blocks:
        message = _("Saved, but not approved: readers would lose something. Please mend it.")
    else:
        message = _("Saved, but not approved yet: please look at this. If it is right, approve once more.")
    return Trouble(sent.body, message, 422, findings)


def _is_settled(row: Row, sent: Sent, state: str) -> bool:
    """There is nothing to do: the words stand as they are, no less far than wished; or nothing was wished."""
    if not sent.body.strip() and not sent.base:
        return state == rule.DRAFT  # left empty; a machine, or somebody else, may have filled it meanwhile
    standing = row.translation.source if row.translation else ""
    if sent.body.strip() != standing.strip():
        return False
    return state == rule.DRAFT or row.state == state == rule.APPROVED


def _reachable(sight: Sight, row: Row, sent: Sent, state: str) -> str:
    """The furthest state that this person may give these words."""
    standing = row.translation
    same = standing is not None and standing.source.strip() == sent.body.strip()
    writer_id = standing.translator_id if same and standing else sight.viewer.user_id
    refusal = permissions.approve(sight.viewer, "any", writer_id or sight.viewer.user_id, sight.forum.second_approval)
    return rule.IN_REVIEW if refusal is permissions.Refusal.SECOND_PERSON else state


def can_go_further(sight: Sight, row: Row) -> bool:
    """Whether this person may take a paragraph further than it is, by writing it or by approving what stands."""
    writer_id = row.translation.translator_id if row.translation else None
    refusal = permissions.approve(sight.viewer, "any", writer_id or sight.viewer.user_id, sight.forum.second_approval)
    return row.state != rule.IN_REVIEW or refusal is None


def _save(sight: Sight, text: Text, row: Row, sent: Sent, state: str) -> Trouble | None:
    if message := too_much(sent.body) or (too_long_a_title(sent.body) if text.inline else ""):
        return Trouble(sent.body, message, 422)
    try:
        save_translation(
            sight, text, row.segment, sent.body, state, base=sent.base, digest=sent.digest, origin=sent.origin
        )
    except EmptyText:
        return Trouble(sent.body, _("Write a translation first."), 422)
    except SourceChanged:
        message = _("The original was changed while you translated. Your words are kept; please look at them again.")
        return Trouble(sent.body, message, 409)
    except Conflict:
        message = _(
            "Somebody else saved this paragraph meanwhile. Theirs is shown beside yours; nothing was overwritten."
        )
        return Trouble(sent.body, message, 409)
    except Refused as refused:
        if refused.reason is not permissions.Refusal.SECOND_PERSON:
            raise
        return Trouble(sent.body, str(REASONS[refused.reason]), 403)
    return None


def _taken_on(newest: Translation, state: str) -> Trouble | None:
    """Of who wrote nothing in a paragraph, newer words of somebody else's stand; unseen, they go no further."""
    if rule.is_as_far(newest.state, state):
        return None
    message = _("Somebody else saved this paragraph meanwhile. Their words are in the field now: please look at them.")
    return Trouble(newest.source, message, 409)


def keep_what_is_gone(sight: Sight, rows: Iterable[Row], sent: Mapping[str, Sent]) -> list[str]:
    """Words for paragraphs that the original has no longer: kept among the translator's unsent texts, and returned."""
    there = {row.segment.lineage for row in rows}
    gone = [one for one in sent.values() if one.lineage not in there and one.body.strip()]
    for one in gone:
        draft = Draft(translation_place(one.lineage[:20]), one.body[:MAX_UNSENT], "", "")
        keep_unsent(myself(), draft, sight.now)
    return [one.body for one in gone]


def fingerprint(findings: Iterable[Finding]) -> str:
    """Names what was told about some words, so that the same warning is not given twice."""
    told = "\n".join(f"{finding.code} {finding.detail}" for finding in findings)
    return hashlib.sha256(told.encode()).hexdigest()[:16]
