"""Run a forum again: show the dates of the new run first, then make it."""

from __future__ import annotations

import re
from typing import Any

from flask import Blueprint, Response, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as BaseResponse
from wtforms import BooleanField
from wtforms.validators import InputRequired

from board.actions import cloning
from board.actions.cloning import Plan, Run, TimeSkipped
from board.actions.posting import Conflict
from board.actions.setting_up import SlugTaken
from board.extensions import db
from board.models import Forum
from board.visible import Sight, forums
from board.web.field_rules import sensible_year
from board.web.fields import DayField
from board.web.frame.render import forum_page
from board.web.organising.owner_forms import ForumForm
from board.web.viewer import access, myself

blueprint = Blueprint("cloning", __name__)

MAX_SLUG = 60
_NUMBERED = re.compile(r"(.*)-(\d{1,4})")


class RunForm(FlaskForm):  # type: ignore[misc]
    """A further run: its name, its first day, and what is copied."""

    name: Any = ForumForm.name
    slug: Any = ForumForm.slug
    starts = DayField(
        _l("First day"),
        description=_l("Everything else moves by as many days, and keeps the time that clocks show."),
        validators=[InputRequired(message=_l("Give its first day.")), sensible_year],
    )
    moves_call = BooleanField(_l("Move the day of the call and the deadline too"))
    case_studies = BooleanField(_l("Copy the case studies of its key respondents"))
    joins = BooleanField(_l("Make me an admin of this forum, so that I can prepare and open its weeks"))
    team = BooleanField(_l("Its admins and translators also join the new forum"))
    or_next = BooleanField(_l("Where clocks skip a time, take the next one that exists"))

    validate_slug = ForumForm.validate_slug

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self.slug.description = _("It is part of every address of the new forum.")
        self.case_studies.description = _("They are their authors’ own. Ask them first.")
        self.moves_call.description = _("Otherwise, the call is not published until you give a date.")

    def run(self) -> Run:
        """Return the content of a valid form."""
        typed: dict[str, Any] = self.data
        copied = ("name", "slug", "moves_call", "case_studies", "joins", "team", "or_next")
        return Run(starts_on=typed["starts"], **{name: typed[name] for name in copied})


@blueprint.get("/owner/forums/<forum>/again")
@access("owner")
def again(sight: Sight) -> Response:
    """Show the form of a further run."""
    forum = sight.forum
    form = RunForm(
        formdata=None, name=forum.name, slug=_free_slug(forum.slug), moves_call=True, joins=sight.viewer.is_admin
    )
    return _page(sight, form)


def _free_slug(slug: str) -> str:
    """Return a short name like this one, with the next number that no forum has."""
    taken = set(db.session.scalars(forums().with_only_columns(Forum.slug)))
    match = _NUMBERED.fullmatch(slug)
    stem, number = (match[1], int(match[2])) if match else (slug, 1)
    endings = (f"-{next_number}" for next_number in range(number + 1, number + len(taken) + 2))
    return next(name for ending in endings if (name := stem[: MAX_SLUG - len(ending)] + ending) not in taken)


def _page(
    sight: Sight, form: RunForm, plan: Plan | None = None, status: int = 200, *, changed_meanwhile: bool = False
) -> Response:
    return forum_page(
        sight, "organising/owner/again.html", status=status, form=form, plan=plan, changed_meanwhile=changed_meanwhile
    )


@blueprint.post("/owner/forums/<forum>/again")
@access("owner")
def run_again(sight: Sight) -> Response | BaseResponse:
    """Show the plan of the new run. If the plan was shown already and still holds, make the run."""
    form = RunForm()
    if not form.validate():
        return _page(sight, form, status=422)
    run = form.run()
    if request.form.get("verb") != "make":
        return _plan_page(sight, form, run)
    try:
        forum = cloning.run_again(sight, run, myself(), request.form.get("seen", ""))
    except SlugTaken:
        return _taken(sight, form)
    except Conflict:
        return _page(sight, form, cloning.plan_run(sight, run), 409, changed_meanwhile=True)
    except TimeSkipped:
        return _plan_page(sight, form, run)
    flash(_("The forum “%(name)s” is created. Look through its weeks.", name=forum.name))
    return redirect(url_for("schedule.schedule", forum=forum.slug), 303)


def _plan_page(sight: Sight, form: RunForm, run: Run) -> Response:
    if db.session.scalar(forums().where(Forum.slug == run.slug)) is not None:
        return _taken(sight, form)
    plan = cloning.plan_run(sight, run)
    return _page(sight, form, plan, 422 if plan.is_refused else 200)


def _taken(sight: Sight, form: RunForm) -> Response:
    form.slug.errors = [_("Another forum has this short name.")]
    return _page(sight, form, status=422)
