"""The mail to people who are quoted: where, until when they can answer, and the page on which they do; a reminder."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from board.jobs import handles
from board.mail.deadlines import answer_before
from board.mail.delivery import deliver
from board.mail.letters import plain_letter
from board.mail.links import forum_address
from board.mail.readers import Reader, in_language_of, language_of, reader
from board.models import Forum
from board.pages.quoted import Passage, Source, quoted
from board.rules import quoted as rule
from board.text import plain
from board.visible.quoted import ASKED, REMINDED

MOST = 20
"""The maximum number of quotations in a mail; the page has them all."""
LONGEST = 200
"""The maximum number of characters of a passage in a mail."""


@handles(ASKED)
def quoted_mail(payload: dict[str, Any], now: datetime) -> None:
    """Ask somebody to check what is quoted of them, while they can answer and something is."""
    _write(payload, now, reminds=False)


@handles(REMINDED)
def quoted_again_mail(payload: dict[str, Any], now: datetime) -> None:
    """Remind somebody who has not answered."""
    _write(payload, now, reminds=True)


def _write(payload: dict[str, Any], now: datetime, *, reminds: bool) -> None:
    to = reader(payload, now)
    if to is None or rule.answer_quotes(to.sight.viewer) or not rule.is_open(to.forum, now):
        return
    view, asked_at = quoted(to.sight), payload["asked_at"]
    answered_at = view.membership.checked_at if view.membership is not None else None
    if reminds and rule.has_answered(datetime.fromisoformat(asked_at), answered_at):
        return
    lines = [line for source in view.quoted for line in _lines(to.forum, source)]
    if not lines:
        return
    with in_language_of(to.user):
        subject = _("You are quoted in the proceedings of “%(forum)s”", forum=to.forum.name)
        body = "\n\n".join(filter(None, _paragraphs(to, lines, reminds))) + "\n"
    kind = "quoted.again" if reminds else "quoted"
    deliver(
        plain_letter(
            to.user.email, subject, body, f"{kind}.{to.forum.slug}.{to.user.key}.{asked_at}", language_of(to.user)
        ),
        now,
    )


def _paragraphs(to: Reader, lines: list[str], reminds: bool) -> list[str]:
    more = len(lines) - MOST
    return [
        _("Hello %(name)s,", name=to.user.name),
        _("We have not had your answer yet.") if reminds else "",
        _(
            "What “%(forum)s” made of its discussion is about to be published as its proceedings. "
            "Words of yours are quoted in them. Please look at how, choose how you are signed, and say so if you "
            "object:",
            forum=to.forum.name,
        ),
        forum_address(to.forum, "quoted"),
        *answer_before(to.forum.check_until, to.forum.zone),
        _("Until you answer, your region alone is named. You can also withdraw what you do not want to be quoted."),
        _("What is quoted:"),
        *lines[:MOST],
        ngettext("and %(num)d more", "and %(num)d more", more) if more > 0 else "",
    ]


def _lines(forum: Forum, source: Source) -> list[str]:
    """Return a line with its address for each quotation of a text."""
    lines = [_passage(forum, passage) for passage in source.passages if not passage.said.withdrawn]
    if source.kind == "reading":
        lines.append(f"“{source.title.source}”\n{forum_address(forum, f'reading/{source.key}')}")
    if source.cited_in:
        lines.append(f"“{_short(source.words.source)}”\n{forum_address(forum, f'post/{source.key}')}")
    return [] if source.said.withdrawn else lines


def _passage(forum: Forum, passage: Passage) -> str:
    words = " […] ".join(part.original.words for part in passage.view.passages)
    return f"“{_short(words)}”\n{forum_address(forum, f'quoted/excerpt/{passage.view.excerpt.key}')}"


def _short(words: str) -> str:
    return plain(words, LONGEST)
