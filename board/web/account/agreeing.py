"""Agreeing to the code of conduct and the privacy page: with a new password, or at the first visit."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField
from wtforms.validators import DataRequired

from board.extensions import db
from board.models import Forum, Membership
from board.visible import forums, my_memberships
from board.web.forms import PasswordForm


def agreement() -> BooleanField:
    """The box that has to be ticked."""
    return BooleanField(
        _l("I have read both, and agree to them."),
        validators=[DataRequired(message=_l("Please read both pages and tick this box; then we can go on."))],
    )


class SetupForm(PasswordForm):
    """A first password, and the agreement."""

    agreed = agreement()


class WelcomeForm(FlaskForm):  # type: ignore[misc]
    """The agreement of somebody who had an account before they came to this forum."""

    agreed = agreement()


def forums_of(user_id: int) -> list[tuple[Membership, Forum]]:
    """Somebody's places, each with its forum, in the order in which they came to them."""
    places = list(db.session.scalars(my_memberships(user_id).order_by(Membership.id)))
    found = {one.id: one for one in db.session.scalars(forums().where(Forum.id.in_([one.forum_id for one in places])))}
    return [(place, found[place.forum_id]) for place in places]
