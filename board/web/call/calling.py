"""The call for participants: its page, and the pages on which admins set its dates, places and texts."""

from __future__ import annotations

from collections.abc import Collection

from flask import Blueprint, Response, flash, redirect, request, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from board.actions import calling
from board.actions.holding import hold_forum, let_go
from board.mail.applying import apply_address, apply_link
from board.pages.calling import call_versions, languages_to_write
from board.pages.preparing import as_they_stand
from board.pages.texts import Pair, titles
from board.rules import applications
from board.rules.unsent import UnsentPlace
from board.text import plain
from board.visible import Sight
from board.web.call.call_forms import TEXT_NAMES, CallForm, CallTextForm, base_of, standing
from board.web.call.call_words import language_policy
from board.web.frame.edit_forms import Editing, begin, mark, refused
from board.web.frame.render import bodies, forum_page
from board.web.viewer import access, myself, not_found, settings

blueprint = Blueprint("call", __name__)

SUMMARY = 200
"""Characters of the purpose that search engines and link previews show."""


@blueprint.get("/f/<forum>/call")
@access("public")
def call(sight: Sight) -> Response:
    """Show the call. Anyone can read it once it is out; before that, only the people who prepare it."""
    forum = sight.forum
    if not applications.sees_call(sight.viewer, forum, sight.now):
        not_found()
    versions = {version.language: version.text_id for version in call_versions(sight)}
    language = _version_wanted(versions)
    text_ids = [versions[language]] if language else [forum.about_id, forum.format_id, forum.prerequisites_id]
    told = titles(sight, text_ids)
    outlines = {} if language else titles(sight, [week.outline_id for week in sight.weeks])
    return forum_page(
        sight,
        "call/call.html",
        told=told,
        bodies=bodies(sight, [pair.text for pair in (*told.values(), *outlines.values())], guesses=True),
        languages=language_policy(forum),
        languages_of_call=[forum.languages[0], *versions] if versions else [],
        language=language or forum.languages[0],
        version_id=versions.get(language),
        summary=_summary(told.get(text_ids[0] or 0)),
        address=settings().site_url + url_for("call.call", forum=forum.slug),
        apply_address=settings().site_url + url_for("applying.form", forum=forum.slug),
        mail_address=apply_address(forum),
        mail_link=apply_link(forum, sight.weeks),
    )


def _version_wanted(versions: Collection[str]) -> str:
    """Return the further language in which to show the call: the one asked for, or else the reader's. "": none."""
    wanted = request.args.get("language") or str(get_locale())
    return wanted if wanted in versions else ""


def _summary(about: Pair | None) -> str:
    if about is None:
        return str(_("Call for participants"))
    markdown = about.translation_source if _reads_translation(about) else about.source
    return plain(markdown, SUMMARY)


def _reads_translation(pair: Pair) -> bool:
    return pair.text.target == str(get_locale()) and pair.is_translated


@blueprint.get("/f/<forum>/admin/call")
@access("caretaker")
def edit(sight: Sight) -> Response:
    """Show the form of the call, and its texts."""
    form = CallForm(sight.forum, formdata=None, base=base_of(sight.forum), **standing(sight.forum))
    return _edit_page(sight, form)


def _edit_page(sight: Sight, form: CallForm, status: int = 200) -> Response:
    ids = {which: calling.call_text_id(sight.forum, which) for which in calling.TEXTS}
    texts = titles(sight, (*ids.values(), sight.forum.about_id))
    return forum_page(
        sight,
        "call/settings.html",
        status=status,
        form=form,
        names=TEXT_NAMES,
        ids=ids,
        texts=texts,
        bodies=bodies(sight, [pair.text for text_id, pair in texts.items() if text_id in ids.values()], guesses=True),
        versions=languages_to_write(sight, texts.values()),
    )


@blueprint.post("/f/<forum>/admin/call")
@access("caretaker")
def save(sight: Sight) -> Response | BaseResponse:
    """Save when people can apply and for how many places, unless somebody else changed that meanwhile."""
    form = CallForm(sight.forum)
    if not form.validate():
        return _edit_page(sight, form, 422)
    hold_forum(sight.forum)  # if two people save at once, the second is told
    if form.is_behind():
        let_go()
        return _edit_page(sight, form, 409)
    calling.schedule_call(sight, form.opens.data, form.until.data, form.seats.data)
    flash(_("The call is saved."))
    return _to_settings(sight)


def _to_settings(sight: Sight) -> BaseResponse:
    return redirect(url_for("call.edit", forum=sight.forum.slug), 303)


@blueprint.get("/f/<forum>/admin/call/<which>")
@access("caretaker")
def edit_text(sight: Sight, which: str) -> Response:
    """Show the form of one of the call's texts."""
    text_id = _text_id(sight, which)
    standing = as_they_stand(sight, [text_id])
    source = standing[text_id].source if text_id in standing else ""
    form = CallTextForm(which, formdata=None, body=source, base=mark(standing, text_id))
    return _text_page(sight, which, begin(form, _place(sight, which), sight, [text_id]))


def _text_id(sight: Sight, which: str) -> int | None:
    if which not in calling.TEXTS:
        not_found()
    return calling.call_text_id(sight.forum, which)


def _place(sight: Sight, which: str) -> str:
    return UnsentPlace.CALL.at(sight.forum.slug, which)


def _text_page(sight: Sight, which: str, editing: Editing) -> Response:
    texts = list(titles(sight, [calling.call_text_id(sight.forum, which)]).values())
    return forum_page(
        sight, "call/text.html", status=editing.status, editing=editing, name=TEXT_NAMES[which], texts=texts
    )


@blueprint.post("/f/<forum>/admin/call/<which>")
@access("caretaker")
def save_text(sight: Sight, which: str) -> Response | BaseResponse:
    """Save one of the call's texts. What somebody else saved meanwhile is shown and not overwritten."""
    if which not in calling.TEXTS:
        not_found()
    form, place = CallTextForm(which), _place(sight, which)
    if editing := refused(sight, form, place, sight.forum, f"{which}_id"):
        return _text_page(sight, which, editing)
    calling.write_call_text(sight, which, form.body.data or "", myself())
    flash(_("The text is saved."), f"sent {place}")
    return _to_settings(sight)
