"""The mail to translators: how much waits, and what has waited longest. It holds only what participants can read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from board.jobs import handles
from board.mail.ages import age_words
from board.mail.blocks import Block, Heading, Link, Links, Note, Words
from board.mail.delivery import deliver
from board.mail.forum_letters import forum_letter
from board.mail.links import forum_address
from board.mail.post_blocks import moment
from board.mail.readers import Reader, in_language_of
from board.mail.repeated import still_due, unique_of
from board.pages.queue import PairSize, QueueLine, ReadQueue, read_queue
from board.rules.languages import endonym
from board.rules.mailing import QUEUE
from board.rules.work import BULK

LISTED = 8
"""The most texts that the mail names."""


@handles("mail.queue", rank=BULK)
def queue_mail(payload: dict[str, Any], now: datetime) -> None:
    """Tell a translator what waits, if there is something that they can advance."""
    to = still_due(payload, QUEUE, now)
    waiting = read_queue(to.sight, LISTED) if to else None
    if to is None or waiting is None or not waiting.for_me:
        return
    with in_language_of(to.user):
        subject = ngettext(
            "%(num)d text waits for translation", "%(num)d texts wait for translation", waiting.texts
        )  # fmt: skip
        why = _("You get this because you chose to be told what waits for translation.")
        blocks = list(_blocks(to, waiting))
    deliver(forum_letter(to, subject, blocks, unique_of(QUEUE, to, payload), why=why, now=now), now)


def _blocks(to: Reader, waiting: ReadQueue) -> Iterator[Block]:
    yield Words("\n".join(_pair(pair) for pair in waiting.pairs))
    yield Heading(str(_("Waiting longest")))
    for line in waiting.lines:
        yield Heading(line.lead, 3, line.text.language)
        yield Note(" · ".join(_facts(to, line)))
        yield Links((Link(str(_("Translate it")), forum_address(to.forum, f"translate/{line.text.key}")),))
    yield Link(str(_("The translators’ queue")), forum_address(to.forum, "translate"))


def _pair(pair: PairSize) -> str:
    size = ngettext("%(num)d text", "%(num)d texts", pair.texts), ngettext("%(num)d word", "%(num)d words", pair.words)
    return f"{endonym(pair.language)} → {endonym(pair.target or '')}: {size[0]}, {size[1]}"


def _facts(to: Reader, line: QueueLine) -> Iterator[str]:
    """Yield what the queue tells of a text, too: where it stands, whose it is, how long it waits, who has it."""
    if line.place.week:
        yield str(_("Week %(number)s", number=line.place.week.number))
    yield str(_(line.place.words))
    if line.author:
        yield line.author
    yield str(ngettext("%(num)d word", "%(num)d words", line.words))
    yield str(_("has waited for %(age)s", age=age_words(to.sight.now - line.since)))
    if line.machine:
        yield str(_("with a machine draft"))
    if line.claim is not None:
        until = moment(line.claim.expires_at, to.forum, to.sight.now)
        if line.claim.user_id == to.user.id:
            yield str(_("yours until %(time)s", time=until))
        else:
            yield str(_("%(name)s has it until %(time)s", name=line.claim.user.name, time=until))
