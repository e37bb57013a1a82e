"""Agreeing to the code of conduct and the privacy page: with a new password, or at the first visit."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, SelectField, TextAreaField
from wtforms.validators import DataRequired

from board.extensions import db
from board.models import Forum, Membership
from board.visible import forums, my_memberships
from board.web.forms import PasswordForm, language_choices
from board.web.organising_forms import body_length, written


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


class ConductForm(FlaskForm):  # type: ignore[misc]
    """A forum's own code of conduct."""

    body = TextAreaField(
        _l("Code of conduct"),
        description=_l("Markdown. Left empty, the site’s own code of conduct is shown."),
        filters=[written],
        validators=[body_length()],
    )
    language = SelectField(_l("Written in"))

    def __init__(self, forum: Forum, **given: Any) -> None:
        super().__init__(**given)
        self.language.choices = language_choices(forum.languages, guess=False)


def forums_of(user_id: int) -> list[tuple[Membership, Forum]]:
    """Somebody's places, each with its forum, in the order in which they came to them."""
    places = list(db.session.scalars(my_memberships(user_id).order_by(Membership.id)))
    found = {one.id: one for one in db.session.scalars(forums().where(Forum.id.in_([one.forum_id for one in places])))}
    return [(place, found[place.forum_id]) for place in places]
