"""Seeing the translation memory: approved translations of texts that the viewer may read now."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, func, literal, or_, select

from board.models import MemoryUnit, Segment, Text, Translation, User
from board.rules import translations as rule
from board.rules.places import TALK
from board.visible.gate import Sight
from board.visible.places import visible_places
from board.visible.texts import visible_translations


def translation_memory(sight: Sight, text: Text, digests: Collection[str]) -> Select[Translation, str, str, int | None]:
    """Return approved translations of sources with these digests between the languages of a text, the newest first.

    Each comes with kind, key and week id of its place; of two places, the ``talk`` comes last. Only texts that the
    viewer may read now and that nobody removed: admins see hidden posts, but nothing of them is passed on. An edited
    paragraph's old translation is offered only in its own text, where the paragraph may come back.
    """
    places = visible_places(sight)
    return (
        visible_translations(sight)
        .join(places, places.c.text_id == Text.id)
        .add_columns(places.c.kind, places.c.key, places.c.week_id)
        .where(
            places.c.removed.is_(None),
            Text.language == text.language,
            Text.target == text.target,
            Translation.state == rule.APPROVED,
            Translation.digest.in_(digests),
            or_(Text.id == text.id, select(Segment.id).where(_stands(), Segment.digest == Translation.digest).exists()),
        )
        .order_by(None)
        .order_by(Translation.created_at.desc(), Translation.id.desc(), places.c.kind == TALK)
    )


def whole_memory(sight: Sight) -> Select[str, str, str, str, str, str, datetime, datetime, str, int | None]:
    """Return every approved translation of a paragraph as it stands now, for people who work on translations.

    Each comes with the text's key, the paragraph's lineage, both languages and both sources, when the text and the
    translation were made, and kind and week id of the place: in the order of texts and paragraphs, each once, without
    anything that was removed.
    """
    places = visible_places(sight)
    return (
        visible_translations(sight)
        .join(places, places.c.text_id == Text.id)
        .join(Segment, and_(_stands(), Segment.digest == Translation.digest))
        .where(literal(sight.viewer.sees_drafts), Translation.state == rule.APPROVED)
        .where(places.c.removed.is_(None), places.c.kind != TALK)
        .with_only_columns(
            Text.key, Segment.lineage, Text.language, Translation.language, Segment.source, Translation.source,
            Text.created_at, Translation.created_at, places.c.kind, places.c.week_id,
        )
        .order_by(None)
        .order_by(Text.id, Segment.position)
    )  # fmt: skip


def _stands() -> ColumnElement[bool]:
    """Match the paragraph of a translation, as its text has it now."""
    return and_(Segment.revision_id == Text.revision_id, Segment.lineage == Translation.lineage)


def memory_units(sight: Sight) -> Select[MemoryUnit]:
    """Return the units that came from other memories, in a fixed order, for people who work on translations."""
    return (
        select(MemoryUnit)
        .where(MemoryUnit.forum_id == sight.forum.id, literal(sight.viewer.sees_drafts))
        .order_by(MemoryUnit.language, MemoryUnit.target, MemoryUnit.digest)
    )


def memory_imports(sight: Sight) -> Select[str, str, datetime, str | None, int]:
    """Return each import, the newest first: its batch, note, instant, author, and how many units are left."""
    import_of = MemoryUnit.batch, MemoryUnit.note, MemoryUnit.created_at, User.name
    return (
        memory_units(sight)
        .outerjoin(User, User.id == MemoryUnit.author_id)
        .with_only_columns(*import_of, func.count())
        .group_by(*import_of)
        .order_by(None)
        .order_by(MemoryUnit.created_at.desc(), MemoryUnit.batch)
    )
