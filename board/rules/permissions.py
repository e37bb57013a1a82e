"""What a viewer may do with a row that they already see: None if allowed, otherwise the reason for the refusal.

The template's button and the handler ask the same function.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Protocol

from board.rules.roles import Viewer
from board.rules.weeks import WeekState


class Refusal(StrEnum):
    """Why something is refused. The doors turn each reason into a sentence in the reader's language."""

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
    NOT_LAST = "not_last"
    NOT_EMPTY = "not_empty"
    FORUM_CLOSED = "forum_closed"
    CODEBOOK_FULL = "codebook_full"
    THEME_RETIRED = "theme_retired"
    NOT_A_CODER = "not_a_coder"
    CHECK_NOT_OPEN = "check_not_open"
    CHECK_OVER = "check_over"
    EDITION_UNFINISHED = "edition_unfinished"
    EDITION_PUBLISHED = "edition_published"
    EDITION_OUTDATED = "edition_outdated"
    NEWER_EDITION = "newer_edition"


class Refused(Exception):
    """An act that a rule refuses; carries the reason."""

    def __init__(self, reason: Refusal) -> None:
        super().__init__(reason.value)
        self.reason = reason


class PostFacts(Protocol):
    """What the rules need to know about a post."""

    @property
    def author_id(self) -> int: ...
    @property
    def removed(self) -> str | None: ...
    @property
    def asked_id(self) -> int | None: ...


def check(reason: Refusal | None) -> None:
    """Raise Refused if there is a reason."""
    if reason is not None:
        raise Refused(reason)


def take_part(viewer: Viewer) -> Refusal | None:
    """Allow members who are not suspended to change anything that others read."""
    if not viewer.is_member:
        return Refusal.MEMBERS_ONLY
    return Refusal.SUSPENDED if viewer.suspended else None


def write(viewer: Viewer, state: WeekState) -> Refusal | None:
    """Allow members to post, reply or open a thread in an open week; admins also prepare a locked one."""
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
    """Allow only the author to change a post."""
    if post.removed:
        return Refusal.REMOVED
    if viewer.user_id != post.author_id:
        return Refusal.NOT_YOURS
    return write(viewer, state)


def correct_language(viewer: Viewer, post: PostFacts) -> Refusal | None:
    """Allow the author, translators and admins to say in which language a text is written."""
    if post.removed:
        return Refusal.REMOVED
    if viewer.suspended:
        return Refusal.SUSPENDED
    return None if viewer.sees_drafts or (viewer.is_member and viewer.user_id == post.author_id) else Refusal.NOT_YOURS


def delete_post(viewer: Viewer, post: PostFacts) -> Refusal | None:
    """Allow the author to delete a post, even in a closed week."""
    if post.removed:
        return Refusal.REMOVED
    return None if viewer.is_member and viewer.user_id == post.author_id else Refusal.NOT_YOURS


def hide_post(viewer: Viewer, post: PostFacts) -> Refusal | None:
    """Allow admins to hide a post from everyone else."""
    if not viewer.is_admin:
        return Refusal.ADMINS_ONLY
    return Refusal.REMOVED if post.removed else None


def restore_post(viewer: Viewer, post: PostFacts) -> Refusal | None:
    """Allow admins to show a hidden post again. What its author deleted stays deleted."""
    if not viewer.is_admin:
        return Refusal.ADMINS_ONLY
    return None if post.removed == "hidden" else Refusal.ALREADY_SO


def erase_post(viewer: Viewer, post: PostFacts) -> Refusal | None:
    """Allow the site's owner to destroy the words of a deleted or hidden post."""
    if not viewer.is_owner:
        return Refusal.OWNER_ONLY
    return None if post.removed in ("deleted", "hidden") else Refusal.ALREADY_SO


