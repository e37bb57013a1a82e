"""Summaries of threads and weeks: the form in which admins write them, and the week in brief."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from functools import partial

from flask import Blueprint, Response, flash, redirect, request, url_for
from flask_babel import gettext as _
from sqlalchemy import ColumnElement
from werkzeug.wrappers import Response as BaseResponse

from board.actions.abstracts import abstract_place, column_of, write_abstract
from board.extensions import db
from board.models import Post, Thread, Week
from board.pages.abstracts import brief, citable_posts
from board.pages.preparing import as_they_stand
from board.pages.texts import titles
from board.rules import synthesis
from board.rules.permissions import check
from board.visible import Sight, weeks_within
from board.web.frame.citations import POSTS, abstracts_of, texts_in
from board.web.frame.edit_forms import Editing, again, begin, mark, refused
from board.web.frame.lookup import thread_address, thread_by_key, week_numbered
from board.web.frame.render import bodies, forum_page
from board.web.synthesis.citing import put_citations
from board.web.synthesis.forms import AbstractForm
from board.web.viewer import access, myself, one_or_404

blueprint = Blueprint("abstracts", __name__)

Row = Thread | Week


@blueprint.get("/f/<forum>/thread/<key>/abstract")
@access("admin")
def of_thread(sight: Sight, key: str) -> Response:
    """Show the form of a thread's summary."""
    return _form(sight, thread_by_key(sight, key))


@blueprint.post("/f/<forum>/thread/<key>/abstract")
@access("admin")
def save_of_thread(sight: Sight, key: str) -> Response | BaseResponse:
    """Save a thread's summary, or put citations of the ticked posts into the form."""
    return _save(sight, thread_by_key(sight, key))


@blueprint.get("/f/<forum>/week/<int:number>/abstract")
@access("admin")
def of_week(sight: Sight, number: int) -> Response:
    """Show the form of a week's summary."""
    return _form(sight, week_numbered(sight, number))


@blueprint.post("/f/<forum>/week/<int:number>/abstract")
@access("admin")
def save_of_week(sight: Sight, number: int) -> Response | BaseResponse:
    """Save a week's summary, or put citations of the ticked posts into the form."""
    return _save(sight, week_numbered(sight, number))


def _form(sight: Sight, row: Row) -> Response:
    check(synthesis.write_abstract(sight.viewer))
    text_id = getattr(row, column_of(row))
    standing = as_they_stand(sight, [text_id])
    language = titles(sight, [text_id])[text_id].text.language if text_id else ""
    form = AbstractForm(
        sight.forum,
        is_new=text_id is None,
        formdata=None,
        body=standing[text_id].source if text_id else "",
        language=language,
        base=mark(standing, text_id),
    )
    return _page(sight, row, begin(form, abstract_place(sight, row), sight, [text_id]))


def _page(sight: Sight, row: Row, editing: Editing) -> Response:
    texts = titles(sight, [row.title_id, getattr(row, column_of(row))])
    title = texts.pop(row.title_id)
    return forum_page(
        sight,
        "synthesis/abstract.html",
        status=editing.status,
        editing=editing,
        week=None if isinstance(row, Thread) else row,
        title=title,
        back=_address(sight, row),
        citable=citable_posts(sight, _posts_of(row)),
        texts=list(texts.values()),
    )


def _posts_of(row: Row) -> ColumnElement[bool]:
    """Select the posts of the thread or the week."""
    return Post.thread_id == row.id if isinstance(row, Thread) else Thread.week_id == row.id


def _address(sight: Sight, row: Row) -> str:
    if isinstance(row, Thread):
        return thread_address(sight, row)
    return url_for("forums.week", forum=sight.forum.slug, number=row.number)


def _save(sight: Sight, row: Row) -> Response | BaseResponse:
    check(synthesis.write_abstract(sight.viewer))
    is_new = getattr(row, column_of(row)) is None
    form, place = AbstractForm(sight.forum, is_new=is_new), abstract_place(sight, row)
    put_citations(sight, POSTS, form, "posts", partial(_citable_keys, sight, row))
    if "cite" in request.form:
        return _page(sight, row, replace(again(form, place), status=200))
    if editing := refused(sight, form, place, row, column_of(row)):
        return _page(sight, row, editing)
    write_abstract(sight, row, form.typed, myself())
    flash(_("The summary is saved."), f"sent {place}")
    return redirect(_address(sight, row), 303)


def _citable_keys(sight: Sight, row: Row, keys: Collection[str]) -> list[str]:
    lines = (line for _title, lines in citable_posts(sight, _posts_of(row)) for line in lines)
    return [line.post.key for line in lines if line.post.key in keys]


@blueprint.get("/f/<forum>/week/<int:number>/brief")
@access("reader")
def week_in_brief(sight: Sight, number: int) -> Response:
    """Show the week on one page: its summary, and each thread's title and summary."""
    week = one_or_404(db.session.scalar(weeks_within(sight).where(Week.number == number)))
    view = brief(sight, week)
    found = bodies(sight, texts_in(*view.pairs))
    return forum_page(sight, "synthesis/brief.html", view=view, abstracts=abstracts_of(sight, view.pairs, found))
