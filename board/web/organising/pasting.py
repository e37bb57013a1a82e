"""Paste a programme into a forum: the weeks that it lacks are looked through, then added. Those that stand stay."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from flask import Blueprint, Response, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response as BaseResponse

from board.actions import programmes
from board.actions.posting import Conflict
from board.actions.unsent import UnsentWords, keep_unsent
from board.extensions import limiter
from board.models import Week
from board.pages.texts import Pair, titles
from board.rules.beginning import RHYTHMS, told_apart
from board.rules.weeks import next_opening
from board.text import PastedWeek, guess_language
from board.visible import Sight
from board.web.field_rules import whole_number
from board.web.frame.edit_forms import again, begin
from board.web.frame.render import forum_page
from board.web.organising.begun import openings_of, words_of
from board.web.organising.planned_forms import AddedForm, WeekFields, in_words, message_for, week_fields
from board.web.organising.programme_forms import EXAMPLE, NINE, ProgrammeForm
from board.web.security import rate_key
from board.web.viewer import access, myself, settings

blueprint = Blueprint("pasting", __name__)


@blueprint.get("/f/<forum>/admin/programme")
@access("admin")
def programme(sight: Sight) -> Response:
    """Show the box. It proposes to go on in the rhythm of the weeks that stand."""
    opens = _next(sight)
    dated = [week.opens_at for week in sight.weeks[-2:] if week.opens_at]
    days = (dated[-1] - dated[0]).days if dated else 0
    said = {"weekday": str(opens.weekday()), "at": opens.time()} if opens else {"weekday": "0", "at": NINE}
    form = ProgrammeForm(formdata=None, days=str(days if days in RHYTHMS else RHYTHMS[0]), **said)
    return _box(sight, form)


def _next(sight: Sight) -> datetime | None:
    return next_opening(sight.weeks, sight.forum.starts_on, sight.forum.zone)


def _first_day(sight: Sight) -> date | None:
    """Return the day before which no added week opens."""
    opens = _next(sight)
    return opens.date() if opens else None


def _box(sight: Sight, form: ProgrammeForm, status: int = 200) -> Response:
    place = programmes.place_of(sight)
    editing = begin(form, place) if status == 200 else again(form, place)
    return forum_page(
        sight, "organising/paste.html", status=status, editing=editing, EXAMPLE=EXAMPLE, first_day=_first_day(sight)
    )


class Standing(NamedTuple):
    """What is pasted: the weeks that the forum lacks, and the numbers of those that it has."""

    missing: list[PastedWeek]
    numbers: list[int]


def _standing(sight: Sight, form: ProgrammeForm) -> Standing:
    found = {week.number: _both(pair) for week, pair in _titled(sight)}
    return Standing(*told_apart(form.programme.weeks, found))


def _titled(sight: Sight) -> list[tuple[Week, Pair]]:
    named = titles(sight, [week.title_id for week in sight.weeks])
    return [(week, named[week.title_id]) for week in sight.weeks]


def _both(pair: Pair) -> tuple[str, str]:
    return pair.source, pair.translation_source


@blueprint.post("/f/<forum>/admin/programme")
@access("admin")
def look(sight: Sight) -> Response:
    """Show which weeks would be added, each to be changed, and change nothing yet."""
    form = ProgrammeForm()
    if not form.validate():
        return _box(sight, form, 422)
    standing = _standing(sight, form)
    if not standing.missing:
        form.body.errors = [_("All of these weeks stand already, so there is nothing to add.")]
        return _box(sight, form, 422)
    opens = openings_of(_first_day(sight), form.rhythm, len(standing.missing))
    planned = [{**words_of(pasted), "opens": at} for pasted, at in zip(standing.missing, opens, strict=True)]
    words = form.body.data or ""
    guess = guess_language(words)
    added = AddedForm(
        sight.forum.languages,
        formdata=None,
        language=guess if guess in sight.forum.languages else sight.forum.languages[0],
        base=str(_last_number(sight)),
        standing=" ".join(map(str, standing.numbers)),
    )
    page = _look_page(sight, added, _filled(sight, planned))
    keep_unsent(myself(), UnsentWords(programmes.place_of(sight), words, "", ""), sight.now)
    return page


def _filled(sight: Sight, planned: Sequence[Mapping[str, str]]) -> list[WeekFields]:
    return [week_fields(n, sight.forum.zone, sight.forum.ends_on, week) for n, week in enumerate(planned, 1)]


def _last_number(sight: Sight) -> int:
    return sight.weeks[-1].number if sight.weeks else 0


def _look_page(
    sight: Sight, form: AddedForm, lines: Sequence[WeekFields], status: int = 200, trouble: str = ""
) -> Response:
    form.count.data = str(len(lines))
    return forum_page(
        sight,
        "organising/paste_check.html",
        status=status,
        form=form,
        lines=lines,
        before=_last_number(sight),
        standing=[(week, pair) for week, pair in _titled(sight) if week.number in form.standing_numbers],
        trouble=trouble,
        in_words=in_words,
    )


@blueprint.post("/f/<forum>/admin/programme/add")
@limiter.limit(lambda: settings().rate_posting, key_func=rate_key)
@access("admin")
def add(sight: Sight) -> Response | BaseResponse:
    """Add the weeks as they were shown and changed here, or show them with the changes."""
    form = AddedForm(sight.forum.languages)
    lines = [week_fields(number, sight.forum.zone, sight.forum.ends_on) for number in form.numbers]
    if request.form.get("verb") == "look":
        kept = [line.kept() for line in lines if not line.left_out.data]
        return _look_page(sight, form, _filled(sight, kept))
    valid_lines = [line.validate() for line in lines]
    planned = [line.planned for line in lines if not line.left_out.data]
    trouble = message_for(planned)
    if not form.validate() or not all(valid_lines) or trouble:
        return _look_page(sight, form, lines, 422, trouble)
    try:
        added = programmes.add_weeks(sight, planned, form.language.data, myself(), whole_number(form.base.data))
    except Conflict:
        form.base.data = str(_last_number(sight))
        trouble = _("Another week was added meanwhile, so these have other numbers now. Look again, then add them.")
        return _look_page(sight, form, lines, 409, trouble)
    words = ngettext("%(num)d week is added.", "%(num)d weeks are added.", len(added))
    flash(words, f"sent {programmes.place_of(sight)}")
    return redirect(url_for("schedule.schedule", forum=sight.forum.slug, _anchor=f"week-{added[0].number}"), 303)