def ask(viewer: Viewer, state: WeekState, asked_roles: frozenset[str]) -> Refusal | None:
    """Allow anyone who may write in the week to put a question to a key respondent."""
    return write(viewer, state) or (None if "key_respondent" in asked_roles else Refusal.NOT_A_RESPONDENT)


def answer(viewer: Viewer, post: PostFacts) -> Refusal | None:
    """Allow the person asked, or an admin, to say that a post of theirs answers a question."""
    if post.removed or post.asked_id is None:
        return Refusal.NOT_ASKED
    if refusal := take_part(viewer):
        return refusal
    return None if viewer.is_admin or viewer.user_id == post.asked_id else Refusal.NOT_YOURS


def settle_question(viewer: Viewer, post: PostFacts) -> Refusal | None:
    """Allow the person asked, the person who asked, or an admin to mark a question as answered."""
    if post.removed or post.asked_id is None:
        return Refusal.NOT_ASKED
    if refusal := take_part(viewer):
        return refusal
    return None if viewer.is_admin or viewer.user_id in (post.asked_id, post.author_id) else Refusal.NOT_YOURS


def translate(viewer: Viewer, target: str | None) -> Refusal | None:
    """Allow translators and admins to write or approve a translation."""
    if viewer.suspended:
        return Refusal.SUSPENDED
    if not viewer.sees_drafts:
        return Refusal.TRANSLATORS_ONLY
    return None if target else Refusal.NOT_TO_TRANSLATE


def approve(viewer: Viewer, target: str | None, writer_id: int | None, second_person: bool) -> Refusal | None:
    """Allow approval of a translation that ``writer_id`` wrote; ``second_person`` refuses its writer."""
    if refusal := translate(viewer, target):
        return refusal
    return Refusal.SECOND_PERSON if second_person and viewer.user_id == writer_id else None


def keep_glossary(viewer: Viewer) -> Refusal | None:
    """Allow translators and admins to add, change and remove glossary terms."""
    if viewer.suspended:
        return Refusal.SUSPENDED
    return None if viewer.sees_drafts else Refusal.TRANSLATORS_ONLY


def keep_memory(viewer: Viewer) -> Refusal | None:
    """Allow translators and admins to import a translation memory, and to remove what was imported."""
    return keep_glossary(viewer)


def flag(viewer: Viewer, target: str | None, *whose: int | None) -> Refusal | None:
    """Allow the author of a text, or the presenter of a case study, to flag a passage as mistranslated."""
    if refusal := take_part(viewer):
        return refusal
    if viewer.user_id not in whose:
        return Refusal.NOT_YOURS
    return None if target else Refusal.NOT_TO_TRANSLATE


def leave_wording(viewer: Viewer, author_id: int | None) -> Refusal | None:
    """Allow the author of a text to say that a passage stays as it is, though a translator asked to reword it."""
    if refusal := take_part(viewer):
        return refusal
    return None if viewer.user_id == author_id else Refusal.NOT_YOURS


def take_back_flag(viewer: Viewer, raised_by: int) -> Refusal | None:
    """Allow the person who flagged a passage to say that it is right after all."""
    return None if viewer.is_member and viewer.user_id == raised_by else Refusal.NOT_YOURS


def follow(viewer: Viewer) -> Refusal | None:
    """Allow members to follow or unfollow a thread that they see."""
    return None if viewer.is_member else Refusal.MEMBERS_ONLY


def administer(viewer: Viewer) -> Refusal | None:
    """Allow the forum's admins to prepare weeks, set questions and add people."""
    return None if viewer.is_admin else Refusal.ADMINS_ONLY


def manage(viewer: Viewer) -> Refusal | None:
    """Allow the forum's admins, and the owner, to edit weeks, add people and assign them."""
    return None if viewer.is_admin or viewer.is_owner else Refusal.ADMINS_ONLY


def run_installation(viewer: Viewer) -> Refusal | None:
    """Allow the owner to create forums and edit their settings."""
    return None if viewer.is_owner else Refusal.OWNER_ONLY
