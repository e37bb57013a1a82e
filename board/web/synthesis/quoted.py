"""Where somebody is quoted: how they are signed, and the page of each quotation, to object to it or to withdraw it."""

from __future__ import annotations

from typing import NamedTuple

from flask import Blueprint, Response, flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from board.actions import quoted as acting
from board.models import Excerpt, Text
from board.pages.matrix import theme_names
from board.pages.quoted import Passage, Said, Source, passage_by_key, source_by_key
from board.pages.quoted import quoted as quoted_of
from board.rules import quoted as rule
from board.visible import Sight
from board.web.frame.render import forum_page
from board.web.synthesis.quoted_forms import AttributionForm, ObjectionForm
from board.web.viewer import access, one_or_404

blueprint = Blueprint("quoted", __name__)


@blueprint.get("/f/<forum>/quoted")
@access("member")
def mine(sight: Sight) -> Response:
    """Show everything that is quoted of the viewer, and everything of theirs that may be printed."""
    return _page(sight, None)


def _page(sight: Sight, refused: AttributionForm | None) -> Response:
    view = quoted_of(sight)
    chosen = view.membership.attribution if view.membership is not None else ""
    return forum_page(
        sight,
        "synthesis/quoted.html",
        status=422 if refused else 200,
        view=view,
        form=refused or AttributionForm(formdata=None, attribution=chosen or None),
        themes=_themes(sight),
        is_open=rule.is_open(sight.forum, sight.now),
        is_over=rule.is_over(sight.forum, sight.now),
    )


def _themes(sight: Sight) -> dict[int, object]:
    """Return the themes with their names, by id."""
    return {theme.id: (theme, name) for theme, name in theme_names(sight.of_participants())}


@blueprint.post("/f/<forum>/quoted")
@access("member")
def choose(sight: Sight) -> Response | BaseResponse:
    """Choose how the viewer is signed."""
    form = AttributionForm()
    if not form.validate():
        return _page(sight, form)
    acting.choose_attribution(sight, form.attribution.data)
    flash(_("Your answer is saved. Thank you."))
    return redirect(url_for("quoted.mine", forum=sight.forum.slug), 303)


class Meant(NamedTuple):
    """What an address means: a passage, or whatever is quoted of a text."""

    source: Source
    passage: Passage | None

    @property
    def text(self) -> Text:
        return self.source.text

    @property
    def excerpt(self) -> Excerpt | None:
        return self.passage.view.excerpt if self.passage is not None else None

    @property
    def said(self) -> Said:
        return self.passage.said if self.passage is not None else self.source.said


PASSAGE = "excerpt"


def _meant(sight: Sight, kind: str, key: str) -> Meant:
    """Return what an address means, or abort with 404: for others it does not exist."""
    if kind == PASSAGE:
        return Meant(*one_or_404(passage_by_key(sight, key)))
    return Meant(one_or_404(source_by_key(sight, kind, key)), None)


@blueprint.get("/f/<forum>/quoted/excerpt/<key>", defaults={"kind": PASSAGE})
@blueprint.get("/f/<forum>/quoted/post/<key>", defaults={"kind": "post"})
@blueprint.get("/f/<forum>/quoted/reading/<key>", defaults={"kind": "reading"})
@access("member")
def one(sight: Sight, kind: str, key: str) -> Response:
    """Show a quotation of the viewer's words with the forms to object to it and to withdraw it."""
    meant = _meant(sight, kind, key)
    objection = meant.said.objection
    standing = objection.reason if objection is not None and objection.settled_at is None else ""
    return _page_of(sight, meant, ObjectionForm(formdata=None, reason=standing))


def _page_of(sight: Sight, meant: Meant, form: ObjectionForm) -> Response:
    return forum_page(
        sight,
        "synthesis/quotation.html",
        status=422 if form.errors else 200,
        meant=meant,
        source=meant.source,
        passage=meant.passage,
        said=meant.said,
        form=form,
        named=_named(meant),
        themes=_themes(sight),
        is_open=rule.is_open(sight.forum, sight.now),
        is_over=rule.is_over(sight.forum, sight.now),
    )


def _named(meant: Meant) -> dict[str, str]:
    """Return the words of an address that name what is meant."""
    if meant.passage is not None:
        return {"kind": PASSAGE, "key": meant.passage.view.excerpt.key}
    return {"kind": meant.source.kind, "key": meant.source.key}


@blueprint.post("/f/<forum>/quoted/excerpt/<key>", defaults={"kind": PASSAGE})
@blueprint.post("/f/<forum>/quoted/post/<key>", defaults={"kind": "post"})
@blueprint.post("/f/<forum>/quoted/reading/<key>", defaults={"kind": "reading"})
@access("member")
def object_to(sight: Sight, kind: str, key: str) -> Response | BaseResponse:
    """Object to a quotation, or change the reason."""
    meant, form = _meant(sight, kind, key), ObjectionForm()
    if not form.validate():
        return _page_of(sight, meant, form)
    acting.object_to(sight, meant.text, meant.excerpt, str(form.reason.data))
    flash(_("The admins can read your objection now."))
    return _back(sight, meant)


@blueprint.post("/f/<forum>/quoted/excerpt/<key>/drop", defaults={"kind": PASSAGE})
@blueprint.post("/f/<forum>/quoted/post/<key>/drop", defaults={"kind": "post"})
@blueprint.post("/f/<forum>/quoted/reading/<key>/drop", defaults={"kind": "reading"})
@access("member")
def drop(sight: Sight, kind: str, key: str) -> BaseResponse:
    """Take back an objection."""
    meant = _meant(sight, kind, key)
    acting.drop_objection(sight, meant.text, meant.excerpt)
    flash(_("Your objection is taken back."))
    return _back(sight, meant)


@blueprint.post("/f/<forum>/quoted/excerpt/<key>/withdraw", defaults={"kind": PASSAGE})
@blueprint.post("/f/<forum>/quoted/post/<key>/withdraw", defaults={"kind": "post"})
@blueprint.post("/f/<forum>/quoted/reading/<key>/withdraw", defaults={"kind": "reading"})
@access("member")
def withdraw(sight: Sight, kind: str, key: str) -> BaseResponse:
    """Withdraw a passage, or whatever is quoted of a text."""
    meant = _meant(sight, kind, key)
    acting.withdraw(sight, meant.text, meant.excerpt)
    flash(_("It is withdrawn: it is quoted nowhere any more."))
    return _back(sight, meant)


@blueprint.post("/f/<forum>/quoted/excerpt/<key>/take-back", defaults={"kind": PASSAGE})
@blueprint.post("/f/<forum>/quoted/post/<key>/take-back", defaults={"kind": "post"})
@blueprint.post("/f/<forum>/quoted/reading/<key>/take-back", defaults={"kind": "reading"})
@access("member")
def take_back(sight: Sight, kind: str, key: str) -> BaseResponse:
    """Take back a withdrawal."""
    meant = _meant(sight, kind, key)
    acting.take_back_withdrawal(sight, meant.text, meant.excerpt)
    flash(_("It may be quoted again."))
    return _back(sight, meant)


def _back(sight: Sight, meant: Meant) -> BaseResponse:
    named = _named(meant)
    return redirect(url_for("quoted.one", forum=sight.forum.slug, kind=named["kind"], key=named["key"]), 303)
