"""Forms: what may be typed where. Messages come in the reader's language, beside the field."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import EmailField, HiddenField, PasswordField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # newer than the stubs
from wtforms.validators import DataRequired, InputRequired, Length, Optional, StopValidation, ValidationError

from board.actions.enrolling import normal_email
from board.actions.passwords import MAX_PASSWORD, MIN_PASSWORD, Weakness, weakness
from board.models.base import new_key
from board.rules.languages import ENDONYMS, INTERFACE, endonym
from board.rules.weeks import is_zone
from board.text import clean, is_shown
from board.web.lengths import MAX_BODY, MAX_TITLE, fits

MAX_EMAIL = 254

UNSHOWABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
"""What no page can show, and PostgreSQL partly cannot keep."""


def language_choices(preferred: tuple[str, ...] | list[str], *, guess: bool) -> list[SelectChoice]:
    """Languages to choose from, the forum's first; the first entry leaves it to guessing."""
    first = [SelectChoice("", str(_("detect the language")))] if guess else []
    ordered = [*preferred, *(code for code in ENDONYMS if code not in preferred)]
    return first + [SelectChoice(code, endonym(code), {"lang": code}) for code in ordered]


def typed_email() -> str:
    """The address that a form names, as it is kept: what counts as the same one, whether or not it has an account."""
    return normal_email(showable(request.form.get("email")))[:MAX_EMAIL]


def no_control_characters(_form: FlaskForm, field: Any) -> None:
    """One line of text. What cannot be shown is taken out, and the person looks at it again."""
    typed = field.data or ""
    field.data = " ".join(showable(typed).split())
    if UNSHOWABLE.search(typed):
        raise ValidationError(_("This held characters that cannot be shown. They are taken out: please look again."))


def known_zone(_form: FlaskForm, field: Any) -> None:
    """A zone of the time zone database."""
    if field.data and not is_zone(field.data):
        raise ValidationError(_("There is no time zone of this name. Try one like America/La_Paz."))


def says_something(message: Any) -> Callable[[FlaskForm, Any], None]:
    """There must be a word left once everything that cannot be seen is gone."""

    def check(_form: FlaskForm, field: Any) -> None:
        if not clean(field.data or "").strip():
            raise StopValidation(str(message))

    return check


def shows_something(message: Any) -> Callable[[FlaskForm, Any], None]:
    """Of Markdown there must be something left to read: the definition of a link alone is shown nowhere."""

    def check(_form: FlaskForm, field: Any) -> None:
        if not is_shown(clean((field.data or "")[:MAX_BODY])):
            raise StopValidation(str(message))

    return check


def offered(form: FlaskForm, field: Any) -> None:
    """A language of the list; a wrong one goes back to guessing."""
    if field.data and field.data not in ENDONYMS:
        field.data = ""
        raise ValidationError(_("Choose the language from the list, or leave it to be guessed."))


def showable(value: str | None) -> str:
    """Typed text with one kind of line end, and without characters that no page can show."""
    return UNSHOWABLE.sub("", (value or "").replace("\r\n", "\n"))


def stripped(value: str | None) -> str:
    """Without white space around it."""
    return (value or "").strip()


def whole_number(value: str | None) -> int:
    """A number that one of our forms carries; 0 for anything else."""
    return int(value) if value and value.isascii() and value.isdigit() and len(value) < 16 else 0


class SignInForm(FlaskForm):  # type: ignore[misc]
    """Address and password."""

    email = EmailField(_l("E-mail"), filters=[showable, stripped], validators=[InputRequired(), Length(max=MAX_EMAIL)])
    password = PasswordField(_l("Password"), validators=[InputRequired(), Length(max=200)])
    next = HiddenField()
    kept_place = HiddenField(filters=[showable])
    kept_title = HiddenField(filters=[showable])
    kept_body = HiddenField(filters=[showable])
    kept_language = HiddenField(filters=[showable])
    kept_known = HiddenField(filters=[showable])


WEAK = {
    Weakness.COMMON: _l(
        "This password is one of the first that somebody would try. Choose several words that do not belong together."
    ),
    Weakness.OWN: _l(
        "This password is made of your name, your address or the name of this site, so it is easy to guess. "
        "Choose several words that do not belong together."
    ),
}


