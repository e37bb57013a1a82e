"""One post in a mail: who wrote it and when, its words and their translation, and what can be done with it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from flask_babel import get_locale
from flask_babel import gettext as _

from board.mail.attached import passage
from board.mail.blocks import Block, Link, Links, Note, Passage
from board.mail.links import forum_address, reply_address, token
from board.mail.readers import Reader
from board.models import Forum
from board.pages.mailed_posts import MailedPost
from board.pages.people import Badge
from board.pages.texts import Pair, Row
from board.rules import translations
from board.rules.languages import endonym
from board.rules.mail_tokens import POST
from board.rules.panes import ORIGINAL, TRANSLATION, Panes
from board.text import formats


def post_blocks(
    to: Reader, post: MailedPost, number: int | None = None, *, linked: bool = True, says_asked: bool = True
) -> list[Block]:
    """Return a post as its reader wants to read it. ``number`` is the one that an answer can name.
    A mail that is itself about questions to its reader need not say so of each (``says_asked``).

    Call it in the reader's language. Several posts in one mail say once in which zone their times are.
    """
    lines: list[Block] = [_who(to, post, number), *words_of(to, post.pair)]
    if says_asked and (question := _question(to, post)):
        lines.append(Note(question))
    return [*lines, post_links(to, post)] if linked else lines


def post_links(to: Reader, post: MailedPost) -> Links:
    """Return what its reader can do with a post."""
    links = [on_site(to, post)]
    where = reply_address(token(POST, to.user.id, post.id, to.sight.now))
    if where is not None:
        links.append(Link(str(_("Reply by e-mail")), f"mailto:{where}"))
    return Links(tuple(links))


def on_site(to: Reader, post: MailedPost) -> Link:
    """Return the link to a post."""
    return Link(str(_("On the site")), forum_address(to.forum, f"post/{post.view.post.key}"))


def _who(to: Reader, post: MailedPost, number: int | None) -> Note:
    """Return the line above a post: everything but its words."""
    shown, now = post.view.post, to.sight.now
    when = moment(shown.created_at, to.forum, now)
    parts = [
        shown.author.place,
        *map(badge_words, post.view.badges),
        when if number is not None else in_zone(when, to.forum),
        _("edited") if shown.edited_at else "",
        _("in reply to %(name)s", name=post.replies_to) if post.replies_to else "",
        credit_for(to, post.pair),
    ]
    name = shown.author.name if number is None else f"[{number}] {shown.author.name}"
    return Note(" · ".join(filter(None, map(str, parts))), lead=name)


def words_of(to: Reader, pair: Pair, *, guesses: bool = False) -> Iterator[Block]:
    """Yield a text paragraph by paragraph, in the languages that its reader reads.

    ``guesses``: for anyone who did not say them, a translation into the language of their mails comes first.
    """
    shown = _panes(to, pair, guesses=guesses).shown
    for row in pair.rows:
        if shown[0] == ORIGINAL or row.translation is None:
            yield _original(to, pair, row)
        if TRANSLATION in shown:
            yield from _translated(to, pair, row)
        if shown == (TRANSLATION, ORIGINAL) and row.translation is not None:
            yield _original(to, pair, row)
    if pair.waits and to.way.waits_for(*pair.languages):
        words = _("The translation into %(language)s is pending.", language=_language(pair.text.target or ""))
        yield Note(str(words))


def _panes(to: Reader, pair: Pair, *, guesses: bool = False) -> Panes:
    way = to.way if guesses else to.way._replace(guess="")
    return way.panes(*pair.languages, is_translated=pair.is_translated)


def lacks_translation(to: Reader, pair: Pair) -> bool:
    """Return whether its reader gets a text without all of a translation that they wait for."""
    return to.way.waits_for(*pair.languages) and any(row.translation is None for row in pair.rows)


def credit_for(to: Reader, pair: Pair) -> str:
    """Return ``credit``, if its reader is sent the translation."""
    return credit(pair) if TRANSLATION in _panes(to, pair).shown else ""


def _original(to: Reader, pair: Pair, row: Row) -> Passage:
    return passage(to.forum, pair.text.language, row.segment.html, row.segment.source)


def _translated(to: Reader, pair: Pair, row: Row) -> Iterator[Block]:
    if row.translation is None:
        if pair.is_translated:
            yield Note(str(_("This paragraph is waiting for translation.")))
        return
    said = row.translation
    yield passage(to.forum, said.language, said.html, said.source, is_translation=True)
    if row.state == translations.OUTDATED:
        yield Note(str(_("The original of this paragraph was changed after it was translated.")))
    if row.is_machine:
        yield Note(str(_("Machine translation, not checked by a person.")))


def credit(pair: Pair) -> str:
    """Return who translated a text, and what is to be said of it before it is approved; "" without a translation."""
    if not pair.is_translated:
        return ""
    language, names = endonym(pair.text.target or ""), ", ".join(pair.translators)
    if pair.has_machine_text:
        words = _("%(language)s: machine translation", language=language)
    elif names:
        words = f"{language}{formats.colon(str(get_locale()))} {names}"
    else:
        words = language
    in_review = any(row.state == translations.IN_REVIEW for row in pair.rows)
    return f"{words} ({_('in review')})" if in_review else str(words)


def _language(code: str) -> str:
    """Return the name of a language within a sentence of the mail: "inglés"."""
    return str(get_locale().languages.get(code, code))


def _question(to: Reader, post: MailedPost) -> str:
    shown = post.view.post
    if shown.asked is None:
        return ""
    if shown.asked_id == to.user.id:
        return str(_("A question to you, which you have answered.") if shown.answered_at else _("A question to you."))
    if shown.answered_at:
        return str(_("Question to %(name)s. Answered.", name=shown.asked.name))
    return str(_("Question to %(name)s. Not answered yet.", name=shown.asked.name))


def badge_words(badge: Badge) -> str:
    """Return a badge in words, as the forum's pages show it."""
    words = [str(_("Key respondent · week %(number)s", number=badge.week.number)), badge.region]
    return " · ".join(filter(None, [*words, str(_("answering now")) if badge.answering else ""]))


def moment(instant: datetime, forum: Forum, now: datetime) -> str:
    """Return day and time in the forum's zone, in the language of the mail: "Tue 3 Nov, 10:14"."""
    return formats.moment(instant, forum.zone, str(get_locale()), with_year=instant.year != now.year)


def in_zone(when: str, forum: Forum) -> str:
    """Return a moment with the zone in which it is: "Tue 3 Nov, 10:14 Toronto time"."""
    return str(_("%(time)s %(city)s time", time=when, city=city(forum)))


def city(forum: Forum) -> str:
    """Return the city of the forum's zone in the language of the mail: "Toronto", "Bogotá"."""
    return formats.city(forum.zone, str(get_locale()))
