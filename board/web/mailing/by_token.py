"""The page on which a person chooses what a forum mails to them, without signing in.

Its link stands in each mail of the forum. Whoever a mail is passed on to can do no more with it than this.
"""

from __future__ import annotations

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from board.actions import mail_choices
from board.pages.mail_choices import Place
from board.rules.mail_tokens import CHOICES
from board.web.mailing.choices_form import ChoicesForm
from board.web.mailing.spoken import in_language_of_mail, limited, place_by
from board.web.security import keep_address_secret
from board.web.viewer import access, now

blueprint = Blueprint("mail_choices", __name__)
blueprint.after_request(keep_address_secret)


@blueprint.get("/mail/choices/<token>")
@access("public")
def choices(token: str) -> Response:
    """Show what the person gets of the forum. Opening the page changes nothing: mail servers open links, too."""
    place = place_by(token, CHOICES)
    if place is None:
        return unknown()
    with in_language_of_mail(place.user):
        return _page(place, token, ChoicesForm(place.member, formdata=None))


@blueprint.post("/mail/choices/<token>")
@limited
@access("public")
def choose(token: str) -> Response | BaseResponse:
    """Save the choice. The button of somebody who had stopped their mail also starts it again."""
    place = place_by(token, CHOICES)
    if place is None:
        return unknown()
    with in_language_of_mail(place.user):
        form = ChoicesForm(place.member)
        if not form.validate():
            return _page(place, token, form, 422)
        mail_choices.choose(place.member, place.zone, form.chosen, now())
        if request.form.get("again") == "1":
            mail_choices.start_again(place.member, place.zone, now())
        flash(_("Your choice is saved."))
    return redirect(url_for("mail_choices.choices", token=token), 303)


@blueprint.post("/mail/choices/<token>/stop")
@limited
@access("public")
def stop(token: str) -> Response | BaseResponse:
    """Stop all mail of the forum."""
    place = place_by(token, CHOICES)
    if place is None:
        return unknown()
    mail_choices.stop(place.member, now())
    return redirect(url_for("mail_choices.choices", token=token), 303)


@blueprint.post("/mail/choices/<token>/again")
@limited
@access("public")
def start_again(token: str) -> Response | BaseResponse:
    """Start mail of the forum again, as it was chosen before."""
    place = place_by(token, CHOICES)
    if place is None:
        return unknown()
    mail_choices.start_again(place.member, place.zone, now())
    with in_language_of_mail(place.user):
        flash(_("You get e-mail from this forum again."))
    return redirect(url_for("mail_choices.choices", token=token), 303)


def unknown() -> Response:
    """Say that a link leads nowhere: a wrong one, one of another purpose, one of somebody who has left."""
    return make_response(render_template("mailing/unknown.html"), 404)


def _page(place: Place, token: str, form: ChoicesForm, status: int = 200) -> Response:
    html = render_template("mailing/choices.html", forum=place.forum, place=place, form=form, token=token)
    return make_response(html, status)
