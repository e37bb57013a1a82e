"""Mail: composed when it is sent, so that it shows only what its reader may see at that moment."""

from __future__ import annotations


def connect() -> None:
    """Register the kinds of mail with the worker, which each module does as it is imported."""
    from board.mail import (  # noqa: F401
        again,
        announcements,
        applications,
        bounced,
        case_studies,
        decisions,
        digests,
        moderation,
        notices,
        open_questions,
        openings,
        posts,
        quoted,
        recovering,
        rewording,
        telling,
        waiting,
        weekly,
    )
