"""Rules for reactions, reports, moderation and suspensions: allowed, or the reason why not."""

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
    """What the rules need to know about a member."""

    @property
    def user_id(self) -> int: ...
    @property
    def roles(self) -> frozenset[str]: ...
    @property
    def suspended_at(self) -> datetime | None: ...


def speak(viewer: Viewer, post: PostFacts, state: WeekState) -> Refusal | None:
    """Allow anyone who may write in the week to say with one tap what somebody else's post is worth in their region."""
    if post.removed:
        return Refusal.REMOVED
    if viewer.is_member and viewer.user_id == post.author_id:
        return Refusal.OWN_POST
    return write(viewer, state)


def report(viewer: Viewer, post: PostFacts) -> Refusal | None:
    """Allow members to report somebody else's post to the admins, even in a closed week."""
    if post.removed:
        return Refusal.REMOVED
    if viewer.is_member and viewer.user_id == post.author_id:
        return Refusal.OWN_POST
    return take_part(viewer)


def settle_reports(viewer: Viewer, post: PostFacts) -> Refusal | None:
    """Allow the forum's admins to decide that a reported post stays."""
    if not viewer.is_admin:
        return Refusal.ADMINS_ONLY
    return Refusal.REMOVED if post.removed else None


def suspend(viewer: Viewer, member: MemberFacts, *, owns_site: bool) -> Refusal | None:
    """Allow admins to make a member read-only, except admins (themselves included) and the site's owner."""
    if not viewer.is_admin:
        return Refusal.ADMINS_ONLY
    if ADMIN in member.roles or owns_site:
        return Refusal.NOT_TO_SUSPEND
    return Refusal.ALREADY_SO if member.suspended_at else None


def lift_suspension(viewer: Viewer, member: MemberFacts) -> Refusal | None:
    """Allow the forum's admins to let a member write again."""
    if not viewer.is_admin:
        return Refusal.ADMINS_ONLY
    return None if member.suspended_at else Refusal.ALREADY_SO


TOOLS = (report, delete_post, correct_language, settle_question, hide_post, restore_post, erase_post)
"""The rules that allow most people come first, since a page asks a hundred times."""


def use_tools(viewer: Viewer, post: PostFacts) -> Refusal | None:
    """Show the page of rarely used tools to anyone who may use at least one of them."""
    return None if any(rule(viewer, post) is None for rule in TOOLS) else Refusal.NOT_YOURS
