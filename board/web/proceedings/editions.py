"""The pages of the proceedings: the editions, each at a lasting address; and how admins make and publish them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, flash, redirect, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # newer than the stubs

from board.actions import editions as acts
from board.models import Edition
from board.pages.editions import EditionView, edition_views, newest_served, silent_members, threads_to_choose
from board.rules.proceedings import make_edition
from board.visible import Sight
from board.web.frame.credits import in_my_language, language_shown
from board.web.frame.render import forum_page, forum_part
from board.web.proceedings.edition_forms import EditionForm
from board.web.proceedings.finding import edition_numbered, gone
from board.web.viewer import access, myself, wants_part

blueprint = Blueprint("editions", __name__)


@blueprint.get("/f/<forum>/proceedings")
@access("public")
def proceedings(sight: Sight) -> Response:
    """Show the newest edition and list the others. Anyone can read this page."""
    return _page(sight, EditionForm(_choices(sight), formdata=None))


def _page(sight: Sight, form: EditionForm, status: int = 200) -> Response:
    views = edition_views(sight)
    newest = newest_served(views)
    return forum_page(
        sight,
        "proceedings/editions.html",
        status=status,
        newest=newest,
        earlier=[view for view in views if view.is_published and view is not newest],
        unpublished=[view for view in views if not view.is_published],
        unfinished=[view.edition for view in views if view.edition.finished_at is None],
        form=form,
    )


def _choices(sight: Sight) -> Sequence[SelectChoice]:
    """Return the threads that an admin can choose; nobody else gets the form."""
    if make_edition(sight.viewer) is not None:
        return ()
    locale = str(get_locale())
    return [
        SelectChoice(
            thread.key,
            f"{sight.week(thread.week_id).number} · {in_my_language(title, locale)}",
            render_kw={"lang": language_shown(title, locale)},
        )
        for thread, title in threads_to_choose(sight)
    ]


@blueprint.post("/f/<forum>/proceedings")
@access("admin")
def make(sight: Sight) -> Response | BaseResponse:
    """Have an edition made. A form that is sent twice makes one."""
    form = EditionForm(_choices(sight))
    if not form.validate():
        return _page(sight, form, 422)
    edition = acts.begin_edition(sight, form.wanted, myself(), form.once.data)
    flash(_("The edition is being made. You can leave this page."))
    return redirect(_address(sight, edition), 303)


def _address(sight: Sight, edition: Edition) -> str:
    return url_for("editions.edition", forum=sight.forum.slug, number=edition.number)


@blueprint.get("/f/<forum>/proceedings/<int:number>")
@access("public")
def edition(sight: Sight, number: int) -> Response:
    """Show an edition and its files; of one that is not served any more, say so."""
    view, views = edition_numbered(sight, number)
    if view.is_published and not view.is_served:
        return gone(sight, view, views)
    return forum_page(
        sight, "proceedings/edition.html", view=view, newest=newest_served(views), **_before(sight, view, views)
    )


def _before(sight: Sight, view: EditionView, views: Sequence[EditionView]) -> dict[str, Any]:
    """Return what admins need to know before they publish: who has not answered, and what is published already."""
    if view.is_published:
        return {}
    numbers = [other.edition.number for other in views if other.is_published]
    return {"silent": silent_members(sight, view.edition), "published": max(numbers, default=0)}


@blueprint.get("/f/<forum>/proceedings/<int:number>/progress")
@access("admin")
def progress(sight: Sight, number: int) -> Response | BaseResponse:
    """Return the part of an edition's page that tells how far it has come."""
    view, views = edition_numbered(sight, number)
    if not wants_part():
        return redirect(_address(sight, view.edition))
    if view.is_published:  # by itself, since it replaces another
        return Response(headers={"HX-Redirect": _address(sight, view.edition)})
    return forum_part(sight, "proceedings/_progress.html", view=view, **_before(sight, view, views))


@blueprint.post("/f/<forum>/proceedings/<int:number>/publish")
@access("admin")
def publish(sight: Sight, number: int) -> BaseResponse:
    """Publish an edition."""
    view, _views = edition_numbered(sight, number)
    acts.publish_edition(sight, view.edition)
    flash(_("The edition is published. Anyone can read it at this address."))
    return redirect(_address(sight, view.edition), 303)


@blueprint.post("/f/<forum>/proceedings/<int:number>/again")
@access("admin")
def again(sight: Sight, number: int) -> BaseResponse:
    """Have the worker make at once what is missing of an edition."""
    view, _views = edition_numbered(sight, number)
    acts.make_again(sight, view.edition)
    return redirect(_address(sight, view.edition), 303)


@blueprint.post("/f/<forum>/proceedings/<int:number>/delete")
@access("admin")
def delete(sight: Sight, number: int) -> BaseResponse:
    """Delete an edition that was never published."""
    view, _views = edition_numbered(sight, number)
    acts.delete_edition(sight, view.edition)
    flash(_("The edition is deleted. Nobody but admins had seen it."))
    return redirect(url_for("editions.proceedings", forum=sight.forum.slug), 303)
