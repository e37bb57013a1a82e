"""Who may place passages and keep the codebook, and how far both go."""

from __future__ import annotations

from board.rules.permissions import Refusal, take_part
from board.rules.roles import Viewer

PROPOSED, IN_USE, RETIRED = "proposed", "in_use", "retired"
"""The states of a theme."""
MAX_PARAGRAPHS = 12
"""The maximum number of paragraphs in one excerpt. A passage that proves a point is shorter."""
MAX_WHY = 500
MAX_THEMES = 100
"""The maximum number of themes of a forum that are not retired: a matrix with more is not read by anyone."""


def place_excerpt(viewer: Viewer, *, is_closed: bool) -> Refusal | None:
    """Allow members to place a passage until the forum closes, and admins afterwards, who write the proceedings."""
    if refusal := take_part(viewer):
        return refusal
    if viewer.must_agree:
        return Refusal.AGREE_FIRST
    return Refusal.FORUM_CLOSED if is_closed and not viewer.is_admin else None


def change_excerpt(viewer: Viewer, author_id: int, *, is_closed: bool) -> Refusal | None:
    """Allow the person who placed a passage, and admins, to move it, to say why in other words, or to remove it."""
    if refusal := place_excerpt(viewer, is_closed=is_closed):
        return refusal
    return None if viewer.is_admin or viewer.user_id == author_id else Refusal.NOT_YOURS


def propose_theme(viewer: Viewer, *, is_closed: bool) -> Refusal | None:
    """Allow whoever may place a passage to propose a theme for it."""
    return place_excerpt(viewer, is_closed=is_closed)


def keep_codebook(viewer: Viewer) -> Refusal | None:
    """Allow admins to accept, change, order, merge and retire themes."""
    return None if viewer.is_admin else Refusal.ADMINS_ONLY


def takes_excerpts(state: str) -> bool:
    """Return whether passages can be placed under a theme in this state."""
    return state != RETIRED
