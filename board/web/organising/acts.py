"""What admins did, in sentences: who, what, and when."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from flask import Flask
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup, escape

from board.actions.calling import NO_DATE
from board.models import Act
from board.rules.languages import endonym
from board.text import formats
from board.visible import Sight
from board.web import viewer
from board.web.words import ROLE_WORDS, city, colon, shown_zone

SENTENCES = {
    "week.open": _l("%(name)s opened week %(week)s by hand %(when)s."),
    "week.held": _l("%(name)s held week %(week)s %(when)s: it does not open by its schedule."),
    "week.locked": _l("%(name)s locked week %(week)s again %(when)s: its schedule is off."),
    "week.schedule": _l("%(name)s set week %(week)s back to its schedule %(when)s."),
    "week.close": _l("%(name)s closed week %(week)s for writing %(when)s."),
    "week.reopen": _l("%(name)s opened week %(week)s for writing again %(when)s."),
    "week.scheduled": _l("%(name)s changed %(when)s when week %(week)s opens: %(detail)s."),
    "week.scheduled without": _l("%(name)s took the date from week %(week)s %(when)s: it stays locked."),
    "week.edited": _l("%(name)s edited week %(week)s %(when)s."),
    "week.added": _l("%(name)s added week %(week)s %(when)s."),
    "week.removed": _l("%(name)s removed week %(week)s %(when)s."),
    "reading.added": _l("%(name)s added a reading to week %(week)s %(when)s."),
    "reading.edited": _l("%(name)s edited a reading of week %(week)s %(when)s."),
    "reading.moved": _l("%(name)s changed the order of the readings of week %(week)s %(when)s."),
    "question.moved": _l("%(name)s changed the order of the questions of week %(week)s %(when)s."),
    "reading.removed": _l("%(name)s removed a reading from week %(week)s %(when)s."),
    "case_study.published": _l("%(name)s published the case study by %(detail)s in week %(week)s %(when)s."),
    "case_study.returned": _l("%(name)s sent the case study for week %(week)s back to %(detail)s %(when)s."),
    "people.added": _l("%(name)s added people from a list %(when)s (%(detail)s)."),
    "people.further": _l(
        "%(name)s exported %(when)s the members who agreed to hear of further opportunities (%(detail)s)."
    ),
    "person.added": _l("%(name)s added %(detail)s %(when)s."),
    "person.roles": _l("%(name)s changed roles %(when)s. %(detail)s."),
    "person.removed": _l("%(name)s removed %(detail)s %(when)s."),
    "person.left": _l("%(name)s left the forum %(when)s."),
    "person.assigned": _l("%(name)s assigned %(detail)s to week %(week)s %(when)s."),
    "person.unassigned": _l("%(name)s took week %(week)s from %(detail)s %(when)s."),
    "person.suspended": _l("%(name)s suspended %(detail)s %(when)s."),
    "person.lifted": _l("%(name)s lifted the suspension of %(detail)s %(when)s."),
    "person.codes": _l("%(name)s asked %(detail)s to code %(when)s."),
    "person.codes_no_more": _l("%(name)s asked %(detail)s to code no longer %(when)s."),
    "post.hidden": _l("%(name)s hid a post by %(detail)s in week %(week)s %(when)s."),
    "post.restored": _l("%(name)s showed a hidden post by %(detail)s in week %(week)s again %(when)s."),
    "post.kept": _l("%(name)s kept a reported post by %(detail)s in week %(week)s %(when)s."),
    "forum.archived": _l("%(name)s downloaded the forum’s archive %(when)s."),
    "checklist.aside": _l("%(name)s left something out of the checklist %(when)s: %(detail)s."),
    "checklist.back": _l("%(name)s put something back on the checklist %(when)s: %(detail)s."),
    "forum.begun": _l("%(name)s began this forum %(when)s."),
    "forum.closed": _l("%(name)s closed the forum %(when)s."),
    "forum.reopened": _l("%(name)s opened the forum again %(when)s, until %(detail)s."),
    "forum.reopened without": _l("%(name)s opened the forum again %(when)s."),
    "forum.edited": _l("%(name)s edited the forum’s settings %(when)s."),
    "forum.ran_again": _l("%(name)s made a further run of this forum %(when)s: %(detail)s."),
    "forum.made": _l("%(name)s made this forum %(when)s from an earlier run: %(detail)s."),
    "application.entered": _l("%(name)s entered the application of %(detail)s by hand %(when)s."),
    "application.imported": _l("%(name)s imported applications %(when)s (%(detail)s)."),
    "application.shortlisted": _l("%(name)s shortlisted the application of %(detail)s %(when)s."),
    "application.accepted": _l("%(name)s accepted the application of %(detail)s %(when)s."),
    "application.participant": _l(
        "%(name)s accepted %(detail)s, who applied as a key respondent, as a participant %(when)s."
    ),
    "application.waiting": _l("%(name)s put the application of %(detail)s on the waiting list %(when)s."),
    "application.declined": _l("%(name)s declined the application of %(detail)s %(when)s."),
    "application.undone": _l("%(name)s undid the decision on the application of %(detail)s %(when)s."),
    "call.scheduled": _l("%(name)s changed the dates for applications %(when)s: %(detail)s."),
    "call.seats": _l("%(name)s changed how many key respondents are accepted %(when)s: %(detail)s."),
    "call.format": _l("%(name)s edited the format on the call page %(when)s."),
    "call.prerequisites": _l("%(name)s edited the prerequisites on the call page %(when)s."),
    "call.conduct": _l("%(name)s edited the forum’s code of conduct %(when)s."),
    "call.version": _l("%(name)s edited the call in another language %(when)s: %(detail)s."),
    "again.invited": _l("%(name)s invited applicants of the earlier run %(when)s (%(detail)s)."),
    "again.reminded": _l("%(name)s reminded applicants of the earlier run %(when)s (%(detail)s)."),
    "announcement.added": _l("%(name)s published an announcement %(when)s."),
    "announcement.edited": _l("%(name)s edited an announcement %(when)s."),
    "announcement.removed": _l("%(name)s removed an announcement %(when)s."),
    "theme.proposed": _l("%(name)s proposed the theme “%(detail)s” %(when)s."),
    "theme.added": _l("%(name)s added the theme “%(detail)s” %(when)s."),
    "theme.edited": _l("%(name)s edited the theme “%(detail)s” %(when)s."),
    "theme.in_use": _l("%(name)s put the theme “%(detail)s” to use %(when)s."),
    "theme.retired": _l("%(name)s retired the theme “%(detail)s” %(when)s."),
    "theme.merged": _l("%(name)s merged two themes %(when)s: %(detail)s."),
    "theme.imported": _l("%(name)s imported a codebook %(when)s (%(detail)s)."),
    "theme.moved": _l("%(name)s changed the order of the themes %(when)s."),
    "abstract.thread": _l("%(name)s wrote the summary of a thread of week %(week)s %(when)s."),
    "abstract.week": _l("%(name)s wrote the summary of week %(week)s %(when)s."),
    "check.begun": _l("%(name)s began the authors’ check %(when)s, until %(detail)s."),
    "check.moved": _l("%(name)s moved the deadline of the authors’ check %(when)s: %(detail)s."),
    "check.asked": _l("%(name)s asked people who are newly quoted to check %(when)s (%(detail)s)."),
    "check.reminded": _l("%(name)s reminded people who are quoted %(when)s (%(detail)s)."),
    "check.settled": _l("%(name)s settled an author’s objection %(when)s: %(detail)s."),
    "check.settled without": _l("%(name)s settled an author’s objection %(when)s."),
    "edition.begun": _l("%(name)s had edition %(detail)s of the proceedings made %(when)s."),
    "edition.renewed": _l("%(name)s began edition %(detail)s %(when)s, since a text was withdrawn or removed."),
    "edition.published": _l("%(name)s published edition %(detail)s of the proceedings %(when)s."),
    "edition.deleted": _l("%(name)s deleted the unpublished edition %(detail)s of the proceedings %(when)s."),
    "excerpt.removed": _l("%(name)s removed somebody’s passage from the synthesis %(when)s."),
    "element.removed": _l("%(name)s removed somebody’s policy element %(when)s."),
}
"""A sentence for each kind of act; “without” is said where the act has no detail."""
CHECKLIST_NAMES = {
    "outlines": _l("Outlines"),
    "readings": _l("Readings"),
    "questions": _l("Questions"),
    "respondents": _l("Key respondents"),
    "translators": _l("Translators"),
    "call": _l("Call for participants"),
    "conduct": _l("Code of conduct"),
    "mail": _l("E-mail"),
}
"""The lines of a forum’s checklist."""
UNKNOWN = _l("%(name)s did something else %(when)s.")
MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)(?: (\d\d:\d\d))?")
ZONE = re.compile(r"(.*) ([A-Z][A-Za-z]+(?:/[A-Za-z_+-]+)+)")
CALL_DATES = re.compile(r"(.+), (.+) (\S+)")
REMOVED_WEEK = re.compile(r"\d+\. .*")
FEW_DAYS = 6


def act_sentence(sight: Sight, act: Act) -> Markup:
    """Say in one sentence what somebody did: “Carla opened week 3 by hand on Monday at 07:00.”"""
    week, detail = _week_and_detail(sight, act)
    kind = act.kind if detail or f"{act.kind} without" not in SENTENCES else f"{act.kind} without"
    name = act.user.name if act.user else str(_("This site"))
    when = Markup('<time datetime="{}">{}</time>').format(act.at.isoformat(), when_words(act.at))
    said = {"name": Markup("<b>{}</b>").format(name), "week": week, "detail": detail, "when": when}
    return escape(str(SENTENCES.get(kind, UNKNOWN))) % said


def _week_and_detail(sight: Sight, act: Act) -> tuple[str, str]:
    """Return the week's number and the rest. An act in a week that was removed keeps its number and title as detail."""
    if act.week_id is not None:
        return str(sight.week(act.week_id).number), act_detail(act)
    week, _between, rest = act.detail.partition(" · ")
    if act.kind.startswith("week.") and REMOVED_WEEK.fullmatch(week):
        return f"“{week}”", in_words(rest)
    return str(_("(removed since)")), act_detail(act)


