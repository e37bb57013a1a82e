"""Forms of one's own account: recovering it, changing its address, leaving."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import EmailField, HiddenField, PasswordField, RadioField, StringField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # newer than the stubs
from wtforms.validators import Email, InputRequired, Length, ValidationError

from board.models import User
from board.rules.leaving import ANONYMOUS, NAME, TYPED
from board.web.field_rules import showable, stripped, visible_only
from board.web.forms import MAX_EMAIL

MAX_NAME = 120
NO_ADDRESS = _l("This is not an e-mail address.")


class AddressForm(FlaskForm):  # type: ignore[misc]
    """The address to which a link is mailed. ``next`` is the path that the person wanted to open."""

    email = EmailField(
        _l("E-mail"),
        filters=[showable, stripped],
        validators=[
            InputRequired(message=_l("Give your e-mail address.")),
            Length(max=MAX_EMAIL, message=NO_ADDRESS),
            Email(message=NO_ADDRESS),
        ],
    )
    next = HiddenField()


class NewAddressForm(AddressForm):
    """A new address for the account, and its current password."""

    password = PasswordField(_l("Current password"), validators=[InputRequired(), Length(max=200)])


class NextForm(FlaskForm):  # type: ignore[misc]
    """A form with nothing but a button. ``next`` is the path that it leads to."""

    next = HiddenField()


class LeaveForm(FlaskForm):  # type: ignore[misc]
    """The choice of a name under which a person's texts stay when they leave."""

    how = RadioField(_l("What you wrote stays, and is signed"), default=NAME)
    typed = StringField(
        _l("The name to show"),
        description=_l("For example your first name, or “a participant from Brazil”."),
        filters=[showable, stripped],
        validators=[
            Length(max=MAX_NAME, message=_l("A name can have at most 120 characters.")),
            visible_only,
        ],
    )

    def __init__(self, user: User, nobody: str, **given: Any) -> None:
        super().__init__(**given)
        self.how.choices = [
            SelectChoice(NAME, _("with my name: %(name)s", name=user.name)),
            SelectChoice(TYPED, _("with another name, which I type below")),
            SelectChoice(ANONYMOUS, _("without a name: “%(nobody)s”", nobody=nobody)),
        ]

    def validate_typed(self, field: StringField) -> None:
        """Require a name where the person chose to type one."""
        if self.how.data == TYPED and not field.data:
            raise ValidationError(_("Type the name to show, or choose another way above."))


class CloseForm(LeaveForm):
    """The choice of LeaveForm, for all forums at once, and the current password."""

    password = PasswordField(_l("Current password"), validators=[InputRequired(), Length(max=200)])
