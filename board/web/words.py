"""Words and figures that templates share: dates, states, roles, badges, languages."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from flask import Flask, request
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from board.models import Forum
from board.pages.people import Badge
from board.rules import translations
from board.rules.closing import last_day_of
from board.rules.languages import ENDONYMS, INTERFACE, endonym, locale_tag
from board.rules.permissions import Refusal
from board.rules.roles import ADMIN, KEY_RESPONDENT, PARTICIPANT, TRANSLATOR
from board.rules.weeks import WeekState
from board.text import formats
from board.web import viewer
from board.web.can import CAN, WHY_NOT
from board.web.field_rules import showable
from board.web.help_pages import help_address, help_beside
from board.web.mail_words import if_mailed, sends_mail

ROLE_WORDS = {
    PARTICIPANT: _l("Participant"),
    KEY_RESPONDENT: _l("Key respondent"),
    TRANSLATOR: _l("Translator"),
    ADMIN: _l("Admin"),
}

STATE_WORDS = {
    translations.MISSING: _l("not translated yet"),
    translations.OUTDATED: _l("the original was changed after this was translated"),
    translations.DRAFT: _l("draft"),
    translations.IN_REVIEW: _l("in review"),
    translations.APPROVED: _l("approved"),
}

WEEK_WORDS = {
    WeekState.LOCKED: _l("locked"),
    WeekState.OPEN: _l("open"),
    WeekState.CLOSED: _l("closed"),
}

REASONS = {
    Refusal.MEMBERS_ONLY: _l("This is for members of the forum."),
    Refusal.NOT_YOURS: _l("Only the person who wrote this can do that."),
    Refusal.ADMINS_ONLY: _l("Only an admin of this forum can do that."),
    Refusal.OWNER_ONLY: _l("Only the owner of this site can do that."),
    Refusal.TRANSLATORS_ONLY: _l("Only translators and admins of this forum can do that."),
    Refusal.WEEK_LOCKED: _l("This week is locked."),
    Refusal.WEEK_CLOSED: _l("This week is closed: it can be read, but not written in any more."),
    Refusal.REMOVED: _l("This post was removed."),
    Refusal.ALREADY_SO: _l("Nothing was changed: it was like that already."),
    Refusal.NOT_TO_TRANSLATE: _l("This text is not one of those to be translated."),
    Refusal.NOT_ASKED: _l("This post asks nobody a question."),
    Refusal.SECOND_PERSON: _l("In this forum somebody else approves what you translated. Send it to review."),
    Refusal.NOT_ASSIGNED: _l("This week is not assigned to you. A draft that you wrote for it stays yours."),
    Refusal.NOT_SUBMITTED: _l("This case study is not submitted, or no longer submitted: nothing was changed."),
    Refusal.NOT_PUBLISHED: _l("This case study is not published yet: until then only its author changes it."),
    Refusal.AUTHOR_LEFT: _l("Its author has left the forum: it can be published as it is, but not sent back."),
    Refusal.SUSPENDED: _l("You are suspended in this forum: you can read, but not write."),
    Refusal.OWN_POST: _l("This is your own post: only others can react to it or report it."),
    Refusal.NOT_TO_SUSPEND: _l("Admins of a forum and the owner of the site cannot be suspended."),
    Refusal.NOT_LAST: _l("Only the last week can be removed: the others keep their numbers."),
    Refusal.CODEBOOK_FULL: _l("There are 100 themes already. Merge some before you add another."),
    Refusal.THEME_RETIRED: _l("This theme has been retired meanwhile. Choose another."),
    Refusal.CHECK_NOT_OPEN: _l("Authors are not asked to check their quotes at this moment."),
    Refusal.CHECK_OVER: _l("The deadline has passed: what you withdrew stays withdrawn."),
    Refusal.NOT_A_CODER: _l("The coding desk is for people whom an admin has asked to code."),
    Refusal.EDITION_UNFINISHED: _l("An edition is being made. Wait until it is finished, or delete it."),
    Refusal.EDITION_PUBLISHED: _l("This edition is published: it stays as it is."),
    Refusal.EDITION_OUTDATED: _l(
        "Something that this edition prints was withdrawn or removed since it was made, or is to be signed differently."
        " Have it made again first."
    ),
    Refusal.NEWER_EDITION: _l("A newer edition has been published meanwhile. Make another one instead."),
    Refusal.FORUM_CLOSED: _l("The forum is closed: it can be read, but only its admins still work on the synthesis."),
    Refusal.NOT_EMPTY: _l("A week can be removed only while it is locked and nothing is in it."),
    Refusal.NOT_A_RESPONDENT: _l("Questions can be put to key respondents only."),
    Refusal.AGREE_FIRST: _l("Before you write here for the first time, please agree to the code of conduct."),
    Refusal.NO_SEAT: _l(
        "The last place for key respondents has just been taken, so this application was not accepted."
    ),
    Refusal.UNDO_FIRST: _l("This application is accepted. Undo that first."),
    Refusal.HAS_WRITTEN: _l(
        "The person you accepted has already written in the forum, so this cannot be undone. Change their roles "
        "under “People and roles”."
    ),
    Refusal.WITHDRAWN: _l("The applicant has withdrawn this application."),
    Refusal.CALL_NOT_OUT: _l("The call for participants is not published yet."),
    Refusal.CALL_OVER: _l("Applications are closed: the deadline has passed."),
    Refusal.DECIDED: _l("This application has been decided on: what it says stays as it is."),
    Refusal.NOT_ADMIN_BEFORE: _l(
        "Only the admins of the earlier run can see what people wrote in it. One of them has to be an admin here too "
        "to send the invitations."
    ),
}


def moment(instant: datetime, zone: str | None = None) -> str:
    """Return day and time in the person's zone, or in a given one: "Tue 3 Nov, 10:14"."""
    with_year = instant.year != viewer.now().year
    return formats.moment(instant, zone or shown_zone(), str(get_locale()), with_year=with_year)


