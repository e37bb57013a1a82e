"""The mail to people who are quoted: where, until when they can answer, and the page on which they do; a reminder."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import escape

from board.jobs import handles
from board.mail.blocks import Block, Heading, Link, Words
from board.mail.blocks import Passage as Said
from board.mail.deadlines import answer_before
from board.mail.delivery import deliver
from board.mail.forum_letters import forum_letter
from board.mail.links import forum_address
from board.mail.readers import Reader, in_language_of, may_send, reader
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
    kind = REMINDED if reminds else ASKED
    if to is None or not may_send(to, kind) or rule.answer_quotes(to.sight.viewer) or not rule.is_open(to.forum, now):
        return
    view, asked_at = quoted(to.sight), payload["asked_at"]
    answered_at = view.membership.checked_at if view.membership is not None else None
    if reminds and rule.has_answered(datetime.fromisoformat(asked_at), answered_at):
        return
    quotes = [quote for source in view.quoted for quote in _quotes(to.forum, source)]
    if not quotes:
        return
    with in_language_of(to.user):
        subject = _("You are quoted in the proceedings of “%(forum)s”", forum=to.forum.name)
        why = _("You get this because you are quoted.")
        blocks = list(_blocks(to, quotes, reminds))
    unique = f"{'quoted.again' if reminds else 'quoted'}.{to.forum.slug}.{to.user.key}.{asked_at}"
    deliver(forum_letter(to, subject, blocks, unique, why=why, now=now), now)


def _blocks(to: Reader, quotes: list[Said], reminds: bool) -> Iterator[Block]:
    yield Words(_("Hello %(name)s,", name=to.user.name))
    if reminds:
        yield Words(_("We have not had your answer yet."))
    yield Words(
        _(
            "What “%(forum)s” made of its discussion is about to be published as its proceedings. "
            "Words of yours are quoted in them. Please look at how, choose how you are signed, and say so if you "
            "object.",
            forum=to.forum.name,
        )
    )
    yield Link(_("What is quoted of you"), forum_address(to.forum, "quoted"))
    yield from map(Words, answer_before(to.forum.check_until, to.forum.zone))
    until = _("Until you answer, your region alone is named. You can also withdraw what you do not want to be quoted.")
    yield Words(until)
    yield Heading(_("What is quoted:"))
    yield from quotes[:MOST]
    if (more := len(quotes) - MOST) > 0:
        yield Words(ngettext("and %(num)d more", "and %(num)d more", more))


def _quotes(forum: Forum, source: Source) -> list[Said]:
    """Return each quotation of a text, with a link to it."""
    language = source.text.language
    quotes = [_passage(forum, passage, language) for passage in source.passages if not passage.said.withdrawn]
    if source.kind == "reading":
        title, spoken = source.title.source, source.title.text.language
        quotes.append(_quote(title, forum_address(forum, f"reading/{source.key}"), spoken))
    if source.cited_in:
        quotes.append(_quote(_short(source.words.source), forum_address(forum, f"post/{source.key}"), language))
    return [] if source.said.withdrawn else quotes


def _passage(forum: Forum, passage: Passage, language: str) -> Said:
    words = " […] ".join(part.original.words for part in passage.view.passages)
    return _quote(_short(words), forum_address(forum, f"quoted/excerpt/{passage.view.excerpt.key}"), language)


def _quote(words: str, where: str, language: str) -> Said:
    html = f'<p><a href="{escape(where)}">“{escape(words)}”</a></p>'
    return Said(language, html, f"“{words}”\n{where}")


def _short(words: str) -> str:
    return plain(words, LONGEST)
