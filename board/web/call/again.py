"""The private page of a person who applied to an earlier run: the new dates, their application, and yes or no.

Opening the page changes nothing, because mail programs open links by themselves.
"""

from __future__ import annotations

from collections.abc import Callable

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
from board.web.frame.render import forum_page
from board.web.security import keep_address_secret
from board.web.viewer import access, one_or_404

blueprint = Blueprint("again", __name__)
blueprint.after_request(keep_address_secret)

APPLICATION_PAGE = "applying.mine"
"""The endpoint of the page on which an application is changed and withdrawn; the same token opens it."""


@blueprint.get("/f/<forum>/again/<token>")
@access("public")
def invitation(sight: Sight, token: str) -> Response:
    """Show the invitation with its buttons."""
    return _page(sight, _application(sight, token), token)


def _application(sight: Sight, token: str) -> Application:
    return one_or_404(db.session.scalar(invitation_with(sight, digest_of(token))))


def _page(sight: Sight, application: Application, token: str, status: int = 200) -> Response:
    standing = db.session.scalar(standing_beside(application))
    return forum_page(
        sight,
        "call/again.html",
        status=status,
        invitation=application,
        answer=rule.answer_of(application, applied=standing is not None),
        standing=standing,
        before=db.session.scalar(earlier_run(sight)),
        over=rule.answer(sight.forum, sight.now),
        week=_week_title(sight, application),
        token=token,
        change=_change_address(sight, token),
    )


def _week_title(sight: Sight, application: Application) -> object:
    """Return number and title of the week that a key respondent prefers, or None."""
    week = next((week for week in sight.weeks if week.id == application.week_id), None)
    return (week.number, titles(sight, [week.title_id])[week.title_id]) if week else None


def _change_address(sight: Sight, token: str) -> str | None:
    if APPLICATION_PAGE not in current_app.view_functions:
        return None
    return url_for(APPLICATION_PAGE, forum=sight.forum.slug, token=token)


@blueprint.post("/f/<forum>/again/<token>")
@access("public")
def confirm(sight: Sight, token: str) -> Response | BaseResponse:
    """Confirm that the person takes part again, so that admins see the application."""
    return _answer(sight, token, inviting.say_yes)


@blueprint.post("/f/<forum>/again/<token>/no")
@access("public")
def decline(sight: Sight, token: str) -> Response | BaseResponse:
    """Decline the invitation."""
    return _answer(sight, token, inviting.say_no)


def _answer(sight: Sight, token: str, say: Callable[[Sight, Application], None]) -> Response | BaseResponse:
    application = _application(sight, token)
    try:
        say(sight, application)
    except Refused:
        return _page(sight, application, token, 403)
    return redirect(url_for("again.invitation", forum=sight.forum.slug, token=token), 303)
