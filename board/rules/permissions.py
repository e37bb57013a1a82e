"""What a viewer may do with a row that they already see: allowed (None), or refused with a reason.

The template's button and the handler ask the same function.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Protocol

from board.rules.roles import Viewer
from board.rules.weeks import HELD, LOCKED, OPEN, WeekState


class Refusal(StrEnum):
    """Why not. The doors turn each into a sentence in the reader's language."""

    MEMBERS_ONLY = "members_only"
    NOT_YOURS = "not_yours"
    ADMINS_ONLY = "admins_only"
    OWNER_ONLY = "owner_only"
    TRANSLATORS_ONLY = "translators_only"
    WEEK_LOCKED = "week_locked"
    WEEK_CLOSED = "week_closed"
    REMOVED = "removed"
    ALREADY_SO = "already_so"
    NOT_TO_TRANSLATE = "not_to_translate"
    NOT_ASKED = "not_asked"
    NOT_A_RESPONDENT = "not_a_respondent"
    NOT_ASSIGNED = "not_assigned"
    NOT_SUBMITTED = "not_submitted"
    NOT_PUBLISHED = "not_published"
    AUTHOR_LEFT = "author_left"
    SECOND_PERSON = "second_person"
    AGREE_FIRST = "agree_first"
    NO_SEAT = "no_seat"
    UNDO_FIRST = "undo_first"
    HAS_WRITTEN = "has_written"
    CALL_NOT_OUT = "call_not_out"
    CALL_OVER = "call_over"
    DECIDED = "decided"
    WITHDRAWN = "withdrawn"
    NOT_ADMIN_BEFORE = "not_admin_before"
    SUSPENDED = "suspended"
    OWN_POST = "own_post"
    NOT_TO_SUSPEND = "not_to_suspend"


class Refused(Exception):
    """An act that a rule refuses; carries the reason."""

    def __init__(self, reason: Refusal) -> None:
        super().__init__(reason.value)
        self.reason = reason


class PostFacts(Protocol):
    """What the rules need to know of a post."""

    @property
    def author_id(self) -> int: ...
    @property
    def removed(self) -> str | None: ...
    @property
    def asked_id(self) -> int | None: ...


def check(reason: Refusal | None) -> None:
    """Raise Refused when there is a reason."""
    if reason is not None:
        raise Refused(reason)


def take_part(viewer: Viewer) -> Refusal | None:
    """Change anything that others read: members who are not suspended."""
    if not viewer.is_member:
        return Refusal.MEMBERS_ONLY
    return Refusal.SUSPENDED if viewer.suspended else None


def write(viewer: Viewer, state: WeekState) -> Refusal | None:
    """Post, reply or open a thread: members, in an open week; admins also prepare a locked one."""
    if refusal := take_part(viewer):
        return refusal
    if viewer.must_agree:
        return Refusal.AGREE_FIRST
    if state is WeekState.CLOSED:
        return Refusal.WEEK_CLOSED
    if state is WeekState.LOCKED and not viewer.is_admin:
        return Refusal.WEEK_LOCKED
    return None


def edit_post(viewer: Viewer, post: PostFacts, state: WeekState) -> Refusal | None:
    """Change the words of a post: its author alone."""
    if post.removed:
        return Refusal.REMOVED
    if viewer.user_id != post.author_id:
        return Refusal.NOT_YOURS
    return write(viewer, state)


def correct_language(viewer: Viewer, post: PostFacts) -> Refusal | None:
    """Say in which language a text is written: its author, translators and admins."""
    if post.removed:
        return Refusal.REMOVED
    if viewer.suspended:
        return Refusal.SUSPENDED
    return None if viewer.sees_drafts or (viewer.is_member and viewer.user_id == post.author_id) else Refusal.NOT_YOURS


def delete_post(viewer: Viewer, post: PostFacts) -> Refusal | None:
    """Take back one's own words, also in a closed week."""
    if post.removed:
        return Refusal.REMOVED
    return None if viewer.is_member and viewer.user_id == post.author_id else Refusal.NOT_YOURS


def hide_post(viewer: Viewer, post: PostFacts) -> Refusal | None:
    """Hide a post from everyone but admins."""
    if not viewer.is_admin:
        return Refusal.ADMINS_ONLY
    return Refusal.REMOVED if post.removed else None


def restore_post(viewer: Viewer, post: PostFacts) -> Refusal | None:
    """Show a hidden post again. What its author deleted stays deleted."""
    if not viewer.is_admin:
        return Refusal.ADMINS_ONLY
    return None if post.removed == "hidden" else Refusal.ALREADY_SO


