"""How long what somebody types may be, and what they are told where it is longer."""

from __future__ import annotations

from typing import Any

from flask_babel import format_decimal
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from wtforms.validators import ValidationError

from board.text import MAX_BLOCKS, block_count

MAX_BODY = 50_000
MAX_TITLE = 200
MAX_UNSENT = 2 * MAX_BODY
"""More can be kept than posted: what is too long can be shortened only while it is still there."""


def fits(_form: FlaskForm, field: Any) -> None:
    """A text is no longer than can be read, and has no more paragraphs than can be worked on."""
    if message := too_much(field.data or ""):
        raise ValidationError(message)


def too_much(typed: str) -> str:
    """What to say of a text that is too long or has too many paragraphs; nothing of any other."""
    if len(typed) > MAX_BODY:
        return str(_("This is longer than 50,000 characters. Please split it in two."))
    count = block_count(typed)
    if count > MAX_BLOCKS:
        most = format_decimal(MAX_BLOCKS)
        return str(
            _(
                "This has %(count)s paragraphs, and a text can have at most %(most)s. Please split it in two, or join "
                "short paragraphs.",
                count=format_decimal(count),
                most=most,
            )
        )
    return ""


def too_long_a_title(typed: str) -> str:
    """What to say of a title in another language that is too long: it may be twice as long as any original."""
    if len(typed) <= 2 * MAX_TITLE:
        return ""
    return str(_("The translation of a title can have at most %(most)s characters.", most=2 * MAX_TITLE))
