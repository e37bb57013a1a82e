"""The parts of a digest that are never torn: a post, a reading, an announcement, with the headings they stand under."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from flask_babel import gettext as _
from flask_babel import ngettext

from board.mail.blocks import Block, Blocks, Heading, Link, Links, Note
from board.mail.html_part import html_part
from board.mail.links import forum_address
from board.mail.plain_part import plain_part
from board.mail.post_blocks import moment, post_blocks, words_of
from board.mail.readers import Reader
from board.models import Announcement, Reading, Thread, Week
from board.pages.digests import Digest
from board.pages.mailed_posts import MailedPost
from board.pages.texts import Pair

POSTS, TRANSLATED, READINGS = "posts", "translated", "readings"
ANNOUNCEMENTS, WEEKS = "announcements", "weeks"
"""What a unit is, as `Mailing.told` names it."""
MOST_BYTES = 86_000
"""Of both parts together, before they are encoded: mail programs of the web show the first 102 kB of a mail."""
FEW = 12
"""Up to so many posts, each has its own links."""
BARE = len(html_part("", (), "en").encode())


class Unit(NamedTuple):
    """Something that is told whole."""

    kind: str
    id: int
    headings: tuple[Blocks, ...]
    """Those above it, each said once for all that stand under it one after the other."""
    size: int
    post: MailedPost | None = None
    blocks: Blocks = ()
    """What it says; a post is written when its number is known."""


def units_of(to: Reader, digest: Digest) -> list[Unit]:
    """Return everything that a digest tells, in its order: first what waits for an answer of its reader."""
    return [
        *_posts(to, digest.questions, (_section(_("Questions to you")),)),
        *(_week(to, digest, week) for week in digest.weeks),
        *(_announcement(to, digest, announcement) for announcement in digest.announcements),
        *(_reading(to, digest, reading) for reading in digest.readings),
        *_by_thread(to, digest),
        *_posts(to, digest.translated, (_section(_("Translated since then")),), TRANSLATED),
    ]


def parts_of(units: Sequence[Unit]) -> list[list[Unit]]:
    """Cut a digest into mails, each as long as one can be; what is longer than that stands alone."""
    parts: list[list[Unit]] = []
    used = MOST_BYTES
    above: tuple[Blocks, ...] = ()
    for unit in units:
        size = unit.size + sum(map(_size, _unsaid(unit, above)))
        if not parts or used + size > MOST_BYTES:
            parts.append([])
            used, size = 0, unit.size + sum(map(_size, unit.headings))
        parts[-1].append(unit)
        used, above = used + size, unit.headings
    return parts


def part_blocks(to: Reader, units: Sequence[Unit], numbers: Sequence[int]) -> list[Block]:
    """Return what one mail says. ``numbers`` are the ids of its posts, in the order of their numbers."""
    number_of = {post_id: number for number, post_id in enumerate(numbers, 1)}
    linked = len(numbers) <= FEW
    blocks: list[Block] = []
    above: tuple[Blocks, ...] = ()
    for unit in units:
        for heading in _unsaid(unit, above):
            blocks += heading
        above = unit.headings
        blocks += unit.blocks or (
            post_blocks(to, unit.post, number_of[unit.id], linked=linked) if unit.post is not None else ()
        )
    return blocks


def contents(to: Reader, units: Sequence[Unit]) -> str:
    """Return a line that says how many posts there are in which thread; "" if that is seen without it."""
    counted: dict[str, int] = {}
    for unit in units:
        if unit.post is not None:
            title = to.title(unit.post.title).words
            counted[title] = counted.get(title, 0) + 1
    if len(counted) < 2 or sum(counted.values()) <= FEW:
        return ""
    return str(_("In this e-mail: %(threads)s", threads="; ".join(f"{title} ({n})" for title, n in counted.items())))


def _unsaid(unit: Unit, above: tuple[Blocks, ...]) -> tuple[Blocks, ...]:
    """Return the headings of a unit that are not those of the one before it."""
    for place, heading in enumerate(unit.headings):
        if place >= len(above) or above[place] != heading:
            return unit.headings[place:]
    return ()


def _size(blocks: Blocks) -> int:
    return len(html_part("", blocks, "en").encode()) - BARE + len(plain_part(blocks).encode())


def _section(words: str) -> Blocks:
    return (Heading(str(words)),)


def _posts(to: Reader, posts: Sequence[MailedPost], headings: tuple[Blocks, ...], kind: str = POSTS) -> Iterator[Unit]:
    for post in posts:
        above = (*headings, _thread(to, post.thread, post.title))
        yield Unit(kind, post.id, above, _size(post_blocks(to, post, 1000)), post)


def _by_thread(to: Reader, digest: Digest) -> Iterator[Unit]:
    for post in digest.posts:
        week = digest.sight.week(post.thread.week_id)
        words = _("Week %(number)s: %(title)s", number=week.number, title=to.title(digest.words[week.title_id]).words)
        yield from _posts(to, [post], (_section(words),))


def _thread(to: Reader, thread: Thread, title: Pair) -> Blocks:
    where = forum_address(to.forum, f"thread/{thread.key}")
    return (_titled(to, title), Links((Link(str(_("The whole thread")), where),)))


def _titled(to: Reader, title: Pair) -> Heading:
    said = to.title(title)
    return Heading(said.words, 3, said.language)


def _unit(kind: str, number: int, headings: tuple[Blocks, ...], blocks: Blocks) -> Unit:
    return Unit(kind, number, headings, _size(blocks), blocks=blocks)


def _week(to: Reader, digest: Digest, week: Week) -> Unit:
    title = digest.words[week.title_id]
    heading = Heading(str(_("Week %(number)s is open: %(title)s", number=week.number, title=to.title(title).words)))
    outline = digest.words.get(week.outline_id or 0)
    said = words_of(to, outline, guesses=True) if outline else ()
    link = Link(str(_("On the site")), forum_address(to.forum, f"week/{week.number}"))
    return _unit(WEEKS, week.id, (), (heading, *said, Links((link,))))


def _announcement(to: Reader, digest: Digest, announcement: Announcement) -> Unit:
    when = moment(announcement.created_at, to.forum, to.sight.now)
    return _unit(
        ANNOUNCEMENTS,
        announcement.id,
        (_section(_("Announcements")),),
        (
            _titled(to, digest.words[announcement.title_id]),
            Note(f"{announcement.author.name} · {when}"),
            *words_of(to, digest.words[announcement.body_id], guesses=True),
        ),
    )


def _reading(to: Reader, digest: Digest, reading: Reading) -> Unit:
    number = digest.sight.week(reading.week_id).number
    by = reading.presenter.name if reading.presenter else reading.author_line
    minutes = ngettext("%(num)d minute", "%(num)d minutes", reading.minutes) if reading.minutes else ""
    body = digest.words.get(reading.body_id or 0)
    beside = " · ".join(filter(None, [str(_("Week %(number)s", number=number)), by, minutes]))
    links = [Link(str(_("On the site")), forum_address(to.forum, f"reading/{reading.key}"))]
    return _unit(
        READINGS,
        reading.id,
        (_section(_("To read")),),
        (
            _titled(to, digest.words[reading.title_id]),
            Note(beside),
            *(words_of(to, body) if body else ()),
            *([Link(reading.url, reading.url)] if reading.url else []),
            Links(tuple(links)),
        ),
    )
