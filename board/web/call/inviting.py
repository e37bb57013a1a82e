"""Admins invite applicants of the earlier run to take part again, read their answers, and remind the others once."""

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
from board.rules.applications import KINDS
from board.rules.permissions import Refusal, Refused
from board.visible import Sight, look
from board.visible.again import earlier_applications, earlier_run
from board.web.call.selection_words import ANSWER_WORDS, EARLIER_STATES
from board.web.field_rules import showable
from board.web.frame.render import forum_page
from board.web.viewer import access, not_found, viewer_in
from board.web.words import ROLE_WORDS

blueprint = Blueprint("inviting", __name__)

MAX_REGION = 80


@blueprint.get("/f/<forum>/admin/again")
@access("admin")
def invitations(sight: Sight) -> Response:
    """List the applicants of the earlier run, the invitations, and their answers."""
    return _page(sight)


def _earlier_sight(sight: Sight) -> Sight | None:
    """Return the viewer's sight of the earlier run, with their roles in it; None if there was no such run."""
    forum = db.session.scalar(earlier_run(sight))
    return look(db.session(), forum, viewer_in(forum), sight.now) if forum else None


def _page(sight: Sight, status: int = 200, *, nobody_chosen: bool = False) -> Response:
    before = _earlier_sight(sight)
    people = people_again(sight, before) if before else People(())
    return forum_page(
        sight,
        "call/invitations.html",
        status=status,
        before=before.forum if before else None,
        refusal=rule.see_earlier(sight.viewer, before.viewer) if before else None,
        over=rule.answer(sight.forum, sight.now),
        people=people,
        shown=[person for person in people.not_asked if _matches(person)],
        regions=[(region, region) for region in sorted({person.earlier.region for person in people.not_asked} - {""})],
        kinds=[(kind, ROLE_WORDS[kind]) for kind in KINDS],
        wanted=_filters(),
        nobody_chosen=nobody_chosen,
        EARLIER_STATES=EARLIER_STATES,
        ANSWER_WORDS=ANSWER_WORDS,
    )


def _filters() -> dict[str, str]:
    """Return the filters of the list by name, without the empty ones."""
    given = {name: showable(request.values.get(name))[:MAX_REGION] for name in ("kind", "region")}
    return {name: value for name, value in given.items() if value}


def _matches(person: Person) -> bool:
    return all(getattr(person.earlier, name) == value for name, value in _filters().items())


@blueprint.post("/f/<forum>/admin/again")
@access("admin")
def invite(sight: Sight) -> Response | BaseResponse:
    """Invite the people who were ticked. A second click sends no second mail."""
    before = _sight_to_invite(sight)
    chosen = _chosen(sight, before)
    if not chosen:
        return _page(sight, 422, nobody_chosen=True)
    asked = inviting.invite(sight, before, chosen)
    flash(
        ngettext("%(num)d person is invited.", "%(num)d people are invited.", asked)
        if asked
        else _("They have all been invited already, or have applied again.")
    )
    return _back(sight)


def _sight_to_invite(sight: Sight) -> Sight:
    """Return the sight of the earlier run.

    Raises Refused if the viewer may not write to its applicants, or if the call is over.
    """
    before = _earlier_sight(sight)
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
    """Remind the people who have not answered."""
    reminded = inviting.remind(sight, _sight_to_invite(sight))
    flash(
        ngettext("%(num)d person is reminded.", "%(num)d people are reminded.", reminded)
        if reminded
        else _("There is nobody to remind.")
    )
    return _back(sight)
