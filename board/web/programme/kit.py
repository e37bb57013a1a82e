"""A key respondent's kit: their weeks, and the case study that they write in private."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from board.actions import presenting
from board.actions.holding import let_go
from board.actions.posting import Conflict
from board.extensions import db, limiter
from board.models import Reading, Week
from board.pages.kit import kit
from board.pages.people import badges
from board.rules import case_studies as rule
from board.rules.permissions import check
from board.rules.unsent import UnsentPlace
from board.text import word_count
from board.visible import Sight, my_case_studies
from board.web.frame.edit_forms import Editing, again, begin, saved_meanwhile, words_to_edit
from board.web.frame.lookup import week_numbered
from board.web.frame.readying import ready_form
from board.web.frame.render import forum_page
from board.web.lengths import MAX_BODY
from board.web.programme.case_study_form import CaseStudyForm
from board.web.programme.gauge import LONGEST, SHORTEST, length_in_words
from board.web.security import rate_key
from board.web.viewer import access, myself, one_or_404

blueprint = Blueprint("kit", __name__)


@blueprint.get("/f/<forum>/kit")
@access("member")
def overview(sight: Sight) -> Response:
    """List the viewer's own weeks: their dates, the case study for each, and what a key respondent has to do."""
    return forum_page(sight, "programme/kit.html", weeks=kit(sight), length_in_words=length_in_words)


@blueprint.post("/f/<forum>/kit/gauge")
@limiter.limit("60 per minute", key_func=rate_key)
@access("member")
def gauge(sight: Sight) -> str:
    """Return the length of what is being typed, counted as on the page of the form."""
    return render_template(
        "programme/_gauge.html", **_gauge(request.form.get("body", "")[:MAX_BODY]), forum=sight.forum
    )


def _gauge(body: str) -> dict[str, Any]:
    words = word_count(body)
    return {"words": words, "length": length_in_words(words), "shortest": SHORTEST, "longest": LONGEST}


def _place(sight: Sight, what: int | str) -> str:
    return UnsentPlace.CASE_STUDY.at(sight.forum.slug, what)


def _page(sight: Sight, week: Week, reading: Reading | None, editing: Editing) -> Response:
    measured = _gauge(editing.form.body.data or "")
    return forum_page(
        sight,
        "programme/case_study.html",
        status=editing.status,
        week=week,
        reading=reading,
        editing=editing,
        **measured,
    )


def _mine(sight: Sight, key: str) -> Reading:
    return one_or_404(db.session.scalar(my_case_studies(sight).where(Reading.key == key)))


def _begun(sight: Sight, week: Week) -> Reading | None:
    """Return the case study that the viewer has begun for a week, or None."""
    return db.session.scalars(my_case_studies(sight).where(Reading.week_id == week.id)).first()


def _check_begin(sight: Sight, week: Week) -> None:
    mine = badges(sight).get(sight.viewer.user_id or 0, ())
    check(rule.begin(sight.viewer, any(badge.week.id == week.id for badge in mine), sight.state(week)))


@blueprint.get("/f/<forum>/kit/week/<int:number>")
@access("member")
def new(sight: Sight, number: int) -> Response | BaseResponse:
    """Show the form of a new case study, or lead to the one that was begun already."""
    week = week_numbered(sight, number)
    _check_begin(sight, week)
    if begun := _begun(sight, week):
        return redirect(url_for("kit.edit", forum=sight.forum.slug, key=begun.key))
    form = CaseStudyForm(sight.forum, is_new=True, formdata=None)
    return _page(sight, week, None, begin(form, _place(sight, number)))


@blueprint.post("/f/<forum>/kit/week/<int:number>")
@access("member")
def create(sight: Sight, number: int) -> Response | BaseResponse:
    """Save a first draft. One that was begun in another window meanwhile is shown and not overwritten."""
    week, place = week_numbered(sight, number), _place(sight, number)
    _check_begin(sight, week)
    form = CaseStudyForm(sight.forum, is_new=True)
    if not form.validate():
        return _page(sight, week, None, again(form, place))
    ready_form(sight, form, {"title_id": None, "body_id": None})
    presenting.hold_assignment(sight, week)
    begun, words = _begun(sight, week), form.typed
    if begun is not None and not (begun.key == form.once.data and presenting.says_the_same(begun, words)):
        theirs = saved_meanwhile(sight, form, begun, "title_id", "body_id") or ()
        let_go()
        return _page(sight, week, begun, again(form, place, theirs))
    presenting.begin_case_study(sight, week, words, myself(), form.once.data or "")
    return _saved(sight, place)


def _saved(sight: Sight, place: str) -> BaseResponse:
    flash(_("Your case study is saved."), f"sent {place}")
    return _to_kit(sight)


def _to_kit(sight: Sight) -> BaseResponse:
    return redirect(url_for("kit.overview", forum=sight.forum.slug), 303)


@blueprint.get("/f/<forum>/kit/reading/<key>")
@access("member")
def edit(sight: Sight, key: str) -> Response:
    """Show the form to continue a case study."""
    reading = _mine(sight, key)
    week = sight.week(reading.week_id)
    check(rule.edit(sight.viewer, reading, sight.state(week)))
    form = CaseStudyForm(sight.forum, formdata=None, **words_to_edit(sight, reading, "title_id", "body_id"))
    return _page(sight, week, reading, begin(form, _place(sight, key), sight, (reading.title_id, reading.body_id)))


@blueprint.post("/f/<forum>/kit/reading/<key>")
@access("member")
def save(sight: Sight, key: str) -> Response | BaseResponse:
    """Save a case study. What was saved meanwhile is shown and not overwritten."""
    reading, place = _mine(sight, key), _place(sight, key)
    week = sight.week(reading.week_id)
    check(rule.edit(sight.viewer, reading, sight.state(week)))
    form = CaseStudyForm(sight.forum)
    if not form.validate():
        return _page(sight, week, reading, again(form, place))
    try:
        presenting.edit_case_study(sight, reading, form.typed, myself(), form.base.data or "")
    except Conflict:
        theirs = saved_meanwhile(sight, form, reading, "title_id", "body_id") or ()
        let_go()
        return _page(sight, week, reading, again(form, place, theirs))
    return _saved(sight, place)


@blueprint.post("/f/<forum>/kit/reading/<key>/submit")
@limiter.limit("20 per hour", key_func=rate_key)
@access("member")
def submit(sight: Sight, key: str) -> BaseResponse:
    """Submit a case study to the admins."""
    presenting.submit_case_study(sight, _mine(sight, key))
    flash(
        _(
            "Your case study is submitted. The admins have been notified, and will publish it or send "
            "it back with a note."
        )
    )
    return _to_kit(sight)


@blueprint.post("/f/<forum>/kit/reading/<key>/withdraw")
@access("member")
def withdraw(sight: Sight, key: str) -> BaseResponse:
    """Withdraw a submitted case study, so that it is private again."""
    presenting.withdraw_case_study(sight, _mine(sight, key))
    flash(_("Your case study is a draft again. Only you see it."))
    return _to_kit(sight)
