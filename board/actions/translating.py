"""Translating a text, segment by segment."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from board.actions.flagging import settle_flags
from board.actions.holding import let_go
from board.actions.posting import Conflict
from board.actions.readying import ready_index, ready_translation
from board.actions.unsent import Draft, forget_unsent, keep_unsent, translation_place
from board.actions.wordings import current_source, standing_translations, translation_html
from board.actions.writing import EmptyText, lock_text, note_progress, queue_by_hand, set_language
from board.extensions import db
from board.models import Segment, Text, Translation, User
from board.rules import permissions
from board.rules import translations as rule
from board.rules.permissions import check
from board.text import clean
from board.visible.gate import Sight


class SourceChanged(Conflict):
    """The paragraph was edited after the translator opened it; what they wrote is kept as a draft of the old one."""


@dataclass(frozen=True, slots=True)
class MachineDraft:
    """What an engine made of one segment, and of which source in which languages it made it."""

    lineage: str
    digest: str
    language: str
    target: str
    words: str
    engine: str


def save_translation(
    sight: Sight,
    text: Text,
    segment: Segment,
    body: str,
    state: str,
    *,
    base: int,
    digest: str,
    origin: str = rule.HUMAN,
) -> Translation:
    """Save one segment's translation as draft, in review or approved.

    ``base`` is the id of the translation that the translator started from (0 for none), ``digest`` that of the
    source they saw. Raises Conflict when somebody else saved meanwhile, EmptyText when there is no word,
    SourceChanged (after keeping the words as an outdated draft) when the source was edited meanwhile, Refused when
    the forum wants somebody else to approve. A machine's draft that came where nothing was gives way.
    """
    check(permissions.translate(sight.viewer, text.target))
    body = clean(body).strip()
    if not body:
        raise EmptyText
    ready_translation(text, segment, body)
    lock_text(text)
    segment = _still_there(sight, text, segment.lineage, body)
    standing = _standing(text, segment.lineage)
    newest = next(reversed(standing), None)
    if newest is not None and newest.id != base and (base or not rule.is_untouched(newest)):
        if newest.source != body:
            let_go()
            raise Conflict
        if newest.digest == digest and rule.is_as_far(newest.state, state):
            let_go()
            return newest  # a double click, a retry, or two of one mind: nobody's words are lost, and none go back
    if state == rule.APPROVED:
        writer_id = _credited(sight, newest, newest is not None and newest.source == body)
        refusal = permissions.approve(sight.viewer, text.target, writer_id, sight.forum.second_approval)
        if refusal:
            let_go()
        check(refusal)
    changed = digest != segment.digest
    saved = _add(sight, text, segment, body, rule.DRAFT if changed else state, digest, origin, standing)
    _forget_unsent(sight, segment)
    if saved.state == rule.APPROVED:
        settle_flags(text, segment.lineage, sight)
    note_progress(text, sight.now)
    db.session.commit()
    if changed:
        raise SourceChanged
    return saved


def _still_there(sight: Sight, text: Text, lineage: str, body: str) -> Segment:
    """The paragraph as it stands. Raises SourceChanged where it was taken out since it was shown.

    The words for it are kept for their writer then; but none for a text that was erased.
    """
    found = db.session.scalar(
        select(Segment).where(Segment.revision_id == text.revision_id, Segment.lineage == lineage)
    )
    if found is not None:
        return found
    if text.revision_id is not None and sight.viewer.user_id is not None:
        writer = db.session.get_one(User, sight.viewer.user_id)
        keep_unsent(writer, Draft(translation_place(lineage), body, "", ""), sight.now)
    let_go()
    raise SourceChanged


def correct_language(sight: Sight, text: Text, language: str) -> None:
    """Say in which language a text is written, whatever it belongs to."""
    check(permissions.translate(sight.viewer, "any"))
    ready_index(text, language)
    lock_text(text)
    set_language(text, sight.forum, language, sight.now)
    db.session.commit()


def queue_text(sight: Sight, text: Text, target: str | None) -> None:
    """Have a text translated that the policy leaves alone, or leave one alone."""
    check(permissions.translate(sight.viewer, "any"))
    ready_index(text)
    lock_text(text)
    queue_by_hand(text, target, sight.now)
    db.session.commit()


def save_machine_draft(sight: Sight, text: Text, made: MachineDraft) -> Translation | None:
    """Save a machine's words as a draft that waits for a person.

    While the engine was at work the source may have changed, or a person have saved: then its words are dropped.
    """
    check(permissions.translate(sight.viewer, made.target))
    lock_text(text)
    segment = _segment_as_seen(text, made)
    standing = _standing(text, made.lineage)
    if segment is None or not all(map(rule.is_untouched, standing)):
        db.session.commit()
        return None
    saved = _add(sight, text, segment, made.words, rule.DRAFT, made.digest, rule.MACHINE, standing)
    saved.engine = made.engine
    note_progress(text, sight.now)
    db.session.commit()
    return saved


def _segment_as_seen(text: Text, made: MachineDraft) -> Segment | None:
    """The segment that the engine was given, if the text still says that, in that language and for that one."""
    if (text.language, text.target) != (made.language, made.target):
        return None
    query = select(Segment).where(Segment.revision_id == text.revision_id, Segment.lineage == made.lineage)
    return db.session.scalar(query.where(Segment.digest == made.digest))


def unsent_place(segment: Segment) -> str:
    """Where a translator's unsent words for a segment are kept."""
    return translation_place(segment.lineage)


