"""Mail that programs write: auto-replies, newsletters, bounces. Nothing is posted for it, and nobody is answered."""

from __future__ import annotations

from email.message import Message

BULK = {"bulk", "junk", "list", "auto_reply"}
ROBOTS = {"mailer-daemon", "postmaster", "no-reply", "noreply", "donotreply", "do-not-reply", "daemon", "nobody"}


def is_automatic(head: Message) -> bool:
    """Return whether a program wrote a mail."""
    submitted = _first_word(head, "Auto-Submitted")
    return (
        submitted not in ("", "no")
        or _first_word(head, "Precedence") in BULK
        or any(name in head for name in ("X-Autoreply", "X-Autorespond", "List-Id"))
        or str(head.get("Return-Path", "")).strip() == "<>"
    )


def _first_word(head: Message, name: str) -> str:
    words = str(head.get(name, ""))[:200].replace(";", " ").split()
    return words[0].lower() if words else ""
