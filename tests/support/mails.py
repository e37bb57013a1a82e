"""What causes each kind of mail, with the cast: tests/mail/test_every_mail.py sends and checks them all.

A new kind needs a line in `EXAMPLES`. Its function does what makes the site send such a mail, before the locked week
opens, and needs nothing of that week's content. It returns the instant at which the mail is due, if that is later than
`START`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta

from board.actions import (
    announcing,
    checking,
    enrolling,
    posting,
    preparing,
    presenting,
    recovering,
    reporting,
    rewording,
    scheduling,
    selecting,
    suspending,
)
from board.actions.links import find_link, make_link
from board.actions.mail_schedule import plan_repeated
from board.actions.titled import Titled
from board.clock import FixedClock
from board.extensions import db
from board.incoming.arriving import keep
from board.jobs import Worker, do_due, run_due
from board.mail.links import bounce_address
from board.mail.planning import Planner
from board.mail.question_planning import QuestionPlanner, plan_questions
from board.mail.telling import Opener
from board.models import Membership, Post, User
from board.pages.checking import check_of
from board.rules.mail_tokens import POST
from board.rules.mailing import EACH, QUEUE
from board.rules.weeks import to_wall
from tests.support import applicants, applying, second_run
from tests.support import presenting as studies
from tests.support.cast import (
    BEFORE,
    START,
    Cast,
    membership_of,
    reading_form,
    segments_of,
    sight_for,
    text_of,
    translate,
    typed,
)
from tests.support.incoming import REPORT, address_for, letter
from tests.support.synthesis import add_theme, place

Cause = Callable[[Cast], datetime | None]
FRIDAY = datetime(2026, 3, 6, 12, tzinfo=UTC)
"""Seven o'clock in Toronto, in week 2."""
MONDAY = datetime(2026, 3, 9, 11, tzinfo=UTC)
"""Seven o'clock in Toronto, two hours before week 3 opens."""
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


def do_all_work(clock: FixedClock, now: datetime = START) -> None:
    """Do what the worker does at this instant, until nothing is due."""
    clock.move_to(now)
    for chore in (Opener(), Planner(), QuestionPlanner()):
        chore(now)
    run_due(clock)


def do_one_job(now: datetime = START) -> None:
    """Do the first job that is due."""
    started: list[bool] = []

    def stopping() -> bool:
        started.append(True)
        return len(started) > 1

    do_due(Worker(FixedClock(now), stopping=stopping))


def member(cast: Cast, person: User) -> Membership:
    found = membership_of(person, cast.forum)
    assert found is not None
    return found


# An account


def reset(_cast: Cast) -> None:
    recovering.ask_for_link(recovering.RESET, "ana@example.org", "/", START)


def sign_in(_cast: Cast) -> None:
    recovering.ask_for_link(recovering.SIGN_IN, "ana@example.org", "/f/social-economy/", START)


def address(cast: Cast) -> None:
    recovering.ask_for_address(cast.ana, "ana@new.example", START)


def address_changed(cast: Cast) -> None:
    make_link(recovering.ADDRESS, cast.ana.id, START + DAY, "a-link", address="ana@new.example")
    db.session.commit()
    link = find_link(recovering.ADDRESS, "a-link", START)
    assert link is not None
    recovering.confirm_address(link, START)


def setup(cast: Cast) -> None:
    alma = sight_for(cast, cast.alma)
    enrolling.add_person(alma, "new@example.org", "Núria “Nu” Peña, coop.", frozenset({"participant"}), "", "es")
    enrolling.add_person(alma, "nina@example.org", "Nina", frozenset({"participant"}), "")


# An application


def application(cast: Cast) -> None:
    applying.call_out(cast)
    applying.applied(cast)


def again(cast: Cast) -> None:
    forum = second_run.second_run(cast)
    second_run.invited(cast, forum, second_run.applied(cast.forum, "Eva"))