def act_detail(act: Act) -> str:
    """Return the detail of an act in the reader's language. Roles are stored under their names in code."""
    if act.kind.startswith("checklist."):
        return str(CHECKLIST_NAMES.get(act.detail, act.detail))
    if act.kind == "call.scheduled":
        return call_dates(act.detail)
    if act.kind == "call.version":
        return endonym(act.detail)
    if act.kind != "person.roles":
        return in_words(act.detail) if act.kind.startswith(DATED) else act.detail
    name, _colon, roles = act.detail.rpartition(": ")
    return f"{name}{colon()} {', '.join(str(ROLE_WORDS.get(role, role)) for role in roles.split(', '))}"


DATED = "week.", "forum.reopened", "call.", "check.begun", "check.moved"
"""Acts whose detail holds days and times."""


def in_words(detail: str) -> str:
    """Return what the log keeps of days and times in the reader's words: “26 October 2026, 09:00 Toronto time”."""
    zoned = ZONE.fullmatch(detail)
    words = MOMENT.sub(_moment, zoned[1] if zoned else detail)
    return str(_("%(time)s %(city)s time", time=words, city=city(zoned[2]))) if zoned else words


def call_dates(detail: str) -> str:
    """Return what the log keeps of the call's dates in the reader's words; the zone is named once."""
    kept = CALL_DATES.fullmatch(detail)
    if not kept:
        return in_words(detail)
    opens, until, zone = kept.groups()
    if opens == NO_DATE and until == NO_DATE:
        return str(_("none, so the call is not published"))
    if opens == NO_DATE:
        return str(_("no opening, and the deadline is %(until)s", until=in_words(f"{until} {zone}")))
    if until == NO_DATE:
        return str(_("open from %(opens)s, without a deadline", opens=in_words(f"{opens} {zone}")))
    return str(_("open from %(opens)s until %(until)s", opens=in_words(opens), until=in_words(f"{until} {zone}")))


