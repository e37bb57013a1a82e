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
from board.actions.unsent import UnsentWords, forget_unsent, keep_unsent, translation_place
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
    """The paragraph was edited or removed after the translator opened it; their words are kept, as an outdated draft or
    as an unsent text.
    """


@dataclass(frozen=True, slots=True)
class MachineDraft:
    """An engine's translation of one segment, with the source and the languages that it was given."""

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
    """Save one segment's translation as a draft, in review or approved.

    ``base`` is the id of the translation that the translator started from (0 for none), ``digest`` that of the source
    they saw. Raises Conflict if somebody else saved other words meanwhile (a machine draft is simply replaced),
    EmptyText if there are no words, SourceChanged (after keeping the words) if the source was edited meanwhile, and
    Refused if the forum wants somebody else to approve.
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
            return newest  # a double click or a retry, or two people wrote the same words: nothing to save
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
    """Return the paragraph as it stands now. Raises SourceChanged if it was removed after it was shown.

    The translator's words are then kept among their unsent texts, unless the whole text was erased.
    """
    segment = db.session.scalar(
        select(Segment).where(Segment.revision_id == text.revision_id, Segment.lineage == lineage)
    )
    if segment is not None:
        return segment
    if text.revision_id is not None and sight.viewer.user_id is not None:
        writer = db.session.get_one(User, sight.viewer.user_id)
        keep_unsent(writer, UnsentWords(translation_place(lineage), body, "", ""), sight.now)
    let_go()
    raise SourceChanged


def correct_language(sight: Sight, text: Text, language: str) -> None:
    """Correct the language of a text, whatever the text belongs to."""
    check(permissions.translate(sight.viewer, "any"))
    ready_index(text, language)
    lock_text(text)
    set_language(text, sight.forum, language, sight.now)
    db.session.commit()


def queue_text(sight: Sight, text: Text, target: str | None) -> None:
    """Choose a text's target language by hand, or None to leave it untranslated, whatever the policy says."""
    check(permissions.translate(sight.viewer, "any"))
    ready_index(text)
    lock_text(text)
    queue_by_hand(text, target, sight.now)
    db.session.commit()


def save_machine_draft(sight: Sight, text: Text, made: MachineDraft) -> Translation | None:
    """Save an engine's translation as a machine draft.

    Return None and save nothing if the source changed or a person saved while the engine was at work.
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
    """Return the segment that the engine was given, unless its source or the text's languages have changed since."""
    if (text.language, text.target) != (made.language, made.target):
        return None
    query = select(Segment).where(Segment.revision_id == text.revision_id, Segment.lineage == made.lineage)
    return db.session.scalar(query.where(Segment.digest == made.digest))


def unsent_place(segment: Segment) -> str:
    """Return the place of a translator's unsent words for a segment."""
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
    """Add a translation of a segment, and supersede those that it replaces. ``standing`` has the newest last."""
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
    """Return the id of the person who is credited: approving somebody's unchanged words leaves the credit with them."""
    if newest is not None and same_words and newest.translator_id is not None:
        return newest.translator_id
    return sight.viewer.user_id


def is_as_it_was(text: Text, base: int, body: str) -> bool:
    """Return whether the words equal the translation that they started from, so that nothing was written."""
    base_source = select(Translation.source).where(Translation.id == base, Translation.text_id == text.id)
    return db.session.scalar(base_source) == clean(body).strip()


def has_been_saved(lineage: str, body: str) -> bool:
    """Return whether exactly these words were ever saved as a translation of the paragraph."""
    same = select(Translation.id).where(Translation.lineage == lineage, Translation.source == clean(body).strip())
    return db.session.scalar(same.limit(1)) is not None


def supersede(standing: Iterable[Translation], state: str, now: datetime) -> None:
    """Supersede the translations that a new one replaces: a draft replaces only drafts, so that an approved translation
    stays readable; a translation in review or approved replaces all.
    """
    replaced = (rule.DRAFT,) if state == rule.DRAFT else rule.STORED
    for old in standing:
        if old.state in replaced:
            old.superseded_at = now


def newest_translation(text: Text, lineage: str) -> Translation | None:
    """Return the newest translation of a segment that was not superseded, in whatever state."""
    return next(reversed(_standing(text, lineage)), None)


def _standing(text: Text, lineage: str) -> list[Translation]:
    return list(db.session.scalars(standing_translations(text).where(Translation.lineage == lineage)))
