"""The admins' weekly summary: short, each line with a link, on Monday morning. `pages/weekly.py` counts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from board.jobs import handles
from board.mail.ages import age_words
from board.mail.blocks import Block, Heading, Line, Note, Words
from board.mail.delivery import deliver
from board.mail.forum_letters import forum_letter
from board.mail.links import forum_address
from board.mail.post_blocks import city, moment
from board.mail.readers import Reader, in_language_of
from board.mail.repeated import still_due, unique_of
from board.pages.weekly import Preparation, Weekly, Written, has_something_to_say, weekly
from board.rules.mailing import SUMMARY
from board.rules.work import BULK


@handles("mail.summary", rank=BULK)
def summary_mail(payload: dict[str, Any], now: datetime) -> None:
    """Tell an admin how the week went, while the forum runs."""
    to = still_due(payload, SUMMARY, now)
    if to is None or not has_something_to_say(to.sight):
        return
    told = weekly(to.sight)
    with in_language_of(to.user):
        subject = _("The week in numbers")
        why = _("You get this because you are an admin of this forum.")
        blocks = [block for part in PARTS for block in part(to, told)]
    deliver(forum_letter(to, subject, blocks, unique_of(SUMMARY, to, payload), why=why, now=now), now)


def _line(to: Reader, words: object, path: str) -> Line:
    return Line(str(words), forum_address(to.forum, path))


def _participation(to: Reader, told: Weekly) -> Iterator[Block]:
    yield Heading(str(_("Participation in the last seven days")))
    people = ngettext(
        "%(num)d of %(all)s members wrote", "%(num)d of %(all)s members wrote", told.written.people, all=told.members
    )
    posts = ngettext("%(num)d post", "%(num)d posts", told.written.posts)
    before = _("in the seven days before: %(what)s", what=_size(told.written_before))
    yield _line(to, f"{people}, {posts} ({before})", "admin/")
    yield _line(to, ngettext("%(num)d member was here", "%(num)d members were here", told.seen), "people")
    if told.unseen:
        words = ngettext(
            "%(num)d member has not been seen for two weeks", "%(num)d members have not been seen for two weeks",
            told.unseen,
        )  # fmt: skip
        yield _line(to, words, "admin/#silent")


def _size(written: Written) -> str:
    people = ngettext("%(num)d person", "%(num)d people", written.people)
    return f"{people}, {ngettext('%(num)d post', '%(num)d posts', written.posts)}"


def _questions(to: Reader, told: Weekly) -> Iterator[Block]:
    yield Heading(str(_("Unanswered")))
    if not told.question_count and not told.lone_count:
        yield Words(str(_("Nobody is waiting for an answer.")))
    if told.question_count:
        words = ngettext(
            "%(num)d question to a key respondent is open", "%(num)d questions to key respondents are open",
            told.question_count,
        )  # fmt: skip
        yield _line(to, words, "admin/questions")
    for line in told.questions:
        age = age_words(to.sight.now - line.post.created_at)
        where = {"name": line.asked.name, "number": line.week.number, "age": age}
        yield _line(to, _("to %(name)s, in week %(number)s, for %(age)s", **where), f"post/{line.post.key}")
    if told.lone_count:
        yield Note(
            ngettext(
                "%(num)d thread in which nobody else has written for two days:",
                "%(num)d threads in which nobody else has written for two days:", told.lone_count,
            )
        )  # fmt: skip
    for lone in told.lone:
        yield _line(to, to.title(lone.title).words, f"thread/{lone.thread.key}")


def _translation(to: Reader, told: Weekly) -> Iterator[Block]:
    counts = told.translation
    if not counts.texts:
        return
    yield Heading(str(_("Translation")))
    waiting = ngettext("%(num)d text waits", "%(num)d texts wait", counts.waiting)
    words = [waiting, ngettext("%(num)d word", "%(num)d words", counts.words)] if counts.waiting else [waiting]
    if counts.oldest:
        words.append(_("the oldest for %(age)s", age=age_words(to.sight.now - counts.oldest)))
    if counts.delay is not None:
        words.append(_("half of those done in these seven days took less than %(age)s", age=age_words(counts.delay)))
    yield _line(to, ", ".join(map(str, words)), "admin/translation")


def _mail(to: Reader, told: Weekly) -> Iterator[Block]:
    if not (told.unreachable or told.failed or told.returned):
        return
    yield Heading(str(_("E-mail that did not arrive")))
    if told.failed:
        words = ngettext("%(num)d e-mail could not be sent", "%(num)d e-mails could not be sent", told.failed)
        yield _line(to, words, "admin/people")
    if told.returned:
        words = ngettext("%(num)d e-mail came back", "%(num)d e-mails came back", told.returned)
        yield _line(to, words, "admin/people")
    for name, key in told.unreachable:
        words = _("%(name)s cannot be reached: e-mail to their address came back", name=name)
        yield _line(to, words, f"admin/people/{key}")


def _next_week(to: Reader, told: Weekly) -> Iterator[Block]:
    if (coming := told.next) is None:
        return
    number, title = coming.week.number, to.title(coming.title).words
    yield Heading(str(_("Week %(number)s: %(title)s", number=number, title=title)))
    yield _line(to, _opening(to, coming), "admin/schedule")
    missing = list(_missing(coming))
    if missing:
        yield _line(to, _("Not ready: %(what)s", what=", ".join(missing)), f"admin/week/{number}/readings")
    else:
        yield _line(to, _("Everything is ready."), f"admin/week/{number}/readings")


def _opening(to: Reader, coming: Preparation) -> str:
    if coming.opens is None:
        return str(_("It does not open by itself: it has no date, or is kept locked."))
    when = moment(coming.opens, to.forum, to.sight.now)
    return str(_("It opens by itself on %(when)s, %(city)s time.", when=when, city=city(to.forum)))


def _missing(coming: Preparation) -> Iterator[str]:
    if not coming.readings:
        yield str(_("no reading"))
    if not coming.questions:
        yield str(_("no question"))
    if coming.case_studies_missing:
        yield str(ngettext("%(num)d case study is missing", "%(num)d case studies are missing",
                           coming.case_studies_missing))  # fmt: skip
    if coming.to_translate:
        yield str(ngettext("%(num)d text waits for translation", "%(num)d texts wait for translation",
                           coming.to_translate))  # fmt: skip


PARTS = (_participation, _questions, _translation, _mail, _next_week)
