"""Due work: the machine's draft of a text, paragraph by paragraph."""

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
"""The machine is nobody, and sees what a translator sees."""
MAX_SECONDS = 240.0
"""So long other drafts wait for this one: what is not done by then is done at the next attempt."""


def draft_text(payload: dict[str, Any], now: datetime) -> None:
    """Draft each paragraph that has no translation, or only a machine's of an older source.

    Each draft is kept as soon as there is one, so that an attempt that fails halfway is not lost.
    """
    engine = engine_for(current_app.extensions["settings"])
    forum = db.session.get_one(Forum, payload["forum"])
    sight = look(db.session(), forum, MACHINE, now)
    text = db.session.scalar(visible_texts(sight).where(Text.id == payload["text"], Text.target.is_not(None)))
    if engine is not None and text is not None:
        rows = load_pairs(sight, [text])[text.id].rows
        waiting = [one.segment for one in rows if rule.is_for_a_machine(one.segment.digest, one.translation)]
        whole = current_source(text)
        db.session.commit()  # while a slow engine is talked to, no transaction stays open
        try:
            with precomputed.keeping():
                _draft_all(engine, sight, text, whole, waiting)
        except Unsupported as reason:
            log.warning("no draft of a text from %s into %s: %s", text.language, text.target, reason)


def _draft_all(engine: Engine, sight: Sight, text: Text, whole: str, segments: Iterable[Segment]) -> None:
    """Raises EngineError at once where the engine fails, at the end where single paragraphs came to nothing, and what
    `hold` raises.
    """
    end = monotonic() + MAX_SECONDS
    trouble: Unusable | None = None
    for segment in segments:
        if text.target is None:
            return  # somebody had it left alone meanwhile
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
