"""Seeing which forum an address of a mail is about: what may be done there is asked of its reader's sight."""

from __future__ import annotations

from sqlalchemy import Select, select

from board.models import Mail, Post, Thread, Week


def forum_of_post(post_id: int) -> Select[int]:
    """Return the id of the forum of a post."""
    return select(Post.forum_id).where(Post.id == post_id)


def forum_of_thread(thread_id: int) -> Select[int]:
    """Return the id of the forum of a thread."""
    return select(Thread.forum_id).where(Thread.id == thread_id)


def forum_of_week(week_id: int) -> Select[int]:
    """Return the id of the forum of a week."""
    return select(Week.forum_id).where(Week.id == week_id)


def subjects_of(message_ids: tuple[str, ...]) -> Select[str]:
    """Return the subjects of mails of ours by their Message-IDs."""
    return select(Mail.subject).where(Mail.message_id.in_(message_ids))
