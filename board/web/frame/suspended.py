"""Words for a suspended person, shown on every page of the forum and wherever they try to write."""

from __future__ import annotations

from flask import Flask
from flask_babel import gettext as _

from board.rules.permissions import Refusal
from board.web.viewer import suspension
from board.web.words import REASONS, moment


def suspension_words() -> str:
    """Say since when and why the person is suspended here, and whom to write to; "" if they are not suspended."""
    current = suspension()
    if current is None:
        return ""
    known = {"when": moment(current.since), "reason": current.reason}
    if current.by is None:
        words = _(
            "You have been suspended in this forum since %(when)s: you can read, but not write. "
            "The reason given: “%(reason)s” If you see it differently, write to an admin of the forum.",
            **known,
        )
        return str(words)
    words = _(
        "You have been suspended in this forum since %(when)s: you can read, but not write. "
        "The reason given: “%(reason)s” If you see it differently, write to %(name)s, who decided this.",
        **known,
        name=current.by,
    )
    return str(words)


def refusal_words(reason: Refusal) -> str:
    """Return why something is refused, in the reader's language."""
    return (suspension_words() if reason is Refusal.SUSPENDED else "") or str(REASONS[reason])


def connect(app: Flask) -> None:
    """Give templates these words."""
    app.jinja_env.globals.update(suspension_words=suspension_words)
    app.jinja_env.filters.update(reason=refusal_words)
