"""Choose among the applications: as a list, side by side, and one at a time. For the forum's admins."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, Response, abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response as BaseResponse

from board.actions import selecting
from board.extensions import db
from board.models import Application, Week
from board.pages.people import badges
from board.pages.selection import (
    Narrowed,
    benches,
    notes_on,
    number_of,
    overview,
    seats,
    takes_part_only,
    told,
)
from board.rules.applications import ACCEPTED, DECLINED, KEY_RESPONDENT, KINDS, SHORTLISTED, STATES, WAITING
from board.rules.permissions import Refusal, Refused
from board.rules.selection import AS_PARTICIPANT, MAIL_WAITS, MOVES
from board.visible import Sight, visible_applications
from board.web.call.selection_forms import NoteForm
from board.web.field_rules import whole_number
from board.web.frame.render import forum_page
from board.web.mail_words import and_mailed
from board.web.security import reads_slowly, safe_path
from board.web.viewer import access, one_or_404
from board.web.words import REASONS, clock_time

blueprint = Blueprint("selection", __name__)

NO_REGION = "-"
"""In an address: the applicants who gave no region."""
DONE = {
    SHORTLISTED: _l("%(name)s is shortlisted. Applicants are not notified of this."),
    ACCEPTED: _l("%(name)s is accepted."),
    AS_PARTICIPANT: _l("%(name)s is accepted as a participant."),
    WAITING: _l("%(name)s is on the waiting list."),
    DECLINED: _l("%(name)s is declined."),
}


@blueprint.get("/f/<forum>/admin/applications")
@access("admin")
def applications(sight: Sight) -> Response:
    """List the applications by kind, filtered, with figures by region and week."""
    view = overview(sight, narrowed_by(request.args))
    return forum_page(
        sight,
        "call/applications.html",
        view=view,
        seats=view.seats,
        chosen=request.args,
        number_of=lambda week_id: number_of(sight, week_id),
        no_region=NO_REGION,
    )


def narrowed_by(given: Mapping[str, str]) -> Narrowed:
    """Read the filters from the arguments of an address; unknown values are ignored."""
    kind, state, region = given.get("kind", ""), given.get("state", ""), given.get("region", "")
    return Narrowed(
        kind=kind if kind in KINDS else "",
        region=("" if region == NO_REGION else region) if region else None,
        week=whole_number(given["week"]) if given.get("week", "").isascii() and given.get("week") else None,
        state=state if state in STATES else "",
    )


@blueprint.get("/f/<forum>/admin/applications/compare")
@reads_slowly
@access("admin")
def compare(sight: Sight) -> Response:
    """Show candidates for key respondent side by side: those for the same week, or from the same region."""
    by = "region" if request.args.get("by") == "region" else "week"
    return forum_page(sight, "call/candidates.html", by=by, benches=benches(sight, by), seats=seats(sight))


@blueprint.get("/f/<forum>/admin/applications/<key>")
@access("admin")
def application(sight: Sight, key: str) -> Response:
    """Show one application, its notes and decisions, and what can be done with it."""
    return _page(sight, application_by_key(sight, key))


def application_by_key(sight: Sight, key: str) -> Application:
    """Return a visible application, or answer with 404."""
    return one_or_404(db.session.scalar(visible_applications(sight).where(Application.key == key)))


def _page(
    sight: Sight, candidate: Application, note: NoteForm | None = None, refusal: str = "", status: int = 200
) -> Response:
    return forum_page(
        sight,
        "call/candidate.html",
        status=status,
        application=candidate,
        seats=seats(sight),
        notes=notes_on(sight, [candidate]).get(candidate.id, []),
        told=told(candidate),
        has_written=selecting.has_written(candidate),
        weeks_given=badges(sight).get(candidate.user_id or 0, ()),
        only_takes_part=takes_part_only(sight, candidate),
        note=note or NoteForm(formdata=None),
        refusal=refusal,
        number_of=lambda week_id: number_of(sight, week_id),
    )


@blueprint.post("/f/<forum>/admin/applications/<key>/decide")
@access("admin")
def decide(sight: Sight, key: str) -> Response | BaseResponse:
    """Shortlist, accept, put on the waiting list, or decline."""
    candidate, wanted = application_by_key(sight, key), request.form.get("wanted", "")
    if wanted not in MOVES:
        abort(400)
    week = _week_for(sight, candidate) if wanted == ACCEPTED else None
    try:
        selecting.decide(sight, candidate, wanted, week)
    except Refused as refused:
        return _refused(sight, key, refused)
    flash(_done_words(sight, candidate, wanted))
    return _back(sight, key)


def _week_for(sight: Sight, candidate: Application) -> Week | None:
    """Return the week that was chosen for a key respondent, or None."""
    number = whole_number(request.form.get("week"))
    week = next((week for week in sight.weeks if week.number == number), None)
    return week if candidate.kind == KEY_RESPONDENT else None


def _done_words(sight: Sight, candidate: Application, wanted: str) -> str:
    done = str(DONE[wanted]) % {"name": candidate.name}
    if wanted == SHORTLISTED:
        return done
    time = clock_time(sight.now + MAIL_WAITS)
    mailed = _("The e-mail is sent at %(time)s, unless you undo this before.", time=time)
    return and_mailed(done, mailed)


def _refused(sight: Sight, key: str, refused: Refused) -> Response:
    """Show why the decision was refused beside the current state: another admin was quicker, or the place is taken."""
    if refused.reason is Refusal.ADMINS_ONLY:
        raise refused
    db.session.rollback()
    return _page(sight, application_by_key(sight, key), refusal=str(REASONS[refused.reason]), status=409)


def _back(sight: Sight, key: str) -> BaseResponse:
    page = url_for("selection.application", forum=sight.forum.slug, key=key)
    return redirect(safe_path(request.form.get("back"), page), 303)


@blueprint.post("/f/<forum>/admin/applications/<key>/undo")
@access("admin")
def undo(sight: Sight, key: str) -> Response | BaseResponse:
    """Undo the last decision."""
    candidate = application_by_key(sight, key)
    try:
        selecting.undo(sight, candidate)
    except Refused as refused:
        return _refused(sight, key, refused)
    flash(_("The decision about %(name)s is undone.", name=candidate.name))
    return _back(sight, key)


@blueprint.post("/f/<forum>/admin/applications/<key>/notes")
@access("admin")
def add_note(sight: Sight, key: str) -> Response | BaseResponse:
    """Add a note for the other admins."""
    candidate, form = application_by_key(sight, key), NoteForm()
    if not form.validate():
        return _page(sight, candidate, note=form, status=422)
    selecting.add_note(sight, candidate, form.note.data or "")
    return redirect(f"{url_for('selection.application', forum=sight.forum.slug, key=key)}#notes", 303)
