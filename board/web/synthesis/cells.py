"""An empty cell of the matrix as a question to the people of its region, and the form that puts it to one of them."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, flash, redirect, request, url_for
from flask_babel import force_locale, get_locale
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from board.actions import asking_cells
from board.actions.asking_cells import CellAsked
from board.actions.once import Writing
from board.extensions import limiter
from board.models import Membership, Theme, Thread, Week
from board.pages.cells import NamedThread, asked_about, has_passages, respondents_of, threads_to_ask_in, week_to_ask_in
from board.pages.texts import Pair
from board.rules import synthesis
from board.rules.languages import INTERFACE
from board.rules.permissions import check
from board.rules.synthesis import is_asked_about
from board.visible import Sight
from board.web.field_rules import one_line
from board.web.frame.render import forum_page
from board.web.lengths import MAX_TITLE
from board.web.security import rate_key
from board.web.synthesis.finding import theme_by_key
from board.web.synthesis.forms import CellQuestionForm
from board.web.viewer import access, myself, not_found, settings

blueprint = Blueprint("cells", __name__)


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell that can be asked about."""

    theme: Theme
    name: Pair
    region: str


@dataclass(frozen=True, slots=True)
class Choices:
    """The key respondents whom an admin can ask, and the threads in which they can."""

    respondents: list[Membership]
    week: Week
    threads: list[NamedThread]

    def respondent(self, key: str) -> Membership:
        return next(member for member in self.respondents if member.shown.key == key)

    def place(self, key: str) -> Thread | Week:
        """Return the thread with this key; without a key, the week in which a new one is opened."""
        return next((named.thread for named in self.threads if named.thread.key == key), self.week)


@blueprint.get("/f/<forum>/theme/<key>/question")
@access("reader")
def question(sight: Sight, key: str) -> Response | BaseResponse:
    """Show the question of an empty cell; a cell that is not empty any more leads to its passages."""
    cell = _cell(sight, key, request.args.get("region"))
    if has_passages(sight, cell.theme, cell.region):
        return redirect(url_for("themes.theme", forum=sight.forum.slug, key=key, region=cell.region))
    choices = _choices(sight, cell)
    return _page(sight, cell, _new_form(sight, cell, choices) if choices else None)


def _cell(sight: Sight, key: str, named: str | None) -> Cell:
    """Return the cell of a theme and the region that is named, or abort with 404 if nobody is asked about it."""
    (theme, name), region = theme_by_key(sight, key), one_line(named)
    if not is_asked_about(theme.state, region, sight.forum.regions):
        not_found()
    return Cell(theme, name, region)


def _choices(sight: Sight, cell: Cell) -> Choices | None:
    """Return what an admin can choose among; None if the viewer is none, or if there is nobody to ask, or nowhere."""
    week = week_to_ask_in(sight)
    if synthesis.ask_about_cell(sight.viewer) is not None or week is None:
        return None
    respondents = respondents_of(sight, cell.region)
    return Choices(respondents, week, threads_to_ask_in(sight)) if respondents else None


def _form(sight: Sight, choices: Choices, **given: str | None) -> CellQuestionForm:
    form = CellQuestionForm(sight.forum, **given)
    new_thread = _("a new thread in week %(number)s", number=choices.week.number)
    form.offer(choices.respondents, choices.threads, str(new_thread), str(get_locale()))
    return form


def _new_form(sight: Sight, cell: Cell, choices: Choices) -> CellQuestionForm:
    """Return the form with the question in the interface's language, or else in one of the forum's."""
    spoken = [code for code in (str(get_locale()), *INTERFACE) if code in sight.forum.languages]
    language = spoken[0] if spoken else str(get_locale())
    with force_locale(language):
        theme = cell.name.said_in(language)
        body = _("What about “%(theme)s” in %(region)s?", theme=theme, region=cell.region)
    return _form(sight, choices, formdata=None, body=str(body), language=language)


def _page(sight: Sight, cell: Cell, form: CellQuestionForm | None, status: int = 200) -> Response:
    return forum_page(
        sight,
        "synthesis/cell.html",
        status=status,
        cell=cell,
        form=form,
        posts=asked_about(sight, cell.theme, cell.region),
        week=week_to_ask_in(sight),
    )


@blueprint.post("/f/<forum>/theme/<key>/question")
@limiter.limit(lambda: settings().rate_posting, key_func=rate_key)
@access("admin")
def ask(sight: Sight, key: str) -> Response | BaseResponse:
    """Put the question to a key respondent of the region. A form that is sent twice asks once."""
    check(synthesis.ask_about_cell(sight.viewer))
    cell = _cell(sight, key, request.form.get("region"))
    choices = _choices(sight, cell)
    form = _form(sight, choices) if choices else None
    if choices is None or form is None or not form.validate():
        return _page(sight, cell, form, 422)
    respondent = choices.respondent(form.respondent.data)
    about = CellAsked(cell.theme, cell.region, respondent)
    asking_cells.ask_about_cell(sight, about, choices.place(form.place.data), myself(), _typed(cell, form))
    flash(_("The question is put to %(name)s.", name=respondent.shown.name))
    return redirect(url_for("cells.question", forum=sight.forum.slug, key=key, region=cell.region), 303)


def _typed(cell: Cell, form: CellQuestionForm) -> Writing:
    """Return the question; a new thread for it is titled with its cell."""
    title = f"{cell.name.said_in(str(form.language.data))}: {cell.region}"[:MAX_TITLE]
    return Writing(str(form.body.data), str(form.language.data), str(form.once.data), title)
