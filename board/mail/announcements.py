"""The mail of an announcement, in full."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from board.actions.telling import ANNOUNCEMENT_MAIL
from board.extensions import db
from board.jobs import handles
from board.mail.blocks import Block, Heading, Link, Links, Note
from board.mail.delivery import deliver
from board.mail.forum_letters import forum_letter
from board.mail.links import forum_address
from board.mail.post_blocks import credit_for, in_zone, moment, words_of
from board.mail.readers import Reader, in_language_of, may_mail, reader
from board.models import Announcement
from board.pages.texts import Pair, load_texts
from board.rules.mailing import ANNOUNCEMENT
from board.rules.work import BULK
from board.visible import visible_announcements


@handles(ANNOUNCEMENT_MAIL, rank=BULK)
def announcement_mail(payload: dict[str, Any], now: datetime) -> None:
    """Mail an announcement to a member, unless it was removed meanwhile."""
    to = reader(payload, now)
    if to is None or not may_mail(to, ANNOUNCEMENT):
        return
    sight = to.sight.of_participants()
    announcement = db.session.scalar(visible_announcements(sight).where(Announcement.id == payload["announcement"]))
    if announcement is None:
        return
    words = load_texts(sight, [announcement.title_id, announcement.body_id])
    title, body = words[announcement.title_id], words[announcement.body_id]
    with in_language_of(to.user):
        letter = forum_letter(
            to,
            to.title(title).words,
            _blocks(to, announcement, title, body),
            f"announcement.{announcement.key}.{to.user.key}",
            why=str(_("You get this because the admins of “%(forum)s” tell it to all members.", forum=to.forum.name)),
            now=now,
            sender=announcement.author.name,
        )
    deliver(letter, now)


def _blocks(to: Reader, announcement: Announcement, title: Pair, body: Pair) -> list[Block]:
    said = to.title(title)
    when = in_zone(moment(announcement.created_at, to.forum, to.sight.now), to.forum)
    line = " · ".join(filter(None, (announcement.author.name, when, credit_for(to, body))))
    page = Link(str(_("All announcements")), forum_address(to.forum, "announcements"))
    return [
        Heading(said.words, language=said.language),
        Note(line),
        *words_of(to, body, guesses=True),
        Links((page,)),
    ]
