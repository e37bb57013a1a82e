"""A mail before it is sent: to whom, what it says, and where answers go."""

from __future__ import annotations

from dataclasses import dataclass

from board.mail.blocks import Blocks, blocks_of


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail. The same ``unique`` gives the same Message-ID, so a retry is recognised."""

    recipient: str
    subject: str
    blocks: Blocks
    unique: str
    language: str = "en"
    """The language of the mail's own words."""
    sender: str = ""
    """The name beside the site's address. Empty: the name of the forum, or of the site."""
    forum_slug: str = ""
    """The forum whose list it belongs to. Empty: it is about an account, and cannot be unsubscribed from."""
    forum_name: str = ""
    parents: tuple[str, ...] = ()
    """The ``unique`` of the mails that it answers or follows, the root of the conversation first."""
    answers: str = ""
    """The Message-ID of the mail of its recipient that it answers."""
    reply_token: str = ""
    """The token of the address that answers go to. Empty: there is nothing to answer."""
    stop_token: str = ""
    """The token with which its reader gets no more mail of the forum."""
    user_id: int = 0
    """The account of the recipient, for mail that comes back. 0: they have none yet."""


def plain_letter(
    recipient: str, subject: str, body: str, unique: str, language: str = "en", *, action: str = "", user_id: int = 0
) -> Letter:
    """Return a letter of plain paragraphs; ``action`` says what the link in them does."""
    return Letter(recipient, subject, blocks_of(body, action), unique, language, user_id=user_id)
