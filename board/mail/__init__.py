"""Mail: composed when it is sent, so that it shows only what its reader may see at that moment."""

from __future__ import annotations


def connect() -> None:
    """Register the kinds of mail with the worker."""
    from board.mail import again, applications, case_studies, decisions, moderation, notices, recovering

    kinds = (notices, applications, decisions, again, case_studies, recovering, moderation)
    assert all(kind.KINDS for kind in kinds)
