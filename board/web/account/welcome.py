"""The page of a first visit, and what everybody agrees to: the code of conduct and the privacy page."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from board.actions import profiles, welcoming
from board.models import Membership
from board.pages.texts import titles
from board.pages.welcome import introduction, own_membership
from board.pages.welcome import welcome as welcome_page
from board.visible import Sight
from board.web.account.agreeing import WelcomeForm
from board.web.frame.reads import languages_of, offered, ticked_before, typed_reads
from board.web.frame.render import bodies, forum_page
from board.web.viewer import access, languages_read, myself, one_or_404, settings

blueprint = Blueprint("welcome", __name__)

ASKS_READS = "asks_reads"
"""The name of the field that says that the form asked which languages the person reads."""
INTRODUCE = "introduce"
"""The value of the button that leads to the thread of introductions."""


@blueprint.get("/privacy")
@access("public")
def privacy() -> str:
    """Say what this site stores about people, and why."""
    return render_template("account/privacy.html")


@blueprint.get("/f/<forum>/conduct")
@access("public")
def conduct(sight: Sight) -> Response:
    """Show the forum's own code of conduct, or else the site's."""
    pairs = titles(sight, [sight.forum.conduct_id])
    own = bodies(sight, [pair.text for pair in pairs.values()], guesses=True)
    return forum_page(sight, "account/conduct.html", own=next(iter(own.values()), None))


@blueprint.get("/f/<forum>/welcome")
@access("member")
def welcome(sight: Sight) -> Response:
    """Explain weeks, languages and badges, what is asked of a key respondent, and where to begin."""
    return _page(sight, my_membership(sight), WelcomeForm(formdata=None))


def my_membership(sight: Sight) -> Membership:
    """Return the viewer's own membership of the forum."""
    return one_or_404(own_membership(sight))


def _page(sight: Sight, membership: Membership, form: WelcomeForm, status: int = 200) -> Response:
    view = welcome_page(sight, membership)
    takes_mail = settings().mail_replies is not None
    reads = typed_reads() if ASKS_READS in request.form else ticked_before(myself())
    return forum_page(
        sight,
        "account/welcome.html",
        status=status,
        view=view,
        form=form,
        reads=reads,
        offered=offered(languages_of(sight.forum), reads, all_languages=False),
        asks_reads=ASKS_READS,
        introduce=INTRODUCE,
        takes_mail=takes_mail,
    )


@blueprint.post("/f/<forum>/welcome")
@access("member")
def ready(sight: Sight) -> Response | BaseResponse:
    """Record the agreement and the first visit, then lead to the forum or to the thread of introductions."""
    membership, form = my_membership(sight), WelcomeForm()
    if membership.must_agree and not form.validate():
        return _page(sight, membership, form, 422)
    if ASKS_READS in request.form:
        _say_reads(membership)
    welcoming.welcome(membership, sight.now)
    return redirect(_onward(sight), 303)


def _say_reads(membership: Membership) -> None:
    """Keep the languages that the person reads: for all forums if they said none before, otherwise for this one."""
    typed, said = typed_reads(), languages_read()
    if typed != said:
        profiles.say_reads(myself(), membership, typed, here=bool(said))


def _onward(sight: Sight) -> str:
    where = introduction(sight) if request.form.get("go") == INTRODUCE else None
    if where is None:
        return url_for("forums.programme", forum=sight.forum.slug)
    if where.thread is None:
        return url_for("writing.new_thread", forum=sight.forum.slug, number=where.week.number)
    return f"{url_for('discussion.thread', forum=sight.forum.slug, key=where.thread.key)}#reply"
