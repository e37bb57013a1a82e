"""Case studies: their key respondents write them in private and submit them; an admin publishes them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select

from board import jobs
from board.actions.acts import note_act
from board.actions.enrolling import membership_of
from board.actions.holding import hold, let_go
from board.actions.posting import Conflict
from board.actions.preparing import reading_thread
from board.actions.readying import ready_index
from board.actions.titled import Titled, has_said_both, ready_new_words, ready_titled, revise_titled
from board.actions.unsent import forget_unsent
from board.actions.wordings import cleaned, current_number, current_source
from board.actions.writing import lock_text, release_text, withhold_text, write_text
from board.extensions import db
from board.models import Assignment, Membership, Reading, Text, User, Week
from board.models.base import new_key
from board.rules import case_studies as rule
from board.rules.permissions import check
from board.rules.roles import ADMIN
from board.rules.unsent import UnsentPlace
from board.text import clean, reading_minutes, word_count
from board.visible.gate import Sight

MAX_NOTE = 1_000


def is_assigned(sight: Sight, week: Week) -> bool:
    """Return whether the viewer is a key respondent of the week now."""
    mine = select(Assignment.id).where(Assignment.week_id == week.id, Assignment.user_id == sight.viewer.user_id)
    return db.session.scalar(mine) is not None


def hold_assignment(sight: Sight, week: Week) -> None:
    """Hold the viewer's assignment to a week until the transaction ends, so that two requests do not begin two case
    studies.
    """
    mine = select(Assignment).where(Assignment.week_id == week.id, Assignment.user_id == sight.viewer.user_id)
    db.session.scalars(mine.with_for_update(key_share=True)).all()


def says_the_same(reading: Reading, words: Titled) -> bool:
    """Return whether one of the versions of a case study has exactly these words."""
    return has_said_both(reading.title_id, reading.body_id, words)


def begin_case_study(sight: Sight, week: Week, words: Titled, author: User, once: str) -> Reading:
    """Begin a private case study. Raises EmptyText. ``once`` becomes its key: the same form sent twice begins one."""
    check(rule.begin(sight.viewer, is_assigned(sight, week), sight.state(week)))
    earlier = db.session.scalar(select(Reading).where(Reading.key == once))
    if earlier is not None and (earlier.forum_id, earlier.respondent_id) == (sight.forum.id, author.id):
        return earlier
    ready_titled(words)
    title = _private(sight, words.title, words.language, author, inline=True)
    reading = Reading(
        key=once if earlier is None else new_key(),
        forum_id=sight.forum.id,
        week_id=week.id,
        kind=rule.WRITTEN_HERE,
        respondent_id=author.id,
        title_id=title.id,
        body_id=_private(sight, words.body, words.language, author).id,
        minutes=_minutes(words),
        stage=rule.DRAFT,
        created_at=sight.now,
    )
    db.session.add(reading)
    forget_unsent(author, UnsentPlace.CASE_STUDY.at(sight.forum.slug, week.number))
    db.session.commit()
    return reading


def _private(sight: Sight, source: str, language: str, author: User, *, inline: bool = False) -> Text:
    return write_text(sight.forum, source, language, author, sight.now, inline=inline, private=True)


def _minutes(words: Titled) -> int:
    return reading_minutes(word_count(cleaned(words.body, inline=False)))


def edit_case_study(sight: Sight, reading: Reading, words: Titled, author: User, base: str) -> None:
    """Change a case study; paragraphs that stay the same keep their translations. Raises EmptyText, and Conflict if it
    was changed since the `versions` in ``base``.
    """
    title, body = db.session.get_one(Text, reading.title_id), db.session.get_one(Text, reading.body_id)
    ready_new_words(title, body, words)
    _lock(reading)  # before its texts: deciding on it locks in the same order, so the two cannot deadlock
    check(rule.edit(sight.viewer, reading, sight.state(sight.week(reading.week_id))))
    title, body = _texts(reading)
    if base != versions(title, body) and _sources(title, body) != (words.title.strip(), clean(words.body).strip()):
        let_go()
        raise Conflict
    revise_titled(sight, title, body, words, author)
    reading.minutes = _minutes(words)
    forget_unsent(author, UnsentPlace.CASE_STUDY.at(sight.forum.slug, reading.key))
    db.session.commit()


def _texts(reading: Reading) -> tuple[Text, Text]:
    """Return the title and body, held until the transaction ends."""
    title, body = db.session.get_one(Text, reading.title_id), db.session.get_one(Text, reading.body_id)
    for text in (title, body):
        lock_text(text)
    return title, body


def _sources(*texts: Text) -> tuple[str, ...]:
    return tuple(map(current_source, texts))


def versions(*texts: Text) -> str:
    """Return the revision numbers of texts, in the form that forms carry."""
    return ".".join(str(current_number(text)) for text in texts)


def submit_case_study(sight: Sight, reading: Reading) -> None:
    """Submit a case study: the admins get a mail, and translators find it in their queue. Raises Refused."""
    week = sight.week(reading.week_id)
    _ready(reading)
    _lock(reading)
    check(rule.submit(sight.viewer, reading, is_assigned(sight, week), sight.state(week)))
    reading.stage, reading.submitted_at, reading.returned_note = rule.SUBMITTED, sight.now, ""
    for text in _texts(reading):
        release_text(text, sight.forum, sight.now)
    for admin_id in _admins(sight):
        _tell(sight, "mail.submitted", reading, admin_id)
    db.session.commit()


def _ready(reading: Reading) -> None:
    for text_id in (reading.title_id, reading.body_id):
        ready_index(db.session.get_one(Text, text_id))


def _lock(reading: Reading) -> None:
    """Hold the case study's row, and read its stage and author again: somebody may have decided on it, or left."""
    hold(reading, ["stage", "respondent_id"])


