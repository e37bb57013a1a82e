"""Forms that ask for agreement to the code of conduct and the privacy page: when an account is set up, or at the first
visit to a forum."""

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
    """Return a checkbox that has to be ticked."""
    return BooleanField(
        _l("I have read both, and agree to them."),
        validators=[DataRequired(message=_l("Please read both pages and tick this box; then we can go on."))],
    )


class SetupForm(PasswordForm):
    """The first password of an account, and the agreement."""

    agreed = agreement()


class WelcomeForm(FlaskForm):  # type: ignore[misc]
    """The agreement of a person who had an account before they joined this forum."""

    agreed = agreement()


def memberships_of(user_id: int) -> list[tuple[Membership, Forum]]:
    """Return a person's memberships with their forums, the oldest membership first."""
    memberships = list(db.session.scalars(my_memberships(user_id).order_by(Membership.id)))
    query = forums().where(Forum.id.in_([membership.forum_id for membership in memberships]))
    by_id = {forum.id: forum for forum in db.session.scalars(query)}
    return [(membership, by_id[membership.forum_id]) for membership in memberships]
