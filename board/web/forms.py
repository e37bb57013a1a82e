"""Forms and validators that several areas share. Error messages are in the reader's language, beside the field."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    EmailField,
    HiddenField,
    PasswordField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # newer than the stubs
from wtforms.validators import DataRequired, InputRequired, Length, Optional, ValidationError

from board.actions.enrolling import authenticate, normal_email
from board.actions.passwords import MAX_PASSWORD, MIN_PASSWORD, Weakness, weakness
from board.models.base import new_key
from board.rules.languages import INTERFACE
from board.web.attaching import Attaching
from board.web.field_rules import known_zone, offered, says_something, showable, shows_something, stripped, visible_only
from board.web.fields import MAX_EMAIL, MAX_NAME, endonym_choices, password_field
from board.web.lengths import MAX_TITLE, fits
from board.web.viewer import myself


def typed_email() -> str:
    """Return the e-mail address that the request's form names, normalised as it is stored."""
    return normal_email(showable(request.form.get("email")))[:MAX_EMAIL]


class SignInForm(FlaskForm):  # type: ignore[misc]
    """E-mail address and password; the ``kept_`` fields carry unsent words through the sign-in."""

    email = EmailField(_l("E-mail"), filters=[showable, stripped], validators=[InputRequired(), Length(max=MAX_EMAIL)])
    password = password_field(_l("Password"))
    next = HiddenField()
    kept_place = HiddenField(filters=[showable])
    kept_title = HiddenField(filters=[showable])
    kept_body = HiddenField(filters=[showable])
    kept_language = HiddenField(filters=[showable])
    kept_known = HiddenField(filters=[showable])
    kept_reply_to = HiddenField(filters=[showable])


MAX_ABOUT = 600
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
    """A new password. It is typed only once: the field can show it, and a forgotten password can be replaced."""

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
        """Words that identify the person, such as their name; the password must not be made of these."""

    def validate_new_password(self, field: PasswordField) -> None:
        """Refuse a common password, and one made of the person's own name or address."""
        weak = None if field.errors else weakness(field.data or "", self.own)
        if weak is not None:
            raise ValidationError(WEAK[weak])


class ConfirmForm(FlaskForm):  # type: ignore[misc]
    """A form that asks for the person's current password, so that nobody else acts at a computer left alone."""

    password = password_field(_l("Current password"))

    def validate_password(self, field: PasswordField) -> None:
        """Require the current password of the account."""
        if not field.errors and authenticate(myself().email, field.data or "") is None:
            raise ValidationError(_("This is not your current password."))


class ChangePasswordForm(PasswordForm, ConfirmForm):
    """The old password, and a new one."""


def interface_choices() -> list[SelectChoice]:
    """Return the interface's languages as choices; the first choice leaves it to the browser."""
    return [SelectChoice("", str(_("same as my browser"))), *endonym_choices(INTERFACE)]


class ProfileForm(FlaskForm):  # type: ignore[misc]
    """What people say about themselves."""

    name = StringField(_l("Name"), filters=[stripped], validators=[DataRequired(), Length(max=MAX_NAME), visible_only])
    place = StringField(
        _l("Where you are"),
        description=_l("A town and a country, as you want others to read it."),
        filters=[stripped],
        validators=[Length(max=120), visible_only],
    )
    affiliation = StringField(_l("Affiliation"), filters=[stripped], validators=[Length(max=200), visible_only])
    about = TextAreaField(
        _l("A few lines about yourself"),
        description=_l("Members of your forums read them on your page. Optional."),
        filters=[showable, stripped],
        validators=[Length(max=MAX_ABOUT, message=_l("Use at most 600 characters."))],
    )
    portrait = FileField(
        _l("Picture of you"),
        description=_l(
            "Members of your forums see its middle on your page. Nothing about where it was taken stays in it, and it "
            "goes when you leave."
        ),
    )
    without_picture = BooleanField(_l("Remove the picture"))
    zone = StringField(
        _l("Time zone"),
        description=_l(
            "For example America/La_Paz. If you leave this empty, times are shown in the forum’s time zone."
        ),
        filters=[stripped],
        validators=[Optional(), Length(max=64), known_zone],
    )
    interface = SelectField(
        _l("Language of these pages"),
        choices=interface_choices,
    )
    low_data = BooleanField(
        _l("Load no pictures until I tap them"),
        description=_l("For a slow or expensive line. You see what each picture shows in words, and how large it is."),
    )


class PostForm(Attaching):
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
    # an empty label: without one, WTForms makes one up, and reads its catalogue from disk to translate that

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        if not self.once.data or len(self.once.data) > 40:
            self.once.data = new_key()


class ReplyForm(PostForm):
    """A post in a thread: the post that it replies to, the questions that it answers, and the person that it asks."""

    reply_to = HiddenField(filters=[showable])
    ask = HiddenField(filters=[showable])
    answers = SelectMultipleField(choices=[], validate_choice=False)

    def holds(self, **found: object) -> bool:
        """Return whether the form is valid and everything that it names was found.

        ``found`` holds, by field, the row that the field names, or None. No post goes out with less than was meant.
        """
        missing = {
            "reply_to": _(
                "The post that you reply to is not in this thread. If you send your text again, "
                "it will be a reply to all."
            ),
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
            visible_only,
        ],
    )
