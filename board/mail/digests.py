"""The digest: what a member has not read and was not told, with full texts, when it is sent.

What it lists is planned in a transaction of its own before the first mail goes out: rows of `Mailing` without a time,
one for each mail if it takes several. So answers have an address, a mail that is sent again has the same numbers, and
each mail of several is a job of its own. What its reader has read, was told or may no longer read meanwhile is left
out; what was not sent is told by the next digest.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from board.actions.mailings import DIGEST_MAIL, now_told, plan_digest, planned_digest
from board.jobs import handles
from board.mail.blocks import Block, Note, Words
from board.mail.delivery import deliver
from board.mail.digest_units import (
    ANNOUNCEMENTS,
    POSTS,
    READINGS,
    TRANSLATED,
    WEEKS,
    Unit,
    contents,
    part_blocks,
    parts_of,
    units_of,
)
from board.mail.forum_letters import forum_letter
from board.mail.links import reply_address, token
from board.mail.post_blocks import city, lacks_translation
from board.mail.readers import Reader, in_language_of, may_mail, reader
from board.models import Mailing
from board.pages.digests import compose, gather
from board.rules.digests import Items
from board.rules.mail_tokens import DIGEST as ANSWERS
from board.rules.mailing import NEVER
from board.rules.work import BULK


@handles(DIGEST_MAIL, rank=BULK)
def digest_mail(payload: dict[str, Any], now: datetime) -> None:
    """Mail a digest, or one mail of a digest that takes several. If there is nothing left to tell, nothing is sent."""
    to = reader(payload, now)
    if to is None or not may_mail(to) or to.membership is None or to.membership.mail_rhythm == NEVER:
        return
    items = gather(to.sight, [to.membership])[to.user.id]
    unique = f"digest.{to.forum.slug}.{to.user.key}.{payload['slot']}"
    with in_language_of(to.user):
        planned = planned_digest(to.sight, to.user, unique)
        if planned is None or (not planned and payload.get("part")):  # a later digest has taken over what is left
            return
        parts = _parts(to, items) if not planned else []
        if parts:
            planned = plan_digest(to.sight, to.user, unique, list(map(_told, parts)), payload)
        part = payload.get("part", 1)
        if part <= len(planned) and planned[part - 1].at is None:
            units = parts[0] if parts else _left(to, planned[part - 1], items)
            _send(to, planned, part, units, now)


def _parts(to: Reader, items: Items) -> list[list[Unit]]:
    return [] if items.is_empty else parts_of(units_of(to, compose(to.sight, to.user.id, items)))


def _told(units: Sequence[Unit]) -> dict[str, list[int]]:
    told: dict[str, list[int]] = {"numbers": [unit.id for unit in units if unit.post is not None]}
    for unit in units:
        told.setdefault(unit.kind, []).append(unit.id)
    return told


def _left(to: Reader, row: Mailing, items: Items) -> list[Unit]:
    """Return what is left now of what a mail was to tell."""
    left = {kind.name: _both(getattr(items, kind.name), row.told.get(kind.name, ())) for kind in fields(items)}
    return units_of(to, compose(to.sight, to.user.id, replace(items, **left)))


def _both(due: Sequence[int], planned: Sequence[int]) -> tuple[int, ...]:
    wanted = set(planned)
    return tuple(number for number in due if number in wanted)


def _send(to: Reader, planned: Sequence[Mailing], part: int, units: Sequence[Unit], now: datetime) -> None:
    """Send one mail of a digest, and record what it told."""
    if not units:
        return
    row = planned[part - 1]
    numbers = row.told["numbers"]
    token_of_answers = token(ANSWERS, to.user.id, row.id, now)
    blocks = [*_opening(to, units, token_of_answers), *part_blocks(to, units, numbers)]
    subject = _subject(to, units)
    if len(planned) > 1:
        subject = _("%(subject)s (%(part)s of %(parts)s)", subject=subject, part=part, parts=len(planned))
    why = _("You get what is new in “%(forum)s” on the days that you chose.", forum=to.forum.name)
    letter = forum_letter(to, str(subject), blocks, row.unique, why=str(why), now=now, reply_token=token_of_answers)
    told = _told(units) | {"numbers": numbers, "pending": _pending(to, units)}
    deliver(letter, now, also=now_told(row, told, now))


def _pending(to: Reader, units: Sequence[Unit]) -> list[int]:
    """Return the posts that go out without all of the translation that their reader wants."""
    return [unit.id for unit in units if unit.post is not None and lacks_translation(to, unit.post.pair)]


def _opening(to: Reader, units: Sequence[Unit], token_of_answers: str) -> list[Block]:
    """Return what stands above everything: what is in it, how one answers, and whose times these are."""
    lines: list[Block] = []
    if listed := contents(to, units):
        lines.append(Note(listed))
    if any(unit.post for unit in units) and reply_address(token_of_answers) is not None:
        lines.append(
            Words(str(_("To reply to a post, write its number, such as [1], at the beginning of a paragraph.")))
        )
    return [*lines, Note(str(_("Times are those of %(city)s.", city=city(to.forum))))]


def _subject(to: Reader, units: Sequence[Unit]) -> str:
    """Return what is in it, in a few words: "Social economy: 7 new posts in 3 threads"."""
    count = Counter(unit.kind for unit in units)
    threads = {unit.post.thread.id for unit in units if unit.kind == POSTS and unit.post}
    words = [
        _posts_in_threads(count[POSTS], len(threads)) if threads else "",
        ngettext("a new week", "%(num)d new weeks", count[WEEKS]) if count[WEEKS] else "",
        ngettext("%(num)d announcement", "%(num)d announcements", count[ANNOUNCEMENTS]) if count[ANNOUNCEMENTS] else "",
        ngettext("%(num)d new reading", "%(num)d new readings", count[READINGS]) if count[READINGS] else "",
        ngettext("%(num)d translation", "%(num)d translations", count[TRANSLATED]) if count[TRANSLATED] else "",
    ]
    return f"{to.forum.name}: {', '.join(list(filter(None, words))[:2])}"


def _posts_in_threads(posts: int, threads: int) -> str:
    return str(
        _(
            "%(posts)s in %(threads)s",
            posts=ngettext("%(num)d new post", "%(num)d new posts", posts),
            threads=ngettext("%(num)d thread", "%(num)d threads", threads),
        )
    )