def _forget_unsent(sight: Sight, segment: Segment) -> None:
    if sight.viewer.user_id is not None:
        forget_unsent(db.session.get_one(User, sight.viewer.user_id), unsent_place(segment))


def _add(
    sight: Sight,
    text: Text,
    segment: Segment,
    body: str,
    state: str,
    digest: str,
    origin: str,
    standing: Sequence[Translation],
) -> Translation:
    """Add a translation of a segment to those that stand, the newest last, and take out the ones that it replaces."""
    newest = next(reversed(standing), None)
    same_words = newest is not None and newest.source == body
    translation = Translation(
        text_id=text.id,
        lineage=segment.lineage,
        language=text.target or "",
        digest=digest,
        source=body,
        html=translation_html(text, current_source(text), body, segment.position),
        origin=newest.origin if newest is not None and same_words and state != rule.APPROVED else origin,
        state=state,
        translator_id=_credited(sight, newest, same_words),
        approver_id=sight.viewer.user_id if state == rule.APPROVED else None,
        created_at=sight.now,
    )
    supersede(standing, state, sight.now)
    db.session.add(translation)
    return translation


def _credited(sight: Sight, newest: Translation | None, same_words: bool) -> int | None:
    """Who wrote the words: approving another's unchanged words leaves the credit with them."""
    if newest is not None and same_words and newest.translator_id is not None:
        return newest.translator_id
    return sight.viewer.user_id


def is_as_it_was(text: Text, base: int, body: str) -> bool:
    """Whether words are still those of the translation that they started from: nothing was written there."""
    started = select(Translation.source).where(Translation.id == base, Translation.text_id == text.id)
    return db.session.scalar(started) == clean(body).strip()


def has_been_saved(lineage: str, body: str) -> bool:
    """Whether a paragraph was translated with just these words once."""
    same = select(Translation.id).where(Translation.lineage == lineage, Translation.source == clean(body).strip())
    return db.session.scalar(same.limit(1)) is not None


def supersede(standing: Iterable[Translation], state: str, now: datetime) -> None:
    """A new draft replaces drafts; anything further replaces everything before it, so readers never lose a text."""
    replaced = (rule.DRAFT,) if state == rule.DRAFT else rule.STORED
    for old in standing:
        if old.state in replaced:
            old.superseded_at = now


def newest_translation(text: Text, lineage: str) -> Translation | None:
    """The newest translation of a segment that counts, draft or not."""
    return next(reversed(_standing(text, lineage)), None)


def _standing(text: Text, lineage: str) -> list[Translation]:
    return list(db.session.scalars(standing_translations(text).where(Translation.lineage == lineage)))
