"""Forms of one's own account: recovering it, changing its address, leaving."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import EmailField, HiddenField, RadioField, StringField
from wtforms.validators import ValidationError

from board.actions.enrolling import normal_email
from board.models import User
from board.rules.leaving import ANONYMOUS, NAME, TYPED
from board.web.field_rules import showable, stripped, visible_only
from board.web.fields import choice_list, email_field, no_long_name
from board.web.forms import ConfirmForm
from board.web.viewer import myself


class AddressForm(FlaskForm):  # type: ignore[misc]
    """The address to which a link is mailed. ``next`` is the path that the person wanted to open."""

    email = email_field(_l("Give your e-mail address."))
    next = HiddenField()


class NewAddressForm(AddressForm, ConfirmForm):
    """A new address for the account, and its current password."""

    def validate_email(self, field: EmailField) -> None:
        """Require another address than the present one."""
        if normal_email(field.data or "") == myself().email:
            raise ValidationError(_("This is your address already."))


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
        validators=[no_long_name(), visible_only],
    )

    def __init__(self, user: User, nobody: str, **given: Any) -> None:
        super().__init__(**given)
        self.how.choices = choice_list(
            {
                NAME: _("with my name: %(name)s", name=user.name),
                TYPED: _("with another name, which I type below"),
                ANONYMOUS: _("without a name: “%(nobody)s”", nobody=nobody),
            }
        )

    def validate_typed(self, field: StringField) -> None:
        """Require a name where the person chose to type one."""
        if self.how.data == TYPED and not field.data:
            raise ValidationError(_("Type the name to show, or choose another way above."))


class CloseForm(LeaveForm, ConfirmForm):
    """The choice of LeaveForm, for all forums at once, and the current password."""