def _admins(sight: Sight) -> list[int]:
    members = db.session.scalars(select(Membership).where(Membership.forum_id == sight.forum.id))
    return [member.user_id for member in members if ADMIN in member.roles]


def _tell(sight: Sight, kind: str, reading: Reading, user_id: int) -> None:
    at = sight.now.isoformat()
    payload = {"reading": reading.id, "user": user_id, "forum": sight.forum.id, "at": at}
    jobs.enqueue(kind, f"{kind[5:]}:{reading.key}:{user_id}:{at}", payload, sight.now)


def withdraw_case_study(sight: Sight, reading: Reading) -> None:
    """Take a submitted case study back, so that it is private again. Raises Refused."""
    _ready(reading)
    _lock(reading)
    check(rule.withdraw(sight.viewer, reading))
    _make_private(reading, sight.now)
    db.session.commit()


def _make_private(reading: Reading, now: datetime) -> None:
    reading.stage, reading.submitted_at = rule.DRAFT, None
    for text in _texts(reading):
        withhold_text(text, now)


def send_back(sight: Sight, reading: Reading, note: str) -> None:
    """Return a case study to its author with a note on what to change; it is private again. Raises Refused, also if the
    author has left the forum.
    """
    _ready(reading)
    _lock(reading)
    author = _author_of(reading)
    check(rule.send_back(sight.viewer, reading, membership_of(sight.forum, author.id) is not None))
    _make_private(reading, sight.now)
    reading.returned_note = note[:MAX_NOTE]
    note_act(sight, "case_study.returned", author.name, week=sight.week(reading.week_id))
    _tell_author(sight, "mail.returned", reading, author)
    _forget_note(sight, reading)
    db.session.commit()


def _forget_note(sight: Sight, reading: Reading) -> None:
    forget_unsent(db.session.get_one(User, sight.viewer.user_id), UnsentPlace.NOTE.at(sight.forum.slug, reading.key))


def _author_of(reading: Reading) -> User:
    return db.session.get_one(User, reading.respondent_id)


def _tell_author(sight: Sight, kind: str, reading: Reading, author: User) -> None:
    """Mail the author, unless they have left: a stand-in has no address."""
    if not author.is_stand_in:
        _tell(sight, kind, reading, author.id)


def publish_case_study(sight: Sight, reading: Reading, seen: str) -> None:
    """Publish a case study at the end of its week's readings, with its thread. Raises Conflict if the author changed it
    after the revisions that the admin has ``seen``.
    """
    _lock(reading)
    check(rule.decide(sight.viewer, reading))
    if seen != ".".join(str(text.revision_id) for text in _texts(reading)):
        let_go()
        raise Conflict
    reading.position = _last_position(reading) + 1
    reading.stage = rule.PUBLISHED
    reading_thread(sight, reading, db.session.get_one(User, sight.viewer.user_id))
    author = _author_of(reading)
    note_act(sight, "case_study.published", author.name, week=sight.week(reading.week_id))
    _tell_author(sight, "mail.published", reading, author)
    _forget_note(sight, reading)
    db.session.commit()


def _last_position(reading: Reading) -> int:
    places = select(func.max(Reading.position)).where(Reading.week_id == reading.week_id)
    return db.session.scalar(places.where(Reading.stage == rule.PUBLISHED)) or 0
