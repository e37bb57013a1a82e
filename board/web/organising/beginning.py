"""Begin a forum: its name and dates, its languages, its weeks; then a look at all of it, before anything is made.

What is filled in is kept at each step, so going back loses nothing. The steps are pages of their own.
"""

from __future__ import annotations

from datetime import date, time
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from board.actions import beginning
from board.actions.setting_up import SlugTaken
from board.extensions import db
from board.faults import Gone
from board.models import BegunForum, Forum
from board.rules.slugs import slug_from
from board.visible import forums
from board.web import cities
from board.web.field_rules import showable
from board.web.frame.edit_forms import again, begin
from board.web.organising.beginning_forms import LanguagesForm, NameForm, filled_before, possible_pairs, sentence
from board.web.organising.begun import STEPS, Begun, begun
from board.web.organising.planned_forms import MadeForm, WeekFields, in_words, message_for, week_fields
from board.web.organising.programme_forms import EXAMPLE, WeeksForm
from board.web.viewer import access, me, myself, now, page_or_part, wants_part

blueprint = Blueprint("beginning", __name__, url_prefix="/owner/forums/new")
USUAL_LANGUAGES = ("en", "es")


def _page(step: str, so_far: Begun, status: int = 200, **shown: Any) -> Response:
    html = render_template(
        f"organising/owner/begin_{step}.html", step=step, steps=STEPS, begun=so_far, EXAMPLE=EXAMPLE, **shown
    )
    return Response(html, status)


def _to(step: str) -> BaseResponse:
    return redirect(url_for(f"beginning.{step}"), 303)


@blueprint.get("", endpoint="name")
@access("owner")
def name_page() -> Response:
    """Show the first step: the name, the dates, and the city whose clocks count. htmx gets the places for a city."""
    if wants_part():
        return page_or_part(
            render_template("organising/owner/_places.html", **_places(showable(request.args.get("city"))))
        )
    so_far = begun()
    kept = so_far.answers.get("name", {})
    user = me()
    own = cities.label_of(user.zone) if user and user.zone else ""
    days = {name: date.fromisoformat(kept[name]) if kept.get(name) else None for name in ("starts", "ends")}
    form = NameForm(formdata=None, city=kept.get("city", own), **days, **filled_before(kept))
    return _name_page(so_far, form)


def _places(city: str, chosen: str = "") -> dict[str, Any]:
    """Return the places that a city may mean, and the one that is meant."""
    return {"found": cities.search(city), "chosen": cities.resolve(city, chosen), "city": city}


def _name_page(so_far: Begun, form: NameForm, status: int = 200) -> Response:
    places = _places(form.city.data or "", form.zone.data or "")
    return _page("name", so_far, status, form=form, places=places, main_places=cities.main_places())


@blueprint.post("", endpoint="save_name")
@access("owner")
def save_name() -> Response | BaseResponse:
    """Keep the first step."""
    so_far, form = begun(), NameForm()
    if not form.validate():
        return _name_page(so_far, form, 422)
    so_far.keep("name", form.answers())
    return _to("languages")


@blueprint.get("/languages")
@access("owner")
def languages() -> Response | BaseResponse:
    """Show the second step: which languages people write in, and what is translated."""
    so_far = begun()
    if so_far.lacks("languages"):
        return _to(so_far.next_step)
    kept = so_far.answers.get("languages", {})
    spoken = kept.get("languages", USUAL_LANGUAGES)
    form = LanguagesForm(formdata=None, languages=spoken, main_language=spoken[0], policy=kept.get("policy", ()))
    if kept:
        form.asked.data = " ".join(possible_pairs(form.main_language.data, form.spoken))
    form.offer()
    return _page("languages", so_far, form=form, asks="changed" in request.args)


@blueprint.post("/languages")
@access("owner")
def save_languages() -> Response | BaseResponse:
    """Keep the second step; if other languages were ticked, ask first what is translated."""
    so_far, form = begun(), LanguagesForm()
    if so_far.lacks("languages"):
        return _to(so_far.next_step)
    is_valid, is_asked = form.validate(), form.is_asked
    form.offer()
    if wants_part():
        return page_or_part(render_template("organising/owner/_policy.html", form=form))
    if not is_valid:
        return _page("languages", so_far, 422, form=form)
    so_far.keep("languages", form.answers())
    if not is_asked and form.policy.choices:
        return redirect(url_for("beginning.languages", changed=1), 303)
    return _to("weeks")


@blueprint.get("/weeks")
@access("owner")
def weeks() -> Response | BaseResponse:
    """Show the third step: the titles or the whole programme, and when the weeks open."""
    so_far = begun()
    if so_far.lacks("weeks"):
        return _to(so_far.next_step)
    return _page("weeks", so_far, editing=begin(_weeks_form(so_far), beginning.PLACE))


