"""The translators' queue: what waits, claims on texts, and what comes next. The editor of a text is in translate.py."""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from board.actions import claiming, profiles, translating
from board.extensions import db
from board.models import Text
from board.pages.queue import first_key, queue_page
from board.pages.waiting import expected_delays
from board.rules.languages import ENDONYMS, endonym
from board.rules.places import GROUPS
from board.visible import Sight, claim_of
from board.visible.queue import QueueFilter
from board.web.desk.plot import drawn_pace
from board.web.desk.words import ORDER_WORDS, WHY_FIRST
from board.web.field_rules import whole_number
from board.web.frame.delays import delay_words
from board.web.frame.lookup import next_text_address, text_by_key
from board.web.frame.queue_filter import as_arguments, queue_address, text_address, wanted_by
from board.web.frame.render import forum_page, forum_part
from board.web.security import safe_path
from board.web.viewer import access, myself, wants_part

blueprint = Blueprint("desk", __name__)


@blueprint.get("/f/<forum>/translate")
@access("translator")
def queue(sight: Sight) -> Response:
    """List all texts that wait for translation, in the order that the person chose."""
    wanted = wanted_by(sight, request.args)
    waiting = queue_page(sight, wanted, max(1, whole_number(request.args.get("page"))))
    filters = as_arguments(sight, wanted)
    return forum_page(
        sight,
        "desk/queue.html",
        queue=waiting,
        wanted=wanted,
        filters=filters,
        plot=None if filters or waiting.number > 1 else drawn_pace(sight),
        weeks=[(str(week.number), str(week.number)) for week in sight.weeks],
        groups=[(group, _(group)) for group in GROUPS],
        languages=[(code, endonym(code)) for code in languages_of(sight, wanted)],
        first=None if wanted.alone else first_key(sight, wanted),
        orders=ORDER_WORDS,
        why=WHY_FIRST[wanted.order],
        delays=[(target, delay_words(delay)) for target, delay in sorted(expected_delays(sight).items())],
    )


@blueprint.post("/f/<forum>/translate/order")
@access("translator")
def choose_order(sight: Sight) -> BaseResponse:
    """Remember the order in which this person works through the queue."""
    profiles.order_queue(myself(), request.form.get("order", ""))
    return redirect(queue_address(sight, wanted_by(sight, request.form)), 303)


@blueprint.get("/f/<forum>/translate/<key>/next")
@access("translator")
def following(sight: Sight, key: str) -> BaseResponse:
    """Lead to the next text, or to the queue if nothing else waits."""
    return redirect(next_text_address(sight, text_by_key(sight, key), wanted_by(sight, request.args)))


@blueprint.post("/f/<forum>/translate/<key>/claim")
@access("translator")
def claim(sight: Sight, key: str) -> Response | BaseResponse:
    """Renew the claim on a text, take it over from somebody else, or release it."""
    text, action, wanted = text_by_key(sight, key), request.form.get("what", ""), wanted_by(sight, request.form)
    if action == "release":
        claiming.release(sight, text)
        flash(_("The text is free for others."))
        return redirect(queue_address(sight, wanted), 303)
    own_claim = claiming.claim(sight, text, take_over=action == "take")
    if wants_part():
        current_claim = own_claim or db.session.scalar(claim_of(sight, text.id))
        return forum_part(
            sight, "desk/_claim.html", text=text, claim=current_claim, filters=as_arguments(sight, wanted)
        )
    return redirect(text_address(sight, key, wanted), 303)


@blueprint.post("/f/<forum>/translate/<key>/language")
@access("translator")
def correct_language(sight: Sight, key: str) -> BaseResponse:
    """Correct the language of a text. The policy then puts it into the queue or takes it out."""
    text, language = text_by_key(sight, key), request.form.get("language", "")
    if language in ENDONYMS and language != text.language:
        translating.correct_language(sight, text, language)
        flash(_corrected(text))
    fallback = text_address(sight, key, wanted_by(sight, request.form))
    return redirect(safe_path(request.form.get("back"), fallback), 303)


def _corrected(text: Text) -> str:
    language = ENDONYMS[text.language]
    if text.target is None:
        return str(_("The text is in %(language)s now, and is not translated.", language=language))
    return str(_("The text is in %(language)s now, and waits for translation.", language=language))


@blueprint.post("/f/<forum>/translate/<key>/queue")
@access("translator")
def choose_target(sight: Sight, key: str) -> BaseResponse:
    """Queue a text that the policy does not queue, or take a text out of the queue."""
    text, target = text_by_key(sight, key), request.form.get("target", "")
    if target == "" or (target in ENDONYMS and target != text.language):
        translating.queue_text(sight, text, target or None)
    return redirect(text_address(sight, key, wanted_by(sight, request.form)), 303)


def languages_of(sight: Sight, wanted: QueueFilter) -> list[str]:
    """Return the languages to choose from: those that people write in; any for texts that are not translated."""
    translated = [pair.split(">")[0] for pair in sight.forum.policy]
    return list(ENDONYMS) if wanted.alone else list(dict.fromkeys([*translated, *sight.forum.languages]))
