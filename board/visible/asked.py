"""Seeing who is asked what: the questions that wait, who answers them this week, and where mails ask and answer."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Select, select

from board.models import Assignment, Mailing, Membership, Post, Reading, Text, Thread, Week
from board.visible.discussion import visible_posts, visible_threads
from board.visible.gate import Sight
from board.visible.programme import published_readings


def waiting_for(sight: Sight) -> Select[int | None, datetime]:
    """Return whom each open question asks that the viewer can read, and since when."""
    still_open = (Post.asked_id.is_not(None), Post.answered_at.is_(None), Post.removed.is_(None), Text.id.is_not(None))
    return visible_posts(sight).where(*still_open).order_by(None).with_only_columns(Post.asked_id, Post.created_at)


def respondents_of(sight: Sight, week_ids: Collection[int]) -> Select[Membership]:
    """Return the members who are key respondents in these weeks of the forum."""
    assigned = select(Assignment.user_id).where(Assignment.week_id.in_(week_ids))
    return select(Membership).where(Membership.forum_id == sight.forum.id, Membership.user_id.in_(assigned))


def study_threads(sight: Sight, week_id: int, respondent_id: int) -> Select[Thread]:
    """Return the discussion of a key respondent's published case study in a week, if the viewer can read it."""
    theirs = (Reading.week_id == week_id, Reading.respondent_id == respondent_id)
    studies = published_readings(sight).where(*theirs).order_by(None).with_only_columns(Reading.id)
    return visible_threads(sight).where(Thread.reading_id.in_(studies)).order_by(None).order_by(Thread.id).limit(1)


def forum_of_assignment(assignment_id: int) -> Select[int]:
    """Return the id of the forum of a key respondent's week."""
    return select(Week.forum_id).join(Assignment, Assignment.week_id == Week.id).where(Assignment.id == assignment_id)


def forum_of_mailing(mailing_id: int) -> Select[int]:
    """Return the id of the forum that a mail is of."""
    return select(Mailing.forum_id).where(Mailing.id == mailing_id)


def mailing_with(unique: str) -> Select[Mailing]:
    """Return the mail that is sent, or planned, under this name."""
    return select(Mailing).where(Mailing.unique == unique)
