"""Who is asking, and this request's one ``now``. Every route declares here who is let in.

With ``jobs/`` and ``cli.py`` this is an edge: below it nothing reads the clock or the signed-in person.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any, Literal, NoReturn
from zoneinfo import ZoneInfo

from flask import Flask, Response, abort, current_app, g, request
from flask_login import current_user
from sqlalchemy.orm import Session
from werkzeug.datastructures import Headers
from werkzeug.exceptions import Unauthorized

from board.actions import welcoming
from board.config import Settings
from board.extensions import db
from board.models import Forum, User
from board.rules.languages import INTERFACE
from board.rules.permissions import Refusal, Refused
from board.rules.roles import Viewer, member
from board.text import precomputed
from board.visible import Sight, Suspension, forums, look
from board.web.scripts import scripts_of_part

Level = Literal["public", "signed_in", "reader", "member", "translator", "admin", "caretaker", "owner"]
MODES = ("both", "original", "translation")
View = Callable[..., Any]


def suspension() -> Suspension | None:
    """Since when, and why, this person only reads in the forum at hand."""
    sight: Sight | None = g.get("sight")
    if sight is None or not sight.viewer.suspended:
        return None
    found: Suspension = current_user.suspensions[sight.forum.id]
    return found


def settings() -> Settings:
    """The app's settings."""
    found: Settings = current_app.extensions["settings"]
    return found


def now() -> datetime:
    """This request's one instant."""
    if "now" not in g:
        g.now = current_app.extensions["clock"].now()
    instant: datetime = g.now
    return instant


def me() -> User | None:
    """The signed-in person."""
    return current_user.user if current_user.is_authenticated else None


def myself() -> User:
    """The signed-in person, where the route lets nobody else in."""
    user = me()
    if user is None:
        raise Unauthorized
    return user


def session() -> Session:
    """The request's database session."""
    return db.session()


def choose_locale() -> str:
    """The interface's language: the person's own choice, this browser's, or what the browser asks for."""
    user = me()
    chosen = (user.interface if user else None) or request.cookies.get("interface")
    if chosen in INTERFACE:
        return str(chosen)
    return request.accept_languages.best_match(INTERFACE) or INTERFACE[0]


def choose_zone() -> str | None:
    """The person's own time zone, if they told it; otherwise the forum's."""
    user = me()
    if user and user.zone:
        return user.zone
    sight: Sight | None = g.get("sight")
    return sight.forum.zone if sight else None


def zone() -> ZoneInfo:
    """The zone in which times are shown to this person."""
    return ZoneInfo(choose_zone() or "UTC")


def reading_mode() -> str:
    """How this person wants to read: as kept with their account, or in this browser."""
    user = me()
    chosen = user.reading_mode if user else request.cookies.get("mode", "both")
    return chosen if chosen in MODES else "both"


def access(level: Level) -> Callable[[View], View]:
    """Who a route lets in. A route of a forum gets the ``Sight`` of the asker as its first argument.

    The answer does not depend on what else the address names: someone without the role learns nothing from it.
    """

    def declare(view: View) -> View:
        @wraps(view)
        def guarded(**arguments: Any) -> Any:
            if "forum" in arguments:
                sight = sight_of(arguments.pop("forum"))
                admit(level, sight.viewer, sight)
                _come_in(level, sight)
                return view(sight, **arguments)
            admit(level, person(), None)
            return view(**arguments)

        guarded.access = level  # type: ignore[attr-defined]
        return guarded

    return declare


def person() -> Viewer:
    """The asker outside any forum."""
    user = me()
    return Viewer(user.id, user.is_owner) if user else Viewer()


def sight_of(slug: str) -> Sight:
    """What the asker sees of a forum now; 404 where there is none."""
    forum = db.session.scalar(forums().where(Forum.slug == slug))
    if forum is None:
        abort(404)
    g.sight = look(session(), forum, viewer_in(forum), now())
    found: Sight = g.sight
    return found


def viewer_in(forum: Forum) -> Viewer:
    """The asker with their roles in a forum."""
    user = me()
    if user is None:
        return Viewer()
    roles = current_user.roles.get(forum.id, frozenset())
    must_agree, suspended = forum.id in current_user.must_agree, forum.id in current_user.suspensions
    return member(user.id, user.is_owner, roles, must_agree=must_agree, suspended=suspended)


def _come_in(level: Level, sight: Sight) -> None:
    """A member's first page of the forum is when the others get to see more of them than a name: not one that everybody
    may open, nor the one on which they leave.
    """
    is_everyones = level == "public" or (level == "reader" and sight.forum.public_reading)
    leaves = request.blueprint == "leaving"
    if sight.viewer.user_id is not None and sight.forum.id in current_user.newcomer and not (is_everyones or leaves):
        welcoming.come_in(sight)


def admit(level: Level, viewer: Viewer, sight: Sight | None) -> None:
    """Let in, ask to sign in, or refuse."""
    refusal = _refusal(level, viewer, sight)
    if refusal is None:
        return
    if viewer.user_id is None:
        raise Unauthorized
    raise Refused(refusal)


def _refusal(level: Level, viewer: Viewer, sight: Sight | None) -> Refusal | None:
    reads = sight is not None and sight.reads
    rules: dict[Level, tuple[bool, Refusal]] = {
        "public": (True, Refusal.MEMBERS_ONLY),
        "signed_in": (viewer.user_id is not None, Refusal.MEMBERS_ONLY),
        "reader": (reads, Refusal.MEMBERS_ONLY),
        "member": (viewer.is_member, Refusal.MEMBERS_ONLY),
        "translator": (viewer.sees_drafts, Refusal.TRANSLATORS_ONLY),
        "admin": (viewer.is_admin, Refusal.ADMINS_ONLY),
        "caretaker": (viewer.is_admin or viewer.is_owner, Refusal.ADMINS_ONLY),
        "owner": (viewer.is_owner, Refusal.OWNER_ONLY),
    }
    allowed, refusal = rules[level]
    if allowed:
        return None
    return Refusal.SUSPENDED if viewer.suspended else refusal


def one_or_404(found: Any) -> Any:
    """A row that is visible, or the same 404 as for one that never was."""
    if found is None:
        not_found()
    return found


def not_found() -> NoReturn:
    """The one 404."""
    abort(404)


def wants_part(asking: Headers | None = None) -> bool:
    """Whether htmx asks for a part of the page; its history, and what swaps the whole body, need the page."""
    headers = request.headers if asking is None else asking
    whole = headers.get("HX-Request-Type") == "full" or headers.get("HX-History-Restore-Request") == "true"
    return headers.get("HX-Request") == "true" and not whole


def page_or_part(html: str, status: int = 200) -> Response:
    """Answer with a whole page, or with the part of it that htmx swaps in and the scripts that this part needs."""
    response = Response(html, status=status)
    if wants_part() and (scripts := scripts_of_part(html)):
        response.headers["Scripts"] = scripts
    response.vary.update(("HX-Request", "HX-Request-Type", "HX-History-Restore-Request"))
    return response


def connect(app: Flask) -> None:
    """What a request works out of texts before it writes is there while it writes, and gone with it."""

    @app.before_request
    def _keep() -> None:
        precomputed.keep()

    @app.after_request
    def _note_the_answer(response: Response) -> Response:
        g.answered = True
        return response

    @app.teardown_request
    def _forget(_error: BaseException | None) -> None:
        precomputed.forget()