def clock_time(instant: datetime, zone: str | None = None) -> str:
    """Return the time of day in the person's zone, or in a given one."""
    return formats.clock_time(instant, zone or shown_zone(), str(get_locale()))


def day(value: date) -> str:
    """Return a day with its year: "26 October 2009"."""
    return formats.day(value, str(get_locale()))


def city(zone: str) -> str:
    """Return a zone's city in the reader's language: "Toronto", "Bogotá"."""
    return formats.city(zone, str(get_locale()))


def moment_in(instant: datetime, forum: Forum) -> str:
    """Return the time in the forum's zone, followed by the reader's own time if that differs."""
    theirs = _("%(time)s %(city)s time", time=moment(instant, forum.zone), city=city(forum.zone))
    user = viewer.me()
    if user is None or not user.zone or _same_time(instant, user.zone, forum.zone):
        return str(theirs)
    same_day = instant.astimezone(ZoneInfo(user.zone)).date() == instant.astimezone(ZoneInfo(forum.zone)).date()
    mine = clock_time(instant, user.zone) if same_day else moment(instant, user.zone)
    return str(_("%(theirs)s (%(mine)s your time)", theirs=theirs, mine=mine))


def _same_time(instant: datetime, *zones: str) -> bool:
    return len({instant.astimezone(ZoneInfo(zone)).utcoffset() for zone in zones}) == 1


def has_own_zone() -> bool:
    """Return whether times are shown in the person's own zone, rather than in the forum's."""
    user = viewer.me()
    return bool(user and user.zone)


def shown_zone() -> str:
    """Return the zone of times that are shown without one."""
    return viewer.choose_zone() or "UTC"


def colon() -> str:
    """Return the colon after a word in the reader's language."""
    return formats.colon(str(get_locale()))


def language_name(code: str) -> str:
    """Return a language's name in the reader's language, for use in a sentence: "Spanish"."""
    return str(get_locale().languages.get(code, code))


def badge_words(badge: Badge) -> str:
    """Return a badge in words: "Key respondent · week 4 · Brazil"."""
    words = [str(_("Key respondent · week %(number)s", number=badge.week.number)), badge.region]
    return " · ".join(filter(None, [*words, str(_("answering now")) if badge.answering else ""]))


def initials(name: str) -> str:
    """Return one or two letters that stand in for a portrait."""
    parts = name.split()
    return "".join(part[0] for part in (parts[:1] + parts[-1:] if len(parts) > 1 else parts)).upper()


def size_words(size: int) -> str:
    """Return a file's size in KB or MB."""
    if size < 1024 * 1024:
        return str(_("%(size)s KB", size=max(1, round(size / 1024))))
    return str(_("%(size)s MB", size=formats.number(round(size / 1024 / 1024, 1), str(get_locale()))))


def connect(app: Flask) -> None:
    """Give templates these words, and the permissions that they ask for."""
    app.jinja_env.globals.update(
        ENDONYMS=ENDONYMS,
        colon=colon,
        INTERFACE=INTERFACE,
        ROLE_WORDS=ROLE_WORDS,
        sends_mail=sends_mail,
        if_mailed=if_mailed,
        STATE_WORDS=STATE_WORDS,
        can=CAN,
        why_not=WHY_NOT,
        me=viewer.me,
        now=viewer.now,
        settings=app.extensions["settings"],
        has_own_zone=has_own_zone,
        help_address=help_address,
        help_beside=help_beside,
        last_day_of=last_day_of,
        shown_zone=shown_zone,
        languages_read=viewer.languages_read,
    )
    app.jinja_env.filters.update(
        moment=moment,
        moment_in=moment_in,
        clock_time=clock_time,
        day=day,
        city=city,
        endonym=endonym,
        locale_tag=locale_tag,
        language_name=language_name,
        badge=badge_words,
        initials=initials,
        week_state=WEEK_WORDS.__getitem__,
        size_words=size_words,
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True

    @app.context_processor
    def _always() -> dict[str, object]:
        return {"locale": str(get_locale()), "here": showable(request.full_path.rstrip("?"))}