def erase_post(viewer: Viewer, post: PostFacts) -> Refusal | None:
    """Destroy the words of a post that is already deleted or hidden: the owner, who is an admin of the forum too."""
    if not viewer.is_owner:
        return Refusal.OWNER_ONLY
    return None if post.removed in ("deleted", "hidden") else Refusal.ALREADY_SO


def ask(viewer: Viewer, state: WeekState, asked_roles: frozenset[str]) -> Refusal | None:
    """Put a question to a key respondent."""
    return write(viewer, state) or (None if "key_respondent" in asked_roles else Refusal.NOT_A_RESPONDENT)


def answer(viewer: Viewer, post: PostFacts) -> Refusal | None:
    """Say that one's own post answers a question: the one who was asked, or an admin."""
    if post.removed or post.asked_id is None:
        return Refusal.NOT_ASKED
    if refusal := take_part(viewer):
        return refusal
    return None if viewer.is_admin or viewer.user_id == post.asked_id else Refusal.NOT_YOURS


def settle_question(viewer: Viewer, post: PostFacts) -> Refusal | None:
    """Mark a question as answered: the one who was asked, who asked, or an admin."""
    if post.removed or post.asked_id is None:
        return Refusal.NOT_ASKED
    if refusal := take_part(viewer):
        return refusal
    return None if viewer.is_admin or viewer.user_id in (post.asked_id, post.author_id) else Refusal.NOT_YOURS


def translate(viewer: Viewer, target: str | None) -> Refusal | None:
    """Write or approve a translation."""
    if viewer.suspended:
        return Refusal.SUSPENDED
    if not viewer.sees_drafts:
        return Refusal.TRANSLATORS_ONLY
    return None if target else Refusal.NOT_TO_TRANSLATE


def approve(viewer: Viewer, target: str | None, writer_id: int | None, second_person: bool) -> Refusal | None:
    """Approve words that ``writer_id`` wrote; where the forum wants a ``second_person``, that is somebody else."""
    if refusal := translate(viewer, target):
        return refusal
    return Refusal.SECOND_PERSON if second_person and viewer.user_id == writer_id else None


def keep_glossary(viewer: Viewer) -> Refusal | None:
    """Add, change and remove terms of the forum's glossary: those who translate."""
    if viewer.suspended:
        return Refusal.SUSPENDED
    return None if viewer.sees_drafts else Refusal.TRANSLATORS_ONLY


def flag(viewer: Viewer, target: str | None, *whose: int | None) -> Refusal | None:
    """Say that a passage is mistranslated: who wrote the text, or presents it as their case study."""
    if refusal := take_part(viewer):
        return refusal
    if viewer.user_id not in whose:
        return Refusal.NOT_YOURS
    return None if target else Refusal.NOT_TO_TRANSLATE


def take_back_flag(viewer: Viewer, raised_by: int) -> Refusal | None:
    """Say that it is right after all: who said that it is not."""
    return None if viewer.is_member and viewer.user_id == raised_by else Refusal.NOT_YOURS


def follow(viewer: Viewer) -> Refusal | None:
    """Follow a thread that one sees, or stop."""
    return None if viewer.is_member else Refusal.MEMBERS_ONLY


def administer(viewer: Viewer) -> Refusal | None:
    """Prepare weeks, set questions, add people: the forum's admins."""
    return None if viewer.is_admin else Refusal.ADMINS_ONLY


def manage(viewer: Viewer) -> Refusal | None:
    """Edit weeks, add people and assign them: the forum's admins, and the owner."""
    return None if viewer.is_admin or viewer.is_owner else Refusal.ADMINS_ONLY


def run_installation(viewer: Viewer) -> Refusal | None:
    """Make forums and edit their settings."""
    return None if viewer.is_owner else Refusal.OWNER_ONLY


def override_week(viewer: Viewer, wanted: str | None, current: str | None, state: WeekState) -> Refusal | None:
    """Open now, hold, lock again, or go back to schedule (``wanted`` is None)."""
    if not viewer.is_admin:
        return Refusal.ADMINS_ONLY
    pointless = (
        wanted == current
        or (wanted == OPEN and state is not WeekState.LOCKED)
        or (wanted == HELD and state is not WeekState.LOCKED)
        or (wanted == LOCKED and state is WeekState.LOCKED)
    )
    return Refusal.ALREADY_SO if pointless else None
