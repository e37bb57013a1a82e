"""A question to a key respondent by e-mail."""

from __future__ import annotations

from datetime import datetime

from board.actions.once import Writing
from board.actions.posting import open_thread, reply
from board.extensions import db
from board.faults import Gone
from board.incoming.parsing import Arrived
from board.incoming.posts import posted, slow_down, taken_words, title_for, writer
from board.incoming.taking import Outcome, note, takes
from board.mail.readers import Reader
from board.models import Assignment, Membership, Post, Thread, Week
from board.rules import incoming as rule
from board.rules import permissions
from board.rules.mail_tokens import ASK, Token
from board.rules.permissions import Refusal, check
from board.rules.roles import KEY_RESPONDENT
from board.text import is_shown, plain
from board.text.subjects import bare_subject
from board.visible import forum_assignments, forum_memberships
from board.visible.asked import forum_of_assignment, study_threads


@takes(ASK)
def take_question(arrived: Arrived, token: Token, now: datetime) -> Outcome:
    """Put a question to the key respondent of a week: below their case study, or else in a thread of its own."""
    to = writer(token, forum_of_assignment(token.about), now)
    row = db.session.execute(forum_assignments(to.sight).where(Assignment.id == token.about)).first()
    if row is None:
        raise Gone
    week = to.sight.week(row.Assignment.week_id)
    check(permissions.write(to.sight.viewer, to.sight.state(week)))
    asked = _asked(to, row.Assignment)
    words = taken_words(arrived.text)
    slow_down(to, now)
    study = db.session.scalar(study_threads(to.sight, week.id, asked.user_id))
    if study is None:
        return _in_a_thread(to, week, asked, Writing(words, "", arrived.once(), title_for(arrived)), arrived)
    return _below_the_case_study(to, study, asked, Writing(_with_subject(arrived, words), "", arrived.once()), arrived)


def _asked(to: Reader, assignment: Assignment) -> Membership:
    """Return the key respondent, if the sender can put a question to them. Raises Refused."""
    theirs = (Membership.user_id == assignment.user_id, Membership.suspended_at.is_(None))
    asked = db.session.scalar(forum_memberships(to.sight).where(*theirs))
    can_answer = asked is not None and KEY_RESPONDENT in asked.roles and asked.user_id != to.user.id
    check(None if can_answer else Refusal.NOT_A_RESPONDENT)
    assert asked is not None
    return asked


def _in_a_thread(to: Reader, week: Week, asked: Membership, typed: Writing, arrived: Arrived) -> Outcome:
    made: list[Post] = []

    def noted(post: Post) -> None:
        note(posted(arrived, post))
        made.append(post)

    open_thread(to.sight, week, to.user, typed, asked=asked.user, asked_roles=asked.roles, then=noted)
    return Outcome(rule.POSTED, post=made[0] if made else None)


def _below_the_case_study(to: Reader, thread: Thread, asked: Membership, typed: Writing, arrived: Arrived) -> Outcome:
    post = reply(
        to.sight,
        thread,
        to.user,
        typed,
        asked=asked.user,
        asked_roles=asked.roles,
        then=lambda post: note(posted(arrived, post)),
    )
    return Outcome(rule.POSTED, post=post)


def _with_subject(arrived: Arrived, words: str) -> str:
    """Return the words of a question below the subject that its sender wrote, which is no thread's title here."""
    subject = bare_subject(arrived.subject)
    is_theirs = is_shown(subject) and title_for(arrived) == plain(subject, rule.MAX_TITLE)
    return f"**{subject.replace('*', '')}**\n\n{words}" if is_theirs else words
