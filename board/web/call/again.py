"""The private page of who applied to an earlier run: the new dates, what they wrote then, yes or no.

Looking changes nothing: mail programs open links by themselves.
"""

from __future__ import annotations

from flask import Blueprint, Response, current_app, redirect, url_for
from werkzeug.wrappers import Response as BaseResponse

from board.actions import inviting
from board.extensions import db
from board.models import Application
from board.models.base import digest_of
from board.pages.texts import titles
from board.rules import again as rule
from board.rules.permissions import Refused
from board.visible import Sight
from board.visible.again import earlier_run, invitation_with, standing_beside
from board.web.call.again_words import APPLICANT_KINDS
from board.web.frame.render import forum_page
from board.web.viewer import access, one_or_404

blueprint = Blueprint("again", __name__)

PAGE_OF_THEIR_OWN = "applying.mine"
"""Where an application is changed and withdrawn, with the same link."""


@blueprint.after_request
def _tell_nobody(response: Response) -> Response:
    """The address opens the page: no search engine keeps it, and no request carries it on."""
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@blueprint.get("/f/<forum>/again/<token>")
@access("public")
def invitation(sight: Sight, token: str) -> Response:
    """What it is about, and the one button."""
    return _page(sight, _found(sight, token), token)


def _found(sight: Sight, token: str) -> Application:
    found: Application = one_or_404(db.session.scalar(invitation_with(sight, digest_of(token))))
    return found


def _page(sight: Sight, found: Application, token: str, status: int = 200) -> Response:
    standing = db.session.scalar(standing_beside(found))
    return forum_page(
        sight,
        "call/again.html",
        status=status,
        invitation=found,
        answer=rule.answer_of(found, applied=standing is not None),
        standing=standing,
        before=db.session.scalar(earlier_run(sight)),
        over=rule.answer(sight.forum, sight.now),
        week=_week_title(sight, found),
        token=token,
        change=_change_address(sight, token),
        KIND_WORDS=APPLICANT_KINDS,
    )


def _week_title(sight: Sight, found: Application) -> object:
    """The week that a key respondent would rather have."""
    week = next((week for week in sight.weeks if week.id == found.week_id), None)
    return (week.number, titles(sight, [week.title_id])[week.title_id]) if week else None


def _change_address(sight: Sight, token: str) -> str | None:
    if PAGE_OF_THEIR_OWN not in current_app.view_functions:
        return None
    return url_for(PAGE_OF_THEIR_OWN, forum=sight.forum.slug, token=token)


@blueprint.post("/f/<forum>/again/<token>")
@access("public")
def confirm(sight: Sight, token: str) -> Response | BaseResponse:
    """Yes: the admins see it now."""
    found = _found(sight, token)
    try:
        inviting.say_yes(sight, found)
    except Refused:
        return _page(sight, found, token, 403)
    return _back(sight, token)


@blueprint.post("/f/<forum>/again/<token>/no")
@access("public")
def decline(sight: Sight, token: str) -> Response | BaseResponse:
    """No, thank you."""
    found = _found(sight, token)
    try:
        inviting.say_no(sight, found)
    except Refused:
        return _page(sight, found, token, 403)
    return _back(sight, token)


def _back(sight: Sight, token: str) -> BaseResponse:
    return redirect(url_for("again.invitation", forum=sight.forum.slug, token=token), 303)