class PasswordForm(FlaskForm):  # type: ignore[misc]
    """A new password, typed once: it can be shown, and a forgotten one is replaced."""

    new_password = PasswordField(
        _l("New password"),
        validators=[
            InputRequired(),
            Length(
                min=MIN_PASSWORD,
                max=MAX_PASSWORD,
                message=_l("A password needs at least 10 characters, and can have at most 200."),
            ),
        ],
    )

    def __init__(self, own: Collection[str], **given: Any) -> None:
        super().__init__(**given)
        self.own = own
        """Words that tell who it is for."""

    def validate_new_password(self, field: PasswordField) -> None:
        """Not one that many have, nor one made of one's own name."""
        weak = None if field.errors else weakness(field.data or "", self.own)
        if weak is not None:
            raise ValidationError(WEAK[weak])


class ChangePasswordForm(PasswordForm):
    """The old password, and a new one."""

    password = PasswordField(_l("Current password"), validators=[InputRequired(), Length(max=200)])


def interface_choices() -> list[SelectChoice]:
    """The languages that the pages speak; the first entry leaves it to the browser."""
    spoken = [SelectChoice(code, endonym(code), {"lang": code}) for code in INTERFACE]
    return [SelectChoice("", str(_("same as my browser"))), *spoken]


class ProfileForm(FlaskForm):  # type: ignore[misc]
    """What people say about themselves."""

    name = StringField(
        _l("Name"), filters=[stripped], validators=[DataRequired(), Length(max=120), no_control_characters]
    )
    place = StringField(
        _l("Where you are"),
        description=_l("A town and a country, as you want others to read it."),
        filters=[stripped],
        validators=[Length(max=120), no_control_characters],
    )
    affiliation = StringField(
        _l("Affiliation"), filters=[stripped], validators=[Length(max=200), no_control_characters]
    )
    zone = StringField(
        _l("Time zone"),
        description=_l("For example America/La_Paz. Left empty, times are the forum’s."),
        filters=[stripped],
        validators=[Optional(), Length(max=64), known_zone],
    )
    interface = SelectField(
        _l("Language of these pages"),
        choices=interface_choices,
    )


class PostForm(FlaskForm):  # type: ignore[misc]
    """A post: Markdown and its language."""

    body = TextAreaField(
        _l("Text"),
        filters=[showable],
        validators=[
            shows_something(_l("There is nothing to post yet: write something first.")),
            fits,
        ],
    )
    language = StringField(_l("Written in"), validators=[offered])
    once = HiddenField("", filters=[showable])
    base = HiddenField("")
    # without a label, WTForms makes one up and reads its catalogue from the disk to translate that

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        if not self.once.data or len(self.once.data) > 40:
            self.once.data = new_key()


class ReplyForm(PostForm):
    """A post in a thread: what it replies to, which questions it answers, and to whom it puts one."""

    reply_to = HiddenField(filters=[showable])
    ask = HiddenField(filters=[showable])
    answers = SelectMultipleField(choices=[], validate_choice=False)

    def holds(self, **found: object) -> bool:
        """Whether it is valid, and all that it names was found: nothing is posted that says less than was meant."""
        missing = {
            "reply_to": _("The post that you reply to is not in this thread. Sent again, this is a reply to all."),
            "answers": _(
                "One of the questions that you ticked is not there any more, or was not put to you. "
                "The others are still ticked."
            ),
            "ask": _("Questions can be put to key respondents only. Choose one, or nobody in particular."),
        }
        valid = self.validate()
        for name in (name for name, row in found.items() if self[name].data and row is None):
            self[name].errors = [missing[name]]
        return bool(valid) and not self.errors


class ThreadForm(PostForm):
    """A thread: a title and its first post."""

    title = StringField(
        _l("Title"),
        filters=[stripped],
        validators=[
            says_something(_l("Give it a title.")),
            Length(max=MAX_TITLE, message=_l("A title can have at most 200 characters.")),
            no_control_characters,
        ],
    )