def _moment(found: re.Match[str]) -> str:
    language = str(get_locale())
    try:
        at = datetime.fromisoformat(f"{found[1]}T{found[2] or '00:00'}")
    except ValueError:
        return found[0]
    day = formats.day(at.date(), language)
    return f"{day}, {formats.hour(at.time(), language)}" if found[2] else day


def when_words(instant: datetime) -> str:
    """Return when something was done, within a sentence and in the reader's zone: “on Monday at 07:00”."""
    zone, language = ZoneInfo(shown_zone()), str(get_locale())
    there, today = instant.astimezone(zone), viewer.now().astimezone(zone).date()
    time = formats.hour(there.time(), language)
    if there.date() == today:
        return str(_("today at %(time)s", time=time))
    if there.date() == today - timedelta(days=1):
        return str(_("yesterday at %(time)s", time=time))
    if today - timedelta(days=FEW_DAYS) <= there.date() < today:
        return str(_("on %(weekday)s at %(time)s", weekday=formats.weekday(there.date(), language), time=time))
    return str(_("on %(date)s at %(time)s", date=formats.day(there.date(), language), time=time))


def connect(app: Flask) -> None:
    """Give templates these words."""
    app.jinja_env.globals.update(
        CHECKLIST_NAMES=CHECKLIST_NAMES, act_sentence=act_sentence, log_city=lambda: city(shown_zone())
    )