def decision(cast: Cast) -> datetime:
    alma = sight_for(cast, cast.alma)
    for name, wanted in (("Lucía", "accepted"), ("Marta", "waiting"), ("Luis", "declined")):
        week = cast.week(2) if wanted == "accepted" else None
        selecting.decide(alma, applicants.applied(cast, name), wanted, week)
    return START + applicants.DELAY


# The discussion and its admins


def question(_cast: Cast) -> None:
    """The cast begins with one."""


def questions(cast: Cast) -> datetime:
    """Rosa gets the list of what is asked of her in the morning."""
    roles, words = frozenset({"key_respondent"}), typed("Who paid?", "en")
    jorge = sight_for(cast, cast.jorge)
    posting.reply(jorge, cast.question_thread, cast.jorge, words, asked=cast.rosa, asked_roles=roles)
    plan_questions(START + DAY)
    return START + DAY


def report(cast: Cast) -> None:
    reporting.report_post(
        sight_for(cast, cast.jorge), cast.post, "Names a patient:\nhttps://elsewhere.example/?a=1&b=2"
    )


def hidden(cast: Cast) -> None:
    posting.hide_post(sight_for(cast, cast.alma), cast.post, "A name in it <b>&</b> more.\n\nPlease leave it out.")


def restored(cast: Cast) -> None:
    hidden(cast)
    posting.restore_post(sight_for(cast, cast.alma), cast.post)


def suspended(cast: Cast) -> None:
    suspending.suspend(sight_for(cast, cast.alma), member(cast, cast.jorge), "Insults others.")


def lifted(cast: Cast) -> None:
    suspended(cast)
    suspending.lift(sight_for(cast, cast.alma), member(cast, cast.jorge))


SPANISH = (
    "Ganamos el **contrato** por ser puntuales; véase [la guía](/f/social-economy/week/1).\n\n"
    "- Uno: 5 < 6\n- Dos & tres\n\n```\nx = a * b\n```\n\nMás en https://elsewhere.example/a?b=1&c=2 🥕."
)


def want_each(cast: Cast, *people: User) -> None:
    for person in people:
        member(cast, person).mail_rhythm = EACH
    db.session.commit()


def spanish_post(cast: Cast, now: datetime = START) -> Post:
    """Return a post by Jorge that answers Ana, with everything that Markdown can do."""
    return posting.reply(sight_for(cast, cast.jorge, now), cast.thread, cast.jorge, typed(SPANISH), to=cast.post)


def post(cast: Cast) -> None:
    want_each(cast, cast.tess, cast.alma)
    spanish_post(cast)
    words = typed("Thank you, @Bento!", "en")
    posting.reply(sight_for(cast, cast.rosa), cast.thread, cast.rosa, words, to=cast.answer)


def translated(cast: Cast) -> datetime:
    """Ana gets a post without its translation first."""
    want_each(cast, cast.ana, cast.alma)
    text = text_of(spanish_post(cast))
    run_due(FixedClock(START))
    english = ("We won.", "- One: 5 < 6\n- Two & three", "```\nx = a * b\n```", "More: https://elsewhere.example/a.")
    translate(sight_for(cast, cast.tess, START + MINUTE), text, *english)
    return START + MINUTE


def digest(cast: Cast) -> datetime:
    """Each member gets one, in either language of the interface and in every way of reading."""
    spanish_post(cast)
    announcement(cast)
    people = [cast.ana, cast.jorge, cast.rosa, cast.bento, cast.tess, cast.alma]
    for person, mode, interface in zip(people, ["both", "translation", "original"] * 2, ["es", "en"] * 3, strict=True):
        person.reading_mode, person.interface = mode, interface
        place = member(cast, person)
        place.mail_since, place.digest_at = BEFORE, FRIDAY
    db.session.commit()
    return FRIDAY


def opening(cast: Cast) -> None:
    alma, week = sight_for(cast, cast.alma), cast.week(4)
    preparing.add_reading(alma, week, reading_form("Una guía", "Primero.\n\nSegundo.", "es"), cast.alma)
    posting.open_thread(alma, week, cast.alma, typed("Who buys?", "en", "The question"), question=True)
    scheduling.override_week(alma, week, "open")


