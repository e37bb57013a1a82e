"""The page of a forum on which members choose what it mails to them, and mail to an address that came back."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from board.actions import mail_choices
from board.pages.mail_choices import Place, is_unreachable, own_place
from board.visible import Sight
from board.web.frame.render import forum_page
from board.web.mailing.choices_form import ChoicesForm
from board.web.viewer import access, myself, one_or_404, settings

blueprint = Blueprint("own_mail", __name__)


@blueprint.get("/f/<forum>/mail")
@access("member")
def choices(sight: Sight) -> Response:
    """Show what the person gets of the forum."""
    place = _place(sight)
    return _page(sight, place, ChoicesForm(place.member, formdata=None))


@blueprint.get("/f/<forum>/mail/how")
@access("member")
def how(sight: Sight) -> Response:
    """Say what can be done by e-mail alone."""
    return forum_page(sight, "mailing/how.html", takes_mail=_takes_mail())


@blueprint.post("/f/<forum>/mail")
@access("member")
def choose(sight: Sight) -> Response | BaseResponse:
    """Save the choice. The button of somebody who had stopped their mail also starts it again."""
    place = _place(sight)
    form = ChoicesForm(place.member)
    if not form.validate():
        return _page(sight, place, form, 422)
    mail_choices.choose(place.member, place.zone, form.chosen, sight.now)
    if request.form.get("again") == "1":
        mail_choices.start_again(place.member, place.zone, sight.now)
    flash(_("Your choice is saved."))
    return _back(sight)


@blueprint.post("/f/<forum>/mail/stop")
@access("member")
def stop(sight: Sight) -> BaseResponse:
    """Stop all mail of the forum."""
    mail_choices.stop(_place(sight).member, sight.now)
    return _back(sight)


@blueprint.post("/f/<forum>/mail/again")
@access("member")
def start_again(sight: Sight) -> BaseResponse:
    """Start mail of the forum again, as it was chosen before."""
    place = _place(sight)
    mail_choices.start_again(place.member, place.zone, sight.now)
    flash(_("You get e-mail from this forum again."))
    return _back(sight)


def _place(sight: Sight) -> Place:
    return one_or_404(own_place(sight, myself()))


def _back(sight: Sight) -> BaseResponse:
    return redirect(url_for("own_mail.choices", forum=sight.forum.slug), 303)


def _page(sight: Sight, place: Place, form: ChoicesForm, status: int = 200) -> Response:
    unreachable = is_unreachable(place.user)
    shown: dict[str, Any] = {"place": place, "form": form, "unreachable": unreachable, "takes_mail": _takes_mail()}
    return forum_page(sight, "mailing/own.html", status=status, **shown)


def _takes_mail() -> bool:
    """Return whether people can answer the mail of this site."""
    return settings().mail_replies is not None
