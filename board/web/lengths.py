"""The longest texts that people may type, and the messages for longer ones."""

from __future__ import annotations

from typing import Any

from flask_babel import format_decimal
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from wtforms.validators import ValidationError

from board.text import MAX_BLOCKS, block_count
from board.text.attached import MOST_IN_TEXT, has_bare_picture, keys_in

MAX_BODY = 50_000
MAX_TITLE = 200
MAX_UNSENT = 2 * MAX_BODY
"""More can be kept than posted, so that a text that is too long is still there to be shortened."""


def fits(_form: FlaskForm, field: Any) -> None:
    """Require a text of at most MAX_BODY characters and MAX_BLOCKS paragraphs, whose pictures say what they show."""
    if message := too_much(field.data or ""):
        raise ValidationError(message)


def too_much(typed: str) -> str:
    """Return the message for a text that is too long, or has too many paragraphs or pictures, otherwise ""."""
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
    return _wrong_with_pictures(typed)


def _wrong_with_pictures(typed: str) -> str:
    if has_bare_picture(typed):
        return str(
            _(
                "Say what each picture shows, between the square brackets of ![](image:…): those who cannot see it, or "
                "do not load it, read that instead."
            )
        )
    if len(keys_in(typed)) > MOST_IN_TEXT:
        return str(_("A text can have at most %(most)s pictures and files.", most=MOST_IN_TEXT))
    return ""


def too_long_a_title(typed: str) -> str:
    """Return the message for a translated title of more than twice MAX_TITLE characters, otherwise ""."""
    if len(typed) <= 2 * MAX_TITLE:
        return ""
    return str(_("The translation of a title can have at most %(most)s characters.", most=2 * MAX_TITLE))
