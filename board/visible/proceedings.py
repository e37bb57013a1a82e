"""Seeing what the forum makes of its discussion: the policy elements."""

from __future__ import annotations

from sqlalchemy import Select

from board.models import PolicyElement, Theme
from board.rules.synthesis import RETIRED
from board.visible.gate import Scoped
from board.visible.synthesis import visible_themes


def visible_elements(seen: Scoped) -> Select[PolicyElement]:
    """Return the policy elements that nobody removed, by theme in the order of the codebook, then the earliest first.

    An element goes with its theme: of a theme that is retired, or that the viewer does not see, there is none. Its
    words are of no week; what it cites is seen or not by itself (`visible_excerpts`).
    """
    return (
        visible_themes(seen)
        .join(PolicyElement, PolicyElement.theme_id == Theme.id)
        .where(Theme.state != RETIRED, PolicyElement.removed_at.is_(None))
        .order_by(PolicyElement.created_at, PolicyElement.id)
        .with_only_columns(PolicyElement)
    )
