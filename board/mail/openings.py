"""The mail that a week has opened: its outline, all there is to read, its questions, and who answers."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from board.actions.telling import OPENING_MAIL
from board.extensions import db
from board.jobs import handles
from board.mail.blocks import Block, Heading, Link, Links, Note, Words
from board.mail.delivery import deliver
from board.mail.forum_letters import forum_letter
from board.mail.html_part import html_part
from board.mail.links import forum_address, reply_address, token
from board.mail.plain_part import plain_part
from board.mail.post_blocks import badge_words, credit_for, post_blocks, words_of
from board.mail.readers import Reader, in_language_of, may_mail, reader
from board.models import Mailing, Reading
from board.pages.openings import Answerer, OpenedWeek, opened_week
from board.pages.texts import Pair
from board.rules.mail_tokens import ASK, WEEK
from board.rules.mailing import OPENING
from board.rules.work import BULK
from board.visible.telling import mailing_named

MOST_BYTES = 84_000
"""Of both parts together, before they are encoded, which makes them longer by about an eighth."""
FILE, LISTEN, WATCH = "file", "listen", "watch"


@handles(OPENING_MAIL, rank=BULK)
def opening_mail(payload: dict[str, Any], now: datetime) -> None:
    """Mail a week that has opened to a member, if it is open at this moment."""
    to = reader(payload, now)
    if to is None or not may_mail(to, OPENING) or payload["week"] not in to.sight.open_week_ids:
        return
    week = to.sight.week(payload["week"])
    unique = f"opening.{to.forum.slug}.{week.number}.{to.user.key}"
    if db.session.scalar(mailing_named(unique)) is not None:
        return
    opened = opened_week(to.sight.of_participants(), week)
    with in_language_of(to.user):
        subject = _("Week %(number)s is open: %(title)s", number=week.number, title=to.title(opened.title).words)
        why = _("You get this because a week of “%(forum)s” has opened.", forum=to.forum.name)
        letter = forum_letter(to, str(subject), _blocks(to, opened), unique, why=str(why), now=now)
    told = {"weeks": [week.id], "readings": [reading.id for reading in opened.readings]}
    record = Mailing(
        user_id=to.user.id, forum_id=to.forum.id, kind="opening", unique=unique, at=now, told=told,
    )  # fmt: skip
    deliver(letter, now, also=[record])


def _blocks(to: Reader, opened: OpenedWeek) -> list[Block]:
    """Return what the mail says. Where that is too long for one mail, the longest readings are links."""
    whole = _with(to, opened, frozenset())
    excess = _size(whole) - MOST_BYTES
    return whole if excess <= 0 else _with(to, opened, _longest(to, opened, excess))


def _longest(to: Reader, opened: OpenedWeek, excess: int) -> frozenset[int]:
    """Return the ids of the longest readings that are so many bytes together."""
    sizes = sorted(((_size(_text(to, opened, reading)), reading.id) for reading in opened.readings), reverse=True)
    left_out: set[int] = set()
    for size, reading_id in sizes:
        if excess <= 0 or not size:
            break
        left_out.add(reading_id)
        excess -= size
    return frozenset(left_out)


def _size(blocks: Sequence[Block]) -> int:
    """Return how long these blocks are in both parts of a mail."""
    if not blocks:
        return 0
    return len(html_part("", blocks, "en").encode()) - len(html_part("", (), "en")) + len(plain_part(blocks).encode())


def _with(to: Reader, opened: OpenedWeek, left_out: Collection[int]) -> list[Block]:
    return [
        *_beginning(to, opened, bool(left_out)),
        *_readings(to, opened, left_out),
        *_questions(to, opened),
        *_answering(to, opened.answering),
    ]


def _beginning(to: Reader, opened: OpenedWeek, is_cut: bool) -> Iterator[Block]:
    number = opened.week.number
    yield _titled(to, opened.title, 2)
    if opened.outline is not None:
        yield from words_of(to, opened.outline, guesses=True)
    links = [Link(str(_("The page of the week")), forum_address(to.forum, f"week/{number}"))]
    where = reply_address(token(WEEK, to.user.id, opened.week.id, to.sight.now))
    if where is not None:
        links.append(Link(str(_("Begin a thread by e-mail")), f"mailto:{where}"))
    yield Links(tuple(links))
    if where is not None:
        yield Note(str(_("To reply by e-mail, use the link below what you want to reply to.")))
    if is_cut:
        yield Words(str(_("There is much to read this week. The longest texts are on the site: each has a link here.")))


def _titled(to: Reader, title: Pair, level: int) -> Heading:
    said = to.title(title)
    return Heading(said.words, level, said.language)


def _readings(to: Reader, opened: OpenedWeek, left_out: Collection[int]) -> Iterator[Block]:
    if not opened.readings:
        return
    yield Heading(str(_("To read")))
    for reading in opened.readings:
        yield _titled(to, opened.words[reading.title_id], 3)
        if beside := _beside(to, opened, reading):
            yield Note(beside)
        if reading.id in left_out:
            yield Note(str(_("This text is too long for the e-mail. Read it on the site.")))
        else:
            yield from _text(to, opened, reading)
        yield Links(tuple(_links(to, reading)))


def _beside(to: Reader, opened: OpenedWeek, reading: Reading) -> str:
    """Return the line below the title of a reading: by whom it is, how long it takes, who translated it."""
    by = reading.presenter.name if reading.presenter else reading.author_line
    kind = _("Case study") if reading.respondent_id else ""
    minutes = ngettext("%(num)d minute", "%(num)d minutes", reading.minutes) if reading.minutes else ""
    body = opened.words.get(reading.body_id or 0)
    translated = credit_for(to, body) if body is not None else ""
    return " · ".join(filter(None, map(str, (kind, by, minutes, translated))))


def _text(to: Reader, opened: OpenedWeek, reading: Reading) -> list[Block]:
    body = opened.words.get(reading.body_id or 0)
    return list(words_of(to, body)) if body is not None else []


def _links(to: Reader, reading: Reading) -> Iterator[Link]:
    if reading.url:
        words = {LISTEN: _("Listen"), WATCH: _("Watch it")}.get(reading.kind) or _("Open the link")
        yield Link(str(words), reading.url)
    if reading.kind == FILE and reading.file is not None:
        size = reading.file.size / 1_000_000
        words = _("The file %(name)s (%(size)s MB)", name=reading.file.name, size=f"{size:.1f}")
        yield Link(str(words), forum_address(to.forum, f"reading/{reading.key}/file"))
    yield Link(str(_("On the site")), forum_address(to.forum, f"reading/{reading.key}"))


def _questions(to: Reader, opened: OpenedWeek) -> Iterator[Block]:
    if opened.questions:
        yield Heading(str(_("Questions of the week")))
    for question in opened.questions:
        yield _titled(to, question.title, 3)
        yield from post_blocks(to, question)


def _answering(to: Reader, answering: Sequence[Answerer]) -> Iterator[Block]:
    if answering:
        yield Heading(str(_("Key respondents of this week")))
    for answerer in answering:
        yield Words(answerer.name)
        yield Note(badge_words(answerer.badge))
        links = [Link(str(_("On the site")), forum_address(to.forum, f"people/{answerer.key}"))]
        where = reply_address(token(ASK, to.user.id, answerer.assignment_id, to.sight.now))
        if where is not None:
            links.append(Link(str(_("Ask by e-mail")), f"mailto:{where}"))
        yield Links(tuple(links))
