"""The mail to an author whom a translator asks to say a passage otherwise."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from board.extensions import db
from board.jobs import handles
from board.mail.attached import passage
from board.mail.blocks import Block, Link, Words, remark
from board.mail.delivery import deliver
from board.mail.forum_letters import forum_letter
from board.mail.links import forum_address
from board.mail.readers import Reader, in_language_of, may_send, reader
from board.models import Rewording, Text
from board.pages.rewording import Answer, rewordings
from board.pages.texts import Pair, load_pairs
from board.visible import Sight, unremoved_texts, visible_rewordings


@handles("mail.reword")
def reword_mail(payload: dict[str, Any], now: datetime) -> None:
    """Tell an author what a translator asks, unless they changed the passage, or said that it stays."""
    to = reader(payload, now)
    if to is None or not may_send(to, "mail.reword"):
        return
    asked = db.session.scalar(visible_rewordings(to.sight).where(Rewording.id == payload["rewording"]))
    pair = _own_text(to.sight, asked) if asked is not None else None
    if asked is None or pair is None:
        return
    lines = rewordings(to.sight, pair.text).get(asked.lineage, [])
    line = next((line for line in lines if line.key == asked.key and line.answer is Answer.OPEN), None)
    if line is None:
        return
    segment = next(row.segment for row in pair.rows if row.segment.lineage == asked.lineage)
    with in_language_of(to.user):
        subject = _("A translator asks you to reword something")
        blocks: list[Block] = [
            Words(_("%(name)s translates your text and asks about this passage:", name=line.name)),
            passage(to.forum, pair.text.language, segment.html, segment.source),
            remark(line.note),
            Words(_("Say it otherwise, if you like, or leave it: it is your text.")),
            Link(_("Answer the translator"), forum_address(to.forum, f"text/{pair.text.key}/reword")),
        ]
        why = _("You get this because the text is yours.")
    _send(to, subject, blocks, f"reword.{asked.key}", why, now)


def _own_text(sight: Sight, asked: Rewording) -> Pair | None:
    """Return the text, if it is the reader's and they may see it now."""
    mine = Text.id == asked.text_id, Text.author_id == sight.viewer.user_id
    text = db.session.scalars(unremoved_texts(sight).where(*mine)).first()
    return load_pairs(sight, [text])[text.id] if text is not None else None


def _send(to: Reader, subject: str, blocks: list[Block], unique: str, why: str, now: datetime) -> None:
    deliver(forum_letter(to, subject, blocks, unique, why=why, now=now), now)
