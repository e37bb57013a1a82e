"""Why nothing came of a mail, in words to its sender, and what they can do."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from board.config import Settings
from board.mail.blocks import Block, Link, Words
from board.mail.links import address, forum_address
from board.models import Forum
from board.rules import incoming as rule
from board.rules.permissions import Refusal

NOTHING = _l("Nothing was posted.")
WORDS = {
    rule.UNKNOWN_ADDRESS: _l(
        "The address that you wrote to does not say what your e-mail is for. Some e-mails have links “Reply by e-mail” "
        "instead of one address for everything: use the link below what you want to reply to. In all others, use "
        "“Reply” and leave the address as it is. You can also write on the site."
    ),
    rule.EXPIRED: _l(
        "The address that you wrote to was made more than 120 days ago and takes no answers any more. "
        "You can still write on the site."
    ),
    rule.EMPTY: _l(
        "We found no new words in your e-mail. Write them above everything that your e-mail program quotes. "
        "Files that are attached cannot be taken: please put them somewhere and send a link."
    ),
    rule.TOO_LONG: _l(
        "It is too long: a post can have at most 50,000 characters and 500 paragraphs, and an e-mail at most 25 MB "
        "with its attachments. Please send it in parts, and give links to files."
    ),
    rule.NOT_THERE: _l(
        "What you wrote about cannot be read at this moment: it was removed, or its week is not open now."
    ),
    rule.TOO_LATE: _l(
        "A post can be corrected by e-mail for 24 hours. You can still change it on the site, with “Edit” under the "
        "post."
    ),
    rule.NO_VERSION: _l(
        "You answered the receipt of a post, and such an answer takes the place of the post. Yours has few of its "
        "words, so the post was left as it is. To correct it, send the whole text as it should be; to add something, "
        "answer the thread."
    ),
    rule.NO_NUMBER: _l(
        "The e-mail that you answered lists several posts, and we do not know which one you mean. Begin each answer "
        "with the number of the post, such as [2], in a paragraph of its own, and send it again."
    ),
    rule.TOO_OFTEN: _l(
        "Many e-mails came from you within a short time, more than the forum takes. Please send this one again in a "
        "while."
    ),
    Refusal.MEMBERS_ONLY: _l("Only members of the forum can write in it, and you are not one of them at present."),
    Refusal.SUSPENDED: _l("You are suspended in this forum: you can read, but not write."),
    Refusal.AGREE_FIRST: _l("Before you write here for the first time, please agree to the code of conduct:"),
    Refusal.WEEK_LOCKED: _l("This week is not open yet. You can write in it as soon as it opens."),
    Refusal.WEEK_CLOSED: _l("The forum is closed: it can be read, but nobody writes in it any more."),
    Refusal.REMOVED: _l("The post that you wrote about was removed in the meantime."),
    Refusal.NOT_YOURS: _l("Only the person who wrote a post can change it."),
    Refusal.NOT_A_RESPONDENT: _l("Questions can be put to key respondents only."),
}
PAGES = {Refusal.AGREE_FIRST: "welcome"}
"""The page of the forum on which something can be done about it; otherwise it is the forum's first."""


def reason_blocks(reason: str, forum: Forum | None, settings: Settings) -> Iterator[Block]:
    """Yield the words and the link, in the current language."""
    yield Words(
        _("Thank you for your e-mail to “%(name)s”.", name=forum.name if forum else settings.site_name) + f" {NOTHING}"
    )
    yield Words(str(WORDS.get(reason) or _("The rules of the forum do not allow it at this moment.")))
    where = forum_address(forum, PAGES.get(Refusal(reason), "") if reason in set(Refusal) else "") if forum else None
    yield Link(_("Go to the forum") if forum else _("Go to the site"), where or address(""))
