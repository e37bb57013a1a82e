"""Who may place passages, keep the codebook, and write summaries and policy elements, and how far these go."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID, uuid5

from board.rules.permissions import Refusal, take_part
from board.rules.roles import Viewer

PROPOSED, IN_USE, RETIRED = "proposed", "in_use", "retired"
"""The states of a theme."""
MAX_PARAGRAPHS = 12
"""The maximum number of paragraphs in one excerpt. A passage that proves a point is shorter."""
MAX_WHY = 500
MAX_ELEMENT = 4000
"""The maximum number of characters of a policy element. A page that a minister reads has one for each cell."""
MAX_THEMES = 100
"""The maximum number of themes of a forum that are not retired: a matrix with more is not read by anyone."""
THEMES = UUID("5f0c4c1b-6a0d-5d0e-9a52-8e0f5a1c7b34")
"""Under this the identifiers of themes that were made here are computed."""


def place_excerpt(viewer: Viewer, *, is_closed: bool) -> Refusal | None:
    """Allow members to place a passage until the forum closes; afterwards people who code, and admins, who write the
    proceedings.
    """
    if refusal := take_part(viewer):
        return refusal
    if viewer.must_agree:
        return Refusal.AGREE_FIRST
    return Refusal.FORUM_CLOSED if is_closed and not (viewer.is_admin or viewer.codes) else None


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


def ask_to_code(viewer: Viewer) -> Refusal | None:
    """Allow admins to ask members to code, and to ask them no longer; themselves too."""
    return None if viewer.is_admin else Refusal.ADMINS_ONLY


def code(viewer: Viewer) -> Refusal | None:
    """Allow people who were asked to code to go through the discussion, also after the forum has closed.

    Admins who do not code themselves see what others place. Were they let in to the desk, they would not be blind.
    """
    return place_excerpt(viewer, is_closed=False) or (None if viewer.codes else Refusal.NOT_A_CODER)


def write_abstract(viewer: Viewer) -> Refusal | None:
    """Allow admins to summarise threads and weeks, also once the forum has closed."""
    return None if viewer.is_admin else Refusal.ADMINS_ONLY


def write_element(viewer: Viewer, *, is_closed: bool) -> Refusal | None:
    """Allow whoever may place a passage to write and change policy elements until the forum closes; afterwards admins,
    who write the proceedings.
    """
    if refusal := place_excerpt(viewer, is_closed=False):
        return refusal
    return Refusal.FORUM_CLOSED if is_closed and not viewer.is_admin else None


def remove_element(viewer: Viewer, author_id: int, *, is_closed: bool) -> Refusal | None:
    """Allow the person who began a policy element, and admins, to remove it."""
    if refusal := write_element(viewer, is_closed=is_closed):
        return refusal
    return None if viewer.is_admin or viewer.user_id == author_id else Refusal.NOT_YOURS


def takes_excerpts(state: str) -> bool:
    """Return whether passages can be placed, and policy elements written, under a theme in this state."""
    return state != RETIRED


def theme_guid(key: str, imported: str) -> str:
    """Return the identifier of a theme in codebook files: that with which it was imported, otherwise always the same
    one for its key.
    """
    return imported or str(uuid5(THEMES, key)).upper()


def ask_about_cell(viewer: Viewer) -> Refusal | None:
    """Allow admins to put the question of a cell to a key respondent of its region.

    Whether one can write in the week is asked of `permissions.ask`.
    """
    return take_part(viewer) or (None if viewer.is_admin else Refusal.ADMINS_ONLY)


def is_asked_about(state: str, region: str, regions: Collection[str]) -> bool:
    """Return whether an empty cell is a question: of a theme in use, and a region of the forum."""
    return state == IN_USE and region in regions
