"""Admins invite who applied to the earlier run to confirm, see who answered, and remind the others once."""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response as BaseResponse

from board.actions import inviting
from board.extensions import db
from board.models import Application
from board.pages.again import People, Person, people_again
from board.rules import again as rule
from board.rules.permissions import Refusal, Refused
from board.visible import Sight, look
from board.visible.again import earlier_applications, earlier_run
from board.web.call.again_words import ANSWER_WORDS, APPLICANT_KINDS, EARLIER_WORDS
from board.web.forms import showable
from board.web.frame.render import forum_page
from board.web.viewer import access, not_found, session, viewer_in

blueprint = Blueprint("inviting", __name__)

MAX_REGION = 80


@blueprint.get("/f/<forum>/admin/again")
@access("admin")
def invitations(sight: Sight) -> Response:
    """Who applied to the earlier run, who was invited, and what they answered."""
    return _page(sight)


def _before(sight: Sight) -> Sight | None:
    """What the viewer sees of the earlier run, as it knows them; None where there was none."""
    forum = db.session.scalar(earlier_run(sight))
    return look(session(), forum, viewer_in(forum), sight.now) if forum else None


def _page(sight: Sight, status: int = 200, *, nobody_chosen: bool = False) -> Response:
    before = _before(sight)
    people = people_again(sight, before) if before else People(())
    return forum_page(
        sight,
        "call/invitations.html",
        status=status,
        before=before.forum if before else None,
        refusal=rule.see_earlier(sight.viewer, before.viewer) if before else None,
        over=rule.answer(sight.forum, sight.now),
        people=people,
        shown=[person for person in people.not_asked if _is_wanted(person)],
        regions=[(region, region) for region in sorted({one.earlier.region for one in people.not_asked} - {""})],
        wanted=_wanted(),
        nobody_chosen=nobody_chosen,
        KIND_WORDS=APPLICANT_KINDS,
        EARLIER_WORDS=EARLIER_WORDS,
        ANSWER_WORDS=ANSWER_WORDS,
    )


def _wanted() -> dict[str, str]:
    """How the list is narrowed."""
    given = {name: showable(request.values.get(name))[:MAX_REGION] for name in ("kind", "region")}
    return {name: value for name, value in given.items() if value}


def _is_wanted(person: Person) -> bool:
    return all(getattr(person.earlier, name) == value for name, value in _wanted().items())


@blueprint.post("/f/<forum>/admin/again")
@access("admin")
def invite(sight: Sight) -> Response | BaseResponse:
    """Invite those who were ticked; pressed twice, each gets one mail."""
    before = _allowed(sight)
    chosen = _chosen(sight, before)
    if not chosen:
        return _page(sight, 422, nobody_chosen=True)
    asked = inviting.invite(sight, before, chosen)
    flash(
        ngettext("%(num)d person is invited.", "%(num)d people are invited.", asked)
        if asked
        else _("They were all invited already, or applied anew.")
    )
    return _back(sight)


def _allowed(sight: Sight) -> Sight:
    """The earlier run; refused with a reason to who may not write to its applicants, or too late."""
    before = _before(sight)
    if before is None:
        not_found()
    refusal: Refusal | None = rule.invite(sight.viewer, before.viewer, sight.forum, sight.now)
    if refusal:
        raise Refused(refusal)
    return before


def _chosen(sight: Sight, before: Sight) -> list[Application]:
    keys = request.form.getlist("who")
    return list(db.session.scalars(earlier_applications(sight, before).where(Application.key.in_(keys))))


def _back(sight: Sight) -> BaseResponse:
    return redirect(url_for("inviting.invitations", forum=sight.forum.slug), 303)


@blueprint.post("/f/<forum>/admin/again/remind")
@access("admin")
def remind(sight: Sight) -> BaseResponse:
    """Write once more to those who have not answered."""
    reminded = inviting.remind(sight, _allowed(sight))
    flash(
        ngettext("%(num)d person is reminded.", "%(num)d people are reminded.", reminded)
        if reminded
        else _("There is nobody to remind.")
    )
    return _back(sight)
