"""Words for what admins did."""

from __future__ import annotations

from flask import Flask
from flask_babel import lazy_gettext as _l

from board.models import Act
from board.web.words import ROLE_WORDS, colon

ACT_WORDS = {
    "week.open": _l("opened the week by hand"),
    "week.held": _l("held the week"),
    "week.locked": _l("locked the week again"),
    "week.schedule": _l("set the week back to its schedule"),
    "week.close": _l("closed the week for writing"),
    "week.reopen": _l("opened the week for writing again"),
    "week.scheduled": _l("changed when the week opens"),
    "week.edited": _l("edited the week"),
    "week.added": _l("added the week"),
    "week.removed": _l("removed a week"),
    "reading.added": _l("added a reading"),
    "reading.edited": _l("edited a reading"),
    "reading.moved": _l("changed the order of the readings"),
    "question.moved": _l("changed the order of the questions"),
    "reading.removed": _l("removed a reading"),
    "case_study.published": _l("published a case study"),
    "case_study.returned": _l("sent a case study back"),
    "people.further": _l("exported the members who agreed to hear of further opportunities"),
    "people.added": _l("added several people at once"),
    "person.added": _l("added a person"),
    "person.roles": _l("changed somebody’s roles"),
    "person.removed": _l("removed a person"),
    "person.left": _l("left the forum"),
    "person.assigned": _l("assigned a key respondent"),
    "person.unassigned": _l("removed an assignment"),
    "person.suspended": _l("suspended somebody"),
    "person.lifted": _l("lifted somebody’s suspension"),
    "person.codes": _l("asked somebody to code"),
    "person.codes_no_more": _l("asked somebody to code no longer"),
    "post.hidden": _l("hid a post"),
    "post.restored": _l("showed a hidden post again"),
    "post.kept": _l("kept a reported post"),
    "forum.archived": _l("downloaded the forum’s archive"),
    "forum.closed": _l("closed the forum"),
    "forum.reopened": _l("opened the forum again"),
    "forum.edited": _l("edited the forum’s settings"),
    "application.entered": _l("entered an application by hand"),
    "application.imported": _l("imported applications"),
    "application.shortlisted": _l("shortlisted an application"),
    "application.accepted": _l("accepted an application"),
    "application.participant": _l("accepted as a participant somebody who applied as a key respondent"),
    "application.waiting": _l("put an application on the waiting list"),
    "application.declined": _l("declined an application"),
    "application.undone": _l("undid a decision on an application"),
    "call.scheduled": _l("changed the dates for applications"),
    "call.seats": _l("changed how many key respondents are accepted"),
    "call.format": _l("edited the format on the call page"),
    "call.prerequisites": _l("edited the prerequisites on the call page"),
    "call.conduct": _l("edited the forum’s code of conduct"),
    "forum.ran_again": _l("made a further run of this forum"),
    "checklist.aside": _l("left something out of the checklist"),
    "checklist.back": _l("put something back on the checklist"),
    "forum.begun": _l("made this forum"),
    "forum.made": _l("made this forum from an earlier run"),
    "again.invited": _l("invited applicants of the earlier run"),
    "again.reminded": _l("reminded applicants of the earlier run"),
    "announcement.added": _l("published an announcement"),
    "announcement.edited": _l("edited an announcement"),
    "announcement.removed": _l("removed an announcement"),
    "theme.proposed": _l("proposed a theme"),
    "theme.added": _l("added a theme"),
    "theme.edited": _l("edited a theme"),
    "theme.in_use": _l("put a theme to use"),
    "theme.retired": _l("retired a theme"),
    "theme.merged": _l("merged two themes"),
    "theme.imported": _l("imported a codebook"),
    "theme.moved": _l("changed the order of the themes"),
    "abstract.thread": _l("wrote the summary of a thread"),
    "abstract.week": _l("wrote the summary of the week"),
    "check.begun": _l("began the authors’ check"),
    "check.moved": _l("moved the deadline of the authors’ check"),
    "check.asked": _l("asked people who are newly quoted to check"),
    "check.reminded": _l("reminded people who are quoted"),
    "check.settled": _l("settled an author’s objection"),
    "edition.begun": _l("had an edition of the proceedings made"),
    "edition.renewed": _l("began the next edition, since a text was withdrawn or removed"),
    "edition.published": _l("published an edition of the proceedings"),
    "edition.deleted": _l("deleted an unpublished edition of the proceedings"),
    "excerpt.removed": _l("removed somebody’s passage from the synthesis"),
    "element.removed": _l("removed somebody’s policy element"),
}

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


def act_detail(act: Act) -> str:
    """Return the detail of an act in the reader's language. Roles are stored under their names in code."""
    if act.kind.startswith("checklist."):
        return str(CHECKLIST_NAMES.get(act.detail, act.detail))
    if act.kind != "person.roles":
        return act.detail
    name, _colon, roles = act.detail.rpartition(": ")
    return f"{name}{colon()} {', '.join(str(ROLE_WORDS.get(role, role)) for role in roles.split(', '))}"


def connect(app: Flask) -> None:
    """Give templates these words."""
    app.jinja_env.globals.update(CHECKLIST_NAMES=CHECKLIST_NAMES, ACT_WORDS=ACT_WORDS)
