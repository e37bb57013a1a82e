"""The forum, its people, its weeks and their readings."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from board.actions import calling
from board.actions.call_versions import write_call_version
from board.actions.enrolling import add_person, assign, create_account, hasher
from board.actions.files import Upload
from board.actions.glossary import add_term, entry_from
from board.actions.preparing import FILE, TEXT, ReadingForm, add_reading
from board.actions.presenting import begin_case_study, submit_case_study
from board.actions.profiles import Profile, save_profile
from board.actions.scheduling import add_week
from board.actions.setting_up import ForumSettings, create_forum
from board.actions.titled import Titled
from board.actions.translating import queue_text
from board.demo import content, translations
from board.demo.accounts import Account, account_for, in_order, readable_password, role_in_table
from board.demo.calendar import Calendar, call_dates, first_and_last_day
from board.demo.content import ForumEntry, Person, Programme, ReadingEntry, WeekEntry
from board.demo.stage import Stage, roles_of
from board.extensions import db
from board.models import Text, User
from board.models.base import new_key
from board.rules.case_studies import PUBLISHED, SUBMITTED
from board.rules.weeks import to_wall
from board.visible import forum_memberships

PREPARES = "claire"
"""The admin who prepares the weeks."""
TRANSLATES = "marta"
"""The translator of the programme into Spanish."""
SUBMITTED_BEFORE = timedelta(days=1)
MINUTES = {"link": 15, FILE: 20}
SURVEY = content.HERE / "survey-tables-1.pdf"
"""The only file of the demo: tables of an invented survey."""


def create_forum_with_accounts(calendar: Calendar) -> tuple[Stage, list[Account]]:
    """Create the accounts, and the forum with its purpose; return the accounts to list."""
    listed: list[Account | None] = []
    users: dict[str, User] = {}
    unusable = hasher.hash(secrets.token_urlsafe(16))  # a password that nobody knows, for accounts without a login
    for person in content.people():
        users[person.id] = user = _account(person, calendar.prepared)
        account = account_for(person, readable_password())
        user.password_hash = hasher.hash(account.password) if account else unusable
        listed.append(account)
    owner = users[content.people()[0].id]
    settings = _settings(content.forum(), calendar)
    forum = create_forum(settings, content.forum().about, owner, calendar.prepared)
    return Stage(calendar, forum, users), in_order(listed)


def _account(person: Person, now: datetime) -> User:
    user = create_account(person.email, person.name, now, owner="owner" in person.roles)
    profile = Profile(
        name=person.name,
        place=person.place,
        affiliation=person.affiliation,
        languages=tuple(person.languages),
        zone=person.zone,
        interface=person.interface,
    )
    save_profile(user, profile)
    return user


def _settings(entry: ForumEntry, calendar: Calendar) -> ForumSettings:
    starts_on, ends_on = first_and_last_day(calendar.openings)
    return ForumSettings(
        name=entry.name,
        slug=entry.slug,
        zone=entry.zone,
        starts_on=starts_on,
        ends_on=ends_on,
        languages=tuple(entry.languages),
        policy=tuple(entry.policy),
        regions=tuple(entry.regions),
        public_reading=False,
        shows_machine_drafts=True,
        hours_min=entry.hours_min,
        hours_max=entry.hours_max,
    )


def call_for_participants(stage: Stage) -> None:
    """Publish the call, weeks before the forum, with its texts in both languages."""
    out, until = call_dates(stage.calendar.openings, archive=stage.calendar.archive)
    sight, entry = stage.sight(PREPARES, out), content.forum()
    zone = stage.forum.zone
    calling.schedule_call(sight, to_wall(out, zone), to_wall(until, zone), entry.respondent_seats)
    told = {
        calling.FORMAT: (entry.format, entry.format_translation),
        calling.PREREQUISITES: (entry.prerequisites, entry.prerequisites_translation),
    }
    for which, (source, translation) in told.items():
        calling.write_call_text(sight, which, source, stage.users[PREPARES])
        text_id = calling.call_text_id(stage.forum, which)
        if text_id is not None:
            _translate_programme(stage, text_id, translation)
    for version in entry.version:
        write_call_version(sight, version.language, version.body, stage.users[PREPARES])


def enrol(stage: Stage) -> None:
    """Add everybody to the forum, on behalf of the owner."""
    sight = stage.sight(content.people()[0].id, stage.calendar.prepared)
    for person in content.people():
        if roles := roles_of(person):
            member = add_person(sight, person.email, person.name, roles, person.region)
            member.came_in_at = member.agreed_at = member.welcomed_at = stage.calendar.prepared
            if role_in_table(person) is None:  # nobody can be them: the owner reads a few kept mails, not hundreds
                member.mail_stopped_at = stage.calendar.prepared


def add_weeks(stage: Stage) -> None:
    """Add the programme, with its translation queued by hand, and who answers in which week."""
    for entry in content.forum().week:
        _add_week(stage, entry)
    if stage.forum.about_id is not None:
        _translate_programme(stage, stage.forum.about_id, content.forum().about_translation)
    sight = stage.sight(PREPARES, stage.calendar.prepared)
    members = {membership.user_id: membership for membership in db.session.scalars(forum_memberships(sight))}
    for person in content.people():
        if person.week is not None:
            member = members[stage.users[person.id].id]
            assign(sight, member, stage.weeks[person.week], person.assigned_region)


def _add_week(stage: Stage, entry: Programme) -> None:
    sight = stage.sight(PREPARES, stage.calendar.prepared)
    week = add_week(sight, entry.title, entry.outline, "en", None, stage.users[PREPARES])
    week.opens_at = stage.calendar.opens_at(entry.number)  # an instant, since a wall time may occur twice
    stage.weeks[entry.number] = week
    _translate_programme(stage, week.title_id, entry.title_translation)
    if week.outline_id is not None:
        _translate_programme(stage, week.outline_id, entry.outline_translation)


def _translate_programme(stage: Stage, text_id: int, translation: str) -> None:
    text, sight = db.session.get_one(Text, text_id), stage.sight(TRANSLATES, stage.calendar.prepared)
    queue_text(sight, text, "es")
    translations.translate(sight, text, translation)


def keep_glossary(stage: Stage) -> None:
    """Add the terms that translators agreed on before the first week."""
    sight = stage.sight(TRANSLATES, stage.calendar.prepared)
    for term in content.forum().term:
        add_term(sight, entry_from(term.term, term.translation, term.note, "es", "en"))


def add_readings(stage: Stage, inside: WeekEntry) -> None:
    """Add the readings of a week, with their translations."""
    for entry in inside.reading:
        if entry.stage == PUBLISHED or stage.calendar.archive:
            _add_reading(stage, inside.number, entry)
        else:
            _write_case_study(stage, inside.number, entry)


def _add_reading(stage: Stage, number: int, entry: ReadingEntry) -> None:
    sight, editor = stage.sight(PREPARES, stage.calendar.prepared), stage.users[PREPARES]
    reading = add_reading(sight, stage.weeks[number], _form(stage, entry), editor)
    stage.readings[entry.id] = reading
    title = translations.title_of(entry)
    translations.write(stage, reading.title_id, title, stage.calendar.prepared)
    if reading.body_id is not None:
        translations.write(stage, reading.body_id, entry, stage.calendar.prepared)


def _write_case_study(stage: Stage, number: int, entry: ReadingEntry) -> None:
    """Write a case study that is still a draft, or submitted and not published yet."""
    who, now = entry.case_study_by or "", stage.calendar.now - SUBMITTED_BEFORE
    sight, author = stage.sight(who, now), stage.users[who]
    words = Titled(entry.title, entry.body, entry.language)
    reading = begin_case_study(sight, stage.weeks[number], words, author, new_key())
    stage.readings[entry.id] = reading
    if entry.stage == SUBMITTED and reading.body_id is not None:
        submit_case_study(sight, reading)
        translations.write(stage, reading.title_id, translations.title_of(entry), now)
        translations.write(stage, reading.body_id, entry, now)


def _form(stage: Stage, entry: ReadingEntry) -> ReadingForm:
    return ReadingForm(
        kind=entry.kind,
        title=entry.title,
        body=entry.body,
        language=entry.language,
        author_line=entry.author_line,
        url=entry.url,
        minutes=0 if entry.kind == TEXT else MINUTES[entry.kind],
        respondent=stage.users[entry.case_study_by] if entry.case_study_by else None,
        upload=Upload(SURVEY.name, SURVEY.read_bytes()) if entry.kind == FILE else None,
    )