def _weeks_form(so_far: Begun) -> WeeksForm:
    kept = so_far.answers.get("weeks")
    if kept is None:
        first = so_far.starts
        return WeeksForm(formdata=None, weekday=str(first.weekday()) if first else "0")
    said = {"weekday": str(kept["weekday"]), "days": str(kept["days"]), "at": time.fromisoformat(kept["at"])}
    return WeeksForm(formdata=None, body=kept["body"], number=kept["typed_number"], **said)


@blueprint.post("/weeks")
@access("owner")
def save_weeks() -> Response | BaseResponse:
    """Keep the third step."""
    so_far, form = begun(), WeeksForm()
    if so_far.lacks("weeks"):
        return _to(so_far.next_step)
    if not form.validate():
        editing = again(form, beginning.PLACE)
        return _page("weeks", so_far, editing.status, editing=editing)
    so_far.keep("weeks", form.answers())
    return _to("check")


@blueprint.get("/check")
@access("owner")
def check() -> Response | BaseResponse:
    """Show what will be made, week by week, with dates in words. Each week can still be changed."""
    so_far = begun()
    if so_far.lacks("check"):
        return _to(so_far.next_step)
    kept = so_far.answers.get("check", {})
    slug = kept.get("slug") or slug_from(so_far.answers["name"]["name"], _taken())
    values = {"slug": slug, "language": kept.get("language") or so_far.language, "joins": kept.get("joins", True)}
    form = MadeForm(so_far.languages, formdata=None, **values)
    lines = [week_fields(n, so_far.zone, so_far.ends, week) for n, week in enumerate(so_far.planned(), 1)]
    return _check_page(so_far, form, lines)


def _taken() -> set[str]:
    return set(db.session.scalars(forums().with_only_columns(Forum.slug)))


def _check_page(
    so_far: Begun, form: MadeForm, lines: list[WeekFields], status: int = 200, trouble: str = ""
) -> Response:
    shown = {"form": form, "lines": lines, "trouble": trouble, "sentence": sentence, "in_words": in_words}
    return _page("check", so_far, status, **shown)


@blueprint.post("/check")
@access("owner")
def make() -> Response | BaseResponse:
    """Make the forum as it was shown and changed here; or keep the changes, and go back or look again."""
    so_far = begun()
    if so_far.row is None:
        return _made_already()
    if so_far.lacks("check"):
        return _to(so_far.next_step)
    form, verb = MadeForm(so_far.languages), request.form.get("verb")
    lines = [week_fields(n, so_far.zone, so_far.ends) for n in range(1, len(so_far.planned()) + 1)]
    if verb in ("back", "look"):
        so_far.keep_plan([line.kept() for line in lines if not line.left_out.data])
        return _to("weeks" if verb == "back" else "check")
    return _make(so_far, so_far.row, form, lines)


def _make(so_far: Begun, row: BegunForum, form: MadeForm, lines: list[WeekFields]) -> Response | BaseResponse:
    valid_lines = [line.validate() for line in lines]
    planned = [line.planned for line in lines if not line.left_out.data]
    form.has_content = any(week.questions or week.readings for week in planned)
    trouble = message_for(planned)
    if not form.validate() or not all(valid_lines) or trouble:
        return _check_page(so_far, form, lines, 422, trouble)
    try:
        forum = beginning.begin_forum(
            row,
            so_far.settings(form.slug.data or ""),
            so_far.purpose,
            planned,
            form.language.data,
            myself(),
            now(),
            joins=form.joins.data,
        )
    except SlugTaken:
        form.slug.errors = [_("Another forum has this short name.")]
        return _check_page(so_far, form, lines, 422)
    except Gone:
        return _made_already()
    flash(_("The forum “%(name)s” is created.", name=forum.name), f"sent {beginning.PLACE}")
    return redirect(_begins_at(forum, is_admin=form.joins.data), 303)


def _begins_at(forum: Forum, *, is_admin: bool) -> str:
    return url_for("cockpit.cockpit" if is_admin else "schedule.schedule", forum=forum.slug)


def _made_already() -> BaseResponse:
    """Lead to the forum that the same form has made before; or to the beginning, if it was given up."""
    slug = showable(request.form.get("slug"))
    forum = db.session.scalar(forums().where(Forum.slug == slug))
    return redirect(url_for("schedule.schedule", forum=forum.slug), 303) if forum else _to("name")


@blueprint.post("/give-up")
@access("owner")
def give_up() -> BaseResponse:
    """Forget what was filled in."""
    beginning.give_up(myself())
    flash(_("What you had filled in is gone."), f"sent {beginning.PLACE}")
    return redirect(url_for("owner.forums"), 303)
