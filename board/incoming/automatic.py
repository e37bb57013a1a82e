"""Mail that programs write: auto-replies, newsletters, bounces. Nothing is posted for it, and nobody is answered."""

from __future__ import annotations

import re
from collections.abc import Collection
from email.message import Message
from urllib.parse import urlsplit

from board.mail.links import site_settings
from board.rules.mail_kinds import NEEDS

BULK = {"bulk", "junk", "list", "auto_reply"}
SAID_BY = ("X-Autoreply", "X-Autorespond", "X-Auto-Reply-From", "X-Mail-Autoreply", "List-Id", "List-Unsubscribe")
ROBOTS = {
    "mailer-daemon", "postmaster", "no-reply", "noreply", "donotreply", "do-not-reply", "no_reply", "do_not_reply",
    "noresponder", "no-responder", "ne-pas-repondre", "nepasrepondre", "naoresponda", "nao-responda", "nobody",
    "bounce", "bounces", "autoreply", "auto-reply",
}  # fmt: skip
_AWAY = re.compile(
    r"out of (?:the )?office|automatic reply|auto(?:matic)?[- ]?(?:reply|response)|vacation|away from my|"
    r"fuera de (?:la )?oficina|respuesta autom[áa]tica|ausencia|estoy de vacaciones|"
    r"absence du bureau|absent du bureau|r[ée]ponse automatique|message d['’]absence|en cong[ée]s?\b|"
    r"fora do escrit[óo]rio|resposta autom[áa]tica|aus[êe]ncia|estou de f[ée]rias",
    re.IGNORECASE,
)
_KINDS = {kind.partition(".")[2] for kind in NEEDS} | {"reset", "mail-test"}
"""With what the Message-IDs of our own mails begin, see `Letter.unique`."""
_SECOND_SIGN = ("X-Auto-Response-Suppress", "X-MS-Exchange-Inbox-Rules-Loop", "X-MS-Exchange-Generated-Message-Source")


def is_automatic(head: Message, subject: str, senders: Collection[str]) -> bool:
    """Return whether a program wrote a mail."""
    return (
        _first_word(head, "Auto-Submitted") not in ("", "no")
        or _first_word(head, "Precedence") in BULK
        or any(name in head for name in SAID_BY)
        or str(head.get("Return-Path", "")).strip() == "<>"
        or head.get_content_type() in ("multipart/report", "message/delivery-status")
        or any(sender.partition("@")[0] in ROBOTS for sender in senders)
        or is_away(head, subject)
    )


def is_away(head: Message, subject: str) -> bool:
    """Return whether a subject says that somebody is away, and a program has left another sign.

    People write of holidays, too; and Outlook marks what they write itself with the one header.
    """
    return _AWAY.search(subject[:300]) is not None and any(name in head for name in _SECOND_SIGN)


def is_own(message_id: str, senders: Collection[str]) -> bool:
    """Return whether a mail is one of ours that came back: a loop.

    People may write from the site's own domain, and their programs put that into the Message-ID, too.
    """
    settings = site_settings()
    domain = urlsplit(settings.site_url).hostname or "localhost"
    ours = {settings.mail_from.lower(), (settings.mail_replies or settings.mail_from).lower()}
    kind = message_id[1:].partition(".")[0]
    return (message_id.lower().endswith(f"@{domain}>") and kind in _KINDS) or not ours.isdisjoint(senders)


def _first_word(head: Message, name: str) -> str:
    words = str(head.get(name, ""))[:200].replace(";", " ").split()
    return words[0].lower() if words else ""
