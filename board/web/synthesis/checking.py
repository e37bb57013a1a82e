"""The authors' check for admins: its deadline, everybody who is quoted, their answers, and objections to settle."""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup
from werkzeug.wrappers import Response as BaseResponse

from board.actions import checking
from board.actions.holding import hold_forum, let_go
from board.extensions import db
from board.models import QuoteAnswer
from board.pages.checking import check_of
from board.rules import quoted as rule
from board.visible import Sight, objections
from board.web.frame.refusals import already_so_is_fine
from board.web.frame.render import forum_page
from board.web.mail_words import if_mailed
from board.web.synthesis.quoted_forms import (
    ATTRIBUTION_SHOWN,
    DeadlineForm,
    SettledForm,
    base_of,
    standing,
    usual_deadline,
)
from board.web.viewer import access, one_or_404

blueprint = Blueprint("checking", __name__)


@blueprint.get("/f/<forum>/admin/check")
@access("admin")
def overview(sight: Sight) -> Response:
    """List everybody who is quoted, with what they answered."""
    until = standing(sight.forum)["until"] or usual_deadline(sight.forum, sight.now)
    form = DeadlineForm(sight.forum, sight.now, formdata=None, until=until, base=base_of(sight.forum))
    return _page(sight, form)


def _page(sight: Sight, form: DeadlineForm, status: int = 200) -> Response:
    check = check_of(sight)
    return forum_page(
        sight,
        "synthesis/check.html",
        status=status,
        form=form,
        check=check,
        to_ask=len(check.to_ask()),
        to_remind=len(check.to_remind()),
        ATTRIBUTION_WORDS=ATTRIBUTION_SHOWN,
        is_open=rule.is_open(sight.forum, sight.now),
    )


@blueprint.post("/f/<forum>/admin/check")
@access("admin")
def save(sight: Sight) -> Response | BaseResponse:
    """Begin the check, or move its deadline, unless somebody else did meanwhile; ask people who were not asked yet."""
    form = DeadlineForm(sight.forum, sight.now)
    if not form.validate():
        return _page(sight, form, 422)
    to_ask = check_of(sight).to_ask()
    hold_forum(sight.forum)  # if two people save at once, the second is told
    if form.is_behind():
        let_go()
        return _page(sight, form, 409)
    asked = checking.set_deadline(sight, form.wall, to_ask)
    flash(Markup("{} {}").format(_("The deadline is saved."), _asked(asked)).strip())
    return _back(sight)


def _asked(number: int) -> str:
    """Say how many people are asked; nothing if nobody is."""
    told = ngettext("%(num)d person gets an e-mail.", "%(num)d people get an e-mail.", number)
    return if_mailed(told) if number else ""


def _back(sight: Sight) -> BaseResponse:
    return redirect(url_for("checking.overview", forum=sight.forum.slug), 303)


@blueprint.post("/f/<forum>/admin/check/ask")
@access("admin")
def ask(sight: Sight) -> BaseResponse:
    """Ask people who were quoted since the others were asked."""
    asked = checking.ask(sight, check_of(sight).to_ask())
    flash(_asked(asked) or _("Everybody who is quoted has been asked."))
    return _back(sight)


@blueprint.post("/f/<forum>/admin/check/remind")
@access("admin")
def remind(sight: Sight) -> BaseResponse:
    """Remind people who have not answered."""
    reminded = checking.remind(sight, check_of(sight).to_remind())
    flash(_asked(reminded) or _("There is nobody to remind."))
    return _back(sight)


@blueprint.get("/f/<forum>/admin/check/objection/<key>")
@access("admin")
def objection(sight: Sight, key: str) -> Response:
    """Ask what was done about an objection."""
    return _settling_page(sight, _objection(sight, key), SettledForm(formdata=None))


def _objection(sight: Sight, key: str) -> QuoteAnswer:
    answer: QuoteAnswer = one_or_404(db.session.scalar(objections(sight).where(QuoteAnswer.key == key)))
    return answer


def _settling_page(sight: Sight, answer: QuoteAnswer, form: SettledForm) -> Response:
    author = next(author for author in check_of(sight).authors if author.user_id == answer.user_id)
    said = next(said for said in author.objections if said.answer.id == answer.id)
    return forum_page(
        sight, "synthesis/objection.html", status=422 if form.errors else 200, author=author, said=said, form=form
    )


@blueprint.post("/f/<forum>/admin/check/objection/<key>")
@access("admin")
def settle(sight: Sight, key: str) -> Response | BaseResponse:
    """Settle an objection."""
    answer, form = _objection(sight, key), SettledForm()
    if not form.validate():
        return _settling_page(sight, answer, form)
    with already_so_is_fine():
        checking.settle_objection(sight, answer, str(form.done.data))
        flash(_("The objection is settled."))
    return _back(sight)
