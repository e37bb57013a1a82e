"""Coming in: the first-visit page, and what everybody agrees to: the code of conduct and the privacy page."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from board.actions import welcoming
from board.models import Membership
from board.pages.texts import titles
from board.pages.welcome import introduction, my_place
from board.pages.welcome import welcome as welcome_page
from board.visible import Sight
from board.web.account.agreeing import WelcomeForm
from board.web.frame.render import bodies, forum_page
from board.web.viewer import access, one_or_404

blueprint = Blueprint("welcome", __name__)

INTRODUCE = "introduce"
"""The button of those who go on to introduce themselves."""


@blueprint.get("/privacy")
@access("public")
def privacy() -> str:
    """What is kept about people on this site, and why."""
    return render_template("account/privacy.html")


@blueprint.get("/f/<forum>/conduct")
@access("public")
def conduct(sight: Sight) -> Response:
    """The forum's own code of conduct, or the site's."""
    found = titles(sight, [sight.forum.conduct_id])
    own = bodies(sight, [pair.text for pair in found.values()])
    return forum_page(sight, "account/conduct.html", own=next(iter(own.values()), None))


@blueprint.get("/f/<forum>/welcome")
@access("member")
def welcome(sight: Sight) -> Response:
    """How weeks, languages and badges work, what is asked of a key respondent, and where to begin."""
    return _page(sight, my_membership(sight), WelcomeForm(formdata=None))


def my_membership(sight: Sight) -> Membership:
    """The viewer's own, which the route has found already."""
    found: Membership = one_or_404(my_place(sight))
    return found


def _page(sight: Sight, membership: Membership, form: WelcomeForm, status: int = 200) -> Response:
    view = welcome_page(sight, membership)
    return forum_page(sight, "account/welcome.html", status=status, view=view, form=form, introduce=INTRODUCE)


@blueprint.post("/f/<forum>/welcome")
@access("member")
def ready(sight: Sight) -> Response | BaseResponse:
    """Somebody is ready: on to the forum, or to introduce themselves."""
    membership, form = my_membership(sight), WelcomeForm()
    if membership.must_agree and not form.validate():
        return _page(sight, membership, form, 422)
    welcoming.welcome(membership, sight.now)
    return redirect(_onward(sight), 303)


def _onward(sight: Sight) -> str:
    where = introduction(sight) if request.form.get("go") == INTRODUCE else None
    if where is None:
        return url_for("forums.programme", forum=sight.forum.slug)
    if where.thread is None:
        return url_for("writing.new_thread", forum=sight.forum.slug, number=where.week.number)
    return f"{url_for('discussion.thread', forum=sight.forum.slug, key=where.thread.key)}#reply"