def announcement(cast: Cast) -> None:
    words = Titled("Cambio de hora", "Empezamos **más tarde**.\n\nGracias.", "es")
    announcing.announce(sight_for(cast, cast.alma), words, cast.alma)


def queue(cast: Cast) -> datetime:
    """Tess is told what waits."""
    member(cast, cast.tess).mail_kinds = frozenset({QUEUE})
    spanish_post(cast)
    plan_repeated(START)
    return FRIDAY


def summary(cast: Cast) -> datetime:
    """Every admin gets it on Monday morning, if they do not refuse it."""
    spanish_post(cast)
    plan_repeated(START)
    return MONDAY


# What comes in


def arrives(cast: Cast, about: int, words: str) -> None:
    """Have Ana's answer to a mail arrive and be handled."""
    to = address_for(POST, cast.ana, about, FixedClock(START))
    message = letter("ana@example.org", to, words, Message_ID="<theirs@client.example>")
    keep(message.as_bytes(), None, START)
    do_one_job()


def answer(cast: Cast) -> None:
    arrives(cast, 99_999, "¿Dónde está <esto>?\n\nhttps://elsewhere.example/")


def receipt(cast: Cast) -> None:
    arrives(cast, cast.answer.id, "Ganamos *bien*.\n\nGracias.")


def forged(cast: Cast) -> None:
    to = address_for(POST, cast.ana, cast.answer.id, FixedClock(START))
    keep(letter("eva@evil.example", to, "Spam").as_bytes(), None, START)
    do_one_job()


def bounced(cast: Cast) -> None:
    to = bounce_address(cast.ana.id, START)
    words = {"status": "5.1.1", "said": "550 5.1.1 <ana@example.org>: user unknown", "message_id": "<x@localhost>"}
    keep(REPORT.format(to=to, action="failed", number=1, **words).encode(), to, START)
    do_one_job()


# Case studies, and the proceedings


def reword(cast: Cast) -> None:
    text = text_of(cast.post)
    segment = segments_of(text)[0]
    asked = rewording.Request(segment.lineage, segment.digest, "¿Quién vendió?")
    rewording.ask(sight_for(cast, cast.tess), text, asked)


def submitted(cast: Cast) -> None:
    studies.submit(cast, cast.rosa, 2)


def returned(cast: Cast) -> None:
    presenting.send_back(sight_for(cast, cast.alma), studies.submit(cast, cast.rosa, 2), "Más corto, por favor.")


def published(cast: Cast) -> None:
    studies.publish(cast, cast.rosa, 2)


def quoted(cast: Cast) -> None:
    place(cast, add_theme(cast), "verduras")
    sight = sight_for(cast, cast.alma)
    checking.set_deadline(sight, to_wall(START + 14 * DAY, cast.forum.zone), check_of(sight).to_ask())


def quoted_again(cast: Cast) -> datetime:
    quoted(cast)
    tomorrow = sight_for(cast, cast.alma, START + DAY)
    checking.remind(tomorrow, check_of(tomorrow).to_remind())
    return START + DAY


EXAMPLES: Mapping[str, Cause] = {
    "mail.address": address,
    "mail.address_changed": address_changed,
    "mail.again": again,
    "mail.announcement": announcement,
    "mail.answer": answer,
    "mail.application": application,
    "mail.bounced": bounced,
    "mail.decision": decision,
    "mail.digest": digest,
    "mail.forged": forged,
    "mail.hidden": hidden,
    "mail.lifted": lifted,
    "mail.opening": opening,
    "mail.post": post,
    "mail.published": published,
    "mail.question": question,
    "mail.questions": questions,
    "mail.queue": queue,
    "mail.quoted": quoted,
    "mail.quoted_again": quoted_again,
    "mail.receipt": receipt,
    "mail.report": report,
    "mail.reset": reset,
    "mail.restored": restored,
    "mail.returned": returned,
    "mail.reword": reword,
    "mail.setup": setup,
    "mail.sign_in": sign_in,
    "mail.submitted": submitted,
    "mail.summary": summary,
    "mail.suspended": suspended,
    "mail.translated": translated,
}
