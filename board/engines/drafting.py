"""The job that drafts a text with an engine, paragraph by paragraph."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import datetime
from time import monotonic
from typing import Any

from flask import current_app

from board.actions.readying import ready_translation
from board.actions.translating import MachineDraft, save_machine_draft
from board.actions.wordings import current_source
from board.engines import Engine, EngineError, Unsupported, engine_for
from board.engines.http import Unusable
from board.engines.paragraphs import draft
from board.extensions import db, writing
from board.jobs import renew_lease
from board.models import Forum, Segment, Text
from board.pages.texts import load_pairs
from board.rules import translations as rule
from board.rules.roles import TRANSLATOR, Viewer
from board.text import precomputed
from board.visible import Sight, look, visible_texts

log = logging.getLogger(__name__)

MACHINE = Viewer(roles=frozenset({TRANSLATOR}))
"""The machine is no account, and sees what a translator sees."""
MAX_SECONDS = 240.0
"""How long other drafts wait for this one: the next attempt continues where this one stops."""


def draft_text(payload: dict[str, Any], now: datetime) -> None:
    """Draft each paragraph that has no translation, or only a machine's translation of an older source.

    Each draft is saved as soon as it is made, so an attempt that fails halfway loses nothing.
    """
    engine = engine_for(current_app.extensions["settings"])
    forum = db.session.get_one(Forum, payload["forum"])
    sight = look(db.session(), forum, MACHINE, now)
    text = db.session.scalar(visible_texts(sight).where(Text.id == payload["text"], Text.target.is_not(None)))
    if engine is not None and text is not None:
        rows = load_pairs(sight, [text])[text.id].rows
        waiting = [row.segment for row in rows if rule.is_for_a_machine(row.segment.digest, row.translation)]
        whole = current_source(text)
        db.session.commit()  # no transaction stays open while a slow engine is asked
        try:
            with precomputed.keeping():
                _draft_all(engine, sight, text, whole, waiting)
        except Unsupported as reason:
            log.warning("no draft of a text from %s into %s: %s", text.language, text.target, reason)


def _draft_all(engine: Engine, sight: Sight, text: Text, whole: str, segments: Iterable[Segment]) -> None:
    """Draft the segments one by one.

    Raise EngineError at once if the engine fails, at the end if only single paragraphs failed, and whatever
    `renew_lease` raises.
    """
    end = monotonic() + MAX_SECONDS
    trouble: Unusable | None = None
    for segment in segments:
        if text.target is None:
            return  # somebody took it out of translation in the meantime
        if monotonic() > end:
            raise EngineError("it is slow; the rest follows")
        renew_lease()
        try:
            _draft_one(engine, sight, text, whole, segment)
        except Unusable as reason:
            trouble = reason
    if trouble is not None:
        raise trouble


def _draft_one(engine: Engine, sight: Sight, text: Text, whole: str, segment: Segment) -> None:
    language, target = text.language, text.target or ""
    words = draft(engine, segment.source, whole, language, target, inline=text.inline)
    made = MachineDraft(segment.lineage, segment.digest, language, target, words, engine.name)
    ready_translation(text, segment, words)
    with writing():
        save_machine_draft(sight, text, made)
