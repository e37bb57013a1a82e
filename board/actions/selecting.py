"""Selecting applicants: deciding, undoing a decision, notes, and the membership that accepting gives."""

from __future__ import annotations

from sqlalchemy import delete, exists, or_, select

from board import jobs
from board.actions import enrolling
from board.actions.acts import note_act
from board.actions.holding import check_held, hold_forum
from board.actions.links import SETUP
from board.extensions import db
from board.models import (
    Application,
    ApplicationNote,
    Assignment,
    Job,
    Membership,
    OneTimeLink,
    Post,
    Reading,
    User,
    Week,
)
from board.rules import roles
from board.rules import selection as rule
from board.rules.applications import ACCEPTED, DECIDED, KEY_RESPONDENT, RECEIVED
from board.rules.permissions import check
from board.rules.selection import Seats
from board.visible.gate import Sight
from board.visible.selection import accepted_respondents, decision_key, decision_mails


def decide(sight: Sight, application: Application, wanted: str, week: Week | None = None) -> None:
    """Shortlist, accept, put on the waiting list or decline; an accepted key respondent gets ``week``. Raises Refused.

    The forum's row is locked before seats are counted: if two admins give away the last seat at once, one is refused.
    """
    hold_forum(sight.forum)
    _lock(application)
    check_held(rule.decide(sight.viewer, application, wanted, seats(sight)))
    state = rule.state_after(wanted)
    _set_state(sight, application, state, before=application.state)
    if state == ACCEPTED:
        _give_place(sight, application, week, answers=application.kind == KEY_RESPONDENT and wanted == ACCEPTED)
    note_act(sight, f"application.{wanted}", application.name, week)
    db.session.commit()


def _lock(application: Application) -> None:
    row = select(Application).where(Application.id == application.id).with_for_update()
    db.session.scalars(row.execution_options(populate_existing=True)).one()


def seats(sight: Sight) -> Seats:
    """Count the seats of key respondents as they are now."""
    return Seats(db.session.scalar(accepted_respondents(sight)) or 0, sight.forum.respondent_seats)


def _set_state(sight: Sight, application: Application, state: str, before: str) -> None:
    """Set the state. Cancel a decision mail that has not left, and send one about the new state, unless an undone
    decision leads back to what the applicant was told.
    """
    _spare_mail(application)
    application.state, application.state_before = state, before
    begins_again = state == RECEIVED
    application.decided_at = None if begins_again else sight.now
    application.decided_by_id = None if begins_again else sight.viewer.user_id
    if state in DECIDED and not (before == "" and _was_told(application, state)):
        _tell(sight, application)


def _spare_mail(application: Application) -> None:
    unsent = Job.unique_key.startswith(f"{decision_key(application)}:", autoescape=True), Job.done_at.is_(None)
    db.session.execute(delete(Job).where(*unsent))


def _was_told(application: Application, state: str) -> bool:
    told = list(db.session.scalars(decision_mails(application)))
    return bool(told) and told[-1].payload["state"] == state


def _tell(sight: Sight, application: Application) -> None:
    payload = {"application": application.id, "state": application.state, "decided_at": sight.now.isoformat()}
    key = f"{decision_key(application)}:{sight.now.isoformat()}"
    jobs.enqueue("mail.decision", key, payload, sight.now + rule.MAIL_WAITS)


def _give_place(sight: Sight, application: Application, week: Week | None, *, answers: bool) -> None:
    """Give an accepted applicant a membership; a key respondent (``answers``) also gets that role and the week. An
    existing account is used unchanged.
    """
    is_new = enrolling.find_account(application.email) is None
    membership = enrolling.enrol(sight, application.email, application.name)
    if is_new:
        _introduce(db.session.get_one(User, membership.user_id), application)
    had = membership.roles
    gives = {roles.PARTICIPANT, *([roles.KEY_RESPONDENT] if answers else [])}
    membership.roles, membership.region = had | gives, membership.region or application.region
    membership.must_agree = membership.must_agree or (not had and membership.agreed_at is None)
    application.user_id, application.granted = membership.user_id, frozenset(gives - had)
    if week is not None and answers:
        application.given_week_id = _give_week(membership, week, application.region)


def _introduce(user: User, application: Application) -> None:
    """Copy the languages of an application to its new account."""
    user.languages, user.interface = application.languages, application.interface


def _give_week(membership: Membership, week: Week, region: str) -> int | None:
    """Assign a week; return its id, or None if the person had it already."""
    query = select(Assignment).where(Assignment.user_id == membership.user_id, Assignment.week_id == week.id)
    if db.session.scalar(query) is not None:
        return None
    db.session.add(Assignment(user_id=membership.user_id, week_id=week.id, region=region))
    return week.id


def undo(sight: Sight, application: Application) -> None:
    """Undo the last decision: restore the state before it, and take back what accepting gave. Raises Refused."""
    hold_forum(sight.forum)
    _lock(application)
    check_held(rule.undo(sight.viewer, application, has_written=has_written(application)))
    if application.state == ACCEPTED:
        _take_place_back(sight, application)
    _set_state(sight, application, rule.before(application) or RECEIVED, before="")
    note_act(sight, "application.undone", application.name)
    db.session.commit()


def has_written(application: Application) -> bool:
    """Return whether an accepted applicant has posted or begun a case study in the forum since the decision."""
    if application.user_id is None or application.decided_at is None:
        return False
    posts = select(Post.id).where(
        Post.forum_id == application.forum_id,
        Post.author_id == application.user_id,
        Post.created_at >= application.decided_at,
    )
    case_studies = select(Reading.id).where(
        Reading.forum_id == application.forum_id,
        Reading.respondent_id == application.user_id,
        Reading.created_at >= application.decided_at,
        Reading.deleted_at.is_(None),
    )
    return bool(db.session.scalar(select(or_(exists(posts), exists(case_studies)))))


def _take_place_back(sight: Sight, application: Application) -> None:
    """Take back what accepting gave. Earlier roles stay; without any, the membership ends, and so does an unused link
    that sets up the account.
    """
    membership = enrolling.membership_of(sight.forum, application.user_id)
    if membership is not None:
        _take_week_back(application)
        remaining = membership.roles - application.granted
        if roles.KEY_RESPONDENT not in remaining:
            enrolling.drop_assignments(sight, membership.user_id)
        membership.roles = remaining
        if not remaining:
            enrolling.end_membership(sight, membership)
        db.session.flush()
        _end_setup(membership.user_id)
    application.user_id, application.granted, application.given_week_id = None, frozenset(), None


def _take_week_back(application: Application) -> None:
    given = Assignment.user_id == application.user_id, Assignment.week_id == application.given_week_id
    db.session.execute(delete(Assignment).where(*given))


def _end_setup(user_id: int) -> None:
    """End the links that set up an account, if it is in no forum any more."""
    if db.session.scalar(select(Membership.id).where(Membership.user_id == user_id).limit(1)) is None:
        unused = OneTimeLink.user_id == user_id, OneTimeLink.kind == SETUP, OneTimeLink.used_at.is_(None)
        db.session.execute(delete(OneTimeLink).where(*unused))


def add_note(sight: Sight, application: Application, words: str) -> ApplicationNote:
    """Add a note to an application, for the forum's admins. Raises Refused."""
    check(rule.note(sight.viewer))
    note = ApplicationNote(application_id=application.id, user_id=sight.viewer.user_id, note=words, at=sight.now)
    db.session.add(note)
    db.session.commit()
    return note
