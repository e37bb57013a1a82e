"""What readers say of a post with a tap or a report, what admins decide, and suspensions: allowed, or why not."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from board.rules.permissions import (
    PostFacts,
    Refusal,
    correct_language,
    delete_post,
    erase_post,
    hide_post,
    restore_post,
    settle_question,
    take_part,
    write,
)
from board.rules.roles import ADMIN, Viewer
from board.rules.weeks import WeekState


class MemberFacts(Protocol):
    """What the rules need to know of a member."""

    @property
    def user_id(self) -> int: ...
    @property
    def roles(self) -> frozenset[str]: ...
    @property
    def suspended_at(self) -> datetime | None: ...


def speak(viewer: Viewer, post: PostFacts, state: WeekState) -> Refusal | None:
    """Say with one tap what a post is worth in one's own region: who may write there, of what others wrote."""
    if post.removed:
        return Refusal.REMOVED
    if viewer.is_member and viewer.user_id == post.author_id:
        return Refusal.OWN_POST
    return write(viewer, state)


def report(viewer: Viewer, post: PostFacts) -> Refusal | None:
    """Tell the admins that a post is not right: members, also in a closed week; of their own nobody has to."""
    if post.removed:
        return Refusal.REMOVED
    if viewer.is_member and viewer.user_id == post.author_id:
        return Refusal.OWN_POST
    return take_part(viewer)


def settle_reports(viewer: Viewer, post: PostFacts) -> Refusal | None:
    """Decide that a reported post stays: the forum's admins."""
    if not viewer.is_admin:
        return Refusal.ADMINS_ONLY
    return Refusal.REMOVED if post.removed else None


def suspend(viewer: Viewer, member: MemberFacts, *, owns_site: bool) -> Refusal | None:
    """Let somebody read only: the forum's admins; never an admin (so not oneself either), nor the site's owner."""
    if not viewer.is_admin:
        return Refusal.ADMINS_ONLY
    if ADMIN in member.roles or owns_site:
        return Refusal.NOT_TO_SUSPEND
    return Refusal.ALREADY_SO if member.suspended_at else None


def lift_suspension(viewer: Viewer, member: MemberFacts) -> Refusal | None:
    """Let somebody write again: the forum's admins."""
    if not viewer.is_admin:
        return Refusal.ADMINS_ONLY
    return None if member.suspended_at else Refusal.ALREADY_SO


TOOLS = (report, delete_post, correct_language, settle_question, hide_post, restore_post, erase_post)
"""What most may do with most posts comes first: a page asks a hundred times."""


def use_tools(viewer: Viewer, post: PostFacts) -> Refusal | None:
    """Be shown what is seldom done with a post: whoever may do any of it."""
    return None if any(rule(viewer, post) is None for rule in TOOLS) else Refusal.NOT_YOURS
