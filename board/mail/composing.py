"""A letter as a message: headers, a plain part and an HTML part."""

from __future__ import annotations

from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from urllib.parse import urlsplit

from board.mail.html_part import html_part
from board.mail.letters import Letter
from board.mail.links import address, reply_address, site_settings
from board.mail.plain_part import plain_part


def message_id(unique: str) -> str:
    """Return the Message-ID of the mail with this ``Letter.unique``."""
    return f"<{unique.replace(':', '.').replace('@', '.')}@{_domain()}>"


def _domain() -> str:
    return urlsplit(site_settings().site_url).hostname or "localhost"


def compose(letter: Letter, now: datetime) -> EmailMessage:
    """Return the message of a letter."""
    message = EmailMessage()
    message["From"], message["To"] = _sender(letter), letter.recipient
    message["Subject"] = " ".join(letter.subject.split())
    message["Date"], message["Message-ID"] = format_datetime(now), message_id(letter.unique)
    message["Auto-Submitted"] = "auto-generated"
    if letter.parents:
        message["References"] = " ".join(map(message_id, letter.parents))
        message["In-Reply-To"] = message_id(letter.parents[-1])
    if letter.reply_token and (where := reply_address(letter.reply_token)):
        message["Reply-To"] = where
    if letter.forum_slug:
        message["List-Id"] = f"{letter.forum_name} <{letter.forum_slug}.{_domain()}>"
    if letter.stop_token:
        stops = [f"<{address(f'mail/stop/{letter.stop_token}')}>"]
        if where := reply_address(letter.stop_token):
            stops.append(f"<mailto:{where}?subject=stop>")
        message["List-Unsubscribe"] = ", ".join(stops)
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(plain_part(letter.blocks))
    message.add_alternative(html_part(letter.subject, letter.blocks, letter.language), subtype="html")
    return message


def _sender(letter: Letter) -> Address:
    settings = site_settings()
    user, _at, domain = settings.mail_from.rpartition("@")
    return Address(letter.sender or settings.site_name, user, domain)
